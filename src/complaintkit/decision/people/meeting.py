"""The meeting before which a matter is: it adjourns or decides, with head or deputy and as many as it takes. F7, S1.8"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.draft import Draft
from complaintkit.decision.people.escalation import find_matter, go_higher
from complaintkit.decision.people.routing import seats
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.errors import InvalidInput
from complaintkit.model.handover import Escalation
from complaintkit.model.phrase import joined, phrase

_UNTAKEN: Final = frozenset({"declined-twice", "handover-lapsed"})
"""Why a leader is asked whose a case is: a ruling answers that. F3"""


def adjourn(draft: Draft, command: c.AdjournMeeting) -> None:
    """Record that the group met without deciding: the meeting's deadline is breached, and the matter stays open (F7)."""
    found = find_matter(draft, command.escalation, command.word)
    _seen_first(draft, found)
    draft.add(e.MeetingAdjourned(escalation=found.id, present=command.present, minutes=command.minutes))
    for deadline in draft.case.deadlines:
        if deadline.for_ == found.id and deadline.state == "running":
            draft.add(
                e.DeadlineBreached(
                    deadline=deadline.id, rule=deadline.name, due_at=deadline.due_at, noticed_at=draft.facts.now
                )
            )
            with draft.desk_acts():
                go_higher(draft, deadline)


def decide(draft: Draft, command: c.DecideMeeting) -> None:
    """Record the decision, which ends the matter; a group needs head or deputy, and as many as its playbook says. S1.8"""
    found = find_matter(draft, command.escalation, command.word)
    _check_quorum(draft, found, command.present)
    _seen_first(draft, found)
    draft.add(e.MeetingDecided(escalation=found.id, present=command.present, decision=command.decision))


def answer_by_ruling(draft: Draft, ruling: str) -> None:
    """End what came up because nobody took the case: who answers for it has been said. F3"""
    for matter in draft.case.escalations:
        if matter.open and matter.reason in _UNTAKEN:
            _seen_first(draft, matter)
            draft.add(e.MeetingDecided(escalation=matter.id, present=(), decision=ruling))


def _seen_first(draft: Draft, matter: Escalation) -> None:
    if matter.received_at is None:
        draft.add(e.EscalationReceived(escalation=matter.id))


def _check_quorum(draft: Draft, matter: Escalation, present: tuple[str, ...]) -> None:
    if not matter.group:
        return
    group = draft.facts.playbook.groups[matter.to]
    sitting = seats(draft.facts, draft.case, matter.to)
    there = {*present, draft.facts.actor}
    strangers = there - set(sitting.everybody)
    if strangers:
        raise InvalidInput(
            field="present",
            reason=phrase("not in this group for this case: {who}", who=joined(sorted(strangers))),
            next_step=phrase("In it: {who}.", who=joined(sitting.everybody)),
        )
    if not there & {sitting.head, sitting.deputy}:
        raise InvalidInput(
            field="present",
            reason=phrase("neither head nor deputy was there"),
            next_step=phrase("Ask {head}.", head=sitting.head),
        )
    if len(there) < min(group.decides_with, len(sitting.everybody)):
        raise InvalidInput(
            field="present",
            reason=phrase("{came} decided; it takes {needed}", came=len(there), needed=group.decides_with),
            next_step=phrase("Name everybody who was there."),
        )
