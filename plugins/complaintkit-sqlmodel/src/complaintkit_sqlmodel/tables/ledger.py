"""What happened, appended only, and what was said, removable by person."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field

from complaintkit_sqlmodel._types import UtcDateTime
from complaintkit_sqlmodel.tables._metadata import CLUSTERED, Table


class Ledger(Table, table=True):
    """One event. `position` goes through all cases in the order of their commits; triggers refuse any change."""

    __tablename__ = "ledger"
    __table_args__: ClassVar = (
        Index("uq_ledger_position", "position", unique=True),
        Index("ix_ledger_at_case", "at", "case"),
        CLUSTERED,
    )

    case: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(sa_type=Text)
    recorded_by: str = Field(sa_type=Text)
    # The attribute would hide one of pydantic's.
    schema_: int = Field(sa_type=BigInteger, sa_column_kwargs={"name": "schema"})
    data: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)
    position: int = Field(sa_type=BigInteger)


class Vault(Table, table=True):
    """Words, names, contacts. Erasing empties `content` and `salt`; nothing else may change, and no row may go."""

    __tablename__ = "vault"
    __table_args__: ClassVar = (Index("ix_vault_person", "person"),)

    case: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    field: str = Field(primary_key=True, sa_type=Text)
    person: str = Field(sa_type=Text)
    salt: bytes = Field(sa_type=LargeBinary)
    content: bytes | None = Field(sa_type=LargeBinary)


class Attachment(Table, table=True):
    """A file's bytes."""

    __tablename__ = "attachment"
    __table_args__: ClassVar = (Index("ix_attachment_case", "case"), Index("ix_attachment_person", "person"))

    id: str = Field(primary_key=True, sa_type=Text)
    case: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    media_type: str = Field(sa_type=Text)
    size: int = Field(sa_type=BigInteger)
    digest: str = Field(sa_type=Text)
    content: bytes | None = Field(sa_type=LargeBinary)
