"""Carry the root of all ledgers outside, once a day: into a file that who can write to the database should not reach. S5"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.delivery.service import log
from complaintkit.records.ledger_root import take_root
from complaintkit.records.rules import ORGANISATION

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.records.door import Door

_CARRIED: Final = "root-carried"  # meta: when the root is carried outside next
_DAY: Final = timedelta(days=1)
_AGAIN: Final = timedelta(hours=1)
"""When it is tried again where the file could not be written."""
_MINE: Final = 0o600


def carry_root(door: Door) -> int:
    """Write the root into the file that the settings name, once a day; return how many lines that made in ledgers: none.

    The file holds the newest root, as `complaintkit verify --root` reads it: it covers all before. One that can't be written is
    told in the log, and tried again in an hour.
    """
    if door.root_file is None or not _is_due(door):
        return 0
    try:
        _write(door.root_file, json.dumps(take_root(door).as_data(), indent=1) + "\n")
        pause = _DAY
    except OSError as error:
        log.warning("the root of all ledgers can't be written to %s: %s", door.root_file, error.strerror)
        pause = _AGAIN
    with door.storage.writing() as tx:
        tx.put_meta(_CARRIED, (door.clock.now() + pause).isoformat())
    return 0


def _is_due(door: Door) -> bool:
    now = door.clock.now()
    with door.storage.reading() as reader:
        if reader.meta(ORGANISATION) is None:
            return False
        kept = reader.meta(_CARRIED)
    return (
        kept is None or not now < datetime.fromisoformat(kept) <= now + 2 * _DAY
    )  # further ahead by a clock that was ahead


def _write(file: Path, text: str) -> None:
    """Let the file hold this, whole or not at all, for its owner alone."""
    part = file.with_name(f".{file.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MINE), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
