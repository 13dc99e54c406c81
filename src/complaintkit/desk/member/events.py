"""Events for members 会员活动: planned by anybody, announced by a leader, held or dropped. S3.7, S3.9"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.task import TO_RECORD, Opening, takes_place_at
from complaintkit.desk.task.change import TaskChange, due_date, number_of
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.task import Task, TaskKind

if TYPE_CHECKING:
    from complaintkit.model.actor import By


@attrs.frozen
class MemberEvents:
    """What `desk.members` has for their events: each is a task, which waits for a leader first."""

    _tasks: TaskDoor = attrs.field(repr=False)

    def plan_event(
        self,
        what: str,
        *,
        by: By,
        on: datetime | timedelta,
        unit: str | None = None,
        who: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Plan an event for members 会员活动; it waits for a leader, who has it announced. S3.7, S3.9

        Args:
            what: what it is, in the words that members will read.
            by: who plans it.
            on: when it takes place, or how long from now.
            unit: where; that of `by` where none is given. Members of what lies within it are told, too.
            who: who answers for it; `by` where nobody is named.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: it says nothing, or names a person; the time has passed; there is no such unit.
            ConflictError: the key stood for something else.
        """

        def change(changes: TaskChange) -> Task:
            where = changes.place(unit) or changes.home(str(by))
            at = due_date(changes.facts(where), at=on, field="on")
            given = {"on": at}
            return changes.open(Opening(kind=TaskKind.EVENT, unit=where, what=what, who=who, due_at=at, given=given))

        return self._tasks.perform(
            change,
            verb="members.plan_event",
            by=by,
            typed={"what": what},
            key=idempotency_key,
            asked={"what": what, "on": on, "unit": unit, "who": who},
        )

    def announce(self, task: Task | str, *, by: By, idempotency_key: str | None = None) -> Task:
        """Have an event announced: members who want such messages are told when the next business day begins, each once.

        Raises:
            NotAllowed: it is not for `by`, who is no leader of who answers for it; or it was announced, or dropped.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """

        def change(changes: TaskChange) -> Task:
            found = changes.find(task)
            return changes.step(task, "announce", {}, due_at=takes_place_at(found) + TO_RECORD)

        asked = {"task": number_of(task)}
        return self._tasks.perform(change, verb="members.announce", by=by, typed={}, key=idempotency_key, asked=asked)

    def hold_event(
        self,
        task: Task | str,
        *,
        by: By,
        came: int | None = None,
        remark: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Put on record that an event was held, and how many came. It ends.

        Raises:
            NotAllowed: it is not for `by`, or was not announced.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step(
            "members.hold_event", task, {"came": came, "remark": remark}, by=by, key=idempotency_key, step="hold"
        )

    def drop_event(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Decide that an event is not to be held; whoever was not told yet is not.

        Raises:
            InvalidInput: no reason is given.
            NotAllowed: it is not for `by`, or has ended.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("members.drop_event", task, {"reason": reason}, by=by, key=idempotency_key, step="drop")
