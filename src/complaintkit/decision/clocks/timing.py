"""Deadline rules that bind a case: its playbook's, and the core's own where a playbook says nothing. F2, F7"""

from __future__ import annotations

from datetime import datetime

from complaintkit.calendars import due_at
from complaintkit.decision.facts import Facts
from complaintkit.model.case import Case
from complaintkit.model.due import Until, Within
from complaintkit.model.handover import SHIFT_CHANGE
from complaintkit.model.phrase import Wording, phrase
from complaintkit.playbook import DeadlineRule

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
    "escalated": DeadlineRule(
        id="escalation-seen",
        title=Wording(phrase("Receipt by the group")),
        starts="escalated",
        stops=("escalation-received",),
        within=Within.parse("30 min"),
    ),
    "escalation-received": DeadlineRule(
        id="meeting",
        title=Wording(phrase("Leading-group meeting")),
        starts="escalation-received",
        stops=("meeting-decided",),
        within=Within.parse("24 h"),
    ),
}


def answers_from(facts: Facts, case: Case, to: str, reason: str) -> datetime:
    """Return from when an offer made now waits for its answer: whose shift is yet to come can't answer before. F2"""
    if reason != SHIFT_CHANGE or facts.structure.present(to, facts.now):
        return facts.now
    return facts.structure.shift_ends(case.owner, facts.now) or facts.now


def lapse_time(facts: Facts, case: Case, to: str, reason: str) -> datetime:
    """Return when an offer made now lapses. F3"""
    own = facts.playbook.started_by("handover-offered", kind=case.kind, category=case.category)
    rules = own or (CLOCKS["handover-offered"],)
    rule = next((one for one in rules if one.lapses), rules[0])
    within = facts.playbook.within(rule, case.category) or CLOCKS["handover-offered"].within
    assert isinstance(within, Within)  # noqa: S101  "of category" is resolved above
    start = answers_from(facts, case, to, reason)
    return due_at(
        facts.calendar(case.unit, rule.calendar), start, within, until=rule.until or Until.CLOSE, begins=rule.begins
    )
