"""An opened database: lends its connections to one transaction each."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from complaintkit.errors import ComplaintKitError, ConfigurationError, OutcomeUnknown, StorageError
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._pool import NoConnectionFree, Pool
from complaintkit_sqlmodel._reader import SqlReader
from complaintkit_sqlmodel._schema import HEAD, SETTINGS, TURN, VIEW, check_schema, refuse_other
from complaintkit_sqlmodel._sql import Sql
from complaintkit_sqlmodel._work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from complaintkit.ports.storage import Rewrite
    from complaintkit_sqlmodel._pool import Lent
    from complaintkit_sqlmodel._setting import Settings
    from complaintkit_sqlmodel._work import Backend, Cursor
    from complaintkit_sqlmodel._writer import SqlWriter


_KEPT: Final = 5
"""Connections that stay open while nobody needs them."""
_LATELY: Final = 1.0
"""Seconds for which others are thought to go on writing."""
T = TypeVar("T")
_NOTHING_KEPT: Final = phrase("nothing of this transaction was kept")


class SqlStorage:
    """The port's `Storage`. Any thread may use it; a process that was forked off may not."""

    def __init__(self, *, name: str, where: str, backend: Backend, settings: Settings, made: bool = True) -> None:
        # Whether its tables are there, and have to be of this version at the beginning of each transaction.
        self.made = made
        self.where = where
        self.backend = backend
        self.sql = Sql(backend)
        self._name = name
        self._settings = settings
        self._patience = settings.patience.total_seconds()
        self._process = os.getpid()
        self._closed = False
        self._turn = threading.Lock()
        self._crowded_until = 0.0
        self._writing_threads: set[int] = set()
        # Every transaction of ours ends before its connection goes back.
        self._pool = Pool(backend.connect, kept=_KEPT, most=settings.connections, patience=self._patience)

    @property
    def name(self) -> str:
        """The instance."""
        return self._name

    @property
    def connections(self) -> int:
        """How many connections it opens at most."""
        return self._settings.connections

    @property
    def crowded(self) -> bool:
        """Whether somebody here had to wait for others to write, within the last second."""
        return time.monotonic() < self._crowded_until

    def note_crowd(self) -> None:
        """Note that somebody has to wait for others to write."""
        self._crowded_until = time.monotonic() + _LATELY

    def reading(self) -> Reading:
        """Open a consistent view."""
        return Reading(self)

    def writing(self) -> Writing:
        """Begin a transaction that commits at the end of the block, or rolls back when it raises."""
        return Writing(self)

    def rewrite(self, change: Rewrite, *, place: str, limit: int = 500) -> int:
        """Replace rows by what `change` makes of them; return how many, 0 once all are done."""
        from complaintkit_sqlmodel._rewrite import rewrite

        self.take_turn()
        try:
            return rewrite(self, change, place=place, limit=limit)
        finally:
            self.give_turn()

    def problems(self) -> Iterator[str]:
        """Name what is not as it must be (durability settings, schema): asked at start."""
        connection = self.connected()
        try:
            cursor = connection.cursor()
            yield from self.backend.problems(cursor)
            check_schema(self.backend, cursor, self.where)
            cursor.close()
        except ConfigurationError as error:
            yield str(error)
        except self.backend.faults as fault:
            raise self.backend.translated(fault) from fault
        finally:
            connection.close()

    def damage(self) -> Iterator[str]:
        """Name what is damaged in the database itself, or was taken out of it; reads all of it."""
        connection = self.connected()
        try:
            cursor = connection.cursor()
            yield from self.backend.damage(cursor)
            cursor.close()
        except self.backend.faults as fault:
            yield str(self.backend.translated(fault))
        finally:
            connection.close()

    def tidy(self) -> bool:
        """Take what was emptied out of the database's own files; return False where a reader holds that up."""
        return self._asked(self.backend.scrub)

    def now(self) -> datetime | None:
        """Return the server's time; None where the database is a file of this machine."""
        return self._asked(self.backend.now)

    def _asked(self, ask: Callable[[Cursor], T]) -> T:
        """Return what the database answers outside of a transaction."""
        connection = self.connected()
        try:
            cursor = connection.cursor()
            told = ask(cursor)
            cursor.close()
        except self.backend.faults as fault:
            raise self.backend.translated(fault) from fault
        finally:
            connection.close()
        return told

    def back_up(self, to: Path) -> SqlStorage:
        """Copy all of it, as of one moment, into a new file; return the copy, opened."""
        copy = self.backend.copied(to)
        return SqlStorage(name=self._name, where=str(to), backend=copy, settings=self._settings)

    def close(self) -> None:
        """Let go of the database."""
        self._closed = True
        if os.getpid() == self._process:
            self._pool.close()

    def connected(self) -> Lent:
        """Take a connection of the pool."""
        if os.getpid() != self._process:
            raise StorageError(
                reason=phrase("this process was forked off after the database was opened"),
                next_step=phrase("Open the desk in each process, after forking."),
            )
        if self._closed:
            raise StorageError(
                reason=phrase("the storage is closed"),
                next_step=phrase("Open the desk again."),
            )
        try:
            return self._pool.take()
        except NoConnectionFree as fault:
            raise StorageError(
                reason=phrase("all connections are in use"),
                next_step=phrase("Try again in a moment."),
            ) from fault
        except self.backend.faults as fault:
            raise self.backend.unreached(fault) from fault

    def take_turn(self) -> None:
        """Wait until no other thread of this process writes, where only one may."""
        me = threading.get_ident()
        if me in self._writing_threads:
            raise StorageError(
                reason=phrase("this thread is writing already"),
                next_step=phrase("Use the transaction that is open."),
            )
        if self.backend.one_writer and not self._turn.acquire(blocking=False):
            self.note_crowd()
            if not self._turn.acquire(timeout=self._patience):
                raise StorageError(
                    reason=phrase("another thread is writing"),
                    next_step=phrase("Try again in a moment."),
                )
        self._writing_threads.add(me)

    def give_turn(self) -> None:
        """Let the next thread write."""
        self._writing_threads.discard(threading.get_ident())
        if self.backend.one_writer:
            self._turn.release()


class _Transaction:
    """A connection, borrowed; `_begun` gives the hands to work with."""

    def __init__(self, storage: SqlStorage) -> None:
        self._storage = storage

    def _begun(self, *, write: bool) -> Work:
        storage = self._storage
        for _ in range(storage.connections):
            self._connection = storage.connected()
            try:
                self._work = Work(self._connection, storage.sql, storage.backend)
                ask = (TURN if write else VIEW) if storage.made else ""
                if storage.backend.begin(self._work.cursor, write=write, ask=ask):
                    storage.note_crowd()
                if ask:
                    self._take_in(self._work.cursor.fetchone() or ("",))
                return self._work
            except storage.backend.faults as fault:
                if storage.backend.usable(self._connection):
                    self._connection.close()
                    raise storage.backend.translated(fault) from fault
                self._connection.invalidate()  # ended by a server that was restarted: as may be the next of the pool
            except BaseException:
                self._connection.invalidate()
                raise
        raise StorageError(reason=phrase("no connection stays open"), next_step=phrase("Try again in a moment."))

    def _take_in(self, told: Sequence[Any]) -> None:
        """Refuse tables that were brought to another version since they were opened; know what else was told."""
        version, *known = told
        if version != HEAD:
            self._rolled_back()
            refuse_other(version, self._storage.where)
        self._work.settings = dict(zip(SETTINGS, known, strict=False))
        self._work.position = next(iter(known[len(SETTINGS) :]), None)

    def _ended(self, *, sound: bool) -> None:
        if not sound:
            self._connection.invalidate()
            return
        self._work.cursor.close()
        self._connection.close()

    def _rolled_back(self) -> bool:
        with suppress(ComplaintKitError):  # whatever it was, it is undone
            self._work.settle()
        return self._storage.backend.rolled_back(self._work.cursor)


class Reading(_Transaction):
    """A transaction that reads."""

    def __enter__(self) -> SqlReader:
        return SqlReader(self._begun(write=False))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended(sound=self._storage.backend.let_go(self._work.cursor))


class Writing(_Transaction):
    """A transaction that writes."""

    def __enter__(self) -> SqlWriter:
        from complaintkit_sqlmodel._writer import SqlWriter  # with it come the tables, which a reader does without

        self._storage.take_turn()
        try:
            return SqlWriter(self._begun(write=True))
        except BaseException:
            self._storage.give_turn()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        try:
            if kind is not None:
                self._ended(sound=self._rolled_back())
            elif self._work.failed:
                self._ended(sound=self._rolled_back())
                raise StorageError(
                    reason=phrase("a statement failed; {nothing_kept}", nothing_kept=_NOTHING_KEPT),
                    next_step=phrase("Do it again."),
                )
            else:
                self._commit()
        finally:
            self._storage.give_turn()
        return False

    def _commit(self) -> None:
        sound = False
        try:
            self._work.commit()
            sound = True
            if self._work.scrub:
                self._storage.backend.scrub(self._work.cursor)
        except OutcomeUnknown:
            raise
        except ComplaintKitError:
            sound = True  # it was rolled back
            raise
        finally:
            self._ended(sound=sound)
