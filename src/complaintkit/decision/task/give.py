"""Give a task to somebody else: upwards, down, or to who takes it; nobody pushes one onto a colleague. F2, F3, F8"""

from __future__ import annotations

from complaintkit.decision.facts import Facts
from complaintkit.decision.refusal import by_name, stranger
from complaintkit.decision.task.decide import TaskDraft, no_step
from complaintkit.decision.task.machine import Who
from complaintkit.decision.task.machines import MACHINES
from complaintkit.decision.task.standing import People, check_judge, gives_work, stands, whose_turn
from complaintkit.model import events as e
from complaintkit.model.phrase import phrase
from complaintkit.model.task import Task


@by_name
def give_task(facts: Facts, task: Task, to: str, reason: str | None) -> TaskDraft:
    """Give a task to somebody else: by its owner, somebody above them, or a program. F8

    Raises:
        NotAllowed: it has ended, or is not theirs to give.
        InvalidInput: nobody of this id works here.
    """
    structure = facts.structure
    if to not in structure.organisation.staff:
        raise stranger(to, structure.organisation.staff, field="to")
    theirs = [stands(facts, who, People.of(task)) for who in (Who.OWNER, Who.LEADER)]
    if not task.open or not (facts.system or any(theirs)):
        why = phrase("it has ended") if not task.open else phrase("it is not for {actor}", actor=facts.actor)
        raise no_step(facts, task, "give", why, rule="R20")
    check_judge(facts, People.of(task), to, field="to")
    _check_not_asked(facts, task, to)
    turn = whose_turn(facts, MACHINES[task.kind], task.state, People.of(task, to))
    draft = TaskDraft(facts, task.id, task)
    draft.add(e.TaskGiven(owner=to, waits_for=turn, reason=reason))
    return draft


def _check_not_asked(facts: Facts, task: Task, to: str) -> None:
    """Refuse to push a task onto a colleague: it goes upwards, or down from whoever leads them, or somebody takes it. F2, F3

    Raises:
        NotAllowed: names who may give them work.
    """
    structure, actor = facts.structure, facts.actor
    down = structure.is_leader_of(actor, to, task.unit) and gives_work(facts, to, task.unit)
    theirs = down or structure.is_leader_of(to, task.owner, task.unit)
    if facts.system or actor == to or theirs or structure.leader_of(actor, task.unit) is None:
        return
    why = phrase(
        "{to} was not asked, and {actor} does not lead them: offer it to them, or give it to {leader}, who may give it on",
        to=to,
        actor=actor,
        leader=_leader_of_both(facts, task, to),
    )
    raise no_step(facts, task, "give", why, rule="F2")


def _leader_of_both(facts: Facts, task: Task, to: str) -> str:
    """Return the nearest above a task's owner who leads its receiver, too; who stands at the top leads everybody."""
    structure, nearest = facts.structure, task.owner
    while (above := structure.leader_of(nearest, task.unit)) is not None:
        nearest = above
        if structure.is_leader_of(nearest, to, task.unit) and structure.is_leader_of(nearest, to):
            break
    return nearest
