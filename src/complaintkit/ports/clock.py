"""The time, as a port: nothing in the kit asks the operating system directly."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import attrs

from complaintkit.model.moment import time_in_words
from complaintkit.model.phrase import phrase

__all__ = ["Clock", "SharedClock", "SteadyClock", "SystemClock"]


class Clock(Protocol):
    """Tells the time: an aware `datetime` in UTC."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        ...


@attrs.frozen
class SystemClock:
    """The machine's own clock.

    >>> SystemClock().now().tzname()
    'UTC'
    """

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return datetime.now(UTC)


_log: Final = logging.getLogger("complaintkit.ports")
_DRIFT: Final = timedelta(seconds=2)
_SHARE: Final = 0.001  # of the time since both were last compared: an honest clock is corrected by less


def _monotonic() -> float:
    """Return seconds that only pass: those of a sleeping machine too, where the system counts them."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class SteadyClock:
    """The machine's own clock, as long as it goes on as time does: where it jumps ahead, this one goes on alone.

    So nothing falls due early, and no lease is given for a year, because somebody set the clock for a minute. A clock that is
    set back is followed: that makes nothing early. A jump is told in the log; a process that is started anew believes the clock,
    and the desk holds that against what was written last.

    >>> clock = SteadyClock()
    >>> clock.now().tzname(), clock.ahead
    ('UTC', datetime.timedelta(0))
    """

    def __init__(self, wall: Clock | None = None, passed: Callable[[], float] = _monotonic) -> None:
        """Compare `wall`, the system's where none is given, with the seconds that have passed."""
        self._wall: Clock = wall or SystemClock()
        self._passed = passed
        self._seen = self._wall.now(), passed()
        self.ahead = timedelta(0)
        """How far the machine's clock is ahead of this one; nothing where both agree."""

    def compare(self) -> None:
        """Ask the machine that keeps the data what time it is, where the wall is a clock that can."""
        if isinstance(self._wall, SharedClock):
            self._wall.compare()

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        wall, passed = self._wall.now(), self._passed()
        at, then = self._seen
        since = timedelta(seconds=passed - then)
        if wall - at - since <= _DRIFT + since * _SHARE:
            self._seen, self.ahead = (wall, passed), timedelta(0)
            return wall
        if not self.ahead:
            _log.warning(
                "%s",
                phrase(
                    "the clock jumped ahead to {at}: going on without it; set it right, or start anew",
                    at=time_in_words(wall),
                ),
            )
        self.ahead = wall - at - since
        return at + since


class SharedClock:
    """The time of the machine that keeps the data, so that all who use it agree; this machine's own where that is the same.

    It is asked when the desk is opened and with each sign of life of a worker; in between it goes on by the seconds that pass.

    >>> from datetime import UTC, datetime
    >>> clock = SharedClock(lambda: datetime(2026, 11, 21, 2, tzinfo=UTC))
    >>> clock.now().hour
    2
    """

    def __init__(
        self,
        ask: Callable[[], datetime | None],
        own: Clock | None = None,
        passed: Callable[[], float] = _monotonic,
    ) -> None:
        """Ask for the first time; `own` is believed where nobody answers."""
        self._ask = ask
        self._own: Clock = own or SystemClock()
        self._passed = passed
        self._seen: tuple[datetime, float] | None = None
        self.compare()

    def compare(self) -> None:
        """Ask what time it is there."""
        before = self._passed()
        told, after = self._ask(), self._passed()
        if told is not None:
            self._seen = told, (before + after) / 2

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        if self._seen is None:
            return self._own.now()
        told, then = self._seen
        return told + timedelta(seconds=self._passed() - then)
