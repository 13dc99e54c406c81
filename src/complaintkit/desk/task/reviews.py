"""Reviews 总结会议: opened when a period ends, with an agenda made from its data; held with minutes, decisions becoming tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import Opening
from complaintkit.desk.task.agenda import Agenda, agenda_of
from complaintkit.desk.task.change import TaskChange, due_date
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.task import TaskKind

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.actor import By
    from complaintkit.model.task import Decided, Task


@declared("reviews")
@attrs.frozen
class Reviews:
    """Reviews: `desk.reviews`. The playbook's (`[review.monthly]`) open by themselves when their period has ended. S0.11, S1.12

    One that is not held in time is on record as late, and as missed when the next is due. `desk.tasks.list(kind="review")`
    names them.

    >>> from datetime import timedelta
    >>> from complaintkit import Decided
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     review = desk.reviews.call("冬季保温专题会", by="general-manager", due=timedelta(days=7))
    ...     held = desk.reviews.hold(
    ...         review,
    ...         by="general-manager",
    ...         present=["general-manager", "delivery-head"],
    ...         minutes="换保温箱",
    ...         decisions=[Decided("换保温箱", who="delivery-head", due=timedelta(days=30))],
    ...     )
    ...     [action] = desk.tasks.list(by="delivery-head", kind="action")
    >>> held.state, action.what, action.source == held.number
    ('held', '换保温箱', True)
    """

    _tasks: TaskDoor = attrs.field(repr=False)
    _plugins: Plugins = attrs.field(repr=False)

    def agenda(self, task: Task | str, *, by: By) -> Agenda:
        """Make its agenda from the data: figures of its period beside the one before, shifts, what is open, what was not done.

        Raises:
            NotFound: there is none of this number, or it is not for `by` to see. R20
            NotAllowed: `by` sees none of the figures.
        """
        return agenda_of(self._tasks.door, self._plugins, task, by)

    def call(
        self,
        what: str,
        *,
        by: By,
        due: datetime | timedelta,
        who: str | None = None,
        unit: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Call one beside those of the playbook: a special meeting on a subject.

        Args:
            what: what it is about.
            by: who calls it: above `who`, or with a role that may `report`.
            due: by when it is to be held, a moment or a span from now on.
            who: who holds it; `by` where nobody is named.
            unit: where; that of `who` where none is given.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: something is missing, or is not what belongs there; names the field.
            NotAllowed: no role of `by` may.
        """

        def change(changes: TaskChange) -> Task:
            head = who or str(by)
            where = changes.place(unit) or changes.home(head)
            opening = Opening(
                kind=TaskKind.REVIEW, unit=where, what=what, who=head, due_at=due_date(changes.facts(where), at=due)
            )
            return changes.open(opening)

        asked = {"what": what, "who": who, "due": due, "unit": unit}
        return self._tasks.perform(
            change, verb="reviews.call", by=by, typed={"what": what}, key=idempotency_key, asked=asked
        )

    def hold(
        self,
        task: Task | str,
        *,
        by: By,
        present: Sequence[str],
        minutes: str,
        decisions: Sequence[Decided] = (),
        idempotency_key: str | None = None,
    ) -> Task:
        """Put on record that it was held: who was there, the minutes, and what was decided; each decision becomes a task.

        Args:
            task: the review, or its number.
            by: who holds it, or somebody above them.
            present: the ids of who was there.
            minutes: the minutes.
            decisions: what is to be done, by whom and by when.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: nobody was there, the minutes are missing, or a decision has no owner or date; names the field.
            NotAllowed: it was held before, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step(
            "reviews.hold",
            task,
            {"present": present, "minutes": minutes, "decisions": decisions},
            by=by,
            key=idempotency_key,
            opens={"decisions": TaskKind.ACTION},
        )
