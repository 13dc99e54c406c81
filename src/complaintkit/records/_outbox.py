"""Messages as outbox entries: committed with the events they tell of, sent after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from complaintkit.decision.outbox import Message
from complaintkit.model.case import Case
from complaintkit.ports.storage import OutboxRow


def outbox_rows(case: Case, messages: Sequence[Message], *, first: int, now: datetime) -> list[OutboxRow]:
    """One entry per message; its id is the same however often the same event is written."""
    return [_row(case, one, seq=first + one.index, now=now) for one in messages]


def _row(case: Case, message: Message, *, seq: int, now: datetime) -> OutboxRow:
    return OutboxRow(
        id=f"{case.number}.{seq}.{message.name}.{message.recipient}",
        case=case.id,
        seq=seq,
        kind="message",
        name=message.name,
        recipient=message.recipient,
        person=case.person if message.recipient == "customer" else "",
        language=message.language,
        media=message.media,
        medium=0,
        state="ready",
        epoch=0,
        attempts=0,
        next_at=message.not_before,
        lease_until=None,
        useless_after=None,
        urgent=message.urgent,
        created_at=now,
    )
