"""Working time as it runs: the open intervals of days, without what is paused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._day import ONE_DAY, Day, Interval, day_of, opening_date
from complaintkit.calendars._pauses import Pauses

NOTHING = timedelta()


def free(day: Day, pauses: Pauses, start: datetime, end: datetime) -> list[Interval]:
    """Yield the working time of a day from `start` to `end`, without pauses."""
    inside = [(max(opens, start), min(closes, end)) for opens, closes in day.open]
    inside = [(opens, closes) for opens, closes in inside if opens < closes]
    if not pauses.union:
        return inside
    return [one for interval in inside for one in pauses.free(*interval)]


def length(intervals: Iterable[Interval]) -> timedelta:
    """Add up how long the intervals are."""
    return sum((closes - opens for opens, closes in intervals), NOTHING)


def days_between(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Day]:
    """Yield the days that can hold working time from `start` to `end`, also where there is none for years."""
    first, last = opening_date(calendar, start), end.astimezone(calendar.zone).date()
    return (day_of(calendar, first + step * ONE_DAY) for step in range((last - first).days + 1))
