"""Business days: which date a moment belongs to where the day does not begin at midnight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._span import read_time
from complaintkit.calendars._zone import moment, wall, zone_of
from complaintkit.model.errors import under


def business_day(where: Calendar | ZoneInfo | str, at: datetime, starts: str | None = None) -> date:
    """Return the business day that `at` belongs to: limits, budgets and reports count that way.

    Only the clock decides, no opening hours. `starts` is when a business day begins; left out, it is the calendar's own
    (`day_starts`), and midnight for a bare zone.

    >>> str(business_day("Asia/Shanghai", datetime.fromisoformat("2026-11-22T01:30+08:00"), "06:00"))
    '2026-11-21'

    Raises:
        InvalidInput: a time without zone, an unknown zone, no time of day.
    """
    day_of = business_days(where, starts)
    return day_of(moment(at, field="at"))


def business_days(where: Calendar | ZoneInfo | str, starts: str | None = None) -> Callable[[datetime], date]:
    """Return what says of a moment, which has its zone, to which business day it belongs: for who asks of many.

    >>> day_of = business_days("Asia/Shanghai", "06:00")
    >>> str(day_of(datetime.fromisoformat("2026-11-22T01:30+08:00")))
    '2026-11-21'

    Raises:
        InvalidInput: an unknown zone, no time of day.
    """
    zone, begins = _zone(where), timedelta(minutes=_starts(where, starts))
    return lambda at: (at.astimezone(zone).replace(tzinfo=None) - begins).date()


def business_day_bounds(
    where: Calendar | ZoneInfo | str, day: date, starts: str | None = None
) -> tuple[datetime, datetime]:
    """Return when a business day begins and ends, in UTC, the end not included.

    >>> [str(one) for one in business_day_bounds("Asia/Shanghai", date(2026, 11, 21), "06:00")]
    ['2026-11-20 22:00:00+00:00', '2026-11-21 22:00:00+00:00']
    """
    zone = _zone(where)
    begins = timedelta(minutes=_starts(where, starts))
    return wall(zone, day, begins), wall(zone, day + timedelta(days=1), begins)


def _zone(where: Calendar | ZoneInfo | str) -> ZoneInfo:
    if isinstance(where, Calendar):
        return where.zone
    with under("time-zone"):
        return zone_of(where)


_minutes = lru_cache(maxsize=256)(read_time)  # the few times at which days of playbooks begin


def _starts(where: Calendar | ZoneInfo | str, starts: str | None) -> int:
    if starts is not None:
        with under("business-day-starts"):
            return _minutes(starts) if isinstance(starts, str) else read_time(starts)
    return where.day_starts if isinstance(where, Calendar) else 0
