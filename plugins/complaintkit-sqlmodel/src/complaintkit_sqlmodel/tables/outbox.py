"""What is to be sent after commit, and every try to send it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import UtcDateTime, Words
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, Table, only

WAITING: Final = "state IN ('ready', 'retry')"
_TURN: Final = ("urgent", "next_at", "created_at", "id")


class Outbox(Table, table=True):
    """An entry; `epoch` counts its leases and fences every change."""

    __tablename__ = "outbox"
    __table_args__: ClassVar = (
        # In the order in which they are claimed, so that a long queue is read from its head; what is done is not in them.
        Index("ix_outbox_turn_customer", *_TURN, **only(f"{WAITING} AND recipient = 'customer'")),
        Index("ix_outbox_turn_staff", *_TURN, **only(f"{WAITING} AND recipient <> 'customer'")),
        Index("ix_outbox_recipient", "recipient", *_TURN, **only(f"{WAITING} AND recipient <> 'customer'")),
        Index("ix_outbox_state_created_at", "state", "created_at", "id"),
        Index("ix_outbox_created_at_id", "created_at", "id"),
        Index("ix_outbox_case_created_at", "case", "created_at"),
        CLUSTERED,
    )

    id: str = Field(primary_key=True, sa_type=Text)
    case: str = Field(sa_type=Text)
    seq: int = Field(sa_type=BigInteger)
    kind: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    recipient: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    media: tuple[str, ...] = Field(sa_type=Words)
    medium: int = Field(sa_type=BigInteger)
    state: str = Field(sa_type=Text)
    epoch: int = Field(sa_type=BigInteger)
    attempts: int = Field(sa_type=BigInteger)
    next_at: datetime | None = Field(sa_type=UtcDateTime)
    lease_until: datetime | None = Field(sa_type=UtcDateTime)
    useless_after: datetime | None = Field(sa_type=UtcDateTime)
    urgent: bool
    created_at: datetime = Field(sa_type=UtcDateTime)
    detail: str = Field(sa_type=Text)


class Attempt(Table, table=True):
    """One try, committed before the provider is called."""

    __tablename__ = "attempt"
    __table_args__: ClassVar = (
        Index("ix_attempt_outbox_number", "outbox", "number"),
        Index("ix_attempt_reference", "reference"),
        CLUSTERED,
    )

    id: str = Field(primary_key=True, sa_type=Text)
    outbox: str = Field(sa_type=Text, sa_column_args=[ForeignKey("outbox.id", deferrable=True, initially="DEFERRED")])
    epoch: int = Field(sa_type=BigInteger)
    number: int = Field(sa_type=BigInteger)
    notifier: str = Field(sa_type=Text)
    medium: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(sa_type=UtcDateTime)
    outcome: str | None = Field(sa_type=Text)
    reference: str | None = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    digest: str | None = Field(sa_type=Text)
