"""Signs of life of the workers: a desk whose clock nobody runs has to be able to say so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from complaintkit.model.health import Health
from complaintkit.model.outbox import OutboxState
from complaintkit.ports.storage import Reader, Writer
from complaintkit.records.door import Door

HEARTBEAT: Final = "heartbeat:"
_FORGOTTEN: Final = timedelta(minutes=10)
"""After so long a worker is not there any more: it shows itself twenty times in that time."""
_SLACK: Final = timedelta(minutes=1)
"""So far the clocks of two machines may be apart."""
_COUNTED: Final = 100
_WAITING: Final = frozenset({OutboxState.READY, OutboxState.RETRY, OutboxState.OWED})


def last_heartbeat(reader: Reader) -> datetime | None:
    """Return when any worker last showed itself; None where none ever did."""
    return max(_beats(reader), default=None)


def _beats(reader: Reader) -> list[datetime]:
    return [datetime.fromisoformat(at) for at in reader.metas(HEARTBEAT).values()]


def health_of(reader: Reader, now: datetime, zone: ZoneInfo) -> Health:
    """Return whether a worker is there, and what has waited for one for long; times in this zone."""
    beats, late = [one.astimezone(zone) for one in _beats(reader)], now - _FORGOTTEN
    seen = max((one for one in beats if one <= now + _SLACK), default=None)
    waiting = reader.outbox(states=_WAITING, due_by=late, limit=_COUNTED)
    dates = len(reader.due_cases(late, limit=_COUNTED)) + len(reader.due_tasks(late, limit=_COUNTED))
    return Health(
        worker_seen=seen,
        silent=seen is None or seen < late,
        deadlines=min(dates, _COUNTED),
        messages=len(waiting),
        alarms=sum(row.urgent for row in waiting),
        ahead=max((one for one in beats if one > now + _SLACK), default=None),
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
        with self.door.storage.writing() as tx:
            self._key = self._key or _free_place(tx, now)
            tx.put_meta(self._key, now.isoformat())
        self._last = now


def _free_place(tx: Writer, now: datetime) -> str:
    taken = {key for key, at in tx.metas(HEARTBEAT).items() if abs(now - datetime.fromisoformat(at)) < _FORGOTTEN}
    number = next(one for one in range(1, len(taken) + 2) if f"{HEARTBEAT}{one}" not in taken)
    return f"{HEARTBEAT}{number}"
