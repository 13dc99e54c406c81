"""Whether the clock can be right: held against what was written last, when the business was open, and what a worker saw."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from complaintkit.calendars import elapsed
from complaintkit.model.errors import StorageError
from complaintkit.records.rules import ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.calendars import Calendar
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door
    from complaintkit.records.rules import InForce

HEARTBEAT: Final = "heartbeat:"
"""Settings that hold when a worker last showed itself."""
LEAP: Final = "clock-leap"
"""The setting that holds between which moments the clock went on by more than it can have."""
LONG: Final = timedelta(days=31)
"""For so long a business is closed, and nothing is written; a clock that went on for longer may be ahead."""
MISSED: Final = timedelta(hours=4)
"""Where workers are used, one shows itself at least once in so much opening time; a clock that went on for longer may be ahead."""
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
        line = _newest_line(reader)
    except StorageError:
        return []
    return [] if line is None else [line.recorded_at]


def _newest_line(reader: Reader) -> EventRow | None:
    """Return the line that was committed last, by halving; None where there is none."""
    found, low, high = _row_after(reader, 0), 0, 1
    while (row := _row_after(reader, high)) is not None:
        found, low, high = row, high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        row = _row_after(reader, middle)
        found, low, high = (found, low, middle) if row is None else (row, middle, high)
    return found


def _row_after(reader: Reader, after: int) -> EventRow | None:
    return next(iter(reader.feed(after=after, limit=1)), None)


def note_leap(door: Door) -> None:
    """Note that the clock has gone on by more than it can have since anything was written, until somebody says that it is right.

    That is a month; where a worker was ever here, four hours in which the business is open, by a calendar that a unit names.
    """
    now = door.clock.now()
    with door.storage.reading() as reader:
        if any(now - MISSED <= one <= now for one in beats(reader)) or leap_of(reader, now) is not None:
            return
        last = last_written(reader)
        if last is None or not (now - last > LONG or (now - last > MISSED and _missed(door, reader, last, now))):
            return
    with door.storage.writing() as tx:
        _put_leap(tx, last, now)


def _missed(door: Door, reader: Reader, last: datetime, now: datetime) -> bool:
    """Tell if a worker was ever here, and any unit was open for long since anything was written."""
    if reader.meta(ORGANISATION) is None or not beats(reader):
        return False
    return any(elapsed(one, last, now) > MISSED for one in _calendars(door.rules.in_force(reader)))


def _calendars(rules: InForce) -> Iterator[Calendar]:
    """Yield the calendars that units name, or units around them, each as the unit's playbook has it."""
    known = set[tuple[str, str, str]]()
    for unit in rules.organisation.units:
        playbook = rules.playbook_of(unit)
        name, zone = rules.organisation.carried(unit, "calendar"), rules.structure(playbook).zone_of(unit)
        if name and (playbook.name, name, zone) not in known:
            known.add((playbook.name, name, zone))
            yield playbook.calendar(name, zone=zone)


def note_jump(tx: Writer, now: datetime, ahead: timedelta) -> None:
    """Note that the clock jumped ahead of a worker, for whoever starts meanwhile; forget it once it is set right."""
    kept = _leap(tx)
    if ahead and kept is None:
        _put_leap(tx, now, now + ahead)
    elif not ahead and kept is not None and now < kept[1] - SLACK:
        tx.drop_meta(LEAP)


def _put_leap(tx: Writer, before: datetime, after: datetime) -> None:
    tx.put_meta(LEAP, json.dumps([before.isoformat(), after.isoformat()]))


def leap_of(reader: Reader, now: datetime) -> tuple[datetime, datetime] | None:
    """Return between which moments the clock leapt; None where it did not, or was set back since."""
    kept = _leap(reader)
    return None if kept is None or now < kept[1] - SLACK else kept


def _leap(reader: Reader) -> tuple[datetime, datetime] | None:
    if (kept := reader.meta(LEAP)) is None:
        return None
    before, after = (datetime.fromisoformat(one) for one in json.loads(kept))
    return before, after


def still_to_come(reader: Reader, now: datetime) -> datetime | None:
    """Return the latest sign of life, or the time of the last line, that is still to come: a clock was ahead, or this is behind."""
    return max((one for one in [*beats(reader), *_last_line(reader)] if one > now + SLACK), default=None)
