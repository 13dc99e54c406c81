"""The storages that faults are tried on, and the folder that a run works in.

A family asks a storage for no more than this: a database in a folder, a copy of one, and to die in the middle of a write.
What breaks files names the storages it can do it to, in its `FAMILY`.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final, Protocol

import attrs

__all__ = ["STORAGES", "Storage", "workshop"]

_MEMORY: Final = Path("/dev/shm")  # noqa: S108  of Linux: what is killed or cut off here is simulated, not the disk
_ENOUGH: Final = 2 * 10**9


class Storage(Protocol):
    """A kind of database, one of which belongs to a folder."""

    @property
    def name(self) -> str:
        """What it is called by `--storage`."""
        ...

    def __hash__(self) -> int:
        """Hash it: a house is founded once for each."""
        ...

    def url(self, folder: Path) -> str:
        """Return the URL of the database of a folder."""
        ...

    def copy(self, source: Path, target: Path) -> None:
        """Make the database of one folder, which nobody has open, that of another as well, in place of what was there."""
        ...

    def die(self, at: int, part: float) -> None:
        """Have this process kill itself at its `at`-th write or sync from now on, a part of which is done."""
        ...

    def version(self) -> str:
        """Return its name and version, as they stand beside what was measured."""
        ...


@attrs.frozen
class _Sqlite:
    name: str = "sqlite"

    def url(self, folder: Path) -> str:
        return f"sqlite:///{folder}/desk.db"

    def copy(self, source: Path, target: Path) -> None:
        target.mkdir(parents=True, exist_ok=True)
        for old in target.glob("desk.db*"):
            old.unlink()
        for file in source.glob("desk.db*"):
            shutil.copy2(file, target / file.name)

    def die(self, at: int, part: float) -> None:
        from faults._disk import dying, listen

        listen(dying(at, part))

    def version(self) -> str:
        from complaintkit_sqlmodel._sqlite import driver_of

        return f"SQLite {driver_of('auto').sqlite_version}"


@attrs.frozen
class _Postgresql:
    """A database of a server for each folder; its URL is that of the file it stands for, beside which the key lies."""

    name: str = "postgresql"

    def url(self, folder: Path) -> str:
        from faults._postgresql import server
        from faults._standing import lent_for, stand_in_for_good

        stand_in_for_good()
        lent_for(server(), folder / "desk.db")
        return f"sqlite:///{folder}/desk.db"

    def copy(self, source: Path, target: Path) -> None:
        target.mkdir(parents=True, exist_ok=True)
        for file in source.glob("desk.db*"):
            shutil.copy2(file, target)
        self.url(target)

    def die(self, at: int, part: float) -> None:
        import psycopg

        ask, asked = psycopg.Cursor.execute, count(1)

        def execute(cursor: Any, *given: Any, **how: Any) -> Any:  # noqa: ANN401  whatever is asked of the server
            last = next(asked) == at
            if last and part < 1:
                os.kill(os.getpid(), signal.SIGKILL)
            found = ask(cursor, *given, **how)
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        setattr(psycopg.Cursor, "execute", execute)  # noqa: B010  a type checker knows its overloads

    def version(self) -> str:
        from faults._postgresql import server

        with server().connected() as connection:
            (found,) = connection.execute("SHOW server_version").fetchone() or ("",)
        return f"PostgreSQL {found}"


STORAGES: Mapping[str, Storage] = {"sqlite": _Sqlite(), "postgresql": _Postgresql()}


@contextmanager
def workshop() -> Iterator[Path]:
    """Lend a folder, in memory where there is room, that is gone afterwards."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=_MEMORY if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
