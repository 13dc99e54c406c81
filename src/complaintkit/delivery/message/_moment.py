"""A time as people write it: in the local time of the unit, in their language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def told_time(at: datetime, zone: ZoneInfo, language: str, *, now: datetime) -> str:
    """`at` where `zone` is; the year only where it is another one.

    >>> from datetime import UTC
    >>> shanghai, now = ZoneInfo("Asia/Shanghai"), datetime(2026, 12, 31, 12, tzinfo=UTC)
    >>> told_time(datetime(2026, 12, 31, 12, 5, tzinfo=UTC), shanghai, "zh-CN", now=now)
    '12月31日20:05'
    >>> told_time(datetime(2026, 12, 31, 16, tzinfo=UTC), shanghai, "en", now=now)
    '1 Jan 2027, 00:00'
    """
    local = at.astimezone(zone)
    other_year = local.year != now.astimezone(zone).year
    if language.partition("-")[0] == "zh":
        return (f"{local.year}年" if other_year else "") + f"{local.month}月{local.day}日{local:%H:%M}"
    return f"{local.day} {_MONTHS[local.month - 1]}" + (f" {local.year}" if other_year else "") + f", {local:%H:%M}"
