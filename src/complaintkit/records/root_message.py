"""The root of all ledgers as a message: an entry of the outbox about a line of the desk's own ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.model.events import LedgerRooted
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.ports.storage import OutboxRow
from complaintkit.records.ledger import STREAM

if TYPE_CHECKING:
    from datetime import datetime

TO: Final = "root_mail"
"""The recipient, by the name of the setting that holds the address: no ledger names an address."""
_MEDIUM: Final = "email"


def is_root(row: OutboxRow) -> bool:
    """Tell if an entry of the outbox carries a root outside."""
    return row.case == STREAM and row.name == LedgerRooted.name


def root_message(seq: int, at: datetime, *, language: str) -> OutboxRow:
    """Return the entry by which the root is mailed that a line of the desk's own ledger holds; its id is the same for the same."""
    return OutboxRow(
        id=f"{STREAM}.{seq}.{LedgerRooted.name}.{TO}",
        case=STREAM,
        seq=seq,
        kind=EntryKind.MESSAGE,
        name=LedgerRooted.name,
        recipient=TO,
        person="",
        language=language,
        media=(_MEDIUM,),
        medium=0,
        state=OutboxState.READY,
        epoch=0,
        attempts=0,
        next_at=at,
        lease_until=None,
        useless_after=None,
        urgent=False,
        created_at=at,
    )
