"""`due`: the one question everybody asks of a calendar; and `due_at`, where nobody asks why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from complaintkit.calendars._beginning import beginning
from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._day import Day
from complaintkit.calendars._pauses import Paused, Pauses
from complaintkit.calendars._reckoning import Reckoning
from complaintkit.calendars._sum import after_working_time
from complaintkit.calendars._trail import Trail
from complaintkit.calendars._zone import moment
from complaintkit.model.due import Begins, Caveat, Counting, DayKind, Due, Until, Within
from complaintkit.model.due._caveat import ESTIMATED, UNPUBLISHED


def due(
    calendar: Calendar,
    start: datetime,
    within: Within | str,
    *,
    until: Until | str = Until.CLOSE,
    begins: Begins | str = Begins.AT_ONCE,
    paused: Iterable[Paused] = (),
) -> Due:
    """Reckon when something is due that started at `start` and may take `within`.

    Elapsed time runs on through night and holiday. Working time runs while the calendar is open:
    `elapsed(calendar, start, due(calendar, start, d).at) == d`. Of working days, the day of receipt does not count; due
    is the last closing of the last day (`until="close"`), its `midnight`, or the `same-time` as the start. One o'clock
    in a session opened at 18:00 belongs to the day it opened.

    >>> from complaintkit.calendars import known_calendar
    >>> found = due(known_calendar("cn"), datetime.fromisoformat("2024-09-30T10:00+08:00"), "3 working days")
    >>> found.local.isoformat(), found.at.isoformat()
    ('2024-10-10T18:00:00+08:00', '2024-10-10T10:00:00+00:00')

    Args:
        calendar: whose hours count.
        start: when it began to run; with a time zone.
        within: how long it may take.
        until: when on the last working day; means nothing for hours.
        begins: from when on it counts, where `start` lies outside opening hours: `at-once`, `next-opening`, `next-working-day`.
        paused: when it stood still: `(from, to)`, `(from, to, cause)` or `Pause`; overlapping ones count once.

    Raises:
        InvalidInput: a time without zone, no duration, a pause that ends before it starts.
        ConfigurationError: the calendar has no working time for three years.
    """
    within, until = Within.parse(within), Until.parse(until)
    pauses, trail = Pauses.of(paused), Trail()
    start = moment(start, field="start")
    begun = beginning(calendar, start, Begins.parse(begins))
    reckoning = Reckoning(calendar, begun, pauses, trail)
    if within.counting is Counting.WORKING_DAYS:
        at = reckoning.after_days(within.amount, until)
    elif within.counting is Counting.WORKING_HOURS:
        at = reckoning.after_working_time(within.span)
    else:
        at = reckoning.after_elapsed(within.span)
    return Due(
        at=at,
        start=start,
        within=within,
        until=until,
        counts_from=begun if begun != start else None,
        calendar=calendar.name,
        title=calendar.title,
        zone=calendar.zone,
        digest=calendar.digest,
        paused=tuple([pause for pause in pauses.given if pause.end > begun and pause.start < at]),
        steps=trail.steps,
        warnings=_caveats(calendar, trail.days),
    )


def due_at(
    calendar: Calendar,
    start: datetime,
    within: Within | str,
    *,
    until: Until | str = Until.CLOSE,
    begins: Begins | str = Begins.AT_ONCE,
    paused: Iterable[Paused] = (),
) -> datetime:
    """Reckon the moment when something is due, as `due` does, where nobody asks why: many times as fast for working hours.

    >>> from complaintkit.calendars import known_calendar
    >>> due_at(known_calendar("cn"), datetime.fromisoformat("2024-09-30T17:00+08:00"), "2 working hours").isoformat()
    '2024-10-08T02:00:00+00:00'

    Raises:
        InvalidInput: a time without zone, no duration, a pause that ends before it starts.
        ConfigurationError: the calendar has no working time for three years.
    """
    if not isinstance(within, Within):
        within = Within.parse(within)
    paused = tuple(paused)
    if within.counting is Counting.WORKING_HOURS and not paused:
        begun = moment(start, field="start")
        if begins is not Begins.AT_ONCE:
            begun = beginning(calendar, begun, Begins.parse(begins))
        found = after_working_time(calendar, begun, within.span)
        if found is not None:
            return found
    return due(calendar, start, within, until=until, begins=begins, paused=paused).at


def _caveats(calendar: Calendar, days: Iterable[Day]) -> tuple[Caveat, ...]:
    """Return one caveat for each year whose notice is missing, and for each holiday that is an estimate."""
    found: dict[Caveat, None] = {}
    for day in days:
        if day.unknown_year:
            found[Caveat(UNPUBLISHED, str(calendar.holidays), day.unknown_year)] = None
        if day.estimated and day.kind in (DayKind.HOLIDAY, DayKind.OPEN_HOLIDAY):
            found[Caveat(ESTIMATED, str(calendar.holidays), day.date.year, day.date, day.name)] = None
    return tuple(found)
