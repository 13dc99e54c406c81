"""Our tables, made new in an empty database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from complaintkit_sqlmodel._guard import guards
from complaintkit_sqlmodel._schema import HEAD
from complaintkit_sqlmodel.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Dialect

    from complaintkit_sqlmodel._work import Backend, Cursor


# As alembic makes it, so that it finds where to go on.
_VERSION: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


_made: Final[dict[str, tuple[str, ...]]] = {}  # by dialect: to write them takes longer than to carry them out


def creation(dialect: Dialect) -> tuple[str, ...]:
    """Return the statements that make our tables, in order."""
    if dialect.name not in _made:
        _made[dialect.name] = tuple(_creation(dialect))
    return _made[dialect.name]


def _creation(dialect: Dialect) -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
    yield from guards(dialect)


def create_schema(backend: Backend, cursor: Cursor, *, version: str = HEAD) -> None:
    """Make our tables in an empty database, within the open transaction, and say which version they are."""
    dialect = backend.dialect
    for text in (*creation(dialect), str(CreateTable(_VERSION).compile(dialect=dialect))):
        cursor.execute(text)
    cursor.execute(f"INSERT INTO alembic_version (version_num) VALUES ('{version}')")  # noqa: S608  our own constants
    backend.sign(cursor)
