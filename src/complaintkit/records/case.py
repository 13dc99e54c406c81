"""Cases read from the storage: from what is kept of their state, and the lines of their ledgers after that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from complaintkit import decision
from complaintkit.decision.refusal import no_case
from complaintkit.model.case import Case, CaseNumber, CaseRef
from complaintkit.model.case_number import as_written
from complaintkit.model.errors import DamagedError, InvalidInput, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import CaseFilter, CaseRow, Reader
from complaintkit.records.ledger import lines_of
from complaintkit.records.loaded import Loaded
from complaintkit.records.state import from_state, remembering

__all__ = ["Loaded", "cases_in", "find", "load", "load_all", "own_row"]

_PAGE = 200


def number_of(ref: CaseRef) -> str:
    """Return the number of a case, or what was typed for it, as the desk writes it.

    Raises:
        InvalidInput: it is neither.
    """
    if isinstance(ref, str | Case):
        return ref.ref if isinstance(ref, Case) else ref if isinstance(ref, CaseNumber) else as_written(ref)
    raise InvalidInput(
        field="case",
        reason=phrase("{value!r} names no case", value=ref),
        next_step=phrase("Give a Case or its number."),
    )


def find(tx: Reader, ref: str) -> Loaded:
    """Load the case of this number or id.

    Raises:
        NotFound: there is none.
    """
    return load(tx, own_row(tx.case(ref), ref))


def own_row(row: CaseRow | None, ref: str) -> CaseRow:
    """Return the row that was found for a reference.

    Raises:
        NotFound: there is none, or only one with the number of a case that another desk handed out; nobody is told which.
    """
    id = ref.id if isinstance(ref, CaseNumber) else ""
    if row is not None and id in ("", row.id):
        return row
    raise NotFound(what="case", ref=ref, next_step=phrase("It comes from another desk.")) if id else no_case(ref)


def load(tx: Reader, row: CaseRow) -> Loaded:
    """Load the case that a row stands for: as this process knows it, or from its kept state, or from its whole ledger."""
    mind = remembering(tx)
    known = mind.known(row) if mind else None
    if known is None:
        case, kept = from_state(tx, row) or (_replay(tx, row), 0)
        known = Loaded(row, case, kept)
        if mind:
            mind.know(known)
    return known


def _replay(tx: Reader, row: CaseRow) -> Case:
    lines = lines_of(tx, row.id)
    if not lines:
        raise DamagedError(
            reason=phrase("the ledger of {case} is missing; the case is there", case=row.number or row.id)
        )
    return decision.rebuild(lines, id=row.id)


def load_all(tx: Reader, rows: Sequence[CaseRow]) -> Iterator[Loaded]:
    """Load several cases, in the order of their rows."""
    return (load(tx, row) for row in rows)


def cases_in(tx: Reader, where: CaseFilter) -> Iterator[CaseRow]:
    """Yield every case that the filter lets through, newest received first; however many."""
    after: str | None = None
    while rows := tx.cases(where, after=after, limit=_PAGE):
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1].id
