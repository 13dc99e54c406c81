"""The time, as a port: nothing in the kit asks the operating system directly."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

import attrs

__all__ = ["Clock", "SystemClock"]


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
