"""Summaries of filed cases as rows beside their ledgers: made once a day, used while their ledger ends where it did.

A report takes a summary only where the case still has the head that it was made at: whatever came since, by whomever, makes the
report read the ledger instead. So nobody has to keep summaries up to date, and none is ever wrong; they hold no word of
anybody, and an erasure leaves them alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import StorageError
from complaintkit.ports.storage import SummaryRow
from complaintkit.records.ledger import read_lines
from complaintkit.records.summary import READ, Summary, summary_of

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Reader
    from complaintkit.records.door import Door

SCHEMA: Final = 3
"""How a summary is made and written. Whatever changes what is counted makes it another: old ones are made anew."""
_MOST: Final = 200
"""So many cases are summed up in one transaction, of which each reads its ledger."""


def summary_row(rows: Sequence[EventRow]) -> SummaryRow | None:
    """Return the row of a case's summary, by its whole ledger; None where it is no case's."""
    case = rows[0].case
    summary = summary_of(read_lines([row for row in rows if row.name in READ], ())[case])
    if summary is None:
        return None
    return SummaryRow(case=case, seq=rows[-1].seq, schema=SCHEMA, head=rows[-1].hash, content=summary.content())


def is_of_today(row: SummaryRow) -> bool:
    """Tell if a summary is written as this software does."""
    return row.schema == SCHEMA


def read_summary(row: SummaryRow) -> Summary | None:
    """Return the summary in a row; None where it can't be read, or is not written as this software does."""
    if not is_of_today(row):
        return None
    try:
        return Summary.read(row.content)
    except (ValueError, TypeError):
        return None


def keep_summaries(door: Door, *, after: str = "") -> str | None:
    """Sum up some filed cases that have no summary, behind this id; return the last of them, None once there are no more."""
    with door.storage.reading() as reader:
        wanted = reader.unsummarised(after=after, schema=SCHEMA, limit=_MOST)
        made = list(_made(reader, wanted))
    if made:
        with door.storage.writing() as tx:
            for row in made:
                tx.put_summary(row)
    return wanted[-1] if len(wanted) == _MOST else None


def _made(reader: Reader, cases: Sequence[str]) -> Iterator[SummaryRow]:
    """Yield the summaries of these cases; a ledger that can't be read keeps none of the others from theirs."""
    for case in cases:
        try:
            row = summary_row(reader.events([case]))
        except StorageError as damage:
            logging.getLogger("complaintkit.records").warning("a case is not summed up: %s", damage)
            continue
        if row is not None:
            yield row
