"""Offer a task to a colleague: whoever has it answers for it until they take it, or a leader says whose it is. F2-F4"""

from __future__ import annotations

from typing import Final

from complaintkit.calendars import due_at
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.passing import (
    asked_already,
    bounced,
    check_decline_reason,
    declined_out,
    find_waiting,
    had_before,
    lapsed_out,
)
from complaintkit.decision.refusal import by_name, stranger
from complaintkit.decision.replay._fold import with_changed
from complaintkit.decision.task.decide import TaskDraft, no_step
from complaintkit.decision.task.machine import Who
from complaintkit.decision.task.machines import MACHINES
from complaintkit.decision.task.standing import People, check_judge, stands, whose_turn
from complaintkit.model import events as e
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput, NotAllowed
from complaintkit.model.handover import Handover
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.task import Task, TaskKind

TO_ANSWER: Final = Within.parse("1 working day")
"""How long whoever is asked to take a task has to answer."""
AT_ONCE: Final = Within.parse("30 min")
"""How long where people may come to harm. R11"""
_URGENT: Final = frozenset({TaskKind.INCIDENT, TaskKind.RECALL, TaskKind.REPORT})


@by_name
def offer_task(facts: Facts, task: Task, to: str, reason: str, *, id: str, note: str | None = None) -> TaskDraft:
    """Ask somebody to take a task: by whoever answers for it, or somebody above them. F2

    Raises:
        NotAllowed: it has ended, is not theirs to offer, somebody has been asked, it went back and forth, or who is asked had it.
        InvalidInput: nobody of this id works here, they have it, are away for long, or would judge themselves.
    """
    _check_free(facts, task)
    _check_receiver(facts, task, to)
    if to in task.owners:
        raise _refused(facts, task, "offer", had_before(to), "F3")
    within = AT_ONCE if task.kind in _URGENT else TO_ANSWER
    draft = TaskDraft(facts, task.id, task)
    draft.add(
        e.TaskOffered(
            handover=id,
            receiver=to,
            lapses_at=due_at(facts.calendar(task.unit), facts.now, within),
            reason=reason,
            note=note,
        )
    )
    return draft


@by_name
def accept_task(facts: Facts, task: Task, handover: str) -> TaskDraft:
    """Take a task that was offered: by whoever was asked, or acts for them; from now on they answer for it. F2, F3

    Raises:
        NotFound: nothing of this id was offered.
        ConflictError: it was answered, or is void.
        NotAllowed: it was offered to somebody else, or they had it before.
    """
    found = find_waiting(task.handovers, handover)
    taker = facts.actor
    if taker in task.owners:
        raise _refused(facts, task, "accept", had_before(taker), "F3")
    check_asked(facts, task, found, "accept")
    check_judge(facts, People.of(task), taker, field="by")
    draft = TaskDraft(facts, task.id, task)
    turn = whose_turn(facts, MACHINES[task.kind], task.state, People.of(task, taker))
    draft.add(e.TaskGiven(owner=taker, waits_for=turn, handover=found.id))
    return draft


@by_name
def decline_task(facts: Facts, task: Task, handover: str, reason: str, *, note: str | None = None) -> TaskDraft:
    """Refuse a task for a reason of the closed list (F4); after two refusals whoever is above the owner says whose it is (F3).

    Raises:
        NotFound: nothing of this id was offered.
        ConflictError: it was answered, or is void.
        NotAllowed: it was offered to somebody else.
        InvalidInput: it is no reason of the list.
    """
    found = find_waiting(task.handovers, handover)
    check_asked(facts, task, found, "decline")
    check_decline_reason(facts, reason)
    draft = TaskDraft(facts, task.id, task)
    turn = _turn_after(facts, task, found, state="declined")
    draft.add(e.TaskDeclined(handover=found.id, reason=reason, waits_for=turn, note=note))
    return draft


def lapse_offer(draft: TaskDraft) -> None:
    """Let an offer lapse that nobody answered in time: its owner goes on, and the leader says whose it is. F3"""
    task, facts = draft.made, draft.facts
    if task.handover is not None and task.handover.lapses_at <= facts.now:
        turn = _turn_after(facts, task, task.handover, state="lapsed")
        draft.add(e.TaskOfferLapsed(handover=task.handover.id, waits_for=turn), by=actor_name(DESK))


def is_passed_on(task: Task) -> bool:
    """Tell if somebody else has the next step because the owner wants to give it away: the owner answers for it all the same. F2"""
    return any(one.state in ("offered", "declined", "lapsed") for one in task.handovers)


def _turn_after(facts: Facts, task: Task, offer: Handover, *, state: str) -> str:
    """Return who has the next step once an offer has ended so: the leader where it bounced (F3), else whoever had it."""
    after = with_changed(task.handovers, offer.id, state=state)
    if declined_out(facts, after) or lapsed_out(facts, after):
        return facts.structure.leader_of(task.owner, task.unit) or task.owner
    return whose_turn(facts, MACHINES[task.kind], task.state, People.of(task))


def _check_free(facts: Facts, task: Task) -> None:
    """Refuse what is not theirs to offer, or not now.

    Raises:
        NotAllowed: says why.
    """
    theirs = facts.system or any(stands(facts, who, People.of(task)) for who in (Who.OWNER, Who.LEADER))
    if not task.open or not theirs:
        why = phrase("it is not for {actor}", actor=facts.actor) if task.open else phrase("it has ended")
        raise _refused(facts, task, "offer", why, "R20")
    if task.handover:
        raise _refused(facts, task, "offer", asked_already(task.handover), "F2")
    if declined_out(facts, task.handovers) or lapsed_out(facts, task.handovers):
        raise _refused(facts, task, "offer", bounced(), "F3")


def _check_receiver(facts: Facts, task: Task, to: str) -> None:
    """Refuse whoever can't be asked.

    Raises:
        InvalidInput: names the field.
    """
    structure = facts.structure
    if to not in structure.organisation.staff:
        raise stranger(to, structure.organisation.staff, field="to")
    if to == task.owner:
        raise InvalidInput(
            field="to",
            reason=phrase("{to} is responsible already", to=to),
            next_step=phrase("Name somebody else."),
        )
    absence = structure.absence(to, facts.now)
    if absence is not None and absence.long:
        deputy = structure.replacement_for(to, task.unit, at=facts.now)
        raise InvalidInput(
            field="to",
            reason=phrase("{to} is away for long (F8)", to=to),
            next_step=phrase("Name {deputy}.", deputy=deputy),
        )
    check_judge(facts, People.of(task), to, field="to")


def check_asked(facts: Facts, task: Task, offer: Handover, word: str) -> None:
    """Refuse to answer for somebody else, but who acts for them. F2, F8

    Raises:
        NotAllowed: names who was asked.
    """
    acting = facts.structure.acting_for(offer.receiver, facts.now, without=frozenset(task.owners))
    if facts.actor not in (offer.receiver, acting):
        raise _refused(facts, task, word, phrase("it was offered to {staff}", staff=offer.receiver), "F2")


def _refused(facts: Facts, task: Task, command: str, reason: Phrase, rule: str) -> NotAllowed:
    return no_step(facts, task, command, reason, rule=rule)
