"""Bringing a matter upwards, to a group that meets or to a leader; the meeting and what it decides. F6, F7, S1.8, S4.6"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.refusal import READ_AGAIN
from complaintkit.decision.requirement import require
from complaintkit.decision.sight import deciders_of
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.errors import ConflictError, InvalidInput, NotAllowed, NotFound
from complaintkit.model.handover import Escalation
from complaintkit.model.phrase import joined, phrase


def escalate(draft: Draft, command: c.Escalate) -> None:
    """Bring it upwards: never refused for lack of facts (F5), for escalating comes before promising (F6)."""
    if not raise_for(draft, command.reason, note=command.note):
        raise_to_leader(draft, reason=command.reason, note=command.note)


def raise_for(draft: Draft, reason: str, *, note: str | None = None) -> bool:
    """Bring it upwards by the playbook's route for this reason; return False where it has none."""
    route = draft.facts.playbook.route(reason)
    if route is None:
        return False
    raise_matter(draft, to=route.to, reason=reason, route=route.id, note=note)
    return True


def raise_matter(draft: Draft, *, to: str, reason: str, route: str | None = None, note: str | None = None) -> None:
    """Bring a matter to a group, to the holder of a role, or to the leader; once while the same matter waits there."""
    structure, case = draft.facts.structure, draft.case
    group = to in draft.facts.playbook.groups
    if group:
        target = to
    elif to == "leader":
        return raise_to_leader(draft, reason=reason, note=note)
    else:
        target = next(iter(structure.holders(to, case.unit)), structure.last_resort(case.unit))
    if any(one.open and one.to == target and one.reason == reason for one in case.escalations):
        return None
    draft.add(
        e.Escalated(
            escalation=draft.new_id("e"), route=route or reason, to=target, group=group, reason=reason, note=note
        )
    )
    return None


def raise_to_leader(draft: Draft, *, reason: str, note: str | None = None) -> None:
    """Bring a matter to whoever leads the owner; at the top, to the owner themselves, on record."""
    case = draft.case
    declined = {one.receiver for one in case.handovers if one.state == "declined"}
    leader = draft.facts.structure.leader_of(case.owner, case.unit, without=declined) or case.owner
    if any(one.open and one.to == leader and one.reason == reason for one in case.escalations):
        return
    draft.add(
        e.Escalated(escalation=draft.new_id("e"), route="leader", to=leader, group=False, reason=reason, note=note)
    )


def _find_matter(draft: Draft, id_: str, word: str) -> Escalation:
    found = next((one for one in draft.case.escalations if one.id == id_), None)
    if found is None:
        raise NotFound(
            what="escalation",
            ref=id_,
            next_step=phrase("Read the case again: it names its escalations."),
        )
    if not found.open:
        raise ConflictError(reason=phrase("this matter was decided"), next_step=READ_AGAIN)
    who = deciders_of(draft.facts, draft.case, found)
    if draft.facts.actor not in who:
        reason = phrase("it went to {who}", who=joined(who))
        raise NotAllowed(command=word, reason=reason, state=draft.case.state, rule="F7")
    return found


def receive(draft: Draft, command: c.ReceiveEscalation) -> None:
    """Record that it has arrived: the meeting falls due from now, not from when it was raised (F7)."""
    found = _find_matter(draft, command.escalation, command.word)
    if found.received_at:
        raise ConflictError(reason=phrase("it was received already"), next_step=READ_AGAIN)
    draft.add(e.EscalationReceived(escalation=found.id))


def adjourn(draft: Draft, command: c.AdjournMeeting) -> None:
    """Record that the group met without deciding: the meeting's deadline is breached, and the matter stays open (F7)."""
    found = _find_matter(draft, command.escalation, command.word)
    _seen_first(draft, found)
    draft.add(e.MeetingAdjourned(escalation=found.id, present=command.present, minutes=command.minutes))
    for deadline in draft.case.deadlines:
        if deadline.for_ == found.id and deadline.state == "running":
            draft.add(
                e.DeadlineBreached(
                    deadline=deadline.id, rule=deadline.name, due_at=deadline.due_at, noticed_at=draft.facts.now
                )
            )


def decide(draft: Draft, command: c.DecideMeeting) -> None:
    """Record the decision, which ends the matter; a group needs head or deputy, and as many as its playbook says. S1.8"""
    found = _find_matter(draft, command.escalation, command.word)
    _check_quorum(draft, found, command.present)
    case = draft.case
    require(draft, "decide-meeting", {"facts": case.facts_at, "evidence": case.evidence, "heard": case.heard})
    _seen_first(draft, found)
    draft.add(e.MeetingDecided(escalation=found.id, present=command.present, decision=command.decision))


def _seen_first(draft: Draft, matter: Escalation) -> None:
    if matter.received_at is None:
        draft.add(e.EscalationReceived(escalation=matter.id))


def _check_quorum(draft: Draft, matter: Escalation, present: tuple[str, ...]) -> None:
    if not matter.group:
        return
    group = draft.facts.playbook.groups[matter.to]
    without = (draft.case.about_staff,) if draft.case.about_staff else ()
    seats = draft.facts.structure.group(matter.to, draft.case.unit, without=without)
    there = {*present, draft.facts.actor}
    strangers = there - set(seats.everybody)
    if strangers:
        raise InvalidInput(
            field="present",
            reason=phrase("{who} does not sit in this group for this case", who=joined(sorted(strangers))),
            next_step=phrase("They do: {who}.", who=joined(seats.everybody)),
        )
    if not there & {seats.head, seats.deputy}:
        raise InvalidInput(
            field="present",
            reason=phrase("neither head nor deputy was there"),
            next_step=phrase("Ask {head}.", head=seats.head),
        )
    if len(there) < min(group.decides_with, len(seats.everybody)):
        raise InvalidInput(
            field="present",
            reason=phrase("{came} decided; it takes {needed}", came=len(there), needed=group.decides_with),
            next_step=phrase("Name everybody who was there."),
        )
