"""SQLite as it must be set so that no acknowledged command is lost, and what its errors mean."""

from __future__ import annotations

import os
import re
import time
from contextlib import closing
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from complaintkit.errors import ComplaintKitError, ConfigurationError, InvalidInput, OutcomeUnknown, StorageError
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._conflict import by_columns, conflict, not_text
from complaintkit_sqlmodel._place import make_file
from complaintkit_sqlmodel._watch import Watch, watched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from types import ModuleType

    from sqlalchemy import Engine
    from sqlalchemy.engine import Dialect

    from complaintkit_sqlmodel._work import Connection, Cursor, Queue


# Before 3.51.3, several connections in WAL mode could corrupt the file when the log was reset.
_WAL_IS_SOUND: Final = (3, 51, 3)
_SIGNATURE: Final = int.from_bytes(b"ckit")  # in the header of the file, where `file` and SQLite's tools look
_MAKES: Final = re.compile(r'CREATE (?:UNIQUE )?(?P<kind>TABLE|INDEX|TRIGGER) "?(?P<name>\w+)"?')
_BUSY: Final = frozenset({5, 6})
_CONSTRAINT: Final = 19
_FULL: Final = 13
_LATER: Final = timedelta(seconds=1)
_PAUSE: Final = 0.001  # seconds between asking and asking again
_MOMENT: Final = 0.1  # seconds that a reader in the way is waited for

_REASONS: Final = {
    5: (phrase("another process is writing"), phrase("Try again in a moment.")),
    6: (phrase("another process is writing"), phrase("Try again in a moment.")),
    3: (
        phrase("the file may not be opened"),
        phrase("Give this user the right to read and write it and its folder."),
    ),
    7: (phrase("the machine is out of memory"), phrase("Free memory, then try again.")),
    8: (
        phrase("the file may only be read"),
        phrase("Give this user the right to write the file and its folder."),
    ),
    10: (
        phrase("the disk failed to read or write"),
        phrase("Check the disk; restore the last backup if the file is damaged."),
    ),
    11: (
        phrase("the file is damaged"),
        phrase("Stop the desk, keep a copy of the file, and restore the last backup."),
    ),
    13: (
        phrase("the disk is full"),
        phrase("Free space on the disk, then try again."),
    ),
    14: (
        phrase("the file can't be opened"),
        phrase("Check that its folder exists and that this user may write there."),
    ),
    18: (
        phrase("a text or file is too large"),
        phrase("Keep it below one gigabyte."),
    ),
    26: (
        phrase("the file is no SQLite database"),
        phrase("Name another file."),
    ),
}


def driver_of(choice: str) -> ModuleType:
    """Return the module to speak to SQLite with: of those there are, the one with the newest SQLite.

    Args:
        choice: `auto`, or the name of a module, `pysqlite3` or `sqlite3`.
    """
    if choice == "sqlite3":
        import sqlite3

        return sqlite3
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        if choice == "auto":
            return driver_of("sqlite3")
        raise ConfigurationError(
            where="plugin sqlmodel, driver",
            reason=phrase("pysqlite3 is not installed"),
            next_step=phrase('Use driver = "auto".'),
        ) from None
    ours: ModuleType = dbapi2
    inside = driver_of("sqlite3")
    return inside if choice == "auto" and inside.sqlite_version_info > ours.sqlite_version_info else ours


class Sqlite:
    """One file: how to open it, begin, commit and understand it."""

    one_writer = True
    keeps_texts = True
    remedy = phrase("Close other programs that hold the file open.")

    def __init__(self, path: Path, *, driver: ModuleType, patience: timedelta) -> None:
        self.path = path
        self.driver: Any = driver
        self._watch = Watch(path, driver)
        self.faults: tuple[type[Exception], ...] = (driver.Error,)
        self._patience = patience.total_seconds()
        wal = driver.sqlite_version_info >= _WAL_IS_SOUND
        # What `PRAGMA name` has to answer; 2 is FULL, 3 is EXTRA.
        self._settings: dict[str, str | int] = {
            "journal_mode": "wal" if wal else "delete",
            "synchronous": 2 if wal else 3,
            "foreign_keys": 1,
            "secure_delete": 1,
            "recursive_triggers": 1,  # so that REPLACE, too, asks the triggers that refuse deleting
            "trusted_schema": 0,
            "fullfsync": 1,  # macOS: `fsync` alone does not reach the disk
            "checkpoint_fullfsync": 1,
        }

    @cached_property
    def dialect(self) -> Dialect:
        """How SQL is spelled."""
        from sqlalchemy.dialects import sqlite

        return sqlite.dialect(paramstyle="qmark")

    @property
    def name(self) -> str:
        """The file, as messages call it."""
        return self.path.name

    def check_may_create(self, where: str) -> None:
        """Do nothing: a file that is there and empty was begun by somebody."""

    def make_place(self) -> None:
        """Make an empty file where there is none."""
        if not self.path.exists():
            make_file(self.path)

    def connect(self) -> Connection:
        """Open a connection, set so that what was committed stays."""
        self._watch.check_file()
        connection = self.driver.connect(
            str(self.path),
            factory=watched(self.driver),
            timeout=0,  # we ask again ourselves: SQLite's own pauses grow until those who came first wait longest
            isolation_level=None,
            check_same_thread=False,  # the pool lends a connection to one thread at a time
            cached_statements=256,
        )
        cursor = connection.cursor()
        for name, value in self._settings.items():
            self.ask(cursor, f"PRAGMA {name} = {value}")
        cursor.close()
        return connection  # type: ignore[no-any-return]  # the driver's module is chosen at run time

    def usable(self, connection: Connection) -> bool:  # noqa: ARG002
        """Return True: nobody ends it but us."""
        return True

    def begin(self, cursor: Cursor, *, write: bool, ask: str = "") -> bool:
        """Begin; writers wait for their turn, which deferred transactions could lose at their first write."""
        self._watch.check(cursor, write=write)
        waited = self.ask(cursor, "BEGIN IMMEDIATE" if write else "BEGIN")
        if ask:
            self.ask(cursor, ask)  # a reader's view begins with its first question
        return waited

    def ask(self, cursor: Cursor, text: str) -> bool:
        """Ask what others may hold up for a while; return True where it had to be asked again."""
        give_up, waited = time.monotonic() + self._patience, False
        while True:
            try:
                cursor.execute(text)
            except self.driver.OperationalError as fault:
                if _code(fault) not in _BUSY or time.monotonic() >= give_up:
                    raise
                waited = True
                time.sleep(_PAUSE)
            else:
                return waited

    def commit(self, cursor: Cursor, queue: Queue | None = None) -> None:  # noqa: ARG002  nothing is queued
        """Commit. Readers of a rollback journal may hold it up; a broken rule undoes it; what else fails is unknown."""
        try:
            self.ask(cursor, "COMMIT")
        except self.driver.Error as fault:
            if _code(fault) in {*_BUSY, _CONSTRAINT, _FULL} and self.rolled_back(cursor):
                raise self.translated(fault) from fault
            why = self.translated(fault) if _code(fault) in _REASONS else fault  # a full disk, for whoever looks it up
            raise OutcomeUnknown(idempotency_key="", retry_after=_LATER) from why

    def let_go(self, cursor: Cursor) -> bool:
        """End a transaction that only read."""
        return self.rolled_back(cursor)

    def rolled_back(self, cursor: Cursor) -> bool:
        """Roll back; return True where that is certain."""
        try:
            cursor.execute("ROLLBACK")
        except self.driver.Error:
            return False
        return True

    def queue(self, _: Connection) -> None:
        """Return None: there is nobody to wait for."""

    def stream(self, connection: Connection) -> Cursor:
        """Open a cursor that fetches as it is asked."""
        return connection.cursor()

    def engine(self) -> Engine:
        """Return what migrations are run by."""
        from sqlalchemy import NullPool, create_engine

        return create_engine("sqlite://", creator=self.connect, module=self.driver, poolclass=NullPool)

    def free_references(self, cursor: Cursor) -> None:
        """Let rows refer to what is not there, on this connection: tables and keys are made anew."""
        cursor.execute("PRAGMA foreign_keys = OFF")

    def broken_references(self, cursor: Cursor) -> bool:
        """Tell if a row refers to what is not there."""
        self.ask(cursor, "PRAGMA foreign_key_check")
        return cursor.fetchone() is not None

    def tables(self, cursor: Cursor) -> frozenset[str]:
        """Return the names of the tables there are."""
        self.ask(cursor, "SELECT name FROM sqlite_master WHERE type = 'table'")
        return frozenset(str(line[0]) for line in cursor.fetchall())

    def sign(self, cursor: Cursor) -> None:
        """Mark the file as ours."""
        cursor.execute(f"PRAGMA application_id = {_SIGNATURE}")

    def signed(self, cursor: Cursor) -> bool:
        """Tell if the file is ours."""
        self.ask(cursor, "PRAGMA application_id")
        return cursor.fetchone() == (_SIGNATURE,)

    def scrub(self, cursor: Cursor) -> bool:
        """Write the log back into the file, where `secure_delete` has overwritten it, and cut the log off; tell if that was done.

        A reader may stand in the way: then it is done later. Who is about to end is waited for, nobody else: meanwhile nobody
        can write.
        """
        self._wait(cursor, _MOMENT)
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            ((busy, _, _),) = cursor.fetchall()
        except self.driver.Error:
            return False
        finally:
            self._wait(cursor, 0)
        return not busy

    def _wait(self, cursor: Cursor, most: float) -> None:
        """Have the connection wait for others so many seconds at most."""
        cursor.execute(f"PRAGMA busy_timeout = {most * 1000:.0f}")
        cursor.fetchall()

    def problems(self, cursor: Cursor) -> Iterator[str]:
        """Name settings that are not as they must be."""
        for name, wanted in self._settings.items():
            self.ask(cursor, f"PRAGMA {name}")
            line = cursor.fetchone()
            if line is not None and line[0] != wanted:
                yield f"{self.path}: PRAGMA {name} is {line[0]}, it must be {wanted}"

    def now(self, _: Cursor) -> datetime | None:
        """Return None: a file is kept by this machine, whose own clock all its processes share."""
        return None

    def copied(self, to: Path) -> Sqlite:
        """Copy the file as it stands, by SQLite's own backup: what is in its log comes along, and others go on writing."""
        for there in _with_beside(to):
            if there.exists():
                raise ConfigurationError(
                    where=str(there), reason=phrase("is there already"), next_step=phrase("Name a file that is new.")
                )
        try:
            make_file(to)
        except OSError as error:
            raise _unwritten(to, error) from error
        try:
            with closing(self.connect()) as source, closing(self.driver.connect(str(to))) as copy:
                source.backup(copy)  # type: ignore[attr-defined]  # a driver's own, which only SQLite has
            with to.open("rb") as file:
                os.fsync(file.fileno())
        except (OSError, self.driver.Error) as fault:
            for there in _with_beside(to):
                there.unlink(missing_ok=True)
            raise (_unwritten(to, fault) if isinstance(fault, OSError) else self._uncopied(to, fault)) from fault
        return Sqlite(to, driver=self.driver, patience=timedelta(seconds=self._patience))

    def _uncopied(self, to: Path, fault: Exception) -> ComplaintKitError:
        """Return the kit's own error for a backup that failed; that its disk is full, a driver may say in words alone."""
        if _code(fault) != _FULL and not str(fault).endswith("is full"):
            return self.translated(fault)
        reason, next_step = _REASONS[_FULL]
        return StorageError(reason=phrase("{name}: {reason}", name=to.name, reason=reason), next_step=next_step)

    def damage(self, cursor: Cursor) -> Iterator[str]:
        """Name broken pages and indices, rows that lost what they refer to, and tables, indices, triggers that differ."""
        from complaintkit_sqlmodel._creation import creation

        self.ask(cursor, "PRAGMA integrity_check")
        for (line,) in cursor.fetchall():
            if line != "ok":
                yield f"{self.path.name}: {line}"
        self.ask(cursor, "PRAGMA foreign_key_check")
        for table, _, refers_to, _ in cursor.fetchall():
            yield f"{self.path.name}: a row of {table} names one of {refers_to} that is not there"
        self.ask(cursor, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        kept = {(kind, name): " ".join(text.split()) for kind, name, text in cursor.fetchall()}
        wanted = {_made_by(text): " ".join(text.split()) for text in creation(self.dialect)}
        for what in sorted(kept.keys() | wanted.keys()):
            if kept.get(what) != wanted.get(what) and what[1] != "alembic_version":
                yield f"{self.path.name}: the {' '.join(what)} is not as it was made"

    def translated(self, fault: Exception) -> ComplaintKitError:
        """Return the kit's own error for an error of the driver."""
        if (wrong := not_text(fault)) is not None:
            return wrong
        code = _code(fault)
        if code == _CONSTRAINT:
            return self._broken_rule(str(fault))
        reason, next_step = _REASONS.get(
            code,
            (
                str(fault),
                phrase("Report this as a defect of complaintkit-sqlmodel."),
            ),
        )
        return StorageError(reason=phrase("{name}: {reason}", name=self.path.name, reason=reason), next_step=next_step)

    def unreached(self, fault: Exception) -> ComplaintKitError:
        """Return the kit's own error for a file that could not be opened."""
        return self.translated(fault)

    def _broken_rule(self, message: str) -> ComplaintKitError:
        kind, _, what = message.partition(" constraint failed")
        what = what.removeprefix(": ")
        if kind == "UNIQUE":
            return conflict(by_columns().get(what, what))
        if kind == "NOT NULL":
            return InvalidInput(field=what, reason=phrase("is missing"), next_step=phrase("Give a value."))
        if kind == "FOREIGN KEY":
            return StorageError(
                reason=phrase("a row names a case or an entry that does not exist"),
                next_step=phrase("Add that first."),
            )
        return StorageError(reason=message, next_step=phrase("Nothing was changed."))


def _with_beside(file: Path) -> list[Path]:
    """Return a file and those that SQLite may put beside it."""
    return [file.with_name(file.name + beside) for beside in ("", "-wal", "-shm", "-journal")]


def _unwritten(to: Path, error: OSError) -> StorageError:
    return StorageError(
        reason=phrase("{name} can't be written: {why}", name=to.name, why=error.strerror),
        next_step=phrase("Name a file in a folder that is there."),
    )


def _made_by(text: str) -> tuple[str, str]:
    """Return the kind and the name of what a statement makes."""
    found = _MAKES.match(text.strip())
    assert found is not None  # noqa: S101  our own statements
    return found["kind"].lower(), found["name"]


def _code(fault: Exception) -> int:
    # The kind of the error; the standard library adds details in the higher bits.
    return int(getattr(fault, "sqlite_errorcode", 0)) & 0xFF
