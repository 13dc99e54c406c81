"""Folds of what staff had the customer say, and of the customer's objection. R9"""

from __future__ import annotations

from complaintkit.decision.replay._fold import LedgerEntry, on, with_changed
from complaintkit.model import events as e
from complaintkit.model.case import Case, Entry, Quote
from complaintkit.model.vocabulary import State

_MADE_OF_IT = {
    "withdrawn": ("withdrawn",),
    "settled": ("settled",),
    "plan-agreed": ("plan-answered",),
    "plan-refused": ("plan-answered",),
    "satisfied": ("survey-answered", "follow-up-recorded"),
    "dissatisfied": ("survey-answered", "follow-up-recorded"),
}
"""The events that say what the customer is taken to have said."""
_ENDING = ("withdrawn", "satisfied", "settled")
"""What they are taken to have said that ends a case, or lets it be filed."""


@on(e.CustomerQuoted)
def _quoted(case: Case, event: e.CustomerQuoted, line: LedgerEntry) -> Case:
    made = [one.seq for one in case.moments if one.event in _MADE_OF_IT[event.quoted]]
    quote = Quote(
        id=event.quote,
        quoted=event.quoted,
        told_to=event.told_to,
        via=event.via,
        at=line.at,
        cycle=case.cycle,
        before=State(event.before),
        plan=event.plan,
        seq=made[-1],
    )
    return case.changed(quotes=(*case.quotes, quote))


@on(e.Objected)
def _objected(case: Case, event: e.Objected, line: LedgerEntry) -> Case:
    quote = next(one for one in case.quotes if one.id == event.quote)
    said = case.changed(quotes=with_changed(case.quotes, quote.id, objected_at=line.at))
    if event.text:
        said = said.changed(entries=(*said.entries, Entry(kind="said", by=line.by, at=line.at, text=event.text)))
    return _back(_struck(said, quote), quote)


def _struck(case: Case, quote: Quote) -> Case:
    """Return the case as if it had not been said: a plan is unanswered again, a survey was not given, no clock goes by it."""
    moments = tuple(one for one in case.moments if one.seq != quote.seq)
    surveys = tuple(one for one in case.surveys if one.at != quote.at or one.answered_by != quote.told_to)
    plans = with_changed(case.plans, str(quote.plan), accepted=None)
    return case.changed(moments=moments, plans=plans, surveys=surveys)


def _back(case: Case, quote: Quote) -> Case:
    """Return the case as it stood before it was ended by what the customer did not say; its clocks follow from that. R15"""
    if quote.quoted not in _ENDING or quote.cycle != case.cycle:
        return case
    settled = quote.quoted == "settled"
    put_right = {"settled": False, "result": None, "apology": False} if settled else {}
    return case.changed(
        state=quote.before,
        archived_at=None,
        resolved_at=case.resolved_at if quote.quoted == "satisfied" else None,
        waiting_for_customer=quote.before is State.PLAN_OFFERED,
        moments=tuple(one for one in case.moments if one.event != "archived"),
        **put_right,
    )
