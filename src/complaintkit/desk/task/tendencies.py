"""Tendencies 倾向性问题: what is done about each, or why nothing is. S0.10, S1.12, S4.11"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.task import TaskKind

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.task import Decided, Task


@declared("tendencies")
@attrs.frozen
class Tendencies:
    """What rises, as the worker finds it every night: `desk.tendencies`. S0.10, S1.12, S4.11

    `desk.tasks.list(kind="tendency")` names them; `task.cases` are the cases behind, `task.values` the figures. How they are
    found stands in "Tendencies" of the documentation.

    >>> from datetime import timedelta
    >>> from complaintkit import Decided, System
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     found = desk.tasks.list(by="general-manager", kind="tendency")
    >>> found
    ()
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def answer(
        self,
        task: Task | str,
        *,
        by: By,
        decisions: Sequence[Decided],
        remark: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Say what is done about it; each decision becomes an improvement, with the tendency as its source.

        Raises:
            InvalidInput: nothing is decided, or a decision has no owner or date; names the field.
            NotAllowed: it was answered before, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step(
            "tendencies.answer",
            task,
            {"decisions": decisions, "remark": remark},
            by=by,
            key=idempotency_key,
            opens={"decisions": TaskKind.ACTION},
        )

    def dismiss(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Say why nothing is to be done.

        Raises:
            InvalidInput: the reason is missing.
            NotAllowed: it was answered before, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("tendencies.dismiss", task, {"reason": reason}, by=by, key=idempotency_key)
