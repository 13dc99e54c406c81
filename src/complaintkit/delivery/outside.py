"""Carry the root of all ledgers outside, once a day: into a file, by mail, out of reach of who can write to the database. S5"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.delivery.service import log
from complaintkit.model.phrase import phrase
from complaintkit.records.ledger_root import put_root, take_root
from complaintkit.records.root_message import root_message

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door

_CARRIED: Final = "root-carried"  # meta: when the root is written into the file next
_MAILED: Final = "root-mailed"  # meta: when it is mailed next
_DAY: Final = timedelta(days=1)
_AGAIN: Final = timedelta(hours=1)
"""When it is tried again where the file could not be written."""
_MINE: Final = 0o600


def carry_root(door: Door) -> int:
    """Carry the root to where the settings name, each once a day; return how many lines of cases and tasks that made: none.

    File and mail hold the newest root, as `complaintkit verify --root` reads it: it covers all before. A file that can't be
    written is told in the log, and tried again in an hour; a mail goes out, or not, as any other message.
    """
    if door.root_file is not None and _is_due(door, _CARRIED):
        _keep(door, door.root_file)
    if door.root_mail is not None and _is_due(door, _MAILED):
        _mail(door)
    return 0


def _keep(door: Door, file: Path) -> None:
    try:
        _write(file, take_root(door).as_text())
        pause = _DAY
    except OSError as error:
        log.warning(
            "%s",
            phrase("the root of all ledgers can't be written to {file}: {why}", file=str(file), why=error.strerror),
        )
        pause = _AGAIN
    with door.storage.writing() as tx:
        tx.put_meta(_CARRIED, (door.clock.now() + pause).isoformat())


def _mail(door: Door) -> None:
    """Put the root down and an entry into the outbox that mails it, in one transaction: of several workers one does."""
    now = door.clock.now()
    with door.storage.writing() as tx:
        if not _has_come(tx, _MAILED, now):
            return
        line, written = put_root(door, tx)
        language = door.rules.in_force(tx).playbook_of_desk().languages[0]
        tx.put_outbox([root_message(line.seq, line.at, language=language)])
        tx.put_meta(_MAILED, (now + _DAY).isoformat())
    door.recorded(written)


def _is_due(door: Door, what: str) -> bool:
    with door.storage.reading() as reader:
        return _has_come(reader, what, door.clock.now())


def _has_come(reader: Reader, what: str, now: datetime) -> bool:
    kept = reader.meta(what)
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
