"""Improvements judged by their effect: confirmed where the rate says so, else brought to whoever leads their owner. S0.11, S2.7"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.decision.task import take_step
from complaintkit.decision.task.turn import units_within
from complaintkit.insight.effect import Effect, Verdict
from complaintkit.model.task import Task, TaskKind
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.task import load_tasks, tasks_in, write_task

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door

_PAST: Final = timedelta(days=56)
"""How long before an improvement its rate is counted."""
_TO_JUDGE: Final = timedelta(days=7)
"""How long a person has to judge what the figures leave open."""


def judge_actions(door: Door, tx: Writer, facts: Facts, unit: str) -> Iterator[EventRow]:
    """Judge improvements whose time has come: confirmed, or to be done otherwise, where the rate says so; else a person does."""
    kinds, states = frozenset({TaskKind.ACTION.value}), frozenset({"done"})
    where = TaskFilter(kinds=kinds, states=states, units=frozenset({unit}), open=True)
    for loaded in load_tasks(tx, [row for row in tasks_in(tx, where) if row.subject]):
        task = loaded.task
        if task.due_at is None or task.due_at > facts.now or "after" in task.values:
            continue
        effect = effect_of(tx, facts, task)
        figures = {"before": f"{effect.rate_before:.1f}", "after": f"{effect.rate_after:.1f}"}
        if effect.verdict is Verdict.WORKED:
            draft = take_step(facts, task, "confirm", figures)
        else:
            draft = take_step(facts, task, "weigh", figures, due_at=facts.now + _TO_JUDGE)
        yield from write_task(door, tx, loaded, draft)


def effect_of(tx: Reader, facts: Facts, task: Task) -> Effect:
    """Count what an improvement is about, in the eight weeks before it was decided, and since it was done."""
    finished = max((one.at for one in task.steps if one.word == "finish"), default=task.opened_at)
    today = facts.business_day(task.unit)
    opened, done = (facts.business_day(task.unit, at) for at in (task.opened_at, finished))
    rows = tx.tally(first=opened - _PAST, after=today, units=units_within(facts, task.unit))
    mine = [row for row in rows if row.subject == task.subject or row.subject.startswith(f"{task.subject}/")]
    return Effect(
        before=sum(row.count for row in mine if row.day < opened),
        days_before=_PAST.days,
        after=sum(row.count for row in mine if row.day > done),
        days_after=max(1, (today - done).days - 1),
    )
