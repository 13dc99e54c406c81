"""When to warn: business time reckoned backwards from a due date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._day import ONE_DAY, Interval, days_from, opening_date
from complaintkit.calendars._pauses import Paused, Pauses
from complaintkit.calendars._running import free
from complaintkit.calendars._zone import moment, since_midnight, wall
from complaintkit.model.due import Counting, Within

_INSTANT = timedelta(microseconds=1)
_FIRST = datetime.min.replace(tzinfo=UTC)


def before(calendar: Calendar, at: datetime, within: Within | str, *, paused: Iterable[Paused] = ()) -> datetime:
    """Return when to warn, in UTC: `within` before `at`, in the same kind of time. It may lie before the deadline's start.

    Working days go back to the same time of day, or to that day's last closing where it closes earlier.

    >>> from complaintkit.calendars import known_calendar
    >>> closing = datetime.fromisoformat("2024-10-10T18:00+08:00")
    >>> before(known_calendar("cn"), closing, "3 working days").isoformat()
    '2024-09-30T10:00:00+00:00'

    Raises:
        InvalidInput: a time without zone, no duration.
        ConfigurationError: the calendar has no working time for three years.
    """
    at = moment(at, field="at")
    within = Within.parse(within)
    pauses = Pauses.of(paused)
    if within.counting is Counting.WORKING_DAYS:
        return _days_before(calendar, at, within.amount, pauses)
    if within.counting is Counting.ELAPSED:
        return _spend(reversed([*pauses.free(_FIRST, at)]), within.span) if pauses.union else at - within.span
    days = days_from(calendar, at.astimezone(calendar.zone).date(), -1)
    return _spend((one for day in days for one in reversed(free(day, pauses, _FIRST, at))), within.span)


def _days_before(calendar: Calendar, at: datetime, amount: int, pauses: Pauses) -> datetime:
    last = _closing_date(calendar, at)
    offset = since_midnight(calendar.zone, at, last)
    for day in days_from(calendar, last - ONE_DAY, -1):
        if day.open and not pauses.cover(day.open):
            amount -= 1
        if not amount:
            return min(wall(calendar.zone, day.date, offset), day.closes)
    raise AssertionError  # days_from ends by raising


def _closing_date(calendar: Calendar, at: datetime) -> date:
    """Return the date that a moment ends: a closing at 02:00, or midnight, belongs to the day before."""
    return opening_date(calendar, at - _INSTANT)


def _spend(intervals: Iterable[Interval], span: timedelta) -> datetime:
    left = span
    for opens, closes in intervals:
        if closes - opens >= left:
            return closes - left
        left -= closes - opens
    raise AssertionError  # there is always time before, or days_from has raised
