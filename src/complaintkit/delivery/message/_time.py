"""Times as recipients write them: in the local time of the unit, in their language."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from complaintkit.model.moment import MONTHS
from complaintkit.model.phrase import phrase

_DAY: Final = phrase.template("{day} {month}")
_WITH_YEAR: Final = phrase.template("{day} {year}")
_MOMENT: Final = phrase.template("{day}, {time}")


def write_time(at: datetime, zone: ZoneInfo, language: str, *, now: datetime) -> str:
    """Write `at` in the time of `zone`, with the year only where it is another one.

    >>> from datetime import UTC
    >>> shanghai, now = ZoneInfo("Asia/Shanghai"), datetime(2026, 12, 31, 12, tzinfo=UTC)
    >>> write_time(datetime(2026, 12, 31, 12, 5, tzinfo=UTC), shanghai, "zh-CN", now=now)
    '12月31日20:05'
    >>> write_time(datetime(2026, 12, 31, 16, tzinfo=UTC), shanghai, "en", now=now)
    '1 Jan 2027, 00:00'
    """
    local = at.astimezone(zone)
    year = None if local.year == now.astimezone(zone).year else local.year
    return _MOMENT.filled(day=_day(year, local.month, local.day, language), time=f"{local:%H:%M}").to(language)


@lru_cache(maxsize=4096)
def _day(year: int | None, month: int, day: int, language: str) -> str:
    """Write a day, the same for most messages of one."""
    said = _DAY.filled(day=day, month=MONTHS[month - 1])
    return (said if year is None else _WITH_YEAR.filled(day=said, year=year)).to(language)
