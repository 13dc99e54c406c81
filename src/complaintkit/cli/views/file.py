"""Write what a command made into the file that was named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from pathlib import Path


def write_file(out: Path, text: str, *, encoding: str = "utf-8", field: str = "out") -> None:
    """Write the file, whole.

    Raises:
        InvalidInput: it can't be written there.
    """
    try:
        out.write_text(text, encoding, newline="")
    except OSError as error:
        raise InvalidInput(
            field=field,
            reason=phrase("{file} can't be written: {why}", file=str(out), why=error.strerror),
            next_step=phrase("Name a file in a folder that is there."),
        ) from None
