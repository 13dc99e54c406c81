"""Absence: how long workers have looked for a service that entries wait for, and found that none of them has it.

A day on the calendar proves nothing: a shop that was closed over the weekend has all its executors again on Monday. So
only time is counted in which workers looked, and whoever has the service ends the count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import attrs

from complaintkit.ports.storage import Writer

_PREFIX: Final = "absent:"
_LONGEST: Final = timedelta(hours=1)
"""The most that one look adds: nobody looked between two that are further apart."""
_SHORTEST: Final = timedelta(minutes=1)
"""How far apart two looks are at least that are written down."""


@attrs.frozen
class _Absence:
    """For how long workers looked in vain, and when last."""

    looked: timedelta
    last: datetime

    @classmethod
    def parse(cls, text: str) -> _Absence:
        seconds, _, last = text.partition(" ")
        return cls(timedelta(seconds=float(seconds)), datetime.fromisoformat(last))

    def __str__(self) -> str:
        return f"{self.looked.total_seconds():g} {self.last.isoformat()}"


@attrs.frozen
class Absences:
    """What workers looked for in vain, as of `now`, in the transaction in which one of them looks."""

    tx: Writer
    now: datetime
    needed: timedelta
    _known: dict[str, _Absence] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Read what is known, once."""
        known = {key: _Absence.parse(value) for key, value in self.tx.metas(_PREFIX).items()}
        object.__setattr__(self, "_known", known)

    def end(self, present: Iterable[str]) -> None:
        """Note that a worker has these services."""
        for key in present:
            if self._known.pop(_PREFIX + key, None) is not None:
                self.tx.drop_meta(_PREFIX + key)

    def is_abandoned(self, service: str, since: datetime) -> bool:
        """Say whether an entry that waits since then waits for a service that workers have long looked for in vain."""
        return self._look(_PREFIX + service) >= self.needed and since + self.needed <= self.now

    def _look(self, key: str) -> timedelta:
        """Note that a service was looked for in vain; return for how long that has been so."""
        known = self._known.get(key, _Absence(timedelta(0), self.now))
        passed = self.now - known.last
        if key in self._known and timedelta(0) <= passed < _SHORTEST:
            return known.looked
        looked = known.looked + min(max(passed, timedelta(0)), _LONGEST)
        self._known[key] = _Absence(looked, self.now)
        self.tx.put_meta(key, str(self._known[key]))
        return looked
