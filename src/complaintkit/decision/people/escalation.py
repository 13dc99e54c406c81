"""Bringing a matter upwards, to a group that meets or to a leader, and further where nobody decides. F6, F7, S4.6"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.routing import decider, leader_above, new_holder, seats, top
from complaintkit.decision.people.sight import deciders_of, decides, is_unseen
from complaintkit.decision.refusal import READ_AGAIN
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.deadline import Deadline
from complaintkit.model.errors import ConflictError, NotAllowed, NotFound
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
    case = draft.case
    group = to in draft.facts.playbook.groups
    if group:
        target = to
    elif to == "leader":
        return raise_to_leader(draft, reason=reason, note=note)
    else:
        target = decider(draft.facts, case, to)
    _bring(draft, to=target, group=group, reason=reason, route=route or reason, note=note)
    return None


def raise_to_leader(draft: Draft, *, reason: str, note: str | None = None) -> None:
    """Bring a matter to whoever leads the owner; at the top, to the owner themselves, on record."""
    case = draft.case
    declined = frozenset(one.receiver for one in case.handovers if one.state == "declined")
    leader = leader_above(draft.facts, case, case.owner, passing=declined) or new_holder(draft.facts, case, case.owner)
    _bring(draft, to=leader, group=False, reason=reason, route="leader", note=note)


def _bring(draft: Draft, *, to: str, group: bool, reason: str, route: str, note: str | None) -> None:
    """Bring a matter to somebody, once while the same waits there; that only whoever it is about is left is on record. R6"""
    if any(one.open and one.to == to and one.reason == reason for one in draft.case.escalations):
        return
    deciders = seats(draft.facts, draft.case, to).everybody if group else (to,)
    if left_out(draft.facts, draft.case).issuperset(deciders):
        draft.add(e.ExceptionRecorded(rule="R6", command="escalate"))
    draft.add(e.Escalated(escalation=draft.new_id("e"), route=route, to=to, group=group, reason=reason, note=note))


def find_matter(draft: Draft, id_: str, word: str) -> Escalation:
    """Return an open matter that whoever acts may decide.

    Raises:
        NotFound: there is none of this id.
        ConflictError: it was decided.
        NotAllowed: it went to others.
    """
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
    if not decides(draft.facts, draft.case, found):
        reason = phrase("it went to {who}", who=joined(who))
        raise NotAllowed(command=word, reason=reason, state=draft.case.state, rule="F7")
    return found


def receive(draft: Draft, command: c.ReceiveEscalation) -> None:
    """Record that it has arrived: the meeting falls due from now, not from when it was raised (F7).

    Where the time to look had passed before, the meeting stays due from then.
    """
    found = find_matter(draft, command.escalation, command.word)
    if not is_unseen(found):
        raise ConflictError(reason=phrase("it was received already"), next_step=READ_AGAIN)
    draft.add(e.EscalationReceived(escalation=found.id))


def has_reached(draft: Draft, matter: Escalation) -> None:
    """Record that a group has a matter, since the time to look has passed: its meeting falls due from now. F7

    That a message went out is no receipt: nobody has said that they have it, and what waits for that would be met by a machine.
    """
    if matter.group and matter.open and matter.received_at is None:
        with draft.desk_acts():
            draft.add(e.EscalationReceived(escalation=matter.id))


def go_higher(draft: Draft, deadline: Deadline) -> None:
    """Bring a matter whose meeting is breached to whoever is above the group's head, at last to the top; once. F7"""
    case, facts = draft.case, draft.facts
    matter = next((one for one in case.escalations if one.id == deadline.for_), None)
    if matter is None or not matter.group or not matter.open or matter.received_at is None:
        return
    head = seats(facts, case, matter.to).head
    above = leader_above(facts, case, head) or top(facts, case)
    _bring(draft, to=above, group=False, reason=matter.reason, route=matter.route, note=None)
