"""The tables of a test's desk, looked into and changed from outside as somebody could who gets at them, in either database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import attrs

from faults._standing import url_for

__all__ = ["Tables", "content_of", "on_server", "tables"]


def on_server(file: Path) -> bool:
    """Tell if a database of PostgreSQL stands for this file."""
    return url_for(file) is not None


@attrs.frozen
class Tables:
    """An open connection to a desk's database; each statement is a transaction of its own."""

    _connection: Any
    server: bool

    def run(self, statement: str, **values: Any) -> int:
        """Run a statement, `values` in place of `:names` in it; return how many rows it was about."""
        changed: int = self._execute(statement, values).rowcount
        return changed

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Return the rows that a query finds."""
        found: list[Any] = self._execute(statement, values).fetchall()
        return found

    def _execute(self, statement: str, values: dict[str, Any]) -> Any:
        if self.server:
            statement = re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", statement.replace("%", "%%"))
            statement = re.sub(r"\bx'([0-9a-f]*)'", r"decode('\1', 'hex')", statement).replace("AS BLOB", "AS BYTEA")
        return self._connection.execute(statement, values)

    @property
    def refusals(self) -> type[Exception]:
        """What the driver raises where a constraint refuses a value."""
        found: type[Exception] = self._connection.IntegrityError
        return found

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        """Keep the triggers from refusing anything meanwhile."""
        if self.server:
            self.run("SET session_replication_role = replica")
            yield
            self.run("SET session_replication_role = origin")
            return
        triggers = self.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in triggers:
            self.run(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            self.run(sql)


@contextmanager
def tables(file: Path) -> Iterator[Tables]:
    """Open the database that is this file, or that stands for it."""
    if url := url_for(file):
        import psycopg

        with closing(psycopg.connect(url, autocommit=True)) as server:
            yield Tables(server, server=True)
        return
    from complaintkit_sqlmodel._sqlite import (
        driver_of,  # the one of the desk: two in one process lose each other's locks
    )

    with closing(driver_of("auto").connect(file, isolation_level=None)) as database:
        yield Tables(database, server=False)


def content_of(folder: Path) -> bytes:
    """Return everything that the database `desk.db` of a folder holds: the bytes of its files, or of all rows on a server."""
    if not on_server(folder / "desk.db"):
        return b"".join(one.read_bytes() for one in sorted(folder.iterdir()) if one.name.startswith("desk.db"))
    with tables(folder / "desk.db") as database:
        names = database.rows("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        return b"\n".join(
            _bytes_of(row)
            for (name,) in names
            for row in database.rows(f"SELECT * FROM {name}")  # noqa: S608  a name of ours
        )


def _bytes_of(row: Sequence[Any]) -> bytes:
    return b"\t".join(one if isinstance(one, bytes) else str(one).encode("utf-8", "surrogatepass") for one in row)
