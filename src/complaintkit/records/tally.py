"""Daily counts of what complaints are about, kept exact in the transaction that changes a case. S4.11, S0.10"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from complaintkit.model.actor import DESK
from complaintkit.model.vocabulary import Kind
from complaintkit.ports.storage import CaseFilter, TallyRow
from complaintkit.records.case import load_all

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.case import Case
    from complaintkit.ports.storage import Writer
    from complaintkit.records.door import Door

ALL: Final = "all"
"""The subject under which every complaint counts: how much there is of anything is judged by it."""
COUNTED: Final = "tallied"
"""Meta: this database was counted whole once."""
_LONGEST: Final = 80
_ABOUT: Final = attrgetter(
    "kind", "duplicate_of", "unit", "received_at", "category", "root_cause", "raised", "shifts", "items", "purchase"
)
"""What of a case says where, when and under which subjects it counts."""
_PAGE: Final = 200


def count(tx: Writer, facts: Facts, before: Case | None, case: Case) -> None:
    """Count what a case is about now, and no longer what it was about before.

    That its customer is erased changes no count, for what is counted names nobody.
    """
    if before is not None and _ABOUT(before) == _ABOUT(case):
        return
    change = Counter(counted(facts, case))
    if before is not None:
        change.subtract(counted(facts, before))
    if rows := _rows(change):
        tx.add_tally(rows)


def recount(door: Door) -> int:
    """Count all complaints anew and mend what differs; return how many counts did. A database of an earlier version has none."""
    with door.storage.writing() as tx:
        wanted, after = Counter[tuple[str, date, str]](), None
        while rows := tx.cases(CaseFilter(kind=Kind.COMPLAINT.value), after=after, limit=_PAGE):
            for loaded in load_all(tx, rows):
                wanted.update(counted(door.facts(tx, loaded.case, by=DESK), loaded.case))
            after = rows[-1].id
        for row in tx.tally(first=date.min, after=date.max):
            wanted[row.unit, row.day, row.subject] -= row.count
        wrong = _rows(wanted)
        tx.add_tally(wrong)
        tx.put_meta(COUNTED, "yes")
    return len(wrong)


def _rows(counts: Counter[tuple[str, date, str]]) -> list[TallyRow]:
    return [
        TallyRow(unit=unit, day=day, subject=subject, count=number)
        for (unit, day, subject), number in counts.items()
        if number
    ]


def counted(facts: Facts, case: Case) -> list[tuple[str, date, str]]:
    """Return where, on which business day and under which subjects a case counts: complaints alone, and none twice. R14"""
    if case.kind is not Kind.COMPLAINT or case.duplicate_of is not None:
        return []
    day = facts.business_day(case.unit, case.received_at)
    return [(case.unit, day, subject) for subject in dict.fromkeys(subjects_of(case))]


def subjects_of(case: Case) -> Iterator[str]:
    """Yield everything that a complaint counts under."""
    yield ALL
    yield from (f"category:{one}" for one in case.categories)
    yield from (f"cause:{one.root_cause}" for one in case.issues if one.root_cause)
    for shift in case.shifts:
        yield f"shift:{shift}"
    for item in (*case.items, *(case.purchase.items if case.purchase else ())):
        yield f"item:{item.name[:_LONGEST]}"
        if item.lot:
            yield f"lot:{item.lot[:_LONGEST]}"
