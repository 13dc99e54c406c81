"""Improvements 改进措施: opened from a case, a cause, a report or a review; done with evidence; judged by their effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import Opening
from complaintkit.delivery.effect import effect_of
from complaintkit.desk.task.change import TaskChange, due_date, number_of, seen_task
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.task import TaskKind

if TYPE_CHECKING:
    from complaintkit.insight.effect import Effect
    from complaintkit.model.actor import By
    from complaintkit.model.task import Task


_TO_SHOW = timedelta(days=28)
"""How long after an improvement its effect is judged, where nothing is said."""


@declared("actions")
@attrs.frozen
class Actions:
    """Improvements: what, who, by when, done with evidence, and judged whether they worked: `desk.actions`. S0.11, S3.6, S4.4

    >>> from datetime import timedelta
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     task = desk.actions.open(
    ...         "冷链到货测温", by="general-manager", who="quality-head", due=timedelta(days=30), category="food"
    ...     )
    ...     done = desk.actions.finish(task, by="quality-head", evidence="11月起每车测温，记录表已归档")
    >>> done.state, done.waits_for
    ('done', 'area-executive')
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def open(
        self,
        what: str,
        *,
        by: By,
        who: str,
        due: datetime | timedelta,
        unit: str | None = None,
        category: str | None = None,
        cause: str | None = None,
        lot: str | None = None,
        place: str | None = None,
        cases: Sequence[str] = (),
        source: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Open one: by somebody above `who`, or whose role may `report`.

        Args:
            what: what is to be done.
            by: who opens it.
            who: who answers for it.
            due: by when, a moment or a span from now on.
            unit: where; that of `who` where none is given.
            category: the category whose rate has to fall.
            cause: the root cause whose rate has to fall.
            lot: the lot it is about.
            place: the place it is about.
            cases: numbers of the cases it follows from.
            source: the number of the review, tendency or proposal it follows from.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: something is missing, or is not what belongs there; names the field.
            NotAllowed: `by` is not above `who`, and no role of theirs may `report`.
        """
        about = {"category": category, "cause": cause, "lot": lot, "place": place}

        def change(changes: TaskChange) -> Task:
            where = changes.place(unit, cases=cases, source=source) or changes.home(who)
            facts = changes.facts(where)
            opening = Opening(
                kind=TaskKind.ACTION,
                unit=where,
                what=what,
                who=who,
                due_at=due_date(facts, at=due),
                about={name: value for name, value in about.items() if value},
                cases=tuple(cases),
                source=source,
            )
            return changes.open(opening)

        asked = {"what": what, "who": who, "due": due, "unit": unit, "about": about, "cases": cases, "source": source}
        return self._tasks.perform(
            change, verb="actions.open", by=by, typed={"what": what}, key=idempotency_key, asked=asked
        )

    def finish(
        self,
        task: Task | str,
        *,
        by: By,
        evidence: str,
        check_at: datetime | timedelta | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Put on record that it is done, with the evidence.

        It is judged by its effect at `check_at`, after four weeks where nothing is said; what concerns nothing that is counted
        is judged by whoever leads its owner, at once.

        Raises:
            InvalidInput: the evidence is missing.
            NotAllowed: it is done already, or `by` is not its owner; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """

        def change(changes: TaskChange) -> Task:
            facts = changes.door.facts(changes.tx, None, by=by)
            wanted = check_at or (_TO_SHOW if changes.find(task).subject else None)
            judged = due_date(facts, at=wanted, field="check_at")
            return changes.step(task, "finish", {"evidence": evidence, "check_at": judged}, due_at=judged)

        return self._tasks.perform(
            change,
            verb="actions.finish",
            by=by,
            typed={"evidence": evidence},
            key=idempotency_key,
            asked={"task": number_of(task), "evidence": evidence, "check_at": check_at},
        )

    def effect(self, task: Task | str, *, by: By) -> Effect:
        """Count what it is about: in the eight weeks before it was decided, and since it was done; and what that says.

        The worker does the same at `check_at`: it confirms what worked, and leaves the rest to whoever leads its owner.

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
        """
        door = self._tasks.door
        with door.storage.reading() as tx:
            facts, loaded = seen_task(door, tx, task, by=by)
            return effect_of(tx, facts, loaded.task)

    def confirm(
        self, task: Task | str, *, by: By, remark: str | None = None, idempotency_key: str | None = None
    ) -> Task:
        """Confirm that it works: by somebody above its owner. It ends.

        Raises:
            NotAllowed: it is not done, or `by` is not above its owner; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("actions.confirm", task, {"remark": remark}, by=by, key=idempotency_key)

    def reopen(
        self, task: Task | str, *, by: By, reason: str, until: datetime | timedelta, idempotency_key: str | None = None
    ) -> Task:
        """Say that it did not work, why, and by when something else has to be done: by somebody above its owner.

        Raises:
            InvalidInput: the reason is missing; the date has passed.
            NotAllowed: it is not done, or `by` is not above its owner; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("actions.reopen", task, {"reason": reason, "until": until}, by=by, key=idempotency_key)

    def drop(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Decide that it is not to be done, and why: by somebody above its owner.

        Raises:
            NotAllowed: it has ended, or `by` is not above its owner; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("actions.drop", task, {"reason": reason}, by=by, key=idempotency_key)
