"""A calendar: the hours of a week, what closes and opens on single days, which public holidays count, and where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

import attrs

from complaintkit.calendars._holidays import data_version
from complaintkit.calendars._notice import Notice
from complaintkit.calendars._span import Span, clock, read_spans
from complaintkit.calendars._week import WEEKDAYS, Week, read_weekday
from complaintkit.model.due import Label
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import digest

Closures = tuple[tuple[date, Label | None], ...]
ExtraDays = tuple[tuple[date, tuple[Span, ...]], ...]


@attrs.frozen(kw_only=True, cache_hash=True, slots=False)
class Calendar:
    """When a place works. A frozen value: what is closed or opened later makes a new one, with another `digest`.

    A span belongs to the day on which it opens, also past midnight. `day_starts` is the minute at which a business day
    begins where nothing is open: with 06:00, half past one on Sunday still belongs to Saturday. One that is not `anchored`
    names no time zone: its hours are those of the clock on the wall, in whichever unit goes by it.

    >>> from complaintkit.calendars import read_calendar
    >>> office = read_calendar("office", {"week": {"mon-fri": "09:00-18:00"}, "holidays": "CN"}, zone="Asia/Shanghai")
    >>> office.zone.key, office.title.to("en")
    ('Asia/Shanghai', 'office')
    """

    name: str
    zone: ZoneInfo = attrs.field(eq=str)
    week: Week
    title: Label
    holidays: str | None = None
    open_on_holidays: tuple[Span, ...] = ()
    make_up_days: bool = True
    closed: Closures = ()
    closures: tuple[str, ...] = ()
    extra: ExtraDays = ()
    notices: tuple[Notice, ...] = ()
    day_starts: int = 0
    anchored: bool = attrs.field(default=True, eq=False)

    def in_zone(self, zone: str) -> Calendar:
        """Return it as a unit in this time zone goes by it; where it names a zone of its own, as it is."""
        return self if self.anchored or zone == self.zone.key else attrs.evolve(self, zone=ZoneInfo(zone))

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all that decides its days, the version of the holiday data included: `sha256:...`."""
        return digest(self.as_data())

    def as_data(self) -> dict[str, object]:
        """Return its canonical content, for digests and for showing."""
        return {
            "name": self.name,
            "title": self.title.as_data(),
            "time_zone": self.zone.key,
            "week": self.week.as_data(),
            "holidays": self.holidays,
            "holiday_data": data_version() if self.holidays else None,
            "open_on_holidays": ", ".join(map(str, self.open_on_holidays)),
            "make_up_days": self.make_up_days,
            "closed": [[day.isoformat(), name.as_data() if name else None] for day, name in self.closed],
            "closures": list(self.closures),
            "extra": [[day.isoformat(), ", ".join(map(str, spans))] for day, spans in self.extra],
            "notices": [notice.as_data() for notice in self.notices],
            "day_starts": clock(self.day_starts),
        }

    @cached_property
    def closed_days(self) -> Mapping[date, Label | None]:
        """One-off closures by date."""
        return dict(self.closed)

    @cached_property
    def extra_days(self) -> Mapping[date, tuple[Span, ...]]:
        """Extra working days by date."""
        return dict(self.extra)

    @cached_property
    def notice_by_year(self) -> Mapping[int, Notice]:
        """Notices by year."""
        return {notice.year: notice for notice in self.notices}


def hours_of(week: Week, day: date, hours: object) -> tuple[Span, ...]:
    """Return the spans of an extra working day: as said, as on the weekday it follows, else its weekday's own or the usual."""
    if hours is None:
        return week.days[day.weekday()] or week.usual
    if not isinstance(hours, str) or not hours.strip().isalpha():
        return read_spans(hours)
    weekday = read_weekday(hours.strip())
    if not week.days[weekday]:
        reason = phrase("{weekdays} has no hours", weekdays=WEEKDAYS[weekday])
        raise InvalidInput(field="", reason=reason, next_step=phrase("Give the hours themselves."))
    return week.days[weekday]
