"""The customer's answer that we wait for: how long, when they are reminded, and how the wait ends. R16, R8, S4.10

A wait ends by time, not with a breach: the customer owes us nothing, and nobody here is late by their silence. What stands
still meanwhile does so for one question and one plan: who asks again and again has the clock running.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve

from complaintkit.calendars import due_at
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.escalation import raise_matter
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Until, Within
from complaintkit.model.phrase import Wording, phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import DeadlineRule

OVER: Final = e.CustomerSilent.name

SILENT: Final = DeadlineRule(
    id="customer-silent",
    title=Wording(phrase("The customer's reply")),
    starts="waiting-for-customer",
    stops=("customer-heard", "plan-answered", OVER),
    within=Within.parse("7 days"),
    warn=Within.parse("4 days"),
    kinds=tuple(Kind),
)
UNANSWERED: Final = DeadlineRule(
    id="plan-unanswered",
    title=Wording(phrase("The customer's answer to the plan")),
    starts="plan-offered",
    stops=("plan-answered", OVER),
    within=Within.parse("14 days"),
    warn=Within.parse("7 days"),
    kinds=tuple(Kind),
)
WAITS: Final = {rule.id: rule for rule in (SILENT, UNANSWERED)}
"""The core's times by name; a playbook's own deadline of such a name says how long in its place."""


def with_waits(bound: Collection[DeadlineRule]) -> Iterator[DeadlineRule]:
    """Yield the deadlines that bind a case and the waits that are not among them; each wait is over once it has run out."""
    for rule in bound:
        yield evolve(rule, stops=(*rule.stops, OVER)) if rule.id in WAITS else rule
    yield from (rule for rule in WAITS.values() if rule.id not in {one.id for one in bound})


def resumes_at(facts: Facts, case: Case, deadline: Deadline, *, paused_at: datetime) -> datetime | None:
    """Return when a deadline that stands still from `paused_at` runs again at the latest; None where it may not any more.

    All its pauses together are no longer than the wait for one answer, and for one to a plan where one was offered. R16
    """
    first = end = min([*(start for start, _, _ in deadline.pauses), paused_at])
    offered = any(one.offered_at and one.offered_at >= deadline.started_at for one in case.plans)
    for name in (SILENT.id, UNANSWERED.id) if offered else (SILENT.id,):
        rule = facts.playbook.deadlines.get(name) or WAITS[name]
        length = facts.playbook.within(rule, case.category) or WAITS[name].within
        end = due_at(
            facts.calendar(case.unit, rule.calendar), end, length, until=rule.until or Until.CLOSE, begins=rule.begins
        )
    used = sum((stop - start for start, stop, _ in deadline.pauses), timedelta(0))
    latest = paused_at + (end - first) - used
    return latest if latest > paused_at else None


def end_wait(draft: Draft, deadline: Deadline, rule: DeadlineRule) -> None:
    """End a wait whose time is over: we go on without the answer, the customer and the owner are told."""
    plan = draft.case.plan if deadline.name == UNANSWERED.id else None
    draft.add(e.CustomerSilent(plan=plan.id if plan else None))
    if rule.breach_escalate:
        raise_matter(draft, to=rule.breach_escalate, reason="deadline-breached")
