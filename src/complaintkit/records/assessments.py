"""Assessments, opened when a period has ended: once each, with the figures of the period counted and kept. S3.11, S4.5"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.task import subject_of, take_step
from complaintkit.decision.task.figures import READS, WorkFigures, Workload
from complaintkit.decision.task.turn import Turn, assessments_owed
from complaintkit.model.actor import DESK
from complaintkit.model.task import TaskKind
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.recent import ledgers_between
from complaintkit.records.task import load_tasks, new_task, task_facts, write_task

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Reader, TaskRow, Writer
    from complaintkit.records.door import Door

_KIND = frozenset({TaskKind.ASSESSMENT.value})
_MOST = 100_000


def open_assessments(door: Door, since: datetime) -> list[EventRow]:
    """Open every assessment of a period that ended after `since` and has none yet; what was not made before is missed.

    The ledgers are counted before anything is written, so that nobody waits for it.
    """
    with door.storage.reading() as reader:
        owed = [(unit, turn) for unit, turn in _owed(door, reader, since) if not _is_open(reader, unit, turn)]
        figures = _figures(reader, owed)
    if not owed:
        return []
    written: list[EventRow] = []
    with door.storage.writing() as tx:
        for unit, turn in owed:
            if not _is_open(tx, unit, turn):
                written += _open(door, tx, unit, turn, figures[unit, turn.period, subject_of(turn.about)])
    return written


def figures_of(reader: Reader, *, start: datetime, end: datetime) -> Workload:
    """Count how everybody worked in a period."""
    found = Workload(start, end)
    for _, lines in ledgers_between(reader, start, end, READS):
        found.add(lines)
    return found


def _owed(door: Door, reader: Reader, since: datetime) -> Iterable[tuple[str, Turn]]:
    for unit in door.rules.in_force(reader).organisation.units:
        for turn in assessments_owed(task_facts(door, reader, unit, by=DESK), unit, since=since):
            yield unit, turn


def _rows(reader: Reader, unit: str, turn: Turn, *, open_only: bool) -> Sequence[TaskRow]:
    where = TaskFilter(kinds=_KIND, units=frozenset({unit}), subject=subject_of(turn.about))
    return reader.tasks(attrs.evolve(where, open=True) if open_only else attrs.evolve(where, period=turn.period))


def _is_open(reader: Reader, unit: str, turn: Turn) -> bool:
    """Tell if this turn was opened before, whatever became of it."""
    return bool(_rows(reader, unit, turn, open_only=False))


def _figures(reader: Reader, owed: Iterable[tuple[str, Turn]]) -> dict[tuple[str, str, str], WorkFigures]:
    """Count each period once, however many are assessed on it."""
    spans = defaultdict[tuple[datetime, datetime], list[tuple[str, Turn]]](list)
    for unit, turn in owed:
        assert turn.span is not None  # noqa: S101  an assessment is of a period
        spans[turn.span].append((unit, turn))
    found: dict[tuple[str, str, str], WorkFigures] = {}
    for (start, end), turns in spans.items():
        work = figures_of(reader, start=start, end=end)
        for unit, turn in turns:
            of = work.of_unit(unit) if "unit" in turn.about else work.of_staff(turn.about["staff"])
            found[unit, turn.period, subject_of(turn.about)] = of
    return found


def _open(door: Door, tx: Writer, unit: str, turn: Turn, figures: WorkFigures) -> list[EventRow]:
    written: list[EventRow] = []
    before = [
        row for row in _rows(tx, unit, turn, open_only=True) if row.state == "due" and "" < row.period < turn.period
    ]
    for loaded in load_tasks(tx, before):
        if loaded.task.about.get("rule") == turn.rule:
            draft = take_step(task_facts(door, tx, unit, by=DESK), loaded.task, "miss", {})
            written += write_task(door, tx, loaded, draft)
    opening = attrs.evolve(turn.opening(unit), given={}, counted={**turn.given, "figures": figures.lines()})
    return [*written, *new_task(door, tx, opening, by=DESK)[1]]
