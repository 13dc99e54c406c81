"""A case as the storage has it: its row, and what its ledger makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from complaintkit.decision import rebuild
from complaintkit.decision.refusal import no_case
from complaintkit.model.case import Case
from complaintkit.ports.storage import CaseFilter, CaseRow, Reader
from complaintkit.records.ledger import read_lines

_PAGE = 200


@attrs.frozen
class Loaded:
    """A case with the row that it was read by: what is needed to add to it."""

    row: CaseRow
    case: Case


def find(tx: Reader, ref: str) -> Loaded:
    """Load the case of this number or id.

    Raises:
        NotFound: there is none.
    """
    row = tx.case(ref)
    if row is None:
        raise no_case(ref)
    return load(tx, row)


def load(tx: Reader, row: CaseRow) -> Loaded:
    """Load the case that a row stands for, from its ledger."""
    return next(load_all(tx, [row]))


def load_all(tx: Reader, rows: Sequence[CaseRow]) -> Iterator[Loaded]:
    """Load several cases at once, in the order of their rows."""
    ids = [row.id for row in rows]
    lines = read_lines(tx.events(ids), tx.vault(ids))
    return (Loaded(row, rebuild(lines[row.id], id=row.id)) for row in rows)


def cases_in(tx: Reader, where: CaseFilter) -> Iterator[CaseRow]:
    """Yield every case that the filter lets through, newest received first; however many."""
    after: str | None = None
    while rows := tx.cases(where, after=after, limit=_PAGE):
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1].id
