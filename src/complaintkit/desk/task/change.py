"""One transaction on tasks: who may see which, each change that there is, and what it wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.refusal import stranger
from complaintkit.decision.task import (
    MACHINES,
    Form,
    Opening,
    TaskDraft,
    accept_task,
    decline_task,
    give_task,
    lapse_offer,
    offer_task,
    take_step,
    tie_case,
    untie_case,
)
from complaintkit.decision.task.common import ACCEPT, COMMON, COMMON_FIELDS, DECLINE, EXTEND, GIVE, OFFER, TIE, UNTIE
from complaintkit.decision.task.field import check_fields, check_impersonal, read_words
from complaintkit.desk.reading.sight import check_unit, work_places
from complaintkit.model.check import string
from complaintkit.model.errors import InvalidInput, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.task import Task
from complaintkit.ports.storage import IdempotencyRow
from complaintkit.records.idempotency import check_key, done_before
from complaintkit.records.incident import check_apart, check_lead, check_step, follow, keep_apart
from complaintkit.records.task import find_task, is_seen, new_task, no_task, task_facts, write_task

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.decision.task import Field
    from complaintkit.model.actor import By
    from complaintkit.model.customer import Customer
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door
    from complaintkit.records.task import LoadedTask


@attrs.define
class TaskChange:
    """One transaction on tasks, and what it wrote."""

    door: Door
    tx: Writer
    by: By
    written: list[EventRow] = attrs.field(factory=list)

    def facts(self, unit: str) -> Facts:
        """Return what a decision on a task of this unit may know."""
        return task_facts(self.door, self.tx, unit, by=self.by)

    def find(self, ref: Task | str) -> Task:
        """Return a task that the actor may see.

        Raises:
            NotFound: there is none, or it is not for them to see. R20
        """
        return seen_task(self.door, self.tx, ref, by=self.by)[1].task

    def place(self, unit: str | None, *, cases: Sequence[str] = (), source: str | None = None) -> str | None:
        """Return the unit that is named for a task: one in which the actor works, or of which they see all, that case or task.

        Raises:
            InvalidInput: there is none of this name for them. R20
            NotFound: a case or the source is not theirs to see. R20
        """
        facts = self.door.facts(self.tx, None, by=self.by)
        if not unit or (units := work_places(facts)) is None:
            return unit
        of_cases = {self.door.readable(self.tx, string(one, field="cases"), self.by).case.unit for one in cases}
        of_source = {self.find(source).unit} if source else set[str]()
        check_unit(facts, string(unit, field="unit"), units | of_cases | of_source)
        return unit

    def home(self, staff: str) -> str:
        """Return the unit that somebody works in.

        Raises:
            InvalidInput: nobody of this id works here.
        """
        structure = self.door.facts(self.tx, None, by=self.by).structure
        if string(staff, field="who") not in structure.organisation.staff:
            raise stranger(staff, structure.organisation.staff, field="who")
        return structure.home(staff)

    def once(self, key: str, digest: str, change: Callable[[TaskChange], Task]) -> Task:
        """Make a change under a key; with a key that made the same before, return its task and do nothing.

        Raises:
            InvalidInput: the key is no text.
            ConflictError: the key stood for something else.
        """
        check_key(key)
        if (done := done_before(self.tx, key, digest)) is not None:
            return self.find(done.case or "")
        task = change(self)
        written = sum(row.case == task.id for row in self.written)
        row = IdempotencyRow(
            key=key,
            digest=digest,
            case=task.id,
            first_seq=task.version - written + 1,
            last_seq=task.version,
            at=self.door.clock.now(),
        )
        self.tx.remember(row)
        return task

    def open(self, opening: Opening) -> Task:
        """Open a task."""
        for number in opening.cases:
            self.door.readable(self.tx, string(number, field="cases"), self.by)
        facts = self.door.facts(self.tx, None, by=self.by)
        for one in (opening.who, facts.actor):
            check_lead(facts, self.tx, opening.kind, opening.cases, one)
        draft, rows = new_task(self.door, self.tx, opening, by=self.by)
        self._check_named(draft)
        self._check_impersonal(draft.made)
        self.written += rows
        self.written += follow(self.door, self.tx, draft)
        return draft.made

    def _check_named(self, draft: TaskDraft) -> None:
        """Refuse cases and tasks, named in a field, that the actor may not see: nobody is told which there are. R20"""
        fields = MACHINES[draft.made.kind].fields
        for line in draft.lines:
            values: Mapping[str, tuple[str, ...]] = getattr(line.event, "values", {})
            for number in (one for name, found in values.items() if _form(fields, name) is Form.CASE for one in found):
                self.door.readable(self.tx, number, self.by)
            for number in (one for name, found in values.items() if _form(fields, name) is Form.TASK for one in found):
                seen_task(self.door, self.tx, number, by=self.by)

    def _check_impersonal(self, task: Task) -> None:
        """Refuse to write the name of a customer where nobody may be named."""
        if MACHINES[task.kind].impersonal:
            customers = self.customers(task.cases)
            for name, text in {"what": task.what or "", **task.words}.items():
                check_impersonal(name, text, customers)

    def customers(self, cases: Sequence[str]) -> dict[str, Customer]:
        """Return the customers of cases that the actor may see, by the numbers of the cases."""
        return {number: self.door.readable(self.tx, number, self.by).case.customer for number in cases}

    def take(self, ref: Task | str, word: str, given: Mapping[str, object]) -> Task:
        """Take a step by its word, as a form does: one of its kind, or one that every kind has.

        Raises:
            InvalidInput: a field is missing, or does not belong there; names it.
        """
        common = COMMON.get(word) if isinstance(word, str) and word != EXTEND else None
        if common is None:
            return self.step(ref, word, given)
        said = check_fields(given, needs=common.needs, may=common.may, titles=COMMON_FIELDS)
        said |= {name: None for name in common.may if name not in said}
        deeds: Mapping[str, Callable[..., Task]] = {
            GIVE: self.give,
            OFFER: self.offer,
            ACCEPT: self.accept,
            DECLINE: self.decline,
            TIE: self.tie,
            UNTIE: self.untie,
        }
        return deeds[word](ref, **said)

    def step(self, ref: Task | str, word: str, given: Mapping[str, object], *, due_at: datetime | None = None) -> Task:
        """Take a step."""
        facts, loaded = seen_task(self.door, self.tx, ref, by=self.by)
        draft = take_step(facts, loaded.task, word, given, due_at=due_at)
        self._check_named(draft)
        check_apart(facts, self.tx, loaded.task, word)
        check_step(self.door, self.tx, loaded.task, word, self.by)
        self.written += write_task(self.door, self.tx, loaded, draft)
        self.written += follow(self.door, self.tx, draft)
        return draft.made

    def give(self, ref: Task | str, to: str, reason: str) -> Task:
        """Give a task to somebody else."""
        facts, loaded = seen_task(self.door, self.tx, ref, by=self.by)
        check_apart(facts, self.tx, loaded.task, GIVE)
        check_lead(facts, self.tx, loaded.task.kind, loaded.task.cases, to)
        draft = give_task(facts, loaded.task, string(to, field="to"), read_words("reason", reason))
        return self._wrote(loaded, draft)

    def offer(self, ref: Task | str, to: str, reason: str, note: str | None) -> Task:
        """Ask somebody to take a task."""
        facts, loaded = seen_task(self.door, self.tx, ref, by=self.by)
        check_apart(facts, self.tx, loaded.task, OFFER)
        check_lead(facts, self.tx, loaded.task.kind, loaded.task.cases, to)
        draft = offer_task(
            facts,
            loaded.task,
            string(to, field="to"),
            read_words("reason", reason),
            id=self.door.rules.new_id(),
            note=read_words("note", note) if note is not None else None,
        )
        return self._wrote(loaded, draft)

    def accept(self, ref: Task | str, handover: str) -> Task:
        """Take a task that was offered."""
        facts, loaded = self._offered(ref)
        check_apart(facts, self.tx, loaded.task, ACCEPT)
        return self._wrote(loaded, accept_task(facts, loaded.task, string(handover, field="handover")))

    def decline(self, ref: Task | str, handover: str, reason: str, note: str | None) -> Task:
        """Refuse a task that was offered."""
        facts, loaded = self._offered(ref)
        said = read_words("note", note) if note is not None else None
        answered, because = string(handover, field="handover"), string(reason, field="reason")
        return self._wrote(loaded, decline_task(facts, loaded.task, answered, because, note=said))

    def _offered(self, ref: Task | str) -> tuple[Facts, LoadedTask]:
        """Load a task for somebody who answers an offer: an offer that is late has lapsed, also before a worker says so."""
        facts, loaded = seen_task(self.door, self.tx, ref, by=self.by)
        late = TaskDraft(facts, loaded.task.id, loaded.task)
        lapse_offer(late)
        self._wrote(loaded, late)
        return facts, find_task(self.tx, loaded.task.id) if late.lines else loaded

    def _wrote(self, loaded: LoadedTask, draft: TaskDraft) -> Task:
        self.written += write_task(self.door, self.tx, loaded, draft)
        return draft.made

    def tie(self, ref: Task | str, case: str) -> Task:
        """Let a case belong to a task."""
        facts, loaded = seen_task(self.door, self.tx, ref, by=self.by)
        self.door.readable(self.tx, string(case, field="case"), self.by)
        check_apart(facts, self.tx, loaded.task, TIE)
        check_lead(facts, self.tx, loaded.task.kind, [case], facts.actor)
        draft = tie_case(facts, loaded.task, case)
        if draft.lines:
            self._check_impersonal(attrs.evolve(draft.made, cases=(case,)))
        return self._tied(loaded, draft)

    def untie(self, ref: Task | str, case: str, reason: str | None) -> Task:
        """Let a case not belong to a task after all."""
        facts, loaded = seen_task(self.door, self.tx, ref, by=self.by)
        self.door.readable(self.tx, string(case, field="case"), self.by)
        check_apart(facts, self.tx, loaded.task, UNTIE)
        said = read_words("reason", reason) if reason is not None else None
        draft = untie_case(facts, loaded.task, case, reason=said, led=loaded.task.owners)
        return self._tied(loaded, draft)

    def _tied(self, loaded: LoadedTask, draft: TaskDraft) -> Task:
        self.written += write_task(self.door, self.tx, loaded, draft)
        self.written += keep_apart(self.door, self.tx, draft.made)
        return find_task(self.tx, draft.made.id).task


def number_of(task: Task | str) -> str:
    """Return the number of a task, or what was given for it.

    Raises:
        InvalidInput: it is neither.
    """
    return task.number if isinstance(task, Task) else string(task, field="task")


def _form(fields: Mapping[str, Field], name: str) -> Form | None:
    return fields[name].form if name in fields else None


def seen_task(door: Door, tx: Reader, ref: Task | str, *, by: By) -> tuple[Facts, LoadedTask]:
    """Load a task for somebody who may see it, with the facts for deciding on it.

    Raises:
        NotFound: there is none, or it is not for them to see. R20
        InvalidInput: nobody of this id works here.
    """
    name = number_of(ref)
    try:
        loaded = find_task(tx, name)
        facts = task_facts(door, tx, loaded.task.unit, by=by)
        if not is_seen(facts, loaded.task):
            raise no_task(name)
    except NotFound:
        door.check_known(tx, by)
        raise
    return facts, loaded


def due_date(facts: Facts, *, at: datetime | timedelta | None, field: str = "due") -> datetime | None:
    """Return a date that was given as a moment, or as a span from now on.

    Raises:
        InvalidInput: it is neither, or has no zone, or lies beyond ten years.
    """
    if at is None:
        return None
    if isinstance(at, timedelta):
        if not timedelta(0) < at <= timedelta(days=3660):
            raise InvalidInput(
                field=field,
                reason=phrase("{at} is out of range", at=at),
                next_step=phrase("Give a span of at most ten years."),
            )
        return facts.now + at
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise InvalidInput(
            field=field,
            reason=phrase("{at!r} is not what belongs here", at=at),
            next_step=phrase("Give a date and time with its zone, or a timedelta."),
        )
    return at
