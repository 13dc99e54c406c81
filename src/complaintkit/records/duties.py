"""Who owes what, written anew where another organisation says that somebody else does. F8"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from complaintkit.model.actor import DESK
from complaintkit.model.duty import DutyKind
from complaintkit.ports.storage import CaseFilter
from complaintkit.records._projection import duty_rows
from complaintkit.records.case import find

if TYPE_CHECKING:
    from complaintkit.ports.storage import DutyRow, Reader, Writer
    from complaintkit.records.door import Door

_BY_ROLE: Final = frozenset(
    {DutyKind.FIRST_HANDLING, DutyKind.RECEIVE, DutyKind.MEETING, DutyKind.CONFIRM, DutyKind.REMEDY}
)
_PAGE: Final = 500


def refresh_duties(door: Door, tx: Writer, departed: Collection[str]) -> None:
    """Write anew what is owed where a role or a group decides who owes it, and what was asked of those who have left."""
    for case in sorted({*_of_people(tx, departed), *_by_role(tx)}):
        loaded = find(tx, case).case
        tx.put_duties(case, duty_rows(door.facts(tx, loaded, by=DESK), loaded))


def _of_people(tx: Reader, people: Collection[str]) -> Iterator[str]:
    after: DutyRow | None = None
    while rows := tx.duties(people, after=after, limit=_PAGE):
        yield from (row.case for row in rows)
        after = rows[-1]


def _by_role(tx: Reader) -> Iterator[str]:
    after: str | None = None
    where = CaseFilter(open=True, duties=(frozenset(kind.value for kind in _BY_ROLE),))
    while rows := tx.cases(where, after=after, limit=_PAGE):
        yield from (row.id for row in rows)
        after = rows[-1].id
