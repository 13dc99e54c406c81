"""Reports of providers on messages that they took: delivered, or not after all. R4"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from complaintkit.delivery import change
from complaintkit.delivery.message.carrier import event_of
from complaintkit.model.errors import NotFound
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.ports.inbound import DeliveryReport, DeliveryStatus
from complaintkit.ports.storage import AttemptRow, OutboxRow
from complaintkit.records.door import Door
from complaintkit.records.stream import changing

_OPEN: Final = frozenset({OutboxState.STARTED, OutboxState.SENT, OutboxState.IN_DOUBT, OutboxState.PARKED})


def take_report(door: Door, entry: str, report: DeliveryReport) -> bool:
    """Keep a report on a message; return whether it changed anything. What was undelivered goes on by the next medium.

    A message in doubt of which a report comes has left, after all. Late and repeated reports change nothing.

    Raises:
        NotFound: there is no such message.
    """
    with door.storage.reading() as reader:
        row = reader.outbox_entry(entry)
    if row is None or row.kind is not EntryKind.MESSAGE:
        raise NotFound(what="message", ref=entry)
    with changing(door, row.case) as stream:
        tx = stream.tx
        row = tx.outbox_entry(entry) or row
        attempts = tx.attempts(entry)
        attempt = next((one for one in reversed(attempts) if one.reference == report.reference), None)
        is_news = row.state in _OPEN and _is_news(report, attempt, attempts)
        made = _change(row, report, door) if is_news else None
        if made is None or not tx.change_outbox(made.row, if_epoch=row.epoch):
            return False
        event = event_of(made, attempt)
        written = stream.record(event) if event else ()
    door.recorded(written)
    return True


def _is_news(report: DeliveryReport, attempt: AttemptRow | None, attempts: Sequence[AttemptRow]) -> bool:
    """Say no where an earlier medium failed, for which the entry has long gone on."""
    return report.status is not DeliveryStatus.FAILED or attempt is None or attempt is attempts[-1]


def _change(row: OutboxRow, report: DeliveryReport, door: Door) -> change.Change | None:
    match report.status:
        case DeliveryStatus.DELIVERED:
            return change.confirm(row)
        case DeliveryStatus.FAILED:
            return change.move_on(row, why="undelivered", now=door.clock.now(), last=OutboxState.UNDELIVERED)
        case DeliveryStatus.DEFERRED:
            return None
