"""What happened in a period: which ledgers, some at a time, the storage is asked for no more than that."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from complaintkit.decision import LedgerEntry
from complaintkit.model.events import ExceptionRecorded, Received, TaskOpened
from complaintkit.records.ledger import STREAM, read_lines
from complaintkit.records.member import is_member
from complaintkit.records.summary import READ, Summary, summary_of
from complaintkit.records.summary.row import read_summary

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Reader

_LEDGERS: Final = 100  # at a time
_OF_TASKS: Final = frozenset({TaskOpened.name, ExceptionRecorded.name})
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


def counted_between(
    reader: Reader, start: datetime, end: datetime
) -> Iterator[tuple[str, Summary | list[LedgerEntry]]]:
    """Yield what reports count of all cases with anything between two moments, one at a time.

    From the summary that is kept of its whole ledger, where there is one; else from the ledger. Of the tasks beside them come the
    lines of those in which somebody acted alone. R6
    """
    for some in _some_between(reader, start, end):
        kept = {row.case: row for row in reader.summaries(some)}
        for id_ in some:
            if id_ in kept and (summary := read_summary(kept[id_])) is not None:
                yield id_, summary
            else:
                for rows in _ledgers(reader, [id_]):
                    yield from _counted(id_, rows)


def _counted(id: str, rows: list[EventRow]) -> Iterator[tuple[str, Summary | list[LedgerEntry]]]:
    """Yield what reports count of a ledger; nothing of a task in which nobody acted alone."""
    names = READ if rows[0].name == Received.name else _OF_TASKS
    lines = read_lines([row for row in rows if row.name in names], ())[id]
    if (summary := summary_of(lines)) is not None:
        yield id, summary
    elif any(isinstance(line.event, ExceptionRecorded) for line in lines):
        yield id, lines


def rows_between(reader: Reader, start: datetime, end: datetime) -> Iterator[list[EventRow]]:
    """Yield the whole ledgers of cases and tasks with anything a little around two moments, one ledger at a time."""
    for some in _some_between(reader, start, end):
        yield from _ledgers(reader, some)


def _some_between(reader: Reader, start: datetime, end: datetime) -> Iterator[list[str]]:
    """Yield the ids of the cases and tasks with anything a little around two moments, some at a time."""
    found = (one for one in reader.ledgers_between(start - SLACK, end + SLACK) if one != STREAM and not is_member(one))
    while some := list(islice(found, _LEDGERS)):
        yield some


def _ledgers(reader: Reader, ids: list[str]) -> Iterator[list[EventRow]]:
    for _, rows in groupby(reader.events(ids), attrgetter("case")) if ids else ():
        yield list(rows)
