"""Whether the clock can be right: held against what was written last, for a process that starts has nothing else to go by."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import StorageError
from complaintkit.records.recent import newest_line

if TYPE_CHECKING:
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door

HEARTBEAT: Final = "heartbeat:"
"""Settings that hold when a worker last showed itself."""
LEAP: Final = "clock-leap"
"""The setting that holds between which moments the clock went on by more than `LONG`."""
LONG: Final = timedelta(days=31)
"""For so long a business is closed, and nothing is written; a clock that went on for longer may be ahead."""
SLACK: Final = timedelta(minutes=1)
"""So far the clocks of two machines may be apart."""


def beats(reader: Reader) -> list[datetime]:
    """Return when each worker last showed itself."""
    return [datetime.fromisoformat(at) for at in reader.metas(HEARTBEAT).values()]


def last_written(reader: Reader) -> datetime | None:
    """Return when anything was written last: a line of a ledger, or a worker's sign of life; None where nothing ever was."""
    return max([*beats(reader), *_last_line(reader)], default=None)


def _last_line(reader: Reader) -> list[datetime]:
    """Return when the last line was written; nothing where it does not open: to find that is for who verifies."""
    try:
        line = newest_line(reader)
    except StorageError:
        return []
    return [] if line is None else [line.recorded_at]


def note_leap(door: Door) -> None:
    """Note that the clock has gone on by more than a month since anything was written, until somebody says that it is right."""
    now = door.clock.now()
    with door.storage.reading() as reader:
        if any(now - LONG <= one <= now for one in beats(reader)):
            return
        last = last_written(reader)
        if last is None or now - last <= LONG or leap_of(reader, now) is not None:
            return
    with door.storage.writing() as tx:
        tx.put_meta(LEAP, json.dumps([last.isoformat(), now.isoformat()]))


def leap_of(reader: Reader, now: datetime) -> tuple[datetime, datetime] | None:
    """Return between which moments the clock leapt; None where it did not, or was set back since."""
    kept = reader.meta(LEAP)
    if kept is None:
        return None
    before, after = (datetime.fromisoformat(one) for one in json.loads(kept))
    return None if now < after - SLACK else (before, after)


def still_to_come(reader: Reader, now: datetime) -> datetime | None:
    """Return the latest sign of life, or the time of the last line, that is still to come: a clock was ahead, or this is behind."""
    return max((one for one in [*beats(reader), *_last_line(reader)] if one > now + SLACK), default=None)
