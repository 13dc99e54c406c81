"""Folds of the other ways in which a case ends."""

from __future__ import annotations

from complaintkit.decision.replay._compensation import with_released
from complaintkit.decision.replay._fold import LedgerEntry, on
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.vocabulary import Kind, State


@on(e.ClearedUp)
def _cleared_up(case: Case, event: e.ClearedUp, line: LedgerEntry) -> Case:
    return case.changed(
        state=State.CLEARED_UP,
        result=event.explanation,
        investigators=(*case.investigators, line.by),
        resolved_at=line.at,
        waiting_for_customer=False,
        promises=with_released(case.promises),
    )


@on(e.Withdrawn)
def _withdrawn(case: Case, _: e.Withdrawn, line: LedgerEntry) -> Case:
    return case.changed(
        state=State.WITHDRAWN,
        resolved_at=line.at,
        waiting_for_customer=False,
        promises=with_released(case.promises, "promised", "rejected"),  # they take that back, too
    )


@on(e.ReclassificationAsked)
def _downgrade_asked(case: Case, event: e.ReclassificationAsked, line: LedgerEntry) -> Case:
    return case.changed(reclassification=(event.kind, line.by))


@on(e.Reclassified)
def _reclassified(case: Case, event: e.Reclassified, _: LedgerEntry) -> Case:
    """Change what it is; that it is to be no complaint stays asked where only its category changes. R5"""
    stays = event.kind is Kind.COMPLAINT and event.category is not None
    return case.changed(
        kind=event.kind,
        category=event.category or case.category,
        reclassification=case.reclassification if stays else None,
    )


@on(e.Linked)
def _linked(case: Case, event: e.Linked, _: LedgerEntry) -> Case:
    before = State(event.before) if event.before else case.filed_in
    return case.changed(links={**case.links, event.to: event.relation}, filed_in=before)


@on(e.Unlinked)
def _unlinked(case: Case, event: e.Unlinked, _: LedgerEntry) -> Case:
    links = {number: relation for number, relation in case.links.items() if number != event.to}
    if case.duplicate_of != event.to or case.filed_in is None:
        return case.changed(links=links)
    moments = tuple(one for one in case.moments if one.event != "archived")
    return case.changed(links=links, state=case.filed_in, filed_in=None, archived_at=None, moments=moments)
