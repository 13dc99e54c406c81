"""Write what a command made into the file that was named: for its owner alone, whatever the folder lets others do."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

from complaintkit.cli.views.output import say
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from pathlib import Path

_MINE: Final = 0o600
_OPENED: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def write_page(out: Path, text: str, *, field: str = "out") -> None:
    """Write the file, and say so beside what is printed.

    Raises:
        InvalidInput: it can't be written there.
    """
    write_file(out, text, field=field)
    say(phrase("Written to {file}.", file=out), err=True)


def write_file(out: Path, text: str, *, field: str = "out") -> None:
    """Write the file, whole; one that was open to others is closed to them first, for customers' names stand in it.

    Raises:
        InvalidInput: it can't be written there.
    """
    try:
        with os.fdopen(
            os.open(out, _OPENED, _MINE), "w", encoding="utf-8", errors="backslashreplace", newline=""
        ) as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # a pipe or a terminal is somebody else's
                out.chmod(_MINE)
            file.write(text)
    except OSError as error:
        raise InvalidInput(
            field=field,
            reason=phrase("{file} can't be written: {why}", file=str(out), why=error.strerror),
            next_step=phrase("Name a file in a folder that is there."),
        ) from None
