"""A year's notice of public holidays, added by hand where the holiday data do not know it yet (放假通知)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import attrs

from complaintkit.calendars._dates import read_dates, read_named_dates
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.due import Label
from complaintkit.model.errors import InvalidInput, under
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import Unfit

_KEYS = ("off", "working")
_EXAMPLE = phrase('Write notice.2027 = { off = ["2027-02-05..2027-02-11"], working = ["2027-02-20"] }, in two lines.')


@attrs.frozen
class Notice:
    """What one year's notice says: days off with their names, and make-up working days 调休.

    It stands in the place of what the data say of its year. It may speak of the December before, too: New Year's
    holiday often begins there.
    """

    year: int
    off: tuple[tuple[date, Label | None], ...] = ()
    working: tuple[date, ...] = ()

    @cached_property
    def days_off(self) -> Mapping[date, Label | None]:
        """Days off by date."""
        return dict(self.off)

    def speaks_of(self, day: date) -> bool:
        """Tell if the notice names `day`."""
        return day in self.days_off or day in self.working

    def as_data(self) -> dict[str, object]:
        """Return it as JSON can hold it, for digests."""
        return {
            "year": self.year,
            "off": [[day.isoformat(), name.as_data() if name else None] for day, name in self.off],
            "working": [day.isoformat() for day in self.working],
        }


def read_notices(value: object) -> tuple[Notice, ...]:
    """Read the notices of `{ 2027 = { off = [...], working = [...] } }`, by year.

    Raises:
        InvalidInput: no year, an unknown key, a date of another year, a day both off and working.
    """
    if not isinstance(value, Mapping):
        raise InvalidInput(field="", reason=phrase("is no table of years"), next_step=_EXAMPLE)
    found: list[Notice] = []
    for year, table in value.items():
        with under(f".{year}"):
            found.append(_notice(year, table))
    return tuple(sorted(found, key=lambda one: one.year))


def _notice(year: object, table: object) -> Notice:
    if not str(year).isdecimal() or len(str(year)) != 4:
        raise Unfit(year, phrase("is no year"), _EXAMPLE)
    if not isinstance(table, Mapping) or not table:
        raise InvalidInput(field="", reason=phrase("says no days"), next_step=_EXAMPLE)
    for key in table:
        if key not in _KEYS:
            raise InvalidInput(field=f".{key}", reason=phrase("is not known"), next_step=nearest(key, _KEYS))
    with under(".off"):
        off = read_named_dates(table.get("off", ()))
    with under(".working"):
        working = read_dates(table.get("working", ()))
    _check_days(int(str(year)), {*off, *working})
    if twice := sorted(off.keys() & set(working)):
        reason = phrase("{twice} is both off and working", twice=twice[0])
        raise InvalidInput(field="", reason=reason, next_step=phrase("Keep one of them."))
    names = {day: Label.read(name) if name else None for day, name in sorted(off.items())}
    return Notice(int(str(year)), tuple(names.items()), tuple(sorted(set(working))))


def _check_days(year: int, days: set[date]) -> None:
    for day in sorted(days):
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            reason = phrase("{day} is not of {year}", day=day, year=year)
            raise InvalidInput(field="", reason=reason, next_step=phrase("Put it under its own year."))
