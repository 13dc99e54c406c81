"""Dates that staff promised: the answer, the follow-up of a plan, each measure; a breach stays on record. S0.5, S0.7, R15"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from complaintkit.decision.clocks.dated import ENDS, NEVER_RECKONED, Dated
from complaintkit.decision.clocks.moments import moment_at, moments_after
from complaintkit.model.case import Case, Moment
from complaintkit.model.phrase import Wording, phrase
from complaintkit.playbook import DeadlineRule

_RESULT: Final = ("plan-offered", "resolved", "settled", "cleared-up", "referred", "answer-recorded")

ANSWER: Final = DeadlineRule(
    id="answer-promised",
    title=Wording(phrase("Answer by the time promised")),
    starts="assessed",
    stops=("told", *_RESULT),
    within=NEVER_RECKONED,
)
FOLLOW_UP: Final = DeadlineRule(
    id="plan-follow-up",
    title=Wording(phrase("Follow-up of the plan")),
    starts="plan-offered",
    stops=("told", "waiting-for-customer", "follow-up-recorded", "survey-answered", "resolved"),
    within=NEVER_RECKONED,
)
MEASURE: Final = DeadlineRule(
    id="measure",
    title=Wording(phrase("Measure of the plan")),
    starts="plan-answered",
    stops=("measure-done",),
    within=NEVER_RECKONED,
)
PLEDGES: Final = {rule.id: rule for rule in (ANSWER, FOLLOW_UP, MEASURE)}
"""The rules by the names of their deadlines; a playbook's own rule of that name takes its place."""


def pledged(case: Case) -> Iterator[Dated]:
    """Yield the dates that were promised on a case, also those that were kept; what is taken over as history has none."""
    if case.answer_expected is not None:
        yield from _answer(case, case.answer_expected)
    if case.plans:
        yield from _follow_up(case)
    if case.measures:
        yield from _measures(case)


def _answer(case: Case, expected: datetime) -> Iterator[Dated]:
    """Yield when the customer was told they would hear. Whoever can't be told is promised nothing. S0.5, R2"""
    if case.answer_expected_since is None or not case.customer.reachable:
        return
    start = moment_at(case, case.answer_expected_since)
    if start is not None:
        yield from _dated(case, ANSWER, start, expected)


def _follow_up(case: Case) -> Iterator[Dated]:
    """Yield when the customer is to be spoken with again about the plan of this round: their yes to it is not that yet. S0.7"""
    plan = case.plan
    if plan is None or plan.answer_by is None:
        return
    start = next((one for one in reversed(case.moments) if one.event == FOLLOW_UP.starts), None)
    if start is not None:
        yield from _dated(case, FOLLOW_UP, start, plan.answer_by)


def _dated(case: Case, rule: DeadlineRule, start: Moment, due_at: datetime) -> Iterator[Dated]:
    later = {one.event for one in moments_after(case, start.seq)}
    kept = not later.isdisjoint(rule.stops)
    if kept or ENDS.isdisjoint(later):
        yield Dated(
            rule=rule, start=start, started_at=start.at, due_at=due_at, warn_at=_warn(start.at, due_at), met=kept
        )


def _measures(case: Case) -> Iterator[Dated]:
    """Yield by when each measure is to be done, from when the customer agreed to the plan."""
    start = next((one for one in reversed(case.moments) if one.event == MEASURE.starts), None)
    if start is None:
        return
    for one in case.measures:
        done = one.done_at is not None
        if done or case.resolved_at is None:
            yield Dated(
                rule=MEASURE,
                start=start,
                started_at=start.at,
                due_at=one.due,
                warn_at=_warn(start.at, one.due),
                about=one.id,
                met=done,
            )


def _warn(start: datetime, due_at: datetime) -> datetime:
    """Return when the owner is reminded: in the last quarter of the time there is."""
    return due_at - (due_at - start) / 4
