"""Which cases belong to a task, and who lets one go: of an incident nobody who led it. R11, R12, R14"""

from __future__ import annotations

from collections.abc import Collection

from complaintkit.decision.facts import Facts
from complaintkit.decision.refusal import by_name
from complaintkit.decision.task.common import UNTIE
from complaintkit.decision.task.decide import TaskDraft, no_step
from complaintkit.decision.task.field import read_words
from complaintkit.decision.task.machine import Who
from complaintkit.decision.task.standing import People, stands
from complaintkit.model import events as e
from complaintkit.model.phrase import phrase
from complaintkit.model.task import Task, TaskKind


@by_name
def tie_case(facts: Facts, task: Task, case: str) -> TaskDraft:
    """Let a case belong to a task; twice is nothing new. R11, R14"""
    draft = TaskDraft(facts, task.id, task)
    if case not in task.cases:
        draft.add(e.TaskTied(case=case))
    return draft


@by_name
def untie_case(facts: Facts, task: Task, case: str, *, reason: str | None, led: Collection[str] = ()) -> TaskDraft:
    """Let a case not belong to a task after all; twice is nothing new. R14

    What an incident owes its cases is escaped by nobody who `led` it: somebody else above its lead lets one go, and says why;
    at the top of the house the lead does. R11, R12

    Raises:
        InvalidInput: an incident is asked to let a case go without a reason.
        NotAllowed: it is not for them.
    """
    draft = TaskDraft(facts, task.id, task)
    if case not in task.cases:
        return draft
    check_untying(facts, task, led)
    if task.kind is TaskKind.INCIDENT:
        reason = read_words("reason", reason or "")
    draft.add(e.TaskUntied(case=case, reason=reason))
    return draft


def check_untying(facts: Facts, task: Task, led: Collection[str]) -> None:
    """Refuse that whoever led an incident lets a case of it go.

    Raises:
        NotAllowed: it is not for them. R11
    """
    if task.kind is not TaskKind.INCIDENT:
        return
    top = facts.structure.leader_of(facts.actor, task.unit) is None
    if stands(facts, Who.LEADER, People.of(task)) and (top or facts.actor not in led):
        return
    why = phrase("somebody else above {owner} lets a case of an incident go", owner=task.owner)
    raise no_step(facts, task, UNTIE, why, rule="R11")
