"""A clock that stands still until it is pushed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from complaintkit.model.check import instant

__all__ = ["FakeClock"]


class FakeClock:
    """Tells the time it was told; injected wherever the kit asks for the time.

    >>> clock = FakeClock("2026-11-21T10:00+08:00")
    >>> clock.advance(timedelta(hours=25))
    >>> clock.now().isoformat()
    '2026-11-22T03:00:00+00:00'
    """

    def __init__(self, start: str | datetime) -> None:
        """Start at a time with a zone: a datetime, or text as RFC 3339 writes it."""
        self._now = instant(datetime.fromisoformat(start) if isinstance(start, str) else start, field="start")

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self._now.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Push it on; time never goes back."""
        if by < timedelta(0):
            raise ValueError("a clock never goes back")
        self._now += by
