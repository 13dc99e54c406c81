"""Deadline rules that bind a case: its playbook's, and the core's own where a playbook says nothing. F2, F7"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from complaintkit.calendars import due
from complaintkit.decision.dated import DATED
from complaintkit.decision.facts import Facts
from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Within
from complaintkit.model.handover import SHIFT_CHANGE
from complaintkit.model.phrase import Wording, phrase
from complaintkit.model.vocabulary import State
from complaintkit.playbook import DeadlineRule
from complaintkit.playbook.vocabulary import INTAKE

# What runs in every procedure, by the event that starts it; a playbook may say it otherwise.
CLOCKS = {
    "handover-offered": DeadlineRule(
        id="handover",
        title=Wording(phrase("Answer to a handover")),
        starts="handover-offered",
        stops=("handover-accepted", "handover-declined"),
        within=Within.parse("30 min"),
        lapses=True,
    ),
    "escalation-received": DeadlineRule(
        id="meeting",
        title=Wording(phrase("Leading-group meeting")),
        starts="escalation-received",
        stops=("meeting-decided",),
        within=Within.parse("24 h"),
    ),
}


def rules_started_by(facts: Facts, case: Case, event: str) -> tuple[DeadlineRule, ...]:
    """Return the deadlines that an event starts on this case."""
    rules = facts.playbook.started_by(event, kind=case.kind, category=case.category)
    if event == "new-cycle" and not rules:
        return tuple(_again(facts, case))
    core = CLOCKS.get(event)
    return rules if rules or core is None else (core,)


def _again(facts: Facts, case: Case) -> Iterator[DeadlineRule]:
    """Yield the deadlines of a next round to which a playbook gives none: those of the first, from intake to resolution. R8"""
    path = facts.playbook.path(case.category)
    for rule in facts.playbook.deadlines.values():
        if rule.starts in INTAKE and "resolved" in rule.stops and rule.binds(case.kind, path):
            yield rule


def rule_of(facts: Facts, deadline: Deadline) -> DeadlineRule:
    """Return the rule that a running deadline came from."""
    known = facts.playbook.deadlines.get(deadline.name) or DATED.get(deadline.name)
    return known or next(rule for rule in CLOCKS.values() if rule.id == deadline.name)


def events_done(case: Case) -> frozenset[str]:
    """Return the events that have happened in this round, as far as deadlines start or stop with them."""
    happened = {
        "received": True,
        "registered": case.state is not State.RECEIVED,
        "acknowledged": case.acknowledged_at,
        "assessed": case.approach,
        "first-handling-done": case.first_handling_done_at,
        "facts-recorded": case.facts_at,
        "plan-offered": case.plan,
        "told": any(one.kind == "told" for one in case.entries),
        "escalated": case.escalations,
    }
    return frozenset(event for event, yes in happened.items() if yes)


def answers_from(facts: Facts, case: Case, to: str, reason: str) -> datetime:
    """Return from when an offer made now waits for its answer: whose shift is yet to come can't answer before. F2"""
    if reason != SHIFT_CHANGE or facts.structure.present(to, facts.now):
        return facts.now
    return facts.structure.shift_ends(case.owner, facts.now) or facts.now


def lapse_time(facts: Facts, case: Case, to: str, reason: str) -> datetime:
    """Return when an offer made now lapses. F3"""
    rules = rules_started_by(facts, case, "handover-offered")
    rule = next((one for one in rules if one.lapses), rules[0])
    within = facts.playbook.within(rule, case.category) or CLOCKS["handover-offered"].within
    assert isinstance(within, Within)  # noqa: S101  "of category" is resolved above
    start = answers_from(facts, case, to, reason)
    return due(facts.calendar(case.unit, rule.calendar), start, within, until=rule.until or "close").at
