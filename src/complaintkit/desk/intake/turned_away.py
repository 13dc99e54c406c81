"""Count what was turned away at the door: how often, per channel and day, and why. Nothing of what it said is kept."""

from __future__ import annotations

import json
import logging
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.errors import StorageError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.model.inbox import TurnedAway
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door

log = logging.getLogger("complaintkit.desk")

BROKEN: Final = "broken"
"""Why it was turned away where the channel itself failed, or took too long."""
_PREFIX: Final = "turned-away:"
_DAYS: Final = 30  # that are remembered of each channel
_EACH: Final = 100  # of a day: after these, every hundredth is written, with those before it


@attrs.define
class DoorCounter:
    """What one process has turned away and not written yet.

    The first hundred of a day are written one by one, then a hundred at a time: whoever floods a channel writes little.
    """

    _turned: Counter[tuple[str, date]] = attrs.field(factory=Counter, init=False)
    _pending: Counter[tuple[str, date, str]] = attrs.field(factory=Counter, init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    def count(self, door: Door, channel: str, reason: str) -> None:
        """Count one; a storage that can't be written now is no matter of whoever is refused."""
        day = door.clock.now().astimezone(UTC).date()
        with self._lock:
            self._turned = Counter({one: seen for one, seen in self._turned.items() if one[1] == day})
            self._turned[channel, day] += 1
            self._pending[channel, day, reason] += 1
            if (turned := self._turned[channel, day]) <= _EACH or turned % _EACH == 0:
                self._write(door)

    def flush(self, door: Door) -> None:
        """Write what is still to be written."""
        with self._lock:
            if self._pending:
                self._write(door)

    def _write(self, door: Door) -> None:
        try:
            with door.storage.writing() as tx:
                for channel in {one[0] for one in self._pending}:
                    known = _read(tx.meta(_PREFIX + channel))
                    for (named, day, reason), count in self._pending.items():
                        if named == channel:
                            reasons = known.setdefault(day.isoformat(), {})
                            reasons[reason] = reasons.get(reason, 0) + count
                    kept = dict(sorted(known.items())[-_DAYS:])
                    tx.put_meta(_PREFIX + channel, json.dumps(kept, ensure_ascii=True))
        except StorageError as error:
            log.warning("%s", phrase("what was turned away could not be counted ({code})", code=error.code))
            return
        self._pending.clear()


def turned_away(tx: Reader) -> tuple[TurnedAway, ...]:
    """Return what was turned away, newest day first; then by channel and reason."""
    return tuple(sorted(_counts(tx), key=lambda one: (-one.day.toordinal(), one.channel, one.reason)))


def _counts(tx: Reader) -> Iterator[TurnedAway]:
    from complaintkit.model.inbox import TurnedAway

    for key, value in tx.metas(_PREFIX).items():
        for day, reasons in _read(value).items():
            for reason, count in reasons.items():
                yield TurnedAway(
                    channel=key.removeprefix(_PREFIX), day=date.fromisoformat(day), reason=reason, count=count
                )


def _read(value: str | None) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads(value) if value else {}
    return found
