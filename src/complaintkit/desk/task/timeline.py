"""Tell what happened to a task: local times, who did it, the step by its title, and what was given with it. R15, R20"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision.task import COMMON, MACHINES, SHARED, Field, Form, Machine
from complaintkit.desk.task.change import seen_task
from complaintkit.model import events as e
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.event_words import EVENT_WORDS, event_in_words
from complaintkit.model.phrase import SEMICOLON, Phrase, as_it_is, joined, phrase
from complaintkit.model.task import TASK_KINDS, TaskKind, TaskLine
from complaintkit.model.wording import WORDS, word_in
from complaintkit.records.ledger import read_lines

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.model.actor import By
    from complaintkit.model.task import Task
    from complaintkit.organisation import Organisation
    from complaintkit.records.door import Door

_FLAGS: Final[Mapping[str, Phrase]] = phrase.table("value", {"yes": "yes", "no": "no"})
_LABELS: Final[Mapping[str, Phrase]] = phrase.table(
    "task line",
    {"what": "what", "due": "due", "from": "follows from", "reason": "reason", "until": "answer by", "note": "note"},
)


def timeline_of(door: Door, ref: Task | str, *, by: By) -> tuple[TaskLine, ...]:
    """Return what happened to a task, for somebody who may see it.

    Raises:
        NotFound: there is none, or it is not for them to see. R20
    """
    with door.storage.reading() as tx:
        facts, loaded = seen_task(door, tx, ref, by=by)
        id, task, structure = loaded.row.id, loaded.task, facts.structure
        lines = [door.line_for(tx, one, by) for one in read_lines(tx.events([id]), tx.vault([id]))[id]]
    known = task.unit in structure.organisation.units
    zone = ZoneInfo(structure.zone_of(task.unit) if known else structure.time_zone)
    telling = _Telling(zone, structure.organisation, MACHINES[task.kind])
    return tuple(telling.line(one) for one in lines)


@attrs.frozen
class _Telling:
    """Tells a task by its unit's clock, with the names of people and the titles of its machine."""

    zone: ZoneInfo
    organisation: Organisation
    machine: Machine

    def line(self, entry: LedgerEntry) -> TaskLine:
        """Tell one line of its ledger."""
        return TaskLine(
            at=entry.at.astimezone(self.zone),
            by=entry.by,
            event=entry.event.name,
            who=self.person(entry.by),
            what=self._what(entry.event),
            said=tuple(self._said(entry.event)),
        )

    def person(self, staff: str) -> Phrase:
        """Return somebody's name with their id; a program by its name."""
        known = self.organisation.staff.get(staff) or self.organisation.departed.get(staff)
        if known:
            return phrase("{title} ({id})", title=known.name, id=staff)
        return phrase("the clock") if staff == actor_name(DESK) else as_it_is(staff)

    def time(self, at: datetime) -> str:
        """Return a time by the clock of the task's unit."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def _what(self, event: e.Happened) -> Phrase:
        words = EVENT_WORDS.get(event.name)
        sentence = words.sentence if words else None
        match event:
            case e.TaskOpened() if sentence:
                kind, owner = TASK_KINDS[TaskKind(event.kind)], self.person(event.owner)
                return sentence.filled(number=event.number, kind=kind, owner=owner)
            case e.TaskStepped():
                step = self.machine.steps.get(event.step) or COMMON.get(event.step)
                return step.title if step else as_it_is(event.step)
            case e.TaskGiven() if sentence:
                return sentence.filled(owner=self.person(event.owner))
            case e.TaskOffered() if sentence:
                return sentence.filled(receiver=self.person(event.receiver))
            case e.TaskDeclined() if sentence:
                return sentence.filled(reason=word_in(WORDS, event.reason))
            case e.TaskBreached() if sentence:
                return sentence.filled(due_at=self.time(event.due_at))
            case e.TaskTied() | e.TaskUntied() if sentence:
                return sentence.filled(case=event.case)
        return event_in_words(event.name)

    def _said(self, event: e.Happened) -> Iterator[Phrase]:
        """Yield what was given, each with its label; what was erased is gone."""
        if isinstance(event, e.TaskOpened):
            due = self.time(event.due_at) if event.due_at else None
            for label, text in (("what", event.what), ("due", due), ("from", event.source)):
                if text:
                    yield _labelled(_LABELS[label], text)
        if isinstance(event, e.TaskGiven | e.TaskOffered | e.TaskUntied) and event.reason:
            yield _labelled(_LABELS["reason"], event.reason)
        if isinstance(event, e.TaskOffered):
            yield _labelled(_LABELS["until"], self.time(event.lapses_at))
        if isinstance(event, e.TaskOffered | e.TaskDeclined) and event.note:
            yield _labelled(_LABELS["note"], event.note)
        if isinstance(event, e.TaskOpened | e.TaskStepped):
            fields = {**SHARED, **self.machine.fields}
            for name, values in event.values.items():
                yield _labelled(_title(fields, name), self._value(fields, name, values))
            for name, words in (event.words or {}).items():
                yield _labelled(_title(fields, name), words)

    def _value(self, fields: Mapping[str, Field], name: str, values: tuple[str, ...]) -> Phrase:
        form = fields[name].form if name in fields else Form.WORD
        return joined((self._one(form, one) for one in values), SEMICOLON)

    def _one(self, form: Form, value: str) -> str:
        if form is Form.MOMENT:
            return self.time(datetime.fromisoformat(value))
        if form is Form.STAFF:
            return self.person(value)
        if form is Form.FLAG:
            return _FLAGS.get(value, value)
        return WORDS.get(value, value) if form is Form.WORD else value


def _title(fields: Mapping[str, Field], name: str) -> Phrase:
    return fields[name].title if name in fields else as_it_is(name)


def _labelled(label: Phrase, text: str) -> Phrase:
    return phrase("{label}: {text}", label=label, text=text)
