"""What the database knows about itself, about commands already done, and about what it could not take."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import UtcDateTime
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, Table, only


class Meta(Table, table=True):
    """A setting of this database."""

    __tablename__ = "meta"
    __table_args__: ClassVar = (CLUSTERED,)

    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)


class Key(Table, table=True):
    """A key of a person or of the desk, wrapped by a master key that is not in this database."""

    __tablename__ = "key"
    __table_args__: ClassVar = (Index("ix_key_master_owner", "master", "owner"), CLUSTERED)

    owner: str = Field(primary_key=True, sa_type=Text)
    wrapped: bytes = Field(sa_type=LargeBinary)
    master: str = Field(sa_type=Text)


class Document(Table, table=True):
    """A playbook, calendar or organisation, frozen by digest."""

    __tablename__ = "document"

    digest: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)
    content: str = Field(sa_type=Text)


class Idempotency(Table, table=True):
    """A key, the command it stood for and what that did."""

    __tablename__ = "idempotency"
    __table_args__: ClassVar = (CLUSTERED,)

    key: str = Field(primary_key=True, sa_type=Text)
    digest: str = Field(sa_type=Text)
    case: str | None = Field(sa_type=Text)
    first_seq: int = Field(sa_type=BigInteger)
    last_seq: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)


class Refused(Table, table=True):
    """What was typed or sent and could not be taken: kept for repair."""

    __tablename__ = "refused"
    __table_args__: ClassVar = (
        Index("ix_refused_at_id", "at", "id"),
        Index("ix_refused_by_at", "by", "at", "id"),
        Index("ix_refused_unmended", "code", "at", "id", **only("repaired_at IS NULL")),
    )

    id: str = Field(primary_key=True, sa_type=Text)
    source: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    field: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    content: bytes = Field(sa_type=LargeBinary)
    case: str | None = Field(sa_type=Text)
    repaired_at: datetime | None = Field(sa_type=UtcDateTime)
