"""What an event makes of a task: a task as it stands is read from its ledger, as a case is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from attrs import evolve

from complaintkit.decision.replay import LedgerEntry
from complaintkit.decision.replay._fold import with_changed
from complaintkit.model import events as e
from complaintkit.model.handover import Handover
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
        owners=(event.owner,),
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
    stays = event.state == task.state  # then who was asked to take it is asked still
    return evolve(
        task,
        state=event.state,
        open=event.open,
        waits_for=task.waits_for if stays and task.handovers else event.waits_for,
        handovers=task.handovers if stays else _ended(task.handovers),
        due_at=event.due_at,
        closed_at=None if event.open else line.at,
        values={**task.values, **event.values},
        words={**task.words, **(event.words or {})},
        steps=(*task.steps, step),
    )


@_apply.register
def _(event: e.TaskGiven, task: Task, _: LedgerEntry) -> Task:
    """Make somebody the owner; declines and lapses are counted anew. F3"""
    owners = task.owners if event.owner == task.owner else (*task.owners, event.owner)
    ended = tuple(
        evolve(one, state="accepted" if one.id == event.handover else "ruled") if one.state != "accepted" else one
        for one in task.handovers
    )
    return evolve(task, owner=event.owner, owners=owners, waits_for=event.waits_for, handovers=ended)


@_apply.register
def _(event: e.TaskOffered, task: Task, line: LedgerEntry) -> Task:
    offer = Handover(
        id=event.handover,
        case=task.number,
        giver=task.owner,
        receiver=event.receiver,
        reason=event.reason or "",
        note=event.note,
        offered_at=line.at,
        lapses_at=event.lapses_at,
    )
    return evolve(task, waits_for=event.receiver, handovers=(*task.handovers, offer))


@_apply.register
def _(event: e.TaskDeclined, task: Task, _: LedgerEntry) -> Task:
    answered = with_changed(task.handovers, event.handover, state="declined", answer=event.reason)
    return evolve(task, waits_for=event.waits_for, handovers=answered)


@_apply.register
def _(event: e.TaskOfferLapsed, task: Task, _: LedgerEntry) -> Task:
    lapsed = with_changed(task.handovers, event.handover, state="lapsed")
    return evolve(task, waits_for=event.waits_for, handovers=lapsed)


def _ended(offers: tuple[Handover, ...]) -> tuple[Handover, ...]:
    """Return offers, of which one that waited is void: it was for another step."""
    return tuple(evolve(one, state="cancelled") if one.state == "offered" else one for one in offers)


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
