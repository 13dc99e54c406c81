"""One day of a calendar: whether it is worked, why or why not, and from when to when, in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

import attrs

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._holidays import BY_NOTICE, HolidayYear, holiday_year
from complaintkit.calendars._span import Span
from complaintkit.calendars._zone import wall
from complaintkit.model.due import DayKind, Label
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.moment import day_in_words
from complaintkit.model.phrase import phrase

Interval = tuple[datetime, datetime]
ONE_DAY = timedelta(days=1)
HORIZON = 3 * 366
"""Days in a row without any working time after which looking on is an error, not a loop."""
_TURN_OF_THE_YEAR = (12, 28)  # from here on next year's notice has moved days in the past


@attrs.frozen
class Day:
    """A date of a calendar. `open` are its intervals in UTC; `unknown_year` is the year whose notice is missing."""

    date: date
    kind: DayKind
    name: Label | None = None
    open: tuple[Interval, ...] = ()
    unknown_year: int | None = None
    estimated: bool = False

    @property
    def closes(self) -> datetime:
        """The last closing of a working day."""
        return self.open[-1][1]


@lru_cache(maxsize=20_000)
def day_of(calendar: Calendar, day: date) -> Day:
    """Return what `day` is in `calendar`. Remembered: some dozen microseconds the first time, less than one after."""
    kind, name, spans = _hours(calendar, day)
    return Day(
        date=day,
        kind=kind,
        name=name,
        open=tuple(_intervals(calendar, day, spans)),
        unknown_year=_unknown_year(calendar, day),
        estimated=bool(calendar.holidays) and day in holiday_year(str(calendar.holidays), day.year).estimated,
    )


def days_from(calendar: Calendar, first: date, step: int = 1) -> Iterator[Day]:
    """Yield the days from `first` on, forwards or backwards (`step=-1`).

    Raises:
        ConfigurationError: nothing is open for three years.
    """
    idle = 0
    day = first
    while idle < HORIZON:
        found = day_of(calendar, day)
        idle = 0 if found.open else idle + 1
        yield found
        day += step * ONE_DAY
    raise ConfigurationError(
        where=f"calendar {calendar.name}",
        reason=phrase(
            "no working time within {horizon} years of {first}", horizon=HORIZON // 366, first=day_in_words(first)
        ),
        next_step=phrase("Take a closure back, or add working days."),
    )


def opening_date(calendar: Calendar, at: datetime) -> date:
    """Return the date that `at` (UTC) belongs to: of the session still open past midnight, else of the business day."""
    local = at.astimezone(calendar.zone)
    before = local.date() - ONE_DAY
    for opens, closes in day_of(calendar, before).open:
        if opens <= at < closes:
            return before
    return (local.replace(tzinfo=None) - timedelta(minutes=calendar.day_starts)).date()


def _hours(calendar: Calendar, day: date) -> tuple[DayKind, Label | None, tuple[Span, ...]]:
    """Return kind, name and spans of a day. A closure speaks first, then an extra day, a holiday, a make-up day, the week."""
    if day in calendar.closed_days:
        return DayKind.CLOSED, calendar.closed_days[day], ()
    if day in calendar.extra_days:
        return DayKind.EXTRA, None, calendar.extra_days[day]
    usual = calendar.week.days[day.weekday()]
    if calendar.holidays or calendar.notices:
        off, make_up, name = _public(calendar, day)
        if off and calendar.open_on_holidays:
            return DayKind.OPEN_HOLIDAY, name, calendar.open_on_holidays
        if off:
            return DayKind.HOLIDAY, name, ()
        if make_up and calendar.make_up_days and not usual:
            return DayKind.MAKE_UP, None, calendar.week.usual
    return (DayKind.WORKING if usual else DayKind.REST), None, usual


def _public(calendar: Calendar, day: date) -> tuple[bool, bool, Label | None]:
    """Tell if `day` is a public holiday, if it is a make-up day, and the holiday's name.

    Next year's notice may speak of December; else a notice stands in the place of all that the data say of its year.
    """
    coming, own = (calendar.notice_by_year.get(year) for year in (day.year + 1, day.year))
    notice = coming if coming and coming.speaks_of(day) else own
    if notice:
        return day in notice.days_off, day in notice.working, notice.days_off.get(day)
    data = _data(calendar, day.year)
    return day in data.off, day in data.working, data.off.get(day)


_NO_DATA = HolidayYear(off={}, working=frozenset(), estimated=frozenset())


def _data(calendar: Calendar, year: int) -> HolidayYear:
    return holiday_year(calendar.holidays, year) if calendar.holidays else _NO_DATA


def _unknown_year(calendar: Calendar, day: date) -> int | None:
    """Return the year without a notice that decides about `day`: its own, or at the turn of the year the next."""
    if calendar.holidays not in BY_NOTICE:
        return None
    years = (day.year, day.year + 1) if (day.month, day.day) >= _TURN_OF_THE_YEAR else (day.year,)
    missing = (year for year in years if year not in calendar.notice_by_year and not _data(calendar, year).working)
    return next(missing, None)


def _intervals(calendar: Calendar, day: date, spans: tuple[Span, ...]) -> Iterator[Interval]:
    """Yield the spans in UTC, without what the evening before still holds and what summer time swallows."""
    taken = _end_of_evening(calendar, day - ONE_DAY) if spans else None
    for span in spans:
        opens = wall(calendar.zone, day, timedelta(minutes=span.opens))
        closes = wall(calendar.zone, day, timedelta(minutes=span.closes))
        if taken:
            opens = max(opens, taken)
        if opens < closes:
            yield opens, closes


def _end_of_evening(calendar: Calendar, day: date) -> datetime | None:
    """Return when `day`'s last span ends, past midnight or before."""
    spans = _hours(calendar, day)[2]
    return wall(calendar.zone, day, timedelta(minutes=spans[-1].closes)) if spans else None
