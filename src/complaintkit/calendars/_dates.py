"""Lists of dates as TOML has them: "2027-02-05", a native date, or a run of days "2027-02-05..2027-02-11"."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta

from complaintkit.calendars._zone import YEARS
from complaintkit.model.errors import under
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import Unfit

LONGEST_RUN = 366  # days; a longer one is a mistyped year
_EXAMPLE = phrase('Write "2027-02-05", or a run of days: "2027-02-05..2027-02-11".')


def read_date(value: object) -> date:
    """Read one date.

    Raises:
        InvalidInput: it is none.
    """
    found = value
    if isinstance(value, str):
        with suppress(ValueError):
            found = date.fromisoformat(value.strip())
    if not isinstance(found, date) or isinstance(found, datetime) or found.year not in YEARS:
        raise Unfit(value, phrase("is no date"), _EXAMPLE)
    return found


def read_dates(values: object) -> list[date]:
    """Read all dates of a list, or of a lone date or run.

    >>> [str(day) for day in read_dates(["2027-02-05..2027-02-06", "2027-02-11"])]
    ['2027-02-05', '2027-02-06', '2027-02-11']

    Raises:
        InvalidInput: one of them is no date, or a run ends before it starts.
    """
    found: list[date] = []
    for value in values if isinstance(values, list | tuple) else [values]:
        first, dots, last = value.partition("..") if isinstance(value, str) else (value, "", "")
        start = read_date(first)
        end = read_date(last) if dots else start
        if not 0 <= (end - start).days < LONGEST_RUN:
            raise Unfit(value, phrase("is no run of days"), _EXAMPLE)
        found += [start + timedelta(days=step) for step in range((end - start).days + 1)]
    return found


def read_named_dates(value: object) -> dict[date, str | None]:
    """Read dates of a list, or of a table by name: `{ 国庆节 = "2027-10-01..2027-10-07" }`."""
    if not isinstance(value, Mapping):
        return dict.fromkeys(read_dates(value))
    found: dict[date, str | None] = {}
    for name, dates in value.items():
        with under(f".{name}"):
            found |= dict.fromkeys(read_dates(dates), name)
    return found
