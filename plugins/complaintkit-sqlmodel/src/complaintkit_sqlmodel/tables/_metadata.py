"""The registry our tables share, and nobody else's."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy
from sqlalchemy import ForeignKey, MetaData, text
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

# One rule for the names of constraints, so that an error of either database, and a migration, can tell them apart.
metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite keeps such a table in the order of its primary key, in one tree instead of two: right where rows are short.
CLUSTERED: Final = {"sqlite_with_rowid": False}


def only(condition: str) -> dict[str, Any]:
    """Return the options of an index that holds only the rows of which this is true, on either database."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# SQLite has no booleans; an index serves a question that says the same by the same words.
ONLY_OPEN: Final[dict[str, Any]] = {"sqlite_where": text("open = 1"), "postgresql_where": text("open")}


def of_a_case() -> ForeignKey:
    """Make a reference to a case; deferred: within one transaction the order in which rows are written is nobody's business."""
    return ForeignKey("case.id", deferrable=True, initially="DEFERRED")


class Table(SQLModel, registry=registry(metadata=metadata)):
    """What all our tables have in common: their metadata."""


def table_of(model: type[SQLModel]) -> sqlalchemy.Table:
    """Return the table behind a class, for statements of SQLAlchemy Core."""
    return metadata.tables[str(model.__tablename__)]
