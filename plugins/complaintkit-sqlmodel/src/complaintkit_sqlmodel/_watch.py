"""Whether the files of a SQLite database are still those that were opened: what is written to one that was taken away is lost."""

from __future__ import annotations

import os
import time
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from complaintkit.errors import StorageError
from complaintkit_sqlmodel._catalogue import phrase

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from complaintkit_sqlmodel._work import Cursor


_Identity: TypeAlias = "tuple[int, int] | None"
_OFTEN: Final = 1.0
"""Seconds after which whoever reads looks again; whoever writes always looks."""


@cache
def watched(driver: ModuleType) -> type[Any]:
    """Return the driver's connection as one that remembers its log."""
    return type("Connection", (driver.Connection,), {"log": None})


class Watch:
    """Knows a file and its log as they were opened. Once another lies in their place, nothing goes on until all is opened anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = f"{path}-wal"
        self._file: _Identity = None
        self._lost = False
        self._next = 0.0

    def check_file(self) -> None:
        """Refuse to go on where the file was removed, or another put in its place, since it was first seen.

        Raises:
            StorageError: it was, or the log of one of its connections.
        """
        found = _identity(str(self._path))
        self._file = self._file or found
        self._lost = self._lost or self._file != found
        if self._lost:
            self._next = 0.0
            raise StorageError(
                reason=phrase(
                    "{name}: this file, or the -wal beside it, was removed or replaced while it was open",
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
        connection, log = answers.connection, _identity(self._log)
        connection.log = connection.log or log  # that of a new file comes with the first transaction
        self._lost = self._lost or connection.log != log
        self.check_file()
        self._next = time.monotonic() + _OFTEN


def _identity(name: str) -> _Identity:
    try:
        found = os.stat(name)  # noqa: PTH116  asked at each transaction
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
