"""From a database's URL to an opened, checked storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.errors import ConfigurationError
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._place import check_place, path_of
from complaintkit_sqlmodel._schema import check_schema
from complaintkit_sqlmodel._sqlite import Sqlite, driver_of
from complaintkit_sqlmodel._storage import SqlStorage

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from complaintkit_sqlmodel._setting import Settings
    from complaintkit_sqlmodel._work import Backend, Cursor


def open_storage(url: str, *, name: str, create: bool, settings: Settings) -> SqlStorage:
    """Open, making a new file if asked to; refuse what is unsafe, not ours, or of another version."""
    where, backend = backend_of(url, create=create, settings=settings)
    storage = SqlStorage(name=name, where=where, backend=backend, settings=settings)
    try:
        _prepare(storage)
    except BaseException:
        storage.close()
        raise
    return storage


def upgrade_database(url: str, *, settings: Settings) -> tuple[str, str]:
    """Bring the tables of an existing database up to date; return the versions before and after."""
    from complaintkit_sqlmodel._upgrade import upgrade_tables

    where, backend = backend_of(url, create=False, settings=settings)
    return upgrade_tables(backend, where)


def backend_of(url: str, *, create: bool, settings: Settings) -> tuple[str, Backend]:
    """Return how a database is named in messages, and how it is spoken to.

    Raises:
        ConfigurationError: the URL names none, or a place that is not safe.
    """
    kind, mark, file = url.partition(":///")
    if kind == "sqlite" and mark and file and "?" not in file:  # a file and nothing else: SQLAlchemy is not asked
        return url, _file(url, file, create=create, settings=settings)
    address = _address(url)
    where = address.render_as_string(hide_password=True)
    if address.drivername == "sqlite":
        _refuse_more_than_file(address, where)
        return where, _file(where, address.database, create=create, settings=settings)
    if address.drivername == "postgresql":
        return where, _server(address, where, create=create, settings=settings)
    raise ConfigurationError(
        where=where,
        reason=phrase("this plugin keeps SQLite files and PostgreSQL databases"),
        next_step=phrase("Use sqlite:///desk.db, or postgresql://user:password@host/desk."),
    )


def _refuse_more_than_file(address: URL, where: str) -> None:
    if address.query or address.host:
        raise ConfigurationError(
            where=where,
            reason=phrase("a SQLite URL names a file and nothing else"),
            next_step=phrase(
                "Write three slashes and the file's path: sqlite:///desk.db. Settings go into complaintkit.toml."
            ),
        )


def _file(where: str, file: str | None, *, create: bool, settings: Settings) -> Backend:
    path = path_of(where, file)
    check_place(where, path, create=create)
    return Sqlite(path, driver=driver_of(settings.driver), patience=settings.patience)


def _server(address: URL, where: str, *, create: bool, settings: Settings) -> Backend:
    if not address.database:
        raise ConfigurationError(
            where=where,
            reason=phrase("names no database"),
            next_step=phrase("Write it like postgresql://user:password@host/desk."),
        )
    try:
        from complaintkit_sqlmodel._postgresql import Postgresql
    except ImportError:
        raise ConfigurationError(
            where=where,
            reason=phrase("the driver for PostgreSQL is not installed"),
            next_step=phrase("Run: pip install 'complaintkit-sqlmodel[postgresql]'"),
        ) from None
    given = {
        "host": address.host,
        "port": address.port,
        "user": address.username,
        "password": address.password,
        "dbname": address.database,
        **address.query,
    }
    return Postgresql(
        {name: value for name, value in given.items() if value is not None}, settings=settings, create=create
    )


def _address(url: str) -> URL:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise ConfigurationError(
            where="database",
            reason=phrase("is no URL of a database"),
            next_step=phrase("Write it like sqlite:///desk.db, or postgresql://user:password@host/desk."),
        ) from None


def _prepare(storage: SqlStorage) -> None:
    backend = storage.backend
    backend.make_place()
    connection = storage.connected()
    cursor = connection.cursor()
    try:
        if not backend.tables(cursor):
            backend.check_may_create(storage.where)
            _create(backend, cursor)
        check_schema(backend, cursor, storage.where)
    except backend.faults as fault:
        raise backend.translated(fault) from fault
    finally:
        cursor.close()
        connection.close()
    problems = list(storage.problems())
    if problems:
        raise ConfigurationError(
            where=storage.where,
            reason="; ".join(problems),
            next_step=backend.remedy,
        )


def _create(backend: Backend, cursor: Cursor) -> None:
    from complaintkit_sqlmodel._creation import create_schema

    backend.begin(cursor, write=True)
    try:
        if not backend.tables(cursor):  # two may have come at once
            create_schema(backend, cursor)
    except BaseException:
        backend.rolled_back(cursor)
        raise
    backend.commit(cursor)
