"""Ideas of staff 合理化建议: anybody has one, whoever answers for the unit decides, and whoever had it is told. S0.11, S2.9"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.decision.task import Opening
from complaintkit.decision.task.turn import answers_for
from complaintkit.desk.task.change import TaskChange
from complaintkit.desk.task.door import TaskDoor
from complaintkit.model.check import words
from complaintkit.model.task import TaskKind

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.task import Decided, Task

TO_DECIDE: Final = timedelta(days=14)
"""By when an idea is decided."""


@declared("ideas")
@attrs.frozen
class Ideas:
    """What staff think could be better, adopted or not, with the reason: `desk.ideas`. S0.11, S2.6, S2.9

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     idea = desk.ideas.have("热线旁放一张各食堂的送餐时间表", by="chen")
    ...     decided = desk.ideas.adopt(idea, by=idea.owner, reason="下周贴上")
    >>> idea.owner != "chen", decided.state, decided.open
    (True, 'adopted', False)
    """

    _tasks: TaskDoor = attrs.field(repr=False)

    def have(
        self,
        what: str,
        *,
        by: By,
        unit: str | None = None,
        category: str | None = None,
        cause: str | None = None,
        place: str | None = None,
        cases: Sequence[str] = (),
        idempotency_key: str | None = None,
    ) -> Task:
        """Put an idea forward; whoever answers for the unit decides on it within two weeks.

        Args:
            what: what could be better, and how.
            by: whose idea it is.
            unit: where; that of `by` where none is given.
            category: the category it concerns.
            cause: the root cause it concerns.
            place: the place it concerns.
            cases: numbers of the cases it comes from.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: it says nothing; there is no such unit.
            NotFound: a case is not for `by` to see. R20
        """
        about = {"category": category, "cause": cause, "place": place}

        def change(changes: TaskChange) -> Task:
            where = changes.place(unit, cases=cases) or changes.home(str(by))
            facts = changes.facts(where)
            opening = Opening(
                kind=TaskKind.IDEA,
                unit=where,
                what=what,
                who=_judge(facts, where, str(by)),
                assigned=True,
                due_at=facts.now + TO_DECIDE,
                about={name: value for name, value in about.items() if value},
                cases=words(cases, field="cases"),
            )
            return changes.open(opening)

        asked = {"what": what, "unit": unit, "about": about, "cases": cases}
        return self._tasks.perform(
            change, verb="ideas.have", by=by, typed={"what": what}, key=idempotency_key, asked=asked
        )

    def adopt(
        self,
        task: Task | str,
        *,
        by: By,
        reason: str,
        decisions: Sequence[Decided] = (),
        idempotency_key: str | None = None,
    ) -> Task:
        """Adopt it, and say why; each decision becomes an improvement, with the idea as its source. Whoever had it is told.

        Raises:
            InvalidInput: the reason is missing, or a decision has no owner or date; names the field.
            NotAllowed: it was decided before, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step(
            "ideas.adopt",
            task,
            {"reason": reason, "decisions": decisions},
            by=by,
            key=idempotency_key,
            opens={"decisions": TaskKind.ACTION},
        )

    def decline(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Say why it is not adopted. Whoever had it is told.

        Raises:
            InvalidInput: the reason is missing.
            NotAllowed: it was decided before, or is not for `by`; names what is possible.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        return self._tasks.step("ideas.decline", task, {"reason": reason}, by=by, key=idempotency_key)


def _judge(facts: Facts, unit: str, author: str) -> str:
    """Return who decides on an idea: who answers for the unit; on one of their own whoever is above them. R6"""
    holder = answers_for(facts, unit)
    return (facts.structure.leader_of(author, unit) or holder) if holder == author else holder
