"""Lists of dates as TOML has them: "2027-02-05", a native date, or a run of days "2027-02-05..2027-02-11"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import cast

from complaintkit.calendars._zone import YEARS
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

LONGEST_RUN = 366  # days; a longer one is a mistyped year
_EXAMPLE = phrase('Write "2027-02-05", or a run of days: "2027-02-05..2027-02-11".')


def read_date(value: object, *, field: str) -> date:
    """Read one date.

    Raises:
        InvalidInput: it is none.
    """
    found = value
    if isinstance(value, str):
        try:
            found = date.fromisoformat(value.strip())
        except ValueError:
            raise InvalidInput(
                field=field, reason=phrase("{value!r} is no date", value=value), next_step=_EXAMPLE
            ) from None
    if not isinstance(found, date) or isinstance(found, datetime) or found.year not in YEARS:
        raise InvalidInput(field=field, reason=phrase("{value!r} is no date", value=value), next_step=_EXAMPLE)
    return found


def read_dates(values: object, *, field: str) -> list[date]:
    """Read all dates of a list, or of a lone date or run.

    >>> [str(day) for day in read_dates(["2027-02-05..2027-02-06", "2027-02-11"], field="closed")]
    ['2027-02-05', '2027-02-06', '2027-02-11']

    Raises:
        InvalidInput: one of them is no date, or a run ends before it starts.
    """
    found: list[date] = []
    for value in values if isinstance(values, list | tuple) else [values]:
        first, dots, last = value.partition("..") if isinstance(value, str) else (value, "", "")
        start = read_date(first, field=field)
        end = read_date(last, field=field) if dots else start
        if not 0 <= (end - start).days < LONGEST_RUN:
            raise InvalidInput(
                field=field,
                reason=phrase("{value!r} is no run of days", value=value),
                next_step=_EXAMPLE,
            )
        found += [start + timedelta(days=step) for step in range((end - start).days + 1)]
    return found


def read_named_dates(value: object, *, field: str) -> dict[date, str | None]:
    """Read dates of a list, or of a table by name: `{ 国庆节 = "2027-10-01..2027-10-07" }`."""
    if not isinstance(value, Mapping):
        return dict.fromkeys(read_dates(value, field=field))
    table = cast("Mapping[str, object]", value)
    return {day: name for name, dates in table.items() for day in read_dates(dates, field=f"{field}.{name}")}
