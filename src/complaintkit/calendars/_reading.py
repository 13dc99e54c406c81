"""A calendar read from its table in a playbook or a file, with errors that name the key path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from complaintkit.calendars._calendar import Calendar, Closures, ExtraDays, hours_of
from complaintkit.calendars._dates import read_date, read_dates, read_named_dates
from complaintkit.calendars._holidays import read_country
from complaintkit.calendars._notice import read_notices
from complaintkit.calendars._span import Span, read_spans, read_time
from complaintkit.calendars._week import Week, read_week
from complaintkit.calendars._zone import zone_of
from complaintkit.model.due import Label
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import nearest

KEYS = (
    "title",
    "week",
    "holidays",
    "open-on-holidays",
    "make-up-days",
    "closed",
    "extra",
    "working",
    "notice",
    "time-zone",
    "day-starts",
)


def read_calendar(
    name: str,
    table: Mapping[str, object],
    *,
    zone: str | ZoneInfo,
    day_starts: str = "00:00",
    field: str | None = None,
) -> Calendar:
    """Read a `[calendar.<name>]` table; `zone` and `day_starts` hold where it has none of its own.

    Raises:
        InvalidInput: `field` is the key path (`calendar.office.week.mon-fri`), with what was expected.
    """
    field = f"calendar.{name}" if field is None else field
    _check_keys(table, field)
    week = read_week(table.get("week"), field=f"{field}.week")
    closed, closures = _closed(table.get("closed", ()), field=f"{field}.closed")
    extra = _extra(table, week, field)
    if twice := sorted(dict(closed).keys() & dict(extra).keys()):
        raise InvalidInput(
            field=f"{field}.closed",
            reason=phrase("{twice} is an extra working day too", twice=twice[0]),
            next_step=phrase("Keep one."),
        )
    return Calendar(
        name=name,
        title=Label.read(table.get("title", name), field=f"{field}.title"),
        zone=zone_of(cast("str", table.get("time-zone", zone)), field=f"{field}.time-zone"),
        week=week,
        holidays=read_country(table["holidays"], field=f"{field}.holidays") if "holidays" in table else None,
        open_on_holidays=_open_on_holidays(table, field),
        make_up_days=_make_up_days(table, field),
        closed=closed,
        closures=closures,
        extra=extra,
        notices=read_notices(table.get("notice", {}), field=f"{field}.notice"),
        day_starts=read_time(table.get("day-starts", day_starts), field=f"{field}.day-starts"),
    )


def _check_keys(table: object, field: str) -> None:
    if not isinstance(table, Mapping):
        raise InvalidInput(
            field=field,
            reason=phrase("is no table"),
            next_step=phrase('Write week = { mon-fri = "09:00-18:00" } in it.'),
        )
    for key in table:
        if key not in KEYS:
            raise InvalidInput(field=f"{field}.{key}", reason=phrase("unknown"), next_step=nearest(str(key), KEYS))
    if "week" not in table:
        raise InvalidInput(
            field=f"{field}.week",
            reason=phrase("is missing"),
            next_step=phrase('Write week = { mon-fri = "09:00-18:00" }.'),
        )


def _open_on_holidays(table: Mapping[str, object], field: str) -> tuple[Span, ...]:
    if "open-on-holidays" not in table:
        return ()
    path = f"{field}.open-on-holidays"
    if "holidays" not in table and "notice" not in table:
        raise InvalidInput(
            field=path,
            reason=phrase("there are no holidays"),
            next_step=phrase('Add holidays = "CN", or another country.'),
        )
    return read_spans(table["open-on-holidays"], field=path)


def _make_up_days(table: Mapping[str, object], field: str) -> bool:
    value = table.get("make-up-days", True)
    if not isinstance(value, bool):
        raise InvalidInput(
            field=f"{field}.make-up-days",
            reason=phrase("{value!r} is unknown", value=value),
            next_step=phrase("Write true or false."),
        )
    return value


def _closed(value: object, *, field: str) -> tuple[Closures, tuple[str, ...]]:
    """Read dated closures, and the names of those ordered when they are needed: a list of both, or a table by name."""
    if isinstance(value, Mapping):
        dated = read_named_dates(value, field=field)
        names = {str(name): Label.read(name, field=field) for name in value}
        return tuple((day, names[str(name)]) for day, name in sorted(dated.items())), tuple(names)
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise InvalidInput(
            field=field,
            reason=phrase("is no list"),
            next_step=phrase('Write ["2026-12-31", "typhoon-signal"].'),
        )
    names_only = tuple(one for one in value if isinstance(one, str) and one[:1].isalpha())
    days = read_dates([one for one in value if one not in names_only], field=field)
    return tuple((day, None) for day in sorted(set(days))), names_only


def _extra(table: Mapping[str, object], week: Week, field: str) -> ExtraDays:
    """Read extra working days: `working = [dates]` with the usual hours, `extra = { date = "fri" }` or `= "09:00-13:00"`."""
    days: dict[date, tuple[Span, ...]] = {}
    for day in read_dates(table.get("working", ()), field=f"{field}.working"):
        days[day] = hours_of(week, day, None, field=f"{field}.working")
    extra = table.get("extra", {})
    if not isinstance(extra, Mapping):
        raise InvalidInput(
            field=f"{field}.extra",
            reason=phrase("is no table"),
            next_step=phrase('Write { 2026-02-14 = "mon" }.'),
        )
    for key, hours in cast("Mapping[str, object]", extra).items():
        path = f"{field}.extra.{key}"
        day = read_date(key, field=path)
        days[day] = hours_of(week, day, hours, field=path)
    return tuple(sorted(days.items()))
