"""All tasks beside the cases, whatever their kind: list them, read one, take a step, give one on, put one off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import EXTEND, possible_steps
from complaintkit.desk.reading.sight import check_limit
from complaintkit.desk.task.door import TaskChange, TaskDoor, due_date, seen_task
from complaintkit.model.task import TaskKind
from complaintkit.ports.storage import TaskFilter

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.task import Task


@declared("tasks")
@attrs.frozen
class Tasks:
    """Everything to be done beside the cases: `desk.tasks`. Each kind has a noun of its own that opens it. S0.11, S2.7

    >>> from datetime import timedelta
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     task = desk.actions.open("冷链到货测温", by="general-manager", who="quality-head", due=timedelta(days=30))
    ...     [(one.number == task.number, one.sentence("zh")) for one in desk.tasks.list(by="quality-head")]
    [(True, '改进措施：冷链到货测温')]
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def list(
        self,
        *,
        by: By,
        kind: TaskKind | str | Sequence[TaskKind | str] = (),
        open: bool | None = True,  # noqa: A002  the word that `desk.cases` has for it
        unit: str | None = None,
        owner: str | None = None,
        waits_for: str | None = None,
        case: str | None = None,
        subject: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[Task, ...]:
        """List tasks, newest first, as far as `by` may see: their own, and those of the units they see. R20

        Args:
            by: who asks.
            kind: only of this kind, or of one of these.
            open: only those to be done (None: all, False: those that ended).
            unit: only of this unit.
            owner: only those that this person answers for.
            waits_for: only those whose next step is this person's.
            case: only those that this case belongs to, by its number.
            subject: only those about this, such as `category:food/spoiled`.
            after: go on behind the one of this number, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: `by` does not work here; the limit is out of range.
            NotFound: there is no task of the number `after`.
        """
        kinds = (kind,) if isinstance(kind, str) else kind
        where = TaskFilter(
            kinds=frozenset(TaskKind(one).value for one in kinds),
            open=open,
            units=frozenset({unit}) if unit else None,
            owner=owner,
            waits_for=frozenset({waits_for}) if waits_for else None,
            case=case,
            subject=subject,
        )
        return self._tasks.list(where, by=by, after=after, limit=check_limit(limit))

    def show(self, task: Task | str, *, by: By) -> Task:
        """Return one as it stands.

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        return self._tasks.find(task, by=by)

    def possible(self, task: Task | str, *, by: By) -> tuple[str, ...]:
        """Return the steps that `by` may take now, by their words: `("finish",)`.

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        door = self._tasks.door
        with door.storage.reading() as tx:
            facts, loaded = seen_task(door, tx, task, by=by)
            return possible_steps(facts, loaded.task)

    def step(self, task: Task | str, step: str, *, by: By, **given: object) -> Task:
        """Take a step by its word, as a form does; the nouns have a typed verb for each.

        Raises:
            InvalidInput: a field is missing, or is not what belongs there; names it.
            NotAllowed: it does not stand there, or it is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        return self._tasks.perform(
            lambda change: change.step(task, step, given), verb=f"tasks.{step}", by=by, typed=given
        )

    def give(self, task: Task | str, *, by: By, to: str, reason: str) -> Task:
        """Give one to somebody else, who answers for it from now on: by its owner, or somebody above them.

        Raises:
            InvalidInput: nobody of the id `to` works here.
            NotAllowed: it has ended, or is not for `by` to give.
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        return self._tasks.perform(
            lambda change: change.give(task, to, reason), verb="tasks.give", by=by, typed={"reason": reason}
        )

    def extend(self, task: Task | str, *, by: By, until: datetime | timedelta, reason: str) -> Task:
        """Put its date off, once: by somebody above the owner, with the reason. The first date stays on record. R15

        Raises:
            InvalidInput: the date has passed, or the reason is missing.
            NotAllowed: it was put off before, or `by` is not above its owner.
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """

        def change(changes: TaskChange) -> Task:
            facts = changes.door.facts(changes.tx, None, by=by)
            return changes.step(task, EXTEND, {"until": due_date(facts, at=until, field="until"), "reason": reason})

        return self._tasks.perform(change, verb="tasks.extend", by=by, typed={"reason": reason})

    def tie(self, task: Task | str, case: str, *, by: By) -> Task:
        """Let a case belong to it, also later. R11

        Raises:
            NotFound: there is no such task or case, or it is not for `by` to see. R20
        """
        return self._tasks.perform(lambda change: change.tie(task, case), verb="tasks.tie", by=by, typed={})

    def untie(self, task: Task | str, case: str, *, by: By) -> Task:
        """Let a case not belong to it after all. R14

        Raises:
            NotFound: there is no such task or case, or it is not for `by` to see. R20
        """
        return self._tasks.perform(
            lambda change: change.tie(task, case, tied=False), verb="tasks.untie", by=by, typed={}
        )
