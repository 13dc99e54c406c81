"""Whether the files of a SQLite database are still those that were opened: what is written to one that was taken away is lost."""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from complaintkit.errors import StorageError
from complaintkit_sqlmodel._catalogue import phrase

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path
    from types import ModuleType

    from complaintkit_sqlmodel._work import Cursor


_Identity: TypeAlias = "tuple[int, int] | None"
_OFTEN: Final = 1.0
"""Seconds after which whoever reads looks again; whoever writes always looks."""
_BACK: Final = 40  # places in the feed that are looked at, each twice as far back as the one before
_NOT_OURS: Final = frozenset({1, 11, 26})  # no such table, damaged, no database


@cache
def watched(driver: ModuleType) -> type[Any]:
    """Return the driver's connection as one that remembers its log."""
    return type("Connection", (driver.Connection,), {"log": None})


class Watch:
    """Knows a file and its log as they were opened. Once another lies in their place, nothing goes on until all is opened anew."""

    def __init__(self, path: Path, driver: Any) -> None:  # noqa: ANN401  a module
        self._path = path
        self._log = f"{path}-wal"
        self._file: _Identity = None
        self._lost = False
        self._next = 0.0
        self._content = _Content(path, driver)

    def check_file(self) -> None:
        """Refuse to go on where the file was removed, another put in its place, or written over it, since it was first seen.

        Raises:
            StorageError: it was, or the log of one of its connections.
        """
        found = _stat(str(self._path))
        self._file = self._file or _identity(found)
        self._lost = self._lost or self._file != _identity(found)
        if found is not None and not self._lost:
            self._lost = self._content.is_another(found)
        if self._lost:
            self._next = 0.0
            raise StorageError(
                reason=phrase(
                    "{name}: this file, or the -wal beside it, was removed, replaced or overwritten while it was open",
                    name=self._path.name,
                ),
                next_step=phrase(
                    "Stop every program that has it open, put the right file in its place, then start again."
                ),
            )

    def check(self, cursor: Cursor, *, write: bool) -> None:
        """Refuse to go on where this happened to the file, or to the log of a connection since it was first seen. As above."""
        if not write and time.monotonic() < self._next:
            return
        answers: Any = cursor
        connection, log = answers.connection, _identity(_stat(self._log))
        connection.log = connection.log or log  # that of a new file comes with the first transaction
        self._lost = self._lost or connection.log != log
        self.check_file()
        self._next = time.monotonic() + _OFTEN


class _Content:
    """Knows how long a file was, and how far its feed went: no line of it goes away, and where it got shorter it is whole.

    It is looked at by a connection of its own, for others remember pages; and only after the file itself was written, which
    those who commit do now and then.
    """

    def __init__(self, path: Path, driver: Any) -> None:  # noqa: ANN401  a module
        self._path = path
        self._driver = driver
        self._turn = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._known: frozenset[int] = frozenset()

    def is_another(self, found: os.stat_result) -> bool:
        """Tell if what lies there is not what was there before, with something added."""
        if self._stamp == _stamp(found):
            return False
        with self._turn:
            now = _stat(str(self._path))  # another may have looked since, at a longer file
            if now is None or self._stamp == _stamp(now):
                return False
            shrunk = self._stamp is not None and now.st_size < self._stamp[0]
            if shrunk and not now.st_size:  # SQLite takes the log beside an empty file away
                return True
            try:
                with closing(self._driver.connect(str(self._path), timeout=0, isolation_level=None)) as apart:
                    if self._has_lost(apart.cursor(), shrunk=shrunk):
                        return True
            except self._driver.Error as fault:  # it is being written, or has no tables yet: the next one looks again
                return bool(self._known) and getattr(fault, "sqlite_errorcode", 0) & 0xFF in _NOT_OURS
            self._stamp = _stamp(now)
            return False

    def _has_lost(self, cursor: Any, *, shrunk: bool) -> bool:  # noqa: ANN401  the driver's
        """Tell if lines are gone that were there, or pages; else remember how far it goes."""
        if shrunk and cursor.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):  # not where somebody vacuumed it
            return True
        if self._known - _places(cursor, self._known):
            return True
        last = cursor.execute("SELECT max(position) FROM ledger").fetchone()[0] or 0
        self._known = _places(cursor, {one for back in range(_BACK) if (one := last - (1 << back) + 1) > 0})
        return False


def _places(cursor: Any, wanted: Collection[int]) -> frozenset[int]:  # noqa: ANN401  the driver's
    """Return which of these places of the feed there are: somebody may have taken lines out long ago."""
    asked = ", ".join("?" * len(wanted))
    found = cursor.execute(f"SELECT position FROM ledger WHERE position IN ({asked})", [*wanted])  # noqa: S608
    return frozenset(line[0] for line in found.fetchall())


def _stat(name: str) -> os.stat_result | None:
    try:
        return os.stat(name)  # noqa: PTH116  asked at each transaction
    except FileNotFoundError:
        return None


def _identity(found: os.stat_result | None) -> _Identity:
    return None if found is None else (found.st_dev, found.st_ino)


def _stamp(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns
