"""Databases of PostgreSQL that stand for SQLite files: whoever opens such a file works on the server.

The file says so itself: it holds its own path and the URL of its database, so that every process finds it. A copy of the file
stands for a copy of the database, which is made when it is first opened.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from faults._postgresql import Databases, server

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

__all__ = ["lent_for", "stand_in", "stand_in_as_told", "stand_in_for_good", "url_for"]

STANDING: Final = "POSTGRESQL_STANDS_IN"
"""The environment variable that holds the folder of the server's socket, where databases stand for files."""
_SIGN: Final = b"a database of PostgreSQL stands for this file\n"
_LONGEST: Final = 4096
_PROGRAMS: Final = Path(__file__).parent / "standing"
"""What programs run as they begin."""


class _ForGood:
    """Changes what runs in this process, and in what is forked from it, until it ends."""

    setattr = staticmethod(setattr)
    setenv = staticmethod(os.environ.__setitem__)


@cache
def stand_in_for_good() -> None:
    """Open a database of this process's server wherever a SQLite file is named, from now on."""
    stand_in(_ForGood(), server())


def stand_in(patch: pytest.MonkeyPatch | _ForGood, databases: Databases) -> None:
    """Open a database of the server wherever a SQLite file is named, here and in programs forked from here."""
    databases.make_template()
    patch.setenv(STANDING, str(databases.socket))
    before = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(_PROGRAMS), str(_PROGRAMS.parents[1]), *before))))
    _open_there(patch.setattr, databases)


def stand_in_as_told() -> None:
    """Do the same in a program, where whoever forked it does so."""
    if told := os.environ.get(STANDING):
        _open_there(setattr, Databases(Path(told)))


def url_for(file: Path) -> str | None:
    """Return the URL of the database that stands for a file; None where none does."""
    return lent_for(server(), file) if _read(file) is not None else None


def lent_for(databases: Databases, file: Path) -> str:
    """Return the URL of the database that stands for a file: the one that it names, a copy of that, or an empty one."""
    file = file.absolute()
    found = _read(file)
    if found is None:
        databases.take_back(file)  # that of a file that was here before
        url = databases.lend(file)
    elif found[0] == file:
        return found[1]
    else:
        url = databases.copy(found[1], file)
    file.write_bytes(_SIGN + f"{file}\n{url}\n".encode())
    return url


def _read(file: Path) -> tuple[Path, str] | None:
    """Return of which file this is the stand-in, and the URL of its database; None where it is none."""
    if not file.is_file():
        return None
    with file.open("rb") as content:
        said = content.read(_LONGEST)
    if not said.startswith(_SIGN):
        return None
    path, url = said.removeprefix(_SIGN).decode().splitlines()
    return Path(path), url


def _open_there(change: Callable[..., None], databases: Databases) -> None:
    """Have the plugin go to the server instead of to a file; to a real file of SQLite it goes as ever."""
    from complaintkit_sqlmodel import _open
    from sqlalchemy.engine import make_url

    to_file, to_server = _open._file, _open._server  # where the two ways part

    def go(where: str, file: str | None, *, create: bool, settings: Any) -> Any:  # noqa: ANN401  as it was asked
        path = None if file is None or file.startswith(":") else Path(file)
        new = path is not None and create and path.parent.is_dir() and not path.exists()
        if path is None or not (new or _read(path)):
            return to_file(where, file, create=create, settings=settings)
        return to_server(make_url(lent_for(databases, path)), where, create=create, settings=settings)

    change(_open, "_file", go)
