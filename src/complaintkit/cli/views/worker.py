"""Say that no worker has been there for long: then nothing is sent, and nobody is warned. R18"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.cli.views.output import say
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime

    from complaintkit.desk import Desk
    from complaintkit.model.actor import By


_SILENT: Final = timedelta(minutes=10)  # a worker shows itself twenty times in that time


def is_silent(desk: Desk, seen: datetime | None) -> bool:
    """Tell if the last sign of life is too old, or there never was one."""
    return seen is None or desk.clock.now() - seen > _SILENT


def warn_of_silence(desk: Desk, by: By) -> None:
    """Warn on stderr where there was a worker and is none any more; where none ever was, the host has ways of its own."""
    seen = desk.worker_seen(by=by)
    if seen is not None and is_silent(desk, seen):
        say(last_seen(seen), err=True)


def last_seen(seen: datetime | None) -> str:
    """Say since when nobody works."""
    if seen is None:
        return phrase("No worker was ever here: nothing is sent, nobody is warned. Start `complaintkit worker`.")
    at = seen.isoformat(timespec="seconds")
    return phrase("No worker since {at}: nothing is sent, nobody is warned. Start `complaintkit worker`.", at=at)
