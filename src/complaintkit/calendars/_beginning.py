"""The moment from which a deadline counts, where what starts it happens while nobody is there."""

from __future__ import annotations

from datetime import datetime

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._day import ONE_DAY, day_of, days_from, opening_date
from complaintkit.calendars._zone import since_midnight, wall
from complaintkit.model.due import Begins


def beginning(calendar: Calendar, start: datetime, begins: Begins) -> datetime:
    """Return from when on a deadline counts that something starts at `start` (UTC): never before that.

    Raises:
        ConfigurationError: the calendar has no working time for three years.
    """
    if begins is Begins.NEXT_OPENING:
        return _next_opening(calendar, start)
    return _next_working_day(calendar, start) if begins is Begins.NEXT_WORKING_DAY else start


def _next_opening(calendar: Calendar, start: datetime) -> datetime:
    for day in days_from(calendar, opening_date(calendar, start)):
        for opens, closes in day.open:
            if start < closes:
                return max(start, opens)
    raise AssertionError  # days_from ends by raising


def _next_working_day(calendar: Calendar, start: datetime) -> datetime:
    date = opening_date(calendar, start)
    today = day_of(calendar, date)
    if today.open and start <= today.closes:
        return start
    day = next(day for day in days_from(calendar, date + ONE_DAY) if day.open)
    return day.open[0][0] if today.open else wall(calendar.zone, day.date, since_midnight(calendar.zone, start, date))
