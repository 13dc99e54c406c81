"""A calendar read from its table in a playbook or a file; all that is wrong is noted by its key path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from complaintkit.calendars._calendar import Calendar, Closures, ExtraDays, hours_of
from complaintkit.calendars._dates import read_date, read_dates, read_named_dates
from complaintkit.calendars._holidays import read_country
from complaintkit.calendars._notice import read_notices
from complaintkit.calendars._span import Span, read_spans, read_time
from complaintkit.calendars._week import Week, read_week
from complaintkit.calendars._zone import zone_of
from complaintkit.model.due import Label
from complaintkit.model.errors import InvalidInput, under
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems
from complaintkit.model.table import Table

_NO_DAYS: Final = Week(((),) * 7)


def read_calendar(
    name: str, data: Mapping[str, object], *, zone: str | ZoneInfo, day_starts: str = "00:00"
) -> Calendar:
    """Read a `[calendar.<name>]` table; `zone` and `day_starts` hold where it has none of its own.

    Raises:
        InvalidInput: `field` is the key path (`calendar.office.week.mon-fri`), with what was expected; of several mistakes
            the first.
    """
    problems = Problems("")
    table = Table(data, problems, ("calendar", name))
    with under("time-zone"):
        zone = zone_of(zone)
    with under("day-starts"):
        starts = read_time(day_starts)
    calendar = read_calendar_table(name, table, zone=zone, day_starts=starts)
    for one in problems.found:
        raise InvalidInput(field=one.where, reason=one.reason, next_step=one.next_step)
    return calendar


def read_calendar_table(name: str, table: Table, *, zone: ZoneInfo, day_starts: int = 0) -> Calendar:
    """Read a calendar of a file, and note what is wrong in it; business days begin `day_starts` minutes after midnight.

    One that names no time zone has `zone` until a unit with another goes by it (`Calendar.in_zone`).
    """
    week = table.read("week", read_week, _NO_DAYS)
    closed, closures = table.read("closed", _closed, ((), ()))
    extra = _extra(table, week)
    if twice := sorted(dict(closed).keys() & dict(extra).keys()):
        table.wrong("closed", phrase("{twice} is an extra working day too", twice=twice[0]), phrase("Keep one."))
    calendar = Calendar(
        name=name,
        title=table.read("title", Label.read, Label(name, name)),
        zone=table.read("time-zone", zone_of, zone),
        week=week,
        holidays=table.read("holidays", read_country),
        open_on_holidays=_open_on_holidays(table),
        make_up_days=table.flag("make-up-days", default=True),
        closed=closed,
        closures=closures,
        extra=extra,
        notices=table.read("notice", read_notices, ()),
        day_starts=table.read("day-starts", read_time, day_starts),
        anchored="time-zone" in table,
    )
    table.close()
    table.require("week", '{ mon-fri = "09:00-18:00" }')
    return calendar


def _open_on_holidays(table: Table) -> tuple[Span, ...]:
    spans = table.read("open-on-holidays", read_spans, ())
    if spans and "holidays" not in table and "notice" not in table:
        step = phrase('Add holidays = "CN", or another country.')
        table.wrong("open-on-holidays", phrase("there are no holidays"), step)
    return spans


def _closed(value: object) -> tuple[Closures, tuple[str, ...]]:
    """Read dated closures, and the names of those ordered when they are needed: a list of both, or a table by name."""
    if isinstance(value, Mapping):
        names = {str(name): Label.read(name) for name in value}
        return tuple((day, names[str(name)]) for day, name in sorted(read_named_dates(value).items())), tuple(names)
    if not isinstance(value, list | tuple):
        step = phrase('Write ["2026-12-31", "typhoon-signal"].')
        raise InvalidInput(field="", reason=phrase("is no list"), next_step=step)
    names_only = tuple(one for one in value if isinstance(one, str) and one[:1].isalpha())
    days = read_dates([one for one in value if one not in names_only])
    return tuple((day, None) for day in sorted(set(days))), names_only


def _extra(table: Table, week: Week) -> ExtraDays:
    """Read extra working days: `working = [dates]` with the usual hours, `extra = { date = "fri" }` or `= "09:00-13:00"`."""
    days = {day: hours_of(week, day, None) for day in table.read("working", read_dates, [])}
    extra: dict[date, tuple[Span, ...]] = table.read("extra", lambda value: _extra_days(week, value), {})
    return tuple(sorted((days | extra).items()))


def _extra_days(week: Week, value: object) -> dict[date, tuple[Span, ...]]:
    if not isinstance(value, Mapping):
        step = phrase('Write { 2026-02-14 = "mon" }.')
        raise InvalidInput(field="", reason=phrase("is no table"), next_step=step)
    found: dict[date, tuple[Span, ...]] = {}
    for key, hours in value.items():
        with under(f".{key}"):
            day = read_date(key)
            found[day] = hours_of(week, day, hours)
    return found
