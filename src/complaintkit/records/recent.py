"""What was recorded since a moment: which cases, and their ledgers, some at a time; the storage is asked for no more than that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from complaintkit.decision import LedgerEntry
from complaintkit.model.events import ExceptionRecorded
from complaintkit.records.ledger import read_lines

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Reader

_PAGE: Final = 2000  # lines of the feed at a time
_CASES: Final = 100  # ledgers at a time
SLACK: Final = timedelta(days=2)
"""Clocks of several machines, and days that begin earlier elsewhere."""


def ledgers_since(reader: Reader, since: datetime, names: Collection[str]) -> Iterator[tuple[str, list[LedgerEntry]]]:
    """Yield the lines of these names of all cases that had anything recorded since then, one case at a time.

    Of the tasks beside them those in which somebody acted alone since then: reports show that. R6
    """
    found = iter(_touched(reader, position_before(reader, since)))
    while some := list(islice(found, _CASES)):
        rows = [row for row in reader.events(some) if row.name in names]
        yield from read_lines(rows, ()).items()


def _touched(reader: Reader, after: int) -> Iterable[str]:
    """Return ids of the cases, and of tasks with an exception, in a part of the feed: each once, in the order they come up."""
    found: dict[str, None] = {}
    while page := reader.feed(after=after, limit=_PAGE):
        found.update(
            (row.case, None) for row in page if row.number or (row.task and row.name == ExceptionRecorded.name)
        )
        after = page[-1].position
    return found


def position_before(reader: Reader, since: datetime) -> int:
    """Return a position before everything recorded since then, by halving: positions grow as time goes."""
    low, high = 0, 1
    while (row := _row_after(reader, high)) and row.recorded_at < since:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        row = _row_after(reader, middle)
        low, high = (middle, high) if row and row.recorded_at < since else (low, middle)
    return low


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
