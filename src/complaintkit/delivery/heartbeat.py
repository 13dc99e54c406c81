"""Signs of life of the workers: a desk whose clock nobody runs has to be able to say so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from complaintkit.model.health import Health
from complaintkit.model.outbox import OutboxState
from complaintkit.ports.clock import Clock, SteadyClock
from complaintkit.ports.storage import Reader, Writer
from complaintkit.records.clock import HEARTBEAT, SLACK, beats, leap_of, note_jump, still_to_come
from complaintkit.records.door import Door
from complaintkit.records.leftover import left_since

_FORGOTTEN: Final = timedelta(minutes=10)
"""After so long a worker is not there any more: it shows itself twenty times in that time."""
_COUNTED: Final = 100
_WAITING: Final = frozenset({OutboxState.READY, OutboxState.RETRY, OutboxState.OWED})


def last_heartbeat(reader: Reader) -> datetime | None:
    """Return when any worker last showed itself; None where none ever did."""
    return max(beats(reader), default=None)


def health_of(reader: Reader, clock: Clock, zone: ZoneInfo) -> Health:
    """Return whether a worker is there, what has waited for one for long, and if the clock can be right; times in this zone."""
    now = clock.now()
    late = now - _FORGOTTEN
    seen = max((one for one in beats(reader) if one <= now + SLACK), default=None)
    ahead, leap = still_to_come(reader, now), leap_of(reader, now)
    waiting = reader.outbox(states=_WAITING, due_by=late, limit=_COUNTED)
    dates = len(reader.due_cases(late, limit=_COUNTED)) + len(reader.due_tasks(late, limit=_COUNTED))
    return Health(
        worker_seen=seen and seen.astimezone(zone),
        silent=seen is None or seen < late,
        deadlines=min(dates, _COUNTED),
        messages=len(waiting),
        alarms=sum(row.urgent for row in waiting),
        ahead=ahead and ahead.astimezone(zone),
        jumped_to=(now + clock.ahead).astimezone(zone) if isinstance(clock, SteadyClock) and clock.ahead else None,
        leap_from=leap[0].astimezone(zone) if leap else None,
        to_erase=sum(one < late for one in left_since(reader)),
        leap_to=leap[1].astimezone(zone) if leap else None,
    )


@attrs.define
class Heartbeat:
    """Leaves one worker's sign of life, at most one every `every`.

    Workers are numbered, and a number whose worker has long been silent is taken over, so that a thousand restarts do
    not leave a thousand names.
    """

    door: Door
    every: timedelta
    _key: str | None = None
    _last: datetime | None = None

    def beat(self) -> None:
        """Leave a sign of life, if the last one is old enough."""
        now = self.door.clock.now()
        if self._last is not None and now - self._last < self.every:
            return
        clock = self.door.clock
        if isinstance(clock, SteadyClock):
            clock.compare()
        with self.door.storage.writing() as tx:
            self._key = self._key or _free_place(tx, now)
            tx.put_meta(self._key, now.isoformat())
            note_jump(tx, now, clock.ahead if isinstance(clock, SteadyClock) else timedelta(0))
        self._last = now


def _free_place(tx: Writer, now: datetime) -> str:
    taken = {key for key, at in tx.metas(HEARTBEAT).items() if abs(now - datetime.fromisoformat(at)) < _FORGOTTEN}
    number = next(one for one in range(1, len(taken) + 2) if f"{HEARTBEAT}{one}" not in taken)
    return f"{HEARTBEAT}{number}"
