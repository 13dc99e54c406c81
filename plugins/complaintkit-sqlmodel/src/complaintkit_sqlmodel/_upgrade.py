"""Bringing a database of an older version up to date: asked for, never by the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError

from complaintkit.errors import ConfigurationError, OutcomeUnknown, StorageError
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._schema import HEAD, refuse_newer, version_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from complaintkit_sqlmodel._work import Backend, Cursor


_MIGRATIONS: Final = "complaintkit_sqlmodel:migrations"


def upgrade_tables(backend: Backend, where: str) -> tuple[str, str]:
    """Run the migrations that are missing, all in one transaction; return the versions before and after."""
    engine = backend.engine()
    try:
        with engine.connect() as connection, connection.begin():  # alembic then leaves the transaction to us
            return _upgraded(backend, connection, where)
    except OutcomeUnknown as unknown:  # there is no key to ask again with: its version tells
        raise StorageError(
            reason=phrase(
                "{name}: it may be up to date by now or not ({why})", name=backend.name, why=unknown.__cause__
            ),
            next_step=phrase("Mend that, then upgrade again: what is done is not done twice."),
        ) from unknown
    except DBAPIError as fault:
        raise backend.translated(fault.orig or fault) from fault
    except backend.faults as fault:
        raise backend.translated(fault) from fault
    finally:
        engine.dispose()


def _upgraded(backend: Backend, connection: Connection, where: str) -> tuple[str, str]:
    cursor: Cursor = connection.connection.cursor()
    backend.free_references(cursor)  # tables are made anew; what they refer to is checked at the end
    backend.begin(cursor, write=True)
    before = version_of(backend, cursor, where)
    refuse_newer(before, where)
    _run_migrations(connection, where)
    backend.sign(cursor)
    if backend.broken_references(cursor):
        raise StorageError(
            reason=phrase("rows would have lost what they refer to"),
            next_step=phrase("Nothing was changed; report it."),
        )
    backend.commit(cursor)
    return before, HEAD


def _run_migrations(connection: Connection, where: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise ConfigurationError(
            where=where,
            reason=phrase("its version is not known here ({error})", error=error),
            next_step=phrase("Restore a backup."),
        ) from error
