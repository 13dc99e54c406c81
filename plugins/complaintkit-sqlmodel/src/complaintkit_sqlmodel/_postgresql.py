"""PostgreSQL as it must be used so that no acknowledged command is lost, by any number of processes and machines."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.generators import send

from complaintkit.errors import ConfigurationError, OutcomeUnknown, StorageError
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._postgresql_fault import LATER, meaning, unreached
from complaintkit_sqlmodel._postgresql_setting import problems, timeouts
from complaintkit_sqlmodel._postgresql_whole import damage
from complaintkit_sqlmodel._spelling import by_code_point, postgresql_dialect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from complaintkit.errors import ComplaintKitError
    from complaintkit_sqlmodel._setting import Settings
    from complaintkit_sqlmodel._work import Connection, Cursor, Queue


# The lock of a database by which writers take turns.
_OURS: Final = int.from_bytes(b"ckit")
_WRITING: Final = f"advisory_xact_lock({_OURS}, 1)"
_SIGNATURE: Final = "complaintkit"
_STREAMS: Final = itertools.count()


class Postgresql:
    """One database of a server: how to reach it, begin, commit and understand it."""

    one_writer = False
    keeps_texts = False
    remedy = phrase("Change the server's settings, then start again.")

    def __init__(self, address: Mapping[str, Any], *, settings: Settings, create: bool = True) -> None:
        self.dialect = postgresql_dialect()
        self.faults: tuple[type[Exception], ...] = (psycopg.Error,)
        self._address = dict(address)
        self._settings = settings
        self._create = create

    @property
    def name(self) -> str:
        """The database, as messages call it."""
        return str(self._address.get("dbname", "PostgreSQL"))

    def make_place(self) -> None:
        """Do nothing: who runs the server makes the database."""

    def check_may_create(self, where: str) -> None:
        """Refuse to make tables where nobody asked for a new database.

        Raises:
            ConfigurationError: nobody did.
        """
        if not self._create:
            raise ConfigurationError(
                where=where,
                reason=phrase("the database is empty"),
                next_step=phrase("Check its name, or make our tables in it with: complaintkit init"),
            )

    def connect(self) -> Connection:
        """Open a connection that gives up after the settings' times, and that the server gives up when we are gone."""
        connection = psycopg.connect(
            **self._address,
            autocommit=True,  # each transaction is begun and ended by us
            connect_timeout=max(2, round(self._settings.patience.total_seconds())),
            application_name="complaintkit",
            client_encoding="UTF8",
        )
        connection.execute(timeouts(self._settings), prepare=False)
        return connection

    def usable(self, connection: Connection) -> bool:
        """Tell if the server has not ended it."""
        inner: Any = getattr(connection, "driver_connection", connection)
        return not inner.closed

    def begin(self, cursor: Cursor, *, write: bool, ask: str = "") -> bool:
        """Begin; a writer waits for its turn, a reader sees one moment."""
        answers: Any = cursor
        waits = False
        try:
            if write:
                _run(cursor, f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_try_{_WRITING}")
                answers.nextset()
                waits = bool(answers.fetchone() == (False,))
                if waits:
                    _run(cursor, f"SELECT pg_{_WRITING}")
            else:
                _run(cursor, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if ask:
                cursor.execute(ask)  # by itself, so that it is prepared: planning takes longer than sending
        except psycopg.Error:
            self.rolled_back(cursor)
            raise
        return waits

    def ask(self, cursor: Cursor, text: str) -> bool:
        """Ask; the server itself waits for whoever is in the way."""
        _run(cursor, text)
        return False

    def commit(self, cursor: Cursor, queue: Queue | None = None) -> None:
        """Commit, sent with what is queued. Where the server says no, nothing was kept; where it does not answer, nobody knows."""
        try:
            _run(cursor, "COMMIT")
            if queue is not None:
                queue.close()
        except psycopg.Error as fault:
            if queue is not None:
                with suppress(psycopg.Error):  # what came after it was left undone
                    queue.close()
            if fault.sqlstate is None or self._closed(cursor):
                raise OutcomeUnknown(idempotency_key="", retry_after=LATER) from fault
            self.rolled_back(cursor)
            raise self.translated(fault) from fault
        if getattr(cursor, "statusmessage", "") != "COMMIT":  # what failed before can only be rolled back
            raise StorageError(
                reason=phrase("the server rolled the transaction back"), next_step=phrase("Do it again.")
            )

    def let_go(self, cursor: Cursor) -> bool:
        """End a transaction that only read; at ROLLBACK the driver would forget all statements that it has prepared."""
        try:
            _run(cursor, "COMMIT")
        except psycopg.Error:
            return False
        return True

    def rolled_back(self, cursor: Cursor) -> bool:
        """Roll back; return True where that is certain."""
        try:
            _run(cursor, "ROLLBACK")
        except psycopg.Error:
            return False
        return True

    def queue(self, connection: Connection) -> Pipeline:
        """Send statements on without waiting for the server's answer to each."""
        return Pipeline(getattr(connection, "driver_connection", connection))

    def stream(self, connection: Connection) -> Cursor:
        """Open a cursor that fetches as it is asked."""
        inner: Any = getattr(connection, "driver_connection", connection)
        found: Cursor = inner.cursor(name=f"every_{next(_STREAMS)}")
        return found

    def translated(self, fault: Exception) -> ComplaintKitError:
        """Return the kit's own error for an error of the driver."""
        return meaning(fault, self.name)

    def unreached(self, fault: Exception) -> ComplaintKitError:
        """Return the kit's own error for a connection that could not be opened."""
        return unreached(fault, self.name)

    def tables(self, cursor: Cursor) -> frozenset[str]:
        """Return the names of the tables there are."""
        _run(cursor, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return frozenset(str(line[0]) for line in cursor.fetchall())

    def sign(self, cursor: Cursor) -> None:
        """Mark the tables as ours."""
        _run(cursor, f"COMMENT ON TABLE alembic_version IS '{_SIGNATURE}'")

    def signed(self, cursor: Cursor) -> bool:
        """Tell if the tables are ours."""
        _run(cursor, "SELECT obj_description('alembic_version'::regclass)")
        return cursor.fetchone() == (_SIGNATURE,)

    def scrub(self, cursor: Cursor) -> bool:
        """Have the server clear away rows that were deleted or replaced, keys first of all; tell if it lets us."""
        try:
            _run(cursor, "VACUUM (SKIP_LOCKED) key, refused")
        except psycopg.Error:  # it does so by itself, later
            return False
        return True

    def problems(self, cursor: Cursor) -> Iterator[str]:
        """Name settings that are not as they must be."""
        return problems(cursor, self._settings)

    def now(self, cursor: Cursor) -> datetime:
        """Return the server's time, by which all who use it go."""
        cursor.execute("SELECT clock_timestamp()")
        line = cursor.fetchone()
        assert line is not None  # noqa: S101  a function has a value
        told: datetime = line[0]
        return told.astimezone(UTC)

    def copied(self, to: Path) -> Postgresql:
        """Refuse: a server's database is saved by the server's own tools.

        Raises:
            ConfigurationError: always.
        """
        raise ConfigurationError(
            where=str(to),
            reason=phrase("a PostgreSQL database is not copied into a file by the desk"),
            next_step=phrase(
                "Run pg_dump --format=custom --file={to} {name}, and keep the key file with it.", to=to, name=self.name
            ),
        )

    def damage(self, cursor: Cursor) -> Iterator[str]:
        """Name pages the server found broken, and tables, indices, constraints, triggers that differ from ours."""
        return damage(cursor, self.dialect, self.name)

    def engine(self) -> Engine:
        """Return what migrations are run by."""
        from sqlalchemy import NullPool, create_engine

        found = create_engine("postgresql+psycopg://", creator=self.connect, poolclass=NullPool)
        by_code_point(found.dialect)
        return found

    def free_references(self, cursor: Cursor) -> None:
        """Do nothing: what refers to what is checked at the end of each transaction."""

    def broken_references(self, cursor: Cursor) -> bool:  # noqa: ARG002
        """Return False: the server checks them."""
        return False

    def _closed(self, cursor: Cursor) -> bool:
        connection: Any = cursor
        return bool(connection.connection.closed)


class Pipeline:
    """The driver's pipeline, which stays on until it is closed."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401  the driver's
        """Turn it on."""
        self._connection = connection
        self._context = connection.pipeline()
        self._pipeline = self._context.__enter__()

    def wait(self) -> None:
        """Wait for the answers; raises the driver's error for the first that failed.

        All goes out first: the driver's `sync` would wait for ever for the answer to what is sent by half, such as a large file.
        """
        self._connection.wait(send(self._connection.pgconn))
        self._pipeline.sync()

    def close(self) -> None:
        """Wait for the answers and turn it off; raises as `wait` does."""
        self._context.__exit__(None, None, None)


def _run(cursor: Cursor, text: str) -> None:
    """Run a text of ours that has no parameters; several statements may stand in it."""
    anything: Any = cursor
    anything.execute(text, prepare=False)
