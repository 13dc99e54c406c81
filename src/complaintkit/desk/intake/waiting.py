"""Give what waits in the inbox an owner and a deadline: a task, which is late where nobody looks, until it was seen to. S0.3"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from complaintkit.calendars import due
from complaintkit.decision.task import Opening, take_step
from complaintkit.desk.intake.form import complained_about
from complaintkit.desk.intake.kept import INBOX, SURVEY, form_fields
from complaintkit.model.actor import DESK
from complaintkit.model.catalogue import languages
from complaintkit.model.due import Within
from complaintkit.model.errors import IntakeRejected
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind
from complaintkit.ports.inbound import FormReceived
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.task import load_tasks, new_task, task_facts, write_task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from complaintkit.decision import Facts
    from complaintkit.desk.intake.kept import Kept
    from complaintkit.ports.storage import EventRow, Reader, RefusedRow, Writer
    from complaintkit.records.door import Door


_SURVEY: Final = phrase("survey", context="channel")
LOOK_WITHIN: Final = Within.parse("2 working hours")
"""How long something may wait in the inbox before whoever leads its owner is told."""


STRANGERS_A_DAY: Final = 500
"""What senders whom nobody knows may leave in the inbox, by channel and day."""
STRANGERS_BYTES: Final = 8 * 1024 * 1024
"""How many bytes all of that may have."""


def keep_waiting(
    door: Door, tx: Writer, row: RefusedRow, item: Kept, written: list[EventRow], *, proved: bool
) -> RefusedRow | None:
    """Keep an item for a person, who has a time to look at it; once: return what was kept of it before, else None.

    Raises:
        IntakeRejected: too much came today from senders whom nobody knows.
    """
    if before := tx.refused(id=row.id, limit=1):
        return before[0]
    if not proved:
        _check_room(tx, row)
    tx.keep_refused(row)
    written += _await_person(door, tx, row, item, proved=proved)
    return None


def _check_room(tx: Writer, row: RefusedRow) -> None:
    """Count what strangers leave in the inbox in a day.

    Raises:
        IntakeRejected: it is enough for today.
    """
    channel, day = _channel_of(row), row.at.date().isoformat()
    key = f"strangers:{channel}"
    counted = json.loads(tx.meta(key) or "{}")
    number, size = (counted["number"], counted["size"]) if counted.get("day") == day else (0, 0)
    number, size = number + 1, size + len(row.content)
    if number > STRANGERS_A_DAY or size > STRANGERS_BYTES:
        raise IntakeRejected(channel, reason="too-many")
    tx.put_meta(key, json.dumps({"day": day, "number": number, "size": size}))


def _channel_of(row: RefusedRow) -> str:
    return row.source.removeprefix("channel:")


def _await_person(door: Door, tx: Writer, row: RefusedRow, item: Kept, *, proved: bool) -> Iterator[EventRow]:
    """Open the task of an item that now waits: its own where its sender is known, else one for all that its channel brought.

    Strangers can send as much as they like; they make one task of it.
    """
    channel = _channel_of(row)
    about = row.id if proved else channel
    if tx.tasks(_waiting(about), limit=1):
        return
    unit = _unit(door.facts(tx, None, by=DESK), item)
    facts = task_facts(door, tx, unit, by=DESK)
    opening = Opening(
        kind=TaskKind.INBOX,
        unit=unit,
        who=_owner(facts, unit, item),
        due_at=due(facts.calendar(unit), facts.now, LOOK_WITHIN).at,
        about={"inbox": about},
        title={language: f"{said} {row.id}" if proved else said for language, said in _titles(facts, channel).items()},
    )
    yield from new_task(door, tx, opening, by=DESK)[1]


def _titles(facts: Facts, channel: str) -> Mapping[str, str]:
    """Return what people call a channel, in each language there is; its id, where no playbook knows it."""
    rule = facts.playbook.channels.get(channel)
    if rule is None and channel == SURVEY:
        return {"en": str(_SURVEY)} | {language: _SURVEY.to(language) for language in languages()}
    return dict(rule.title) if rule and rule.title else {"und": channel}


def seen_to(door: Door, tx: Writer, row: RefusedRow) -> Iterator[EventRow]:
    """End the task of an item that was accepted or put aside; that of its channel once nothing of it waits any more."""
    ended = [row.id]
    if not tx.refused(code=INBOX, by=frozenset({row.by}), unmended=True, limit=1):
        ended.append(_channel_of(row))
    for about in ended:
        for loaded in load_tasks(tx, tx.tasks(_waiting(about), limit=1)):
            facts = task_facts(door, tx, loaded.task.unit, by=DESK)
            yield from write_task(door, tx, loaded, take_step(facts, loaded.task, "finish", {}))


def is_for(reader: Reader, facts: Facts, row: RefusedRow) -> bool:
    """Tell if what waits is for the actor: it names no unit of ours, or one they see or work in, or they are to look at it. R20"""
    structure, actor = facts.structure, facts.actor
    unit = form_fields(row).get("unit")
    if facts.system or not isinstance(unit, str) or unit not in structure.organisation.units:
        return True
    if structure.works_for(actor, unit) or structure.sees(actor, unit=unit, involved=False):
        return True
    about = (row.id, _channel_of(row))
    return any(one.owner == actor for id_ in about for one in reader.tasks(_waiting(id_), limit=1))


def _waiting(about: str) -> TaskFilter:
    return TaskFilter(kinds=frozenset({TaskKind.INBOX.value}), subject=f"inbox:{about}", open=True)


def _unit(facts: Facts, item: Kept) -> str:
    """Return the unit that a form names, where there is such a one; else the whole business."""
    organisation = facts.structure.organisation
    named = item.fields.get("unit") if isinstance(item, FormReceived) else None
    return named if isinstance(named, str) and named in organisation.units else organisation.root


def _owner(facts: Facts, unit: str, item: Kept) -> str:
    """Return who looks: of those on duty the first who may take complaints in, but not whom the item names. R6"""
    about = complained_about(item.fields) if isinstance(item, FormReceived) else frozenset[str]()
    on_duty = facts.structure.on_duty(unit, facts.now, without=about)
    return next((one for one in on_duty if facts.structure.may(one, "receive")), on_duty[0])
