"""Turns of what comes again, opened when they begin: once each, whichever worker looks first; what was not done is missed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.task import MACHINES, take_step
from complaintkit.decision.task.turn import Turn, next_look, turns_owed
from complaintkit.model.actor import DESK
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.assessments import open_assessments
from complaintkit.records.rules import ORGANISATION, PLAYBOOK
from complaintkit.records.tally import COUNTED, recount
from complaintkit.records.task import load_tasks, new_task, task_facts, tasks_in, write_task

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door

LOOKED: Final = "turns"  # meta: since when turns are kept, by which rules they were looked at last, and when next


def open_turns(door: Door) -> int:
    """Open every turn that has begun and is not open yet; return how many events that made.

    Looked at once a business day, and when people or playbooks changed: most calls read one setting.
    """
    with door.storage.reading() as reader:
        if reader.meta(ORGANISATION) is None or not _is_due(door, reader):
            return 0
        counted = reader.meta(COUNTED) is not None
    if not counted:
        recount(door)
    written = _open_assessments(door)
    with door.storage.writing() as tx:
        since, next_at = _since(door, tx), None
        for unit in door.rules.in_force(tx).organisation.units:
            facts = task_facts(door, tx, unit, by=DESK)
            for turn in turns_owed(facts, unit, since=since):
                written += _open(door, tx, unit, turn)
            soon = next_look(facts, unit)
            next_at = soon if next_at is None else min(next_at, soon)
        tx.put_meta(LOOKED, json.dumps({"since": since.isoformat(), "rules": _rules(tx), "next": str(next_at)}))
    door.recorded(written)
    return len(written)


def _open_assessments(door: Door) -> list[EventRow]:
    """Open assessments of periods that ended since turns are kept; none before they are."""
    with door.storage.reading() as reader:
        looked = reader.meta(LOOKED)
    return open_assessments(door, datetime.fromisoformat(json.loads(looked)["since"])) if looked else []


def _is_due(door: Door, reader: Reader) -> bool:
    looked = json.loads(reader.meta(LOOKED) or "{}")
    if not looked or looked["rules"] != _rules(reader):
        return True
    return datetime.fromisoformat(looked["next"]) <= door.clock.now()


def _rules(reader: Reader) -> str:
    """Return what says which turns there are: the organisation and the playbooks in force."""
    return " ".join([reader.meta(ORGANISATION) or "", *sorted(reader.metas(PLAYBOOK).values())])


def _since(door: Door, tx: Writer) -> datetime:
    """Return since when turns are kept: reviews of periods before that belong to nobody."""
    looked = json.loads(tx.meta(LOOKED) or "{}")
    return datetime.fromisoformat(looked["since"]) if looked else door.clock.now()


def _open(door: Door, tx: Writer, unit: str, turn: Turn) -> list[EventRow]:
    """Open one turn, unless it is open already; the turn before it, if still open, is missed."""
    same = TaskFilter(kinds=frozenset({turn.kind.value}), units=frozenset({unit}), subject=f"rule:{turn.rule}")
    if tx.tasks(attrs.evolve(same, period=turn.period), limit=1):
        return []
    unfinished = [row for row in tasks_in(tx, attrs.evolve(same, open=True)) if row.period]
    if unfinished and "miss" not in MACHINES[turn.kind].steps:
        return []  # the one before is late, and still to be done
    written: list[EventRow] = []
    for loaded in load_tasks(tx, unfinished):
        if loaded.task.period < turn.period:
            draft = take_step(task_facts(door, tx, unit, by=DESK), loaded.task, "miss", {})
            written += write_task(door, tx, loaded, draft)
    return [*written, *new_task(door, tx, turn.opening(unit), by=DESK)[1]]
