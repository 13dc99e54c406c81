"""What an event makes of a task: a task as it stands is read from its ledger, as a case is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from attrs import evolve

from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.task import Task, TaskBreach, TaskKind, TaskStep


def rebuild_task(lines: Iterable[LedgerEntry], *, id: str) -> Task:
    """Return the task that these lines tell of.

    Raises:
        ValueError: the first of them opens none.
    """
    task: Task | None = None
    for line in lines:
        task = apply_task(task, line, id=id)
    if task is None:
        raise ValueError("a task without a beginning")
    return task


def apply_task(task: Task | None, line: LedgerEntry, *, id: str) -> Task:
    """Return what one line makes of a task; of none it makes one."""
    if task is None:
        if not isinstance(line.event, e.TaskOpened):
            raise ValueError("a task without a beginning")
        return _opened(line.event, line, id)
    return evolve(_apply(line.event, task, line), version=task.version + 1)


def _opened(event: e.TaskOpened, line: LedgerEntry, id: str) -> Task:
    return Task(
        id=id,
        number=event.number,
        kind=TaskKind(event.kind),
        unit=event.unit,
        title=event.title,
        what=event.what,
        owner=event.owner,
        opened_by=line.by,
        opened_at=line.at,
        state=event.state,
        waits_for=event.waits_for,
        subject=event.subject,
        period=event.period,
        about=event.about,
        cases=event.cases,
        source=event.source,
        due_at=event.due_at,
        first_due_at=event.due_at,
        values=event.values,
        words=event.words or {},
        version=1,
    )


@singledispatch
def _apply(_: e.Happened, task: Task, __: LedgerEntry) -> Task:
    return task


@_apply.register
def _(event: e.TaskStepped, task: Task, line: LedgerEntry) -> Task:
    step = TaskStep(word=event.step, at=line.at, by=line.by, values=event.values, words=event.words or {})
    return evolve(
        task,
        state=event.state,
        open=event.open,
        waits_for=event.waits_for,
        due_at=event.due_at,
        closed_at=None if event.open else line.at,
        values={**task.values, **event.values},
        words={**task.words, **(event.words or {})},
        steps=(*task.steps, step),
    )


@_apply.register
def _(event: e.TaskGiven, task: Task, _: LedgerEntry) -> Task:
    return evolve(task, owner=event.owner, waits_for=event.waits_for)


@_apply.register
def _(event: e.TaskBreached, task: Task, _: LedgerEntry) -> Task:
    breach = TaskBreach(due_at=event.due_at, noticed_at=event.noticed_at)
    return evolve(task, breaches=(*task.breaches, breach))


@_apply.register
def _(event: e.TaskTied, task: Task, _: LedgerEntry) -> Task:
    return evolve(task, cases=tuple(dict.fromkeys((*task.cases, event.case))))


@_apply.register
def _(event: e.TaskUntied, task: Task, _: LedgerEntry) -> Task:
    return evolve(task, cases=tuple(one for one in task.cases if one != event.case))
