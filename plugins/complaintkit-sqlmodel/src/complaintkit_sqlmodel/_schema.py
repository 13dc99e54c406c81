"""The schema's version: checked when a database is opened, brought up to date only when asked."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Final

from complaintkit.errors import ConfigurationError
from complaintkit_sqlmodel._catalogue import phrase

if TYPE_CHECKING:
    from complaintkit_sqlmodel._work import Backend, Cursor


# The newest migration in `migrations/versions`; written here so that opening need not import alembic.
HEAD: Final = "0012"

_VERSION: Final = "SELECT version_num FROM alembic_version"

SETTINGS: Final = ("organisation", "playbook")
"""What nearly every transaction goes by."""

_SETTING: Final = 'SELECT value FROM meta WHERE "key" ='
_TOLD: Final = ", ".join(["version_num", *(f"({_SETTING} '{one}')" for one in SETTINGS)])

VIEW: Final = f"SELECT {_TOLD} FROM alembic_version"  # noqa: S608  our own constants
"""Asked at the beginning of each transaction: a newer version's upgrade may have come since the database was opened."""

TURN: Final = f"SELECT {_TOLD}, (SELECT coalesce(max(position), 0) FROM ledger) FROM alembic_version"  # noqa: S608  as above
"""Asked by who writes: the position of the last line, too. Nobody else writes one while the transaction lasts."""

COPYING: Final = "copying"
"""Stands where the version does while a database is copied into this one."""


def end_copy(cursor: Cursor) -> None:
    """Say that a copy is whole, and of this version."""
    cursor.execute(f"UPDATE alembic_version SET version_num = '{HEAD}'")  # noqa: S608  our own constant


def version_of(backend: Backend, cursor: Cursor, where: str) -> str:
    """Return which version the tables are of; "" in an empty database, an error where they are not ours."""
    tables = backend.tables(cursor)
    if not tables:
        return ""
    if "alembic_version" not in tables or not backend.signed(cursor):
        raise ConfigurationError(
            where=where,
            reason=phrase("this database belongs to another program"),
            next_step=phrase("Name another one, new or empty."),
        )
    backend.ask(cursor, _VERSION)
    return ", ".join(str(line[0]) for line in cursor.fetchall())


def check_schema(backend: Backend, cursor: Cursor, where: str) -> None:
    """Refuse what is not ours, older or newer than this software."""
    refuse_other(version_of(backend, cursor, where), where)


def refuse_other(version: str, where: str) -> None:
    """Refuse tables that are older or newer than this software, and those of a copy that is not whole."""
    refuse_newer(version, where)
    if version < HEAD:
        raise ConfigurationError(
            where=where,
            reason=phrase(
                "its tables are of version {version}, this software needs {head}", version=version or "none", head=HEAD
            ),
            next_step=phrase("Make a backup, then run: complaintkit upgrade --db {where}", where=quote(where)),
        )


def refuse_newer(version: str, where: str) -> None:
    """Refuse tables that this software does not know yet, and those of a copy that is not whole."""
    if version == COPYING:
        raise ConfigurationError(
            where=where,
            reason=phrase("a database is being copied into it, and that has not ended"),
            next_step=phrase(
                "Run it again, it goes on where it was: complaintkit db copy FROM {where}", where=quote(where)
            ),
        )
    if version > HEAD:
        raise ConfigurationError(
            where=where,
            reason=phrase(
                "its tables are of version {version}, newer than this software's {head}", version=version, head=HEAD
            ),
            next_step=phrase("Upgrade the package complaintkit-sqlmodel, then start again."),
        )
