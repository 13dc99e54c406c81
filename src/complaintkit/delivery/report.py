"""What a provider says later of a message that it took: delivered, or not after all. R4"""

from __future__ import annotations

from collections.abc import Sequence

from complaintkit.decision import record
from complaintkit.delivery import change as how
from complaintkit.delivery.outbox import event_of
from complaintkit.model.actor import DESK
from complaintkit.model.errors import NotFound
from complaintkit.ports.inbound import DeliveryReport, DeliveryStatus
from complaintkit.ports.storage import AttemptRow, OutboxRow
from complaintkit.records.door import Door

_OPEN = frozenset({"started", "sent", "in_doubt", "parked"})


def reported(door: Door, entry: str, report: DeliveryReport) -> bool:
    """Keep a report on an entry; whether it changed anything. What was undelivered goes on by the next medium.

    A message in doubt of which a report comes has left, after all. Late and repeated reports change nothing.

    Raises:
        NotFound: there is no such entry.
    """
    with door.storage.reading() as reader:
        row = reader.outbox_entry(entry)
    if row is None:
        raise NotFound(what="message", ref=entry)
    with door.changing(row.case) as (tx, loaded):
        row = tx.outbox_entry(entry) or row
        attempts = tx.attempts(entry)
        attempt = next((one for one in reversed(attempts) if one.reference == report.reference), None)
        change = _changed(row, report, door) if row.state in _OPEN and _is_news(report, attempt, attempts) else None
        if change is None or not tx.change_outbox(change.row, if_epoch=row.epoch):
            return False
        event = event_of(change, attempt)
        facts = door.facts(tx, loaded.case, by=DESK)
        written = door.write(tx, loaded, record(loaded.case, facts, event)) if event else ()
    door.recorded(written)
    return True


def _is_news(report: DeliveryReport, attempt: AttemptRow | None, attempts: Sequence[AttemptRow]) -> bool:
    """Not where an earlier medium failed, for which the entry has long gone on."""
    return report.status is not DeliveryStatus.FAILED or attempt is None or attempt is attempts[-1]


def _changed(row: OutboxRow, report: DeliveryReport, door: Door) -> how.Change | None:
    match report.status:
        case DeliveryStatus.DELIVERED:
            return how.delivered(row)
        case DeliveryStatus.FAILED:
            return how.moved_on(row, why="undelivered", now=door.clock.now(), state="undelivered")
        case DeliveryStatus.DEFERRED:
            return None
