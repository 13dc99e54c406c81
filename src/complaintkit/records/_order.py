"""Orders of remedies as outbox entries: committed with the agreement, carried out after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from complaintkit.model import events as e
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.ports.storage import OutboxRow
from complaintkit.records.outbox import entries_in, move
from complaintkit.records.token import own_key

if TYPE_CHECKING:
    from complaintkit.decision import Draft, LedgerEntry
    from complaintkit.ports.storage import Writer


_WAITS: Final = frozenset({OutboxState.OWED, OutboxState.PARKED})
_ORDERED: Final = (e.RemedyOrdered, e.ReversalOrdered)
_DONE: Final = (e.RemedyGiven, e.RemedyReversed)
_SETTLING: Final = (*_ORDERED, *_DONE, e.ReversalClaimed)


def put_orders(tx: Writer, draft: Draft, *, first: int) -> None:
    """Put one outbox entry per order, which reads its key from the ledger; set aside what waits for the same promise."""
    settled = {promise for line in draft.lines if (promise := _settles(line))}
    if settled:
        _set_aside(tx, draft, settled)
    if rows := list(order_rows(draft, first)):
        tx.put_outbox(rows)


def _settles(line: LedgerEntry) -> str | None:
    """Return the promise that somebody sees to by this line: by hand, or by another order."""
    event = line.event
    if not isinstance(event, _SETTLING) or (isinstance(event, _DONE) and event.executor is not None):
        return None
    return event.promise


def _set_aside(tx: Writer, draft: Draft, promises: set[str]) -> None:
    """Cancel entries that wait for their turn, or for a person, so that nothing is carried out beside what was just decided."""
    for row in entries_in(tx, EntryKind.REMEDY, states=_WAITS, case=draft.case.id):
        if row.name in promises:
            done = move(row, OutboxState.CANCELLED, detail="somebody saw to it", fence=True)
            tx.change_outbox(done, if_epoch=row.epoch)


def order_rows(draft: Draft, first: int) -> Iterator[OutboxRow]:
    """Yield the entries of the orders that a decision placed."""
    case, now = draft.case, draft.facts.now
    for index, line in enumerate(draft.lines):
        if not isinstance(line.event, _ORDERED):
            continue
        kind = next(one.remedy.kind for one in case.promises if one.id == line.event.promise)
        yield OutboxRow(
            id=f"{case.number}.{first + index}.{line.event.name}",
            case=case.id,
            seq=first + index,
            kind=EntryKind.REMEDY,
            name=line.event.promise,
            recipient="customer",
            person=own_key(case.id),
            language="",
            media=(kind,),
            state=OutboxState.OWED,
            next_at=now,
            created_at=now,
        )
