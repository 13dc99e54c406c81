"""A database as the first version left it, with cases in it: what an upgrade begins with."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._sqlite import Sqlite, driver_of
from sqlalchemy import NullPool, create_engine

from faults._storage import Storage, workshop
from faults._world import Clerk, found, open_desk

__all__ = ["dump", "make_as_of", "make_old", "upgrade"]

_FIRST = "0001"
_GONE = {("grant", "cost"): "value"}
"""What stood in a column that is gone by now."""


def make_old(storage: Storage, folder: Path) -> str:
    """Put a database of the first version into a folder, filled from one of today as far as it had the columns."""
    with workshop() as today:
        url = found(storage, today)
        with open_desk(url) as desk:
            for number in range(6):
                Clerk(desk, "clerk", 1).step(number)
        make_as_of(_FIRST, today / "desk.db", folder / "desk.db")
    return storage.url(folder)


def make_as_of(version: str, today: Path, file: Path) -> None:
    """Make a database of an older version, filled from one of today as far as it had the tables and columns."""
    _make_tables(version, file)
    _copy(today, file)


def upgrade(url: str) -> tuple[str, str]:
    """Bring a database up to date, as the command does."""
    return SqlModelStorage().upgrade(url)


def dump(file: Path) -> tuple[str, str]:
    """Return the version of a database, and a digest of all its tables and rows."""
    with closing(driver_of("auto").connect(file)) as database:
        (said,) = database.execute("PRAGMA integrity_check").fetchone()
        assert said == "ok", said
        digest = hashlib.sha256()
        for name, text in database.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall():
            digest.update(f"{name} {text}".encode())
        for name in _tables(database):
            for row in database.execute(f'SELECT * FROM "{name}"'):
                digest.update(repr(row).encode())
        (version,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(version), digest.hexdigest()


def _make_tables(version: str, file: Path) -> None:
    backend = Sqlite(file, driver=driver_of("auto"), patience=timedelta(seconds=10))
    backend.make_place()
    engine = create_engine("sqlite://", creator=backend.connect, module=backend.driver, poolclass=NullPool)
    with engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", "complaintkit_sqlmodel:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        backend.sign(connection.connection.cursor())
    engine.dispose()


def _copy(source: Path, target: Path) -> None:
    with closing(driver_of("auto").connect(target, isolation_level=None)) as database:
        database.execute("ATTACH ? AS today", (str(source),))
        database.execute("BEGIN")
        for name in _tables(database):
            if name == "alembic_version":
                continue
            had, today = _columns(database, "main", name), _columns(database, "today", name)
            said = {one: f'"{one}"' for one in had & today} | {one: _GONE[name, one] for one in had - today}
            columns, values = ", ".join(f'"{one}"' for one in said), ", ".join(said.values())
            database.execute(f'INSERT INTO main."{name}" ({columns}) SELECT {values} FROM today."{name}"')
        database.execute("COMMIT")


def _tables(database: Any) -> list[str]:  # noqa: ANN401  a driver's connection
    return [
        name for (name,) in database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
    ]


def _columns(database: Any, schema: str, table: str) -> set[str]:  # noqa: ANN401  as above
    return {line[1] for line in database.execute(f'PRAGMA {schema}.table_info("{table}")')}
