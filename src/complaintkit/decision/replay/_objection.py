"""Folds of what staff had the customer say, and of the customer's objection. R9"""

from __future__ import annotations

from attrs import evolve

from complaintkit.decision.replay._fold import LedgerEntry, on, with_changed
from complaintkit.model import events as e
from complaintkit.model.case import Case, Entry, Quote
from complaintkit.model.deadline import Deadline
from complaintkit.model.vocabulary import State

_ENDING = ("withdrawn", "satisfied")
"""What the customer is taken to have said that ends a case, or lets it be filed."""


@on(e.CustomerQuoted)
def _quoted(case: Case, event: e.CustomerQuoted, line: LedgerEntry) -> Case:
    quote = Quote(
        id=event.quote,
        quoted=event.quoted,
        told_to=event.told_to,
        via=event.via,
        at=line.at,
        cycle=case.cycle,
        before=State(event.before),
        plan=event.plan,
        fell=event.fell,
        brought=event.brought,
    )
    return case.changed(quotes=(*case.quotes, quote))


@on(e.Objected)
def _objected(case: Case, event: e.Objected, line: LedgerEntry) -> Case:
    quote = next(one for one in case.quotes if one.id == event.quote)
    said = case.changed(quotes=with_changed(case.quotes, quote.id, objected_at=line.at))
    if event.text:
        said = said.changed(entries=(*said.entries, Entry(kind="said", by=line.by, at=line.at, text=event.text)))
    return _struck(_back(said, quote), quote)


def _struck(case: Case, quote: Quote) -> Case:
    """Return the case without the answer: a plan is unanswered again, a survey as if it had not been."""
    surveys = tuple(one for one in case.surveys if one.at != quote.at or one.answered_by != quote.told_to)
    if not quote.quoted.startswith("plan-"):
        return case.changed(surveys=surveys)
    return case.changed(plans=with_changed(case.plans, str(quote.plan), accepted=None))


def _back(case: Case, quote: Quote) -> Case:
    """Return the case as it stood before it was ended by what the customer did not say."""
    if quote.quoted not in _ENDING or quote.cycle != case.cycle:
        return case
    deadlines = tuple(_owed_again(one, quote) for one in case.deadlines)
    waiting = quote.before is State.PLAN_OFFERED or any(one.state == "paused" for one in deadlines)
    withdrawn = quote.quoted == "withdrawn"
    return case.changed(
        state=quote.before,
        archived_at=None,
        resolved_at=None if withdrawn else case.resolved_at,
        waiting_for_customer=waiting if withdrawn else case.waiting_for_customer,
        deadlines=deadlines,
    )


def _owed_again(deadline: Deadline, quote: Quote) -> Deadline:
    """Return a deadline that fell with the quote as it ran before, from its own start, its breach on record. R15"""
    filed = deadline.state == "cancelled" and deadline.reason == "archived"
    if deadline.id in quote.fell or (filed and deadline.id not in quote.brought):
        state = "breached" if deadline.breached_at else "paused" if deadline.paused_at else "running"
        return evolve(deadline, state=state, met_at=None, reason=None if state != "paused" else "waiting-for-customer")
    if deadline.open and deadline.id in quote.brought:
        return evolve(deadline, state="cancelled", reason="objected")
    return deadline
