"""What happened in a period: which ledgers, some at a time, the storage is asked for no more than that; and the newest line."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from complaintkit.decision import LedgerEntry
from complaintkit.model.events import ExceptionRecorded, Received
from complaintkit.records.ledger import STREAM, read_lines
from complaintkit.records.member import is_member

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Reader

_LEDGERS: Final = 100  # at a time
SLACK: Final = timedelta(days=2)
"""Clocks of several machines, and days that begin earlier elsewhere."""


def ledgers_between(
    reader: Reader, start: datetime, end: datetime, names: Collection[str]
) -> Iterator[tuple[str, list[LedgerEntry]]]:
    """Yield the lines of these names of all cases with anything between two moments, one case at a time.

    Of the tasks beside them those in which somebody acted alone, whenever: reports show that. R6
    """
    for rows in rows_between(reader, start, end):
        first = rows[0].name == Received.name
        if first or any(row.name == ExceptionRecorded.name for row in rows):
            yield from read_lines([row for row in rows if row.name in names], ()).items()


def rows_between(reader: Reader, start: datetime, end: datetime) -> Iterator[list[EventRow]]:
    """Yield the whole ledgers of cases and tasks with anything a little around two moments, one ledger at a time."""
    found = (one for one in reader.ledgers_between(start - SLACK, end + SLACK) if one != STREAM and not is_member(one))
    while some := list(islice(found, _LEDGERS)):
        for _, rows in groupby(reader.events(some), attrgetter("case")):
            yield list(rows)


def newest_line(reader: Reader) -> EventRow | None:
    """Return the line that was committed last, by halving; None where there is none."""
    found, low, high = _row_after(reader, 0), 0, 1
    while (row := _row_after(reader, high)) is not None:
        found, low, high = row, high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        row = _row_after(reader, middle)
        found, low, high = (found, low, middle) if row is None else (row, middle, high)
    return found


def _row_after(reader: Reader, after: int) -> EventRow | None:
    return next(iter(reader.feed(after=after, limit=1)), None)
