"""Times as people read them: where the unit is, or else where the terminal is."""

from __future__ import annotations

from datetime import datetime, tzinfo


def local(at: datetime | None, zone: tzinfo | None = None) -> str:
    """Write date and time of day, without the zone: say the zone once, beside.

    >>> from zoneinfo import ZoneInfo
    >>> local(datetime.fromisoformat("2026-11-21T20:05+00:00"), ZoneInfo("Asia/Shanghai"))
    '2026-11-22 04:05'
    """
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""
