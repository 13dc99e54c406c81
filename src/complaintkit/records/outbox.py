"""Entries of the outbox: messages committed with the events they tell of, and the one way from state to state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from complaintkit.model.case import Case
from complaintkit.model.frozen import changed
from complaintkit.model.outbox import EntryKind, OutboxState, may_become
from complaintkit.ports.storage import OutboxRow, Reader, Writer

if TYPE_CHECKING:
    from complaintkit.decision.outbox import Message

LONGEST_DETAIL: Final = 500
_PAGE: Final = 1000
_WAITING: Final = frozenset({OutboxState.READY, OutboxState.RETRY, OutboxState.LEASED, OutboxState.PARKED})


def outbox_rows(case: Case, messages: Sequence[Message], *, first: int, now: datetime) -> list[OutboxRow]:
    """Make one entry per message; its id is the same however often the same event is written."""
    return [_row(case, one, seq=first + one.index, now=now) for one in messages]


def _row(case: Case, message: Message, *, seq: int, now: datetime) -> OutboxRow:
    return OutboxRow(
        id=f"{case.number}.{seq}.{message.name}.{message.recipient}",
        case=case.id,
        seq=seq,
        kind=EntryKind.MESSAGE,
        name=message.name,
        recipient=message.recipient,
        person=case.person if message.recipient == "customer" else "",
        language=message.language,
        media=message.media,
        next_at=message.not_before,
        urgent=message.urgent,
        created_at=now,
    )


def move(
    row: OutboxRow, to: OutboxState, *, detail: str = "", next_at: datetime | None = None, fence: bool = False
) -> OutboxRow:
    """Return an entry in another state, without its lease; `fence` keeps off whoever has it in hand.

    Raises:
        RuntimeError: the table of transitions does not lead there, so nothing may be written.
    """
    if not may_become(row.kind, row.state, to):
        raise RuntimeError(f"a {row.kind} in the outbox does not go from {row.state} to {to}")
    return changed(
        row, state=to, detail=detail[:LONGEST_DETAIL], next_at=next_at, lease_until=None, epoch=row.epoch + fence
    )


def hand_on_messages(tx: Writer, case: Case) -> None:
    """Keep what still waits to be sent, with what was tried, under the key of whoever the customer turned out to be."""
    for row in list(entries_in(tx, EntryKind.MESSAGE, states=_WAITING, case=case.id)):
        if row.recipient == "customer" and row.person != case.person:
            tried = tx.attempts(row.id)
            in_hand = row.state == OutboxState.LEASED
            tx.change_outbox(changed(row, person=case.person, epoch=row.epoch + in_hand), if_epoch=row.epoch)
            for one in tried:
                tx.put_attempt(one)


def entries_in(
    tx: Reader,
    kind: EntryKind | None = None,
    *,
    states: frozenset[OutboxState] = frozenset(),
    case: str | None = None,
    due_by: datetime | None = None,
) -> Iterator[OutboxRow]:
    """Yield the entries of a kind or of both, oldest first, in these states, of this case, due by then; however many."""
    after: str | None = None
    while rows := tx.outbox(kind=kind, states=states, case=case, due_by=due_by, after=after, limit=_PAGE):
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1].id
