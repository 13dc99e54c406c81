"""The demo's clock: days pass in a moment, and only when the story says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs


@attrs.define
class StoryClock:
    """Shows the time that the story has come to.

    >>> clock = StoryClock(datetime.fromisoformat("2026-09-30T03:42:00+00:00"))
    >>> clock.let_pass(minutes=20)
    >>> clock.now().isoformat()
    '2026-09-30T04:02:00+00:00'
    """

    at: datetime

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return self.at

    def let_pass(self, **time: float) -> None:
        """Time goes by: hours=2, minutes=10."""
        self.at += timedelta(**time)
