"""The hands of one transaction: compiled statements on the connection's own cursor, the driver's errors translated."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import attrs

from complaintkit.errors import ComplaintKitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Engine
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql import Executable

    from complaintkit.ports.storage import KeyRow
    from complaintkit_sqlmodel._question import Question
    from complaintkit_sqlmodel._sql import Sql
    from complaintkit_sqlmodel._statement import Query
    from complaintkit_sqlmodel._text import Reading, RowStatement


R = TypeVar("R")

_PAGE: Final = 200


class Cursor(Protocol):
    """As much of a driver's cursor as we use."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def execute(self, text: str, values: Sequence[Any] = (), /) -> object:
        """Run once."""

    def executemany(self, text: str, values: Sequence[Sequence[Any]], /) -> object:
        """Run for each line."""

    def fetchone(self) -> Sequence[Any] | None:
        """Fetch the next line."""

    def fetchmany(self, size: int, /) -> Sequence[Sequence[Any]]:
        """Fetch the next lines, at most so many."""

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Fetch all lines."""

    def close(self) -> None:
        """Let go of it."""


class Connection(Protocol):
    """As much of a driver's connection as we use."""

    def cursor(self) -> Cursor:
        """Open a cursor."""

    def close(self) -> None:
        """Let go of it."""


class Queue(Protocol):
    """Statements that were sent, and whose answers are still to come."""

    def wait(self) -> None:
        """Wait for the answers; raises the driver's error for the first that failed."""

    def close(self) -> None:
        """Wait for the answers and let go of it; raises as `wait` does."""


class Backend(Protocol):
    """What differs between the databases."""

    @property
    def dialect(self) -> Dialect:
        """How SQL is spelled."""

    @property
    def keeps_texts(self) -> bool:
        """Whether the texts that are kept are spelled for it."""

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """What the driver raises."""

    @property
    def one_writer(self) -> bool:
        """Whether the threads of this process have to take turns to write."""

    @property
    def remedy(self) -> str:
        """What to do where settings are not as they must be."""

    @property
    def name(self) -> str:
        """What messages call the database."""

    def make_place(self) -> None:
        """Make what has to be there before a connection."""

    def check_may_create(self, where: str) -> None:
        """Refuse to make tables where nobody asked for a new database."""

    def connect(self) -> Connection:
        """Open a connection, with its durable settings."""

    def usable(self, connection: Connection) -> bool:
        """Tell if a connection is still one."""

    def begin(self, cursor: Cursor, *, write: bool, ask: str = "") -> bool:
        """Begin; a writer waits, for a bounded time, for others to end: return True where it had to.

        What is asked then, if anything, is for the cursor to fetch.
        """

    def ask(self, cursor: Cursor, text: str) -> bool:
        """Ask outside of a transaction what others may hold up; return True where that happened."""

    def commit(self, cursor: Cursor, queue: Queue | None = None) -> None:
        """Commit, once what is queued is done; raises OutcomeUnknown where nobody can say, else an error after rolling back."""

    def let_go(self, cursor: Cursor) -> bool:
        """End a transaction that only read; return True where that is certain."""

    def rolled_back(self, cursor: Cursor) -> bool:
        """Roll back; return True where that is certain."""

    def stream(self, connection: Connection) -> Cursor:
        """Open a cursor that fetches as it is asked, within a transaction."""

    def translated(self, fault: Exception) -> ComplaintKitError:
        """Return the kit's own error for it."""

    def unreached(self, fault: Exception) -> ComplaintKitError:
        """Return the kit's own error for a connection that could not be opened."""

    def engine(self) -> Engine:
        """Return what migrations are run by."""

    def free_references(self, cursor: Cursor) -> None:
        """Let rows refer to what is not there, until the connection is closed, where only that lets tables be made anew."""

    def broken_references(self, cursor: Cursor) -> bool:
        """Tell if a row refers to what is not there."""

    def tables(self, cursor: Cursor) -> frozenset[str]:
        """Return the names of the tables there are."""

    def sign(self, cursor: Cursor) -> None:
        """Mark the database as ours."""

    def signed(self, cursor: Cursor) -> bool:
        """Tell if the database is ours."""

    def queue(self, connection: Connection) -> Queue | None:
        """Open what sends statements without waiting for their answers; None where asking costs nothing."""

    def scrub(self, cursor: Cursor) -> bool:
        """Leave no copy of what was emptied in the database's own files; as far as readers let it, now."""

    def problems(self, cursor: Cursor) -> Iterator[str]:
        """Name durable settings that are not as they must be."""

    def now(self, cursor: Cursor) -> datetime | None:
        """Return the server's time; None where there is no server."""

    def copied(self, to: Path) -> Backend:
        """Copy the database, as of one moment, into a new file."""

    def damage(self, cursor: Cursor) -> Iterator[str]:
        """Name what is damaged in the database itself, or was taken out of it."""


@attrs.frozen
class Answer:
    """What was asked, and the lines that answered it."""

    text: str
    values: Sequence[Any]
    lines: Sequence[Any]


@attrs.frozen
class Noted:
    """The settings that stood at the beginning of a view, and what it was asked since it notes that."""

    settings: Mapping[str, str | None]
    answers: list[Answer] = attrs.field(factory=list)


class Work:
    """Runs statements; once one of them failed, the transaction can only be undone."""

    def __init__(self, connection: Connection, sql: Sql, backend: Backend) -> None:
        self.cursor = connection.cursor()
        self._connection = connection
        self.failed = False
        self.scrub = False  # whether something was emptied that may not be left lying about
        self._sql = sql
        self._backend = backend
        self._faults: tuple[type[Exception], ...] = (*backend.faults, UnicodeEncodeError, OverflowError)
        self._queue: Queue | None = None
        self._asked: tuple[str, Sequence[Any]] = ("", ())
        self.noted: Noted | None = None
        self.settings: dict[str, str | None] = {}  # as far as they are known
        self.keys: dict[str, KeyRow | None] = {}  # by owner, as far as they are known
        self.position: int | None = None  # of the last line there is, where it is known

    @property
    def sql(self) -> Sql:
        """The statements of this dialect."""
        return self._sql

    def run(self, text: str, values: Sequence[Any] = ()) -> int:
        """Run a text; return how many rows it changed."""
        self._asked = text, values
        try:
            self.cursor.execute(text, values)
            if self._queue is not None:
                self._queue.wait()
        except self._faults as fault:
            raise self._translated(fault) from fault
        return self.cursor.rowcount

    def queue(self, text: str, lines: Sequence[Sequence[Any]]) -> None:
        """Run a text for each line of parameters, of which nobody asks what it did: an error may come later."""
        if self._queue is None:
            self._queue = self._backend.queue(self._connection)
        self.add_lines(text, lines)

    def queue_rows(self, statement: RowStatement, rows: Iterable[object]) -> None:
        """Run a statement for each row; as above."""
        self.queue(statement.text, [statement.bind(row) for row in rows])

    def queue_change(self, statement: Executable | Question[None], **given: object) -> None:
        """Run a statement; as above."""
        known = self._sql.statement(statement)
        self.queue(known.text, [known.bind(given)])

    def settle(self) -> None:
        """Wait for everything that was queued: what failed is raised here at the latest."""
        queue, self._queue = self._queue, None
        if queue is None:
            return
        try:
            queue.close()
        except self._faults as fault:
            raise self._translated(fault) from fault

    def commit(self) -> None:
        """Commit, with everything that was queued: what failed is raised here at the latest."""
        queue, self._queue = self._queue, None
        self._backend.commit(self.cursor, queue)

    def add(self, statement: RowStatement, rows: Iterable[object]) -> None:
        """Run a statement for each row."""
        self.add_lines(statement.text, [statement.bind(row) for row in rows])
        if self._queue is not None:
            self._wait()

    def add_lines(self, text: str, lines: Sequence[Sequence[Any]]) -> None:
        """Run a text for each line of parameters."""
        if not lines:
            return
        try:
            if len(lines) == 1:
                self.cursor.execute(text, lines[0])
            else:
                self.cursor.executemany(text, lines)
        except self._faults as fault:
            raise self._translated(fault) from fault

    def change(self, statement: Executable | Question[None], **given: object) -> int:
        """Run a statement; return how many rows it changed."""
        known = self._sql.statement(statement)
        return self.run(known.text, known.bind(given))

    def lines(self, statement: Executable | Question[None], **given: object) -> Sequence[Sequence[Any]]:
        """Return what a statement finds, undecoded."""
        self.change(statement, **given)
        return self._fetched()

    def value(self, statement: Executable | Question[None], **given: object) -> Any:  # noqa: ANN401  whatever was selected
        """Return the one value a statement finds, or None."""
        found = self.lines(statement, **given)
        return found[0][0] if found else None

    def rows(self, query: Query[R] | Question[R], **given: object) -> list[R]:
        """Return the rows a query finds."""
        reading = self._sql.reading(query)
        self.run(reading.statement.text, reading.statement.bind(given))
        return reading.rows(self._fetched())

    def row(self, query: Query[R] | Question[R], **given: object) -> R | None:
        """Return the first row a query finds."""
        found = self.rows(query, **given)
        return found[0] if found else None

    def each(self, query: Query[R]) -> Iterator[R]:
        """Yield the rows a query finds as they are asked for; each is as this storage writes it.

        Raises:
            StorageError: one is not, or can't be read; the next one may be asked for all the same.
        """
        reading = self._sql.reading(query)
        return chain.from_iterable(map(reading.page, self._pages(reading)))

    def _pages(self, reading: Reading[Any]) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield lines, some at a time, on a cursor of their own.

        What is queued is waited for first, each time: such a cursor can't be asked while answers are outstanding.
        """
        self.settle()
        cursor = self._backend.stream(self._connection)
        try:
            cursor.execute(reading.statement.text, reading.statement.bind({}))
            while lines := cursor.fetchmany(_PAGE):
                yield lines
                self.settle()
        except self._faults as fault:
            raise self._translated(fault) from fault
        finally:
            with suppress(*self._faults, ComplaintKitError):  # who reads may let go of it when all is closed
                self.settle()
            with suppress(*self._faults):
                cursor.close()

    def _wait(self) -> None:
        assert self._queue is not None  # noqa: S101
        try:
            self._queue.wait()
        except self._faults as fault:
            raise self._translated(fault) from fault

    def _fetched(self) -> Sequence[Sequence[Any]]:
        try:
            lines = self.cursor.fetchall()
        except self._faults as fault:
            raise self._translated(fault) from fault
        if self.noted is not None:
            self.noted.answers.append(Answer(*self._asked, lines))
        return lines

    def unchanged(self, noted: Noted) -> bool:
        """Ask again what was noted, all of it at once; tell if it is answered the same."""
        if noted.settings != self.settings:
            return False
        if self._queue is None:
            self._queue = self._backend.queue(self._connection)
        cursors = [self._connection.cursor() for _ in noted.answers]
        try:
            for cursor, one in zip(cursors, noted.answers, strict=True):
                cursor.execute(one.text, one.values)
            if self._queue is not None:
                self._queue.wait()
            return all(cursor.fetchall() == one.lines for cursor, one in zip(cursors, noted.answers, strict=True))
        except self._faults as fault:
            raise self._translated(fault) from fault
        finally:
            for cursor in cursors:
                with suppress(*self._faults):
                    cursor.close()

    def _translated(self, fault: Exception) -> ComplaintKitError:
        self.failed = True
        return self._backend.translated(fault)
