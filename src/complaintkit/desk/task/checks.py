"""Checks 日常检查: opened for each turn, made with a list; what is found is a task of its own until it is put right. S1.4, S3.14"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import Opening
from complaintkit.desk.task.change import TaskChange, due_date
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.task import TaskKind

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.task import Decided, Task


@declared("checks")
@attrs.frozen
class Checks:
    """Rounds of the playbook (`[check.hygiene]`), which open by themselves, and those that a case asks for: `desk.checks`.

    >>> from datetime import timedelta
    >>> from complaintkit import Decided
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     check = desk.checks.ask("冷库温度", by="general-manager", who="quality-head", due=timedelta(hours=4))
    ...     made = desk.checks.record(
    ...         check, by="quality-head", findings=[Decided("2号库门封条破损", who="quality", due=timedelta(days=3))]
    ...     )
    ...     [finding] = desk.tasks.list(by="quality", kind="finding")
    ...     done = desk.checks.put_right(finding, by="quality", evidence="已换封条，照片存档")
    >>> made.state, done.state, done.waits_for
    ('made', 'put-right', 'quality-head')
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def ask(
        self,
        what: str,
        *,
        by: By,
        who: str,
        due: datetime | timedelta,
        unit: str | None = None,
        place: str | None = None,
        cases: Sequence[str] = (),
        idempotency_key: str | None = None,
    ) -> Task:
        """Ask for a check beside those of the playbook, such as one that a case calls for.

        Args:
            what: what is to be looked at.
            by: who asks: above `who`, or with a role that may `record-check`.
            who: who makes it.
            due: by when, a moment or a span from now on.
            unit: where; that of `who` where none is given.
            place: the place.
            cases: numbers of the cases that call for it.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: something is missing, or is not what belongs there; names the field.
            NotAllowed: no role of `by` may.
        """

        def change(changes: TaskChange) -> Task:
            where = changes.place(unit, cases=cases) or changes.home(who)
            opening = Opening(
                kind=TaskKind.CHECK,
                unit=where,
                what=what,
                who=who,
                due_at=due_date(changes.facts(where), at=due),
                about={"place": place} if place else {},
                cases=tuple(cases),
            )
            return changes.open(opening)

        asked = {"what": what, "who": who, "due": due, "unit": unit, "place": place, "cases": cases}
        return self._tasks.perform(
            change, verb="checks.ask", by=by, typed={"what": what}, key=idempotency_key, asked=asked
        )

    def record(
        self,
        task: Task | str,
        *,
        by: By,
        items: Sequence[str] = (),
        findings: Sequence[Decided] = (),
        remark: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Put on record what was looked at and what was found; each finding becomes a task of whoever puts it right.

        Args:
            task: the check, or its number.
            by: whose turn it is, or anybody there whose role may `record-check`.
            items: what was looked at.
            findings: what has to be put right, by whom and by when.
            remark: anything else.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: a finding has no owner or date; names the field.
            NotAllowed: it was made before, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step(
            "checks.record",
            task,
            {"items": items, "findings": findings, "remark": remark},
            by=by,
            key=idempotency_key,
            opens={"findings": TaskKind.FINDING},
        )

    def put_right(self, task: Task | str, *, by: By, evidence: str, idempotency_key: str | None = None) -> Task:
        """Put on record that a finding is put right, with the evidence; who found it looks at it again.

        Raises:
            InvalidInput: the evidence is missing.
            NotAllowed: it is put right already, or `by` is not its owner; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("checks.put_right", task, {"evidence": evidence}, by=by, key=idempotency_key)

    def confirm(
        self, task: Task | str, *, by: By, remark: str | None = None, idempotency_key: str | None = None
    ) -> Task:
        """Confirm that a finding is put right: whoever found it, or somebody above its owner. It ends.

        Raises:
            NotAllowed: it is not put right, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("checks.confirm", task, {"remark": remark}, by=by, key=idempotency_key)

    def reopen(
        self, task: Task | str, *, by: By, reason: str, until: datetime | timedelta, idempotency_key: str | None = None
    ) -> Task:
        """Say that a finding is not put right, why, and by when it has to be.

        Raises:
            InvalidInput: the reason is missing; the date has passed.
            NotAllowed: it is not put right, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("checks.reopen", task, {"reason": reason, "until": until}, by=by, key=idempotency_key)
