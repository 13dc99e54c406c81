"""How much business time lies between two moments: for reports, and to prove what a due date promised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._day import ONE_DAY, days_from, opening_date
from complaintkit.calendars._pauses import Paused, Pauses
from complaintkit.calendars._running import NOTHING, days_between, free, length
from complaintkit.calendars._zone import moment


def elapsed(calendar: Calendar, start: datetime, end: datetime, *, paused: Iterable[Paused] = ()) -> timedelta:
    """Return the working time from `start` to `end`, without what was paused; negative when `end` is the earlier one.

    >>> from complaintkit.calendars import known_calendar
    >>> asked, told = (datetime.fromisoformat(one) for one in ("2024-09-30T17:00+08:00", "2024-10-08T10:30+08:00"))
    >>> str(elapsed(known_calendar("cn"), asked, told))
    '2:30:00'

    Raises:
        InvalidInput: a time without zone.
    """
    start, end = moment(start, field="start"), moment(end, field="end")
    if end < start:
        return -elapsed(calendar, end, start, paused=paused)
    pauses = Pauses.of(paused)
    return sum((length(free(day, pauses, start, end)) for day in days_between(calendar, start, end)), NOTHING)


def working_days(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Count the working days that something took; 0 on the day of receipt.

    It is the least `n` for which `due(calendar, start, "n working days")` would have been kept.

    >>> from complaintkit.calendars import known_calendar
    >>> asked, told = (datetime.fromisoformat(one) for one in ("2024-09-30T10:00+08:00", "2024-10-10T17:00+08:00"))
    >>> working_days(known_calendar("cn"), asked, told)
    3

    Raises:
        InvalidInput: a time without zone.
        ConfigurationError: the calendar has no working time for three years.
    """
    start, end = moment(start, field="start"), moment(end, field="end")
    receipt = opening_date(calendar, start)
    if opening_date(calendar, end) <= receipt:
        return 0
    count = 0
    for day in days_from(calendar, receipt + ONE_DAY):
        if not day.open or day.closes <= start:
            continue
        count += 1
        if day.closes >= end:
            break
    return count
