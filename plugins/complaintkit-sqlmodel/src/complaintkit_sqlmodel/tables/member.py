"""Members, by what they are looked up by; who they are stands in the vault."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import UtcDateTime
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, Table, only


class Member(Table, table=True):
    """Derived from the ledger; one for each number."""

    __tablename__ = "member"
    __table_args__: ClassVar = (
        Index("uq_member_token", "token", unique=True, **only("token <> ''")),
        Index("ix_member_person", "person"),
        Index("ix_member_joined_at_id", "joined_at", "id"),
        Index("ix_member_unit_joined_at", "unit", "joined_at", "id"),
        Index("ix_member_birthday", "birthday", **only("birthday <> ''")),
        CLUSTERED,
    )

    id: str = Field(primary_key=True, sa_type=Text)
    token: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text)
    tier: str | None = Field(sa_type=Text)
    birthday: str = Field(sa_type=Text)
    via: str = Field(sa_type=Text)
    recruited_by: str | None = Field(sa_type=Text)
    joined_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(sa_type=UtcDateTime)
    version: int = Field(sa_type=BigInteger)
    head: str = Field(sa_type=Text)
