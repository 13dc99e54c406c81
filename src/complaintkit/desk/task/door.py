"""The way of every verb of a task: one transaction, what was typed kept when it is refused, then tell who observes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.decision.task import MACHINES, Opening
from complaintkit.desk.intake.refused import REFUSALS, refused_row
from complaintkit.desk.reading.sight import check_staff, check_tasks_asked, tasks_seen
from complaintkit.desk.task.change import TaskChange, due_date, number_of, seen_task
from complaintkit.model.actor import actor_name
from complaintkit.model.errors import StorageError
from complaintkit.model.task import Decided, Task
from complaintkit.model.wire import as_data, canonical
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.idempotency import digest_of
from complaintkit.records.task import is_seen, load_tasks
from complaintkit.records.unknown_commit import asked_again_by

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.task import TaskKind
    from complaintkit.records.door import Door


@attrs.frozen
class TaskDoor:
    """What verbs of tasks share."""

    door: Door = attrs.field(repr=False)

    # ---- changing --------------------------------------------------------------------------------------------------
    def perform(
        self,
        change: Callable[[TaskChange], Task],
        *,
        verb: str,
        by: By,
        typed: Mapping[str, object],
        key: str | None = None,
        asked: Mapping[str, object] | None = None,
    ) -> Task:
        """Make a change in one transaction; keep what somebody typed where it is refused.

        Args:
            change: what is done in the transaction.
            verb: the verb that asks for it.
            by: who asks.
            typed: what somebody wrote, which is kept where it is refused.
            key: the idempotency key: with one that did the same before, nothing is done.
            asked: everything that was asked, as it was given: what the key stands for.

        Raises:
            ComplaintKitError: it is refused, or the storage can't; nothing of it was kept but the words.
        """
        door = self.door
        try:
            with asked_again_by(key), door.storage.writing() as tx:
                check_staff(door.facts(tx, None, by=by))
                changes = TaskChange(door, tx, by)
                task = (
                    change(changes)
                    if key is None
                    else changes.once(key, digest_of(verb, actor_name(by), as_data(_exact(asked or typed))), change)
                )
                task = door.task_for(tx, task, by)
        except REFUSALS as error:
            self._keep(verb, by, typed, error)
            raise
        door.recorded(changes.written)
        return attrs.evolve(task, replayed=not changes.written)

    def step(
        self,
        verb: str,
        task: Task | str,
        given: Mapping[str, Any],
        *,
        by: By,
        key: str | None,
        step: str | None = None,
        opens: Mapping[str, TaskKind] = MappingProxyType({}),
    ) -> Task:
        """Take the step that a verb stands for, in one transaction; all that was given is what its key stands for.

        Args:
            verb: the verb that asks for it.
            task: the task, or its number.
            given: what is given with the step; `until` is a moment, or a span from now on.
            by: who takes it.
            key: the idempotency key.
            step: the word of the step; where nothing is said, that of the verb.
            opens: which fields hold decisions that each become a task, and of which kind.

        Raises:
            ComplaintKitError: as `perform`.
        """

        def change(changes: TaskChange) -> Task:
            told = dict(given)
            for name, kind in opens.items():
                told[name] = _open_decided(changes, changes.find(task), told[name], kind=kind)
            if "until" in told:
                facts = changes.door.facts(changes.tx, None, by=by)
                told["until"] = due_date(facts, at=told["until"], field="until")
            return changes.step(task, step or verb.rpartition(".")[2], told)

        asked = {"task": number_of(task), **given}
        return self.perform(change, verb=verb, by=by, typed=given, key=key, asked=asked)

    def _keep(self, verb: str, by: By, typed: Mapping[str, object], error: Any) -> None:  # noqa: ANN401  any of REFUSALS
        words = {name: value for name, value in typed.items() if _is_text(value)}
        if not words:
            return
        content = canonical(words).encode("utf-8", "surrogatepass")
        row = refused_row(self.door, source=verb, by=by, error=error, content=content)
        try:
            with self.door.storage.writing() as tx:
                tx.keep_refused(row)
        except StorageError:
            return
        error.kept_as = row.id

    # ---- reading ---------------------------------------------------------------------------------------------------
    def find(self, ref: Task | str, *, by: By) -> Task:
        """Return a task that this person may see.

        Raises:
            NotFound: there is none, or it is not for them to see. R20
        """
        with self.door.storage.reading() as tx:
            return self.door.task_for(tx, seen_task(self.door, tx, ref, by=by)[1].task, by)

    def list(self, where: TaskFilter, *, by: By, after: str | None, limit: int) -> tuple[Task, ...]:
        """Return tasks that this person may see, newest opened first."""
        with self.door.storage.reading() as tx:
            facts = self.door.facts(tx, None, by=by)
            check_staff(facts)
            check_tasks_asked(facts.structure.organisation, where)
            behind = seen_task(self.door, tx, after, by=by)[1].row.id if after is not None else None
            seen = tasks_seen(facts, where)
            found: list[Task] = []
            while len(found) < limit and (rows := tx.tasks(seen, after=behind, limit=limit)):
                found += (one.task for one in load_tasks(tx, rows) if is_seen(facts, one.task))
                behind = rows[-1].id
            return tuple(self.door.task_for(tx, one, by) for one in found[:limit])


def _is_text(value: object) -> bool:
    """Tell if a value holds what somebody may have typed: a text, or several."""
    several = value if isinstance(value, list | tuple) else (value,)
    return all(isinstance(one, str) for one in several) and any(one.strip() for one in several)


def _exact(value: object) -> object:
    """Return the same with each moment and span as it was given, also within what was decided."""
    if isinstance(value, datetime | timedelta):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _exact(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(one) for one in value]
    return _exact(attrs.asdict(value, recurse=False)) if isinstance(value, Decided) else value


def _open_decided(
    changes: TaskChange, source: Task, decisions: Sequence[Decided], *, kind: TaskKind
) -> tuple[str, ...]:
    """Open a task for each decision, with what it follows from as its source; return their numbers.

    Raises:
        InvalidInput: a decision has no owner or date; names the field.
    """
    facts = changes.facts(source.unit)
    inherited = {word: source.about[word] for word in MACHINES[kind].about if word in source.about}
    return tuple(
        changes.open(
            Opening(
                kind=kind,
                unit=source.unit,
                what=one.what,
                who=one.who,
                due_at=due_date(facts, at=one.due),
                about=one.about() or inherited,
                cases=source.cases,
                source=source.number,
            )
        ).number
        for one in decisions
    )
