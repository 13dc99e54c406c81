"""Who answers for a case, by when, and who owes something on it beside."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import UtcDateTime
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, Table, of_a_case, only


class OwnerInterval(Table, table=True):
    """Who was accountable from when to when; the database itself allows one open interval per case. F1"""

    __tablename__ = "owner_interval"
    __table_args__: ClassVar = (
        Index(
            "uq_owner_interval_case",
            "case",
            unique=True,
            **only("until IS NULL"),
        ),
        Index("ix_owner_interval_owner_since", "owner", "since"),
        CLUSTERED,
    )

    case: str = Field(primary_key=True, sa_type=Text, sa_column_args=[of_a_case()])
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    owner: str = Field(sa_type=Text)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(sa_type=UtcDateTime)


class Deadline(Table, table=True):
    """A deadline; those with `next_at` are looked at again then."""

    __tablename__ = "deadline"
    __table_args__: ClassVar = (
        Index(
            "ix_deadline_next_at",
            "next_at",
            **only("next_at IS NOT NULL"),
        ),
        Index("ix_deadline_due_at_case", "due_at", "case"),
        Index("ix_deadline_breached_at_case", "breached_at", "case", **only("breached_at IS NOT NULL")),
        CLUSTERED,
    )

    case: str = Field(primary_key=True, sa_type=Text, sa_column_args=[of_a_case()])
    id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    due_at: datetime = Field(sa_type=UtcDateTime)
    warn_at: datetime | None = Field(sa_type=UtcDateTime)
    next_at: datetime | None = Field(sa_type=UtcDateTime)
    breached_at: datetime | None = Field(sa_type=UtcDateTime)
    noticed_at: datetime | None = Field(sa_type=UtcDateTime)


class Duty(Table, table=True):
    """Something one person owes on a case."""

    __tablename__ = "duty"
    __table_args__: ClassVar = (
        Index("ix_duty_staff_due_at", "staff", "due_at"),
        Index("ix_duty_kind_case", "kind", "case"),
        CLUSTERED,
    )

    case: str = Field(primary_key=True, sa_type=Text, sa_column_args=[of_a_case()])
    staff: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    ref: str = Field(primary_key=True, sa_type=Text)
    since: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(sa_type=UtcDateTime)
