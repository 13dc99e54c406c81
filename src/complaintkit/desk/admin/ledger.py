"""The ledgers: check that every line stands as it was written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.desk.admin.organising import STREAM
from complaintkit.desk.reading.sight import known_reader, tasks_seen
from complaintkit.model.phrase import phrase
from complaintkit.model.verification import LedgerProblem, Verification
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.ledger import verify
from complaintkit.records.sight import cases_seen, units_seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


_PAGE: Final = 200


@declared("ledger")
@attrs.frozen
class Ledger:
    """The ledgers of all cases, and the desk's own: `desk.ledger`.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(name="王芳"))
    ...     checked = desk.ledger.verify(by="chen")
    >>> checked.cases, checked.ok
    (1, True)
    """

    _door: Door = attrs.field(repr=False)

    def verify(self, *, by: By) -> Verification:
        """Check the ledgers of the cases that `by` may see, in one consistent view; for who sees all, the desk's own, too.

        A line that was changed or is missing, something said that was replaced, and a cut tail are found.

        Raises:
            InvalidInput: `by` does not work here.
        """
        with self._door.storage.reading() as reader:
            facts = known_reader(self._door, reader, by)
            counted, lines, problems = Counter[str](), 0, []
            for what, number, count, problem in _checked(reader, facts):
                counted[what] += 1
                lines += count
                if problem is not None:
                    problems.append(LedgerProblem(case=number, reason=problem))
        return Verification(cases=counted["case"], tasks=counted["task"], lines=lines, problems=tuple(problems))


def _checked(reader: Reader, facts: Facts) -> Iterator[tuple[str, str | None, int, str | None]]:
    """Yield what each ledger is of, the number (None for the desk's own), its count of lines, and what is wrong."""
    if units_seen(facts) is None:
        yield ("desk", None, *_check(reader, STREAM, None))
    after: str | None = None
    where = cases_seen(facts)
    while rows := reader.cases(where, after=after, limit=_PAGE):
        for row in rows:
            yield ("case", row.number, *_check(reader, row.id, row.head))
        after = rows[-1].id
    after, mine = None, tasks_seen(facts, TaskFilter())
    while tasks := reader.tasks(mine, after=after, limit=_PAGE):
        for task in tasks:
            yield ("task", task.number, *_check(reader, task.id, task.head))
        after = tasks[-1].id


def _check(reader: Reader, case: str, head: str | None) -> tuple[int, str | None]:
    lines = reader.events([case])
    problem = verify(lines, reader.vault([case]))
    if problem is None and head is not None and (lines[-1].hash if lines else "") != head:
        problem = phrase("its last lines are missing")
    return len(lines), problem
