"""Tasks beside the cases, which cases belong to each, and the daily counts from which some of them begin."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import UtcDateTime
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, ONLY_OPEN, Table, only


class Task(Table, table=True):
    """Derived from the ledger, kept for lists and look-ups; of what comes again there is one for each turn."""

    __tablename__ = "task"
    __table_args__: ClassVar = (
        Index("uq_task_number", "number", unique=True),
        Index("uq_task_turn", "kind", "unit", "subject", "period", unique=True, **only("period <> ''")),
        Index("ix_task_opened_at_id", "opened_at", "id"),
        Index("ix_task_open_opened_at", "opened_at", "id", **ONLY_OPEN),
        Index("ix_task_kind_opened_at", "kind", "opened_at"),
        Index("ix_task_waits_for_open", "waits_for", "open"),
        Index("ix_task_owner_open", "owner", "open"),
        Index("ix_task_next_at", "next_at", **only("next_at IS NOT NULL")),
        Index("ix_task_subject", "subject", **only("subject <> ''")),
        CLUSTERED,
    )

    id: str = Field(primary_key=True, sa_type=Text)
    number: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    period: str = Field(sa_type=Text)
    owner: str = Field(sa_type=Text)
    opener: str = Field(sa_type=Text)
    waits_for: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    open: bool
    source: str | None = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(sa_type=UtcDateTime)
    next_at: datetime | None = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(sa_type=UtcDateTime)
    version: int = Field(sa_type=BigInteger)
    head: str = Field(sa_type=Text)


class TaskCase(Table, table=True):
    """A case that belongs to a task."""

    __tablename__ = "task_case"
    __table_args__: ClassVar = (Index("ix_task_case_case", "case"), CLUSTERED)

    task: str = Field(
        primary_key=True, sa_type=Text, sa_column_args=[ForeignKey("task.id", deferrable=True, initially="DEFERRED")]
    )
    case: str = Field(primary_key=True, sa_type=Text)


class Tally(Table, table=True):
    """How many complaints of a day are about something."""

    __tablename__ = "tally"
    __table_args__: ClassVar = (Index("ix_tally_day", "day"), CLUSTERED)

    subject: str = Field(primary_key=True, sa_type=Text)
    unit: str = Field(primary_key=True, sa_type=Text)
    day: date = Field(primary_key=True, sa_type=Date)
    count: int = Field(sa_type=BigInteger)
