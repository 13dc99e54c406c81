"""The case as it stands, what finds it, and the numbers it is given."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Date, Index, LargeBinary, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import Paths, UtcDateTime
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, ONLY_OPEN, Table, of_a_case, only


class Case(Table, table=True):
    """Derived from the ledger, kept for lists and look-ups; `version` counts its events."""

    __tablename__ = "case"
    __table_args__: ClassVar = (
        Index("uq_case_number", "number", unique=True),
        Index(
            "uq_case_channel_external_id",
            "channel",
            "external_id",
            unique=True,
            **only("external_id IS NOT NULL"),
        ),
        Index("ix_case_received_at_id", "received_at", "id"),
        Index("ix_case_unit_received_at", "unit", "received_at", "id"),
        Index("ix_case_owner_received_at", "owner", "received_at", "id"),
        Index("ix_case_first_receiver_received_at", "first_receiver", "received_at", "id"),
        Index("ix_case_open_received_at", "received_at", "id", **ONLY_OPEN),
        Index("ix_case_open_owner_next_due", "owner", "next_due", **ONLY_OPEN),
        Index("ix_case_person", "person"),
        Index(
            "ix_case_customer_reference",
            "customer_reference",
            **only("customer_reference IS NOT NULL"),
        ),
        CLUSTERED,
    )

    id: str = Field(primary_key=True, sa_type=Text)
    number: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    open: bool
    category: str | None = Field(sa_type=Text)
    severity: str | None = Field(sa_type=Text)
    owner: str = Field(sa_type=Text)
    first_receiver: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    external_id: str | None = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    customer_reference: str | None = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    version: int = Field(sa_type=BigInteger)
    cycle: int = Field(sa_type=BigInteger)
    next_due: datetime | None = Field(sa_type=UtcDateTime)
    playbook: str = Field(sa_type=Text)
    head: str = Field(sa_type=Text)
    other_categories: tuple[str, ...] = Field(default=(), sa_type=Paths, nullable=True)


class CaseState(Table, table=True):
    """What a case's ledger makes of it up to the line `seq`, sealed: only the lines after that are replayed."""

    __tablename__ = "case_state"

    case: str = Field(primary_key=True, sa_type=Text, sa_column_args=[of_a_case()])
    seq: int = Field(sa_type=BigInteger)
    # The attribute would hide one of pydantic's.
    schema_: int = Field(sa_type=BigInteger, sa_column_kwargs={"name": "schema"})
    head: str = Field(sa_type=Text)
    content: bytes = Field(sa_type=LargeBinary)


class CaseSummary(Table, table=True):
    """What reports count of a case by its whole ledger, sealed; good while the case has the head it was made at."""

    __tablename__ = "case_summary"

    case: str = Field(primary_key=True, sa_type=Text, sa_column_args=[of_a_case()])
    seq: int = Field(sa_type=BigInteger)
    # The attribute would hide one of pydantic's.
    schema_: int = Field(sa_type=BigInteger, sa_column_kwargs={"name": "schema"})
    head: str = Field(sa_type=Text)
    content: bytes = Field(sa_type=LargeBinary)


class Token(Table, table=True):
    """A keyed token that leads to a case; by person too, so that it goes when the person's words go."""

    __tablename__ = "token"
    __table_args__: ClassVar = (CLUSTERED,)

    token: str = Field(primary_key=True, sa_type=Text)
    case: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    person: str = Field(primary_key=True, sa_type=Text)


class Counter(Table, table=True):
    """The last reference number given in a unit on a local date."""

    __tablename__ = "counter"
    __table_args__: ClassVar = (CLUSTERED,)

    unit: str = Field(primary_key=True, sa_type=Text)
    day: date = Field(primary_key=True, sa_type=Date)
    value: int = Field(sa_type=BigInteger)
