"""SQL by hand beside a desk: the statements that write are noted while a desk works, then run again on the bare driver.

So both write the same rows, to the byte, with the same settings, in as many transactions; what the desk takes longer is what
it costs to decide, to seal, to look things up and to keep Python objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import attrs
from complaintkit_sqlmodel._sqlite import driver_of

_WRITES: Final = re.compile(r"\s*(INSERT|UPDATE|DELETE|CREATE|WITH.*?UPDATE|PRAGMA \w+ ?=)", re.DOTALL | re.IGNORECASE)
_WAITS: Final = "PRAGMA busy_timeout"
_BEGINS: Final = ("BEGIN IMMEDIATE", "BEGIN ISOLATION LEVEL READ COMMITTED")


@attrs.define
class Noted:
    """Transactions that wrote something, each its statements with their parameters; settings and tables before the first."""

    settings: dict[str, None] = attrs.field(factory=dict)
    transactions: list[list[tuple[str, Sequence[Any], bool]]] = attrs.field(factory=list)
    _open: dict[int, list[tuple[str, Sequence[Any], bool]]] = attrs.field(factory=dict)

    def note(self, connection: int, text: str, values: Sequence[Any], *, many: bool) -> None:
        """Note a statement, if it writes."""
        if text.startswith(_BEGINS):
            self._open[connection] = []
        elif text == "ROLLBACK":
            self._open.pop(connection, None)
        elif text == "COMMIT":
            if done := self._open.pop(connection, None):
                self.transactions.append(done)
        elif _WRITES.match(text) and not text.startswith(_WAITS):
            if connection in self._open:
                self._open[connection].append((text, values, many))
            else:
                self.settings[text] = None

    @property
    def rows(self) -> int:
        """How many rows were written."""
        return sum(len(values) if many else 1 for done in self.transactions for _, values, many in done)


@contextmanager
def noting() -> Iterator[Noted]:
    """Note what is written by connections that are opened meanwhile."""
    driver: Any = driver_of("auto")
    noted, connect = Noted(), driver.connect

    class NotingCursor(driver.Cursor):  # type: ignore[misc]  # the driver's module is chosen at run time
        def execute(self, text: str, values: Sequence[Any] = (), /) -> Any:
            noted.note(id(self.connection), text, values, many=False)
            return super().execute(text, values)

        def executemany(self, text: str, values: Sequence[Sequence[Any]], /) -> Any:
            noted.note(id(self.connection), text, values, many=True)
            return super().executemany(text, values)

    def noting(kind: Any) -> Any:
        class NotingConnection(kind):  # type: ignore[misc]
            def cursor(self, factory: Any = NotingCursor) -> Any:
                return super().cursor(factory)

        return NotingConnection

    def noted_connect(*given: Any, factory: Any = driver.Connection, **named: Any) -> Any:
        return connect(*given, factory=noting(factory), **named)

    driver.connect = noted_connect
    try:
        yield noted
    finally:
        driver.connect = connect


@contextmanager
def noting_on_server() -> Iterator[Noted]:
    """Note what is written by connections to a PostgreSQL server that are opened meanwhile."""
    import psycopg

    noted, connect = Noted(), psycopg.connect

    class NotingCursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **named: Any) -> Any:
            noted.note(id(self.connection), query, params or (), many=False)
            return super().execute(query, params, **named)

        def executemany(self, query: Any, params_seq: Any, **named: Any) -> None:
            noted.note(id(self.connection), query, params_seq, many=True)
            super().executemany(query, params_seq, **named)

    psycopg.connect = lambda *given, **named: connect(*given, cursor_factory=NotingCursor, **named)
    try:
        yield noted
    finally:
        psycopg.connect = connect


class ByHand:
    """A new database as it stood when `begun` transactions had been committed; `write` writes what was written after it.

    Its tables are there; `begin` is how its transactions begin.
    """

    def __init__(self, connection: Any, begin: str, noted: Noted, begun: int) -> None:
        """Write what was written before."""
        self._connection = connection
        self._begin = begin
        self._cursor = connection.cursor()
        self._later = noted.transactions[begun:]
        self._run(noted.transactions[:begun])

    def write(self) -> None:
        """Write it, one transaction after the other."""
        self._run(self._later)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _run(self, transactions: list[list[tuple[str, Sequence[Any], bool]]]) -> None:
        execute, executemany = self._cursor.execute, self._cursor.executemany
        for done in transactions:
            execute(self._begin)
            for text, values, many in done:
                if many:
                    executemany(text, values)
                else:
                    execute(text, values)
            execute("COMMIT")


def by_hand(file: Path, noted: Noted, begun: int) -> closing[ByHand]:
    """Open a file to write by hand, with the same settings."""
    driver: Any = driver_of("auto")
    connection = driver.connect(str(file), isolation_level=None, cached_statements=256)
    for text in noted.settings:
        connection.execute(text).fetchall()
    return closing(ByHand(connection, "BEGIN IMMEDIATE", noted, begun))


def by_hand_on_server(url: str, noted: Noted, begun: int) -> closing[ByHand]:
    """Open a database of a server to write by hand, whose tables are empty."""
    import psycopg

    return closing(ByHand(psycopg.connect(url, autocommit=True), "BEGIN", noted, begun))
