"""Put rows right that are derived from ledgers and say something else: what `verify --deep` finds at odds, from a replay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.model.actor import actor_name
from complaintkit.model.events import RowsRepaired
from complaintkit.model.verification import LedgerProblem, Repair
from complaintkit.ports.storage import CouponRow, OutboxRow
from complaintkit.records.audit.check import audit_rows
from complaintkit.records.audit.difference import RowProblem
from complaintkit.records.ledger import write_own
from complaintkit.records.sealed.row import GONE

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import EventRow, Writer
    from complaintkit.records.door import Door

_NAMED: Final = 100
"""So many cases are named in the line that says what was repaired."""


def rebuild(door: Door, *, by: By, apply: bool) -> Repair:
    """Put right what is derived, or only say what would be; in one transaction, for which all who write have to wait.

    A message that is missing, or one too many, is left to a person: nobody knows whether it went out.
    """
    with door.storage.reading() as reader:
        repair, rows = _found(audit_rows(door, reader))
    if not apply or not rows:
        return repair
    with door.storage.writing() as tx:
        repair, rows = _found(audit_rows(door, tx))
        for one in rows:
            tx.replace_row(one.old, one.new)
        written = note_repair(door, tx, "rows", repair, by)
    door.recorded(written)
    return attrs.evolve(repair, applied=True)


def note_repair(door: Door, tx: Writer, what: str, repair: Repair, by: By) -> tuple[EventRow, ...]:
    """Put down in the desk's own ledger what was repaired, of which tables and cases."""
    cases = sorted({one.case for one in repair.changes if one.case})
    event = RowsRepaired(
        what=what,
        rows=repair.rows,
        tables=tuple(sorted({one.table for one in repair.changes if one.table})),
        cases=tuple(cases[:_NAMED]),
    )
    return write_own(tx, door.keyring.ledger, event, door.clock.now(), actor_name(by))


def _found(problems: Iterable[LedgerProblem]) -> tuple[Repair, list[RowProblem]]:
    """Return what can be repaired and what is left to a person; and each row once, in an order that breaks no constraint."""
    changes, left, rows = list[LedgerProblem](), list[LedgerProblem](), dict[tuple[str, Any, Any], RowProblem]()
    for one in problems:
        if isinstance(one, RowProblem) and _can_be_made(one):
            changes.append(one.plain())
            rows[one.table, one.old, one.new] = one
        else:
            left.append(one.plain() if isinstance(one, RowProblem) else one)
    repair = Repair(applied=False, rows=len(rows), changes=tuple(changes), left=tuple(left))
    return repair, _in_order(list(rows.values()))


def _can_be_made(one: RowProblem) -> bool:
    row = one.old if one.new is None else one.new
    if isinstance(row, OutboxRow) or (isinstance(row, CouponRow) and row.code.startswith(GONE)):
        return one.old is not None and one.new is not None
    return True


def _in_order(rows: Sequence[RowProblem]) -> list[RowProblem]:
    """Order rows: what goes, what ends, what stands: a case has one owner at a time."""
    return sorted(rows, key=lambda one: (one.new is not None, getattr(one.new, "until", one) is None))
