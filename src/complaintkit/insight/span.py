"""Periods as a report counts them: a unit's own days, and the period before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import attrs

from complaintkit.calendars import business_day_bounds, business_days
from complaintkit.model.period import Period

Span: TypeAlias = tuple[int, int]
"""A period as instants: its start, and its end."""


def as_counted(period: Period, zone: str, starts: str = "00:00") -> Period:
    """Return a period of whole days by the days of a unit: in its zone, each beginning at its own hour.

    >>> november = Period.month(2026, 11, zone="Asia/Shanghai")
    >>> as_counted(november, "Europe/London", "06:00").end.isoformat()
    '2026-12-01T06:00:00+00:00'
    """
    if period.dates is None:
        return period
    first, after = (business_day_bounds(zone, day, starts)[0] for day in period.dates)
    return attrs.evolve(period, start=first, end=after, zone=zone)


def days_of(period: Period) -> Callable[[datetime], date]:
    """Return what says on which business day a moment was, as the days of this period begin.

    >>> november = as_counted(Period.month(2026, 11, zone="Asia/Shanghai"), "Asia/Shanghai", "05:00")
    >>> str(days_of(november)(datetime.fromisoformat("2026-11-22T04:59+08:00")))
    '2026-11-21'
    """
    zone = ZoneInfo(period.zone or "UTC")
    begins = period.start.astimezone(zone).time()
    return business_days(zone, f"{begins:%H:%M}")


def period_before(period: Period) -> Period:
    """Return the month before a month, the quarter before a quarter, the year before a year.

    Else as many days before; as long a span before one that is no whole days.

    >>> period_before(Period.month(2027, 1, zone="Asia/Shanghai")).label
    '2026-12'
    >>> period_before(Period.quarter(2027, 1, zone="Asia/Shanghai")).label
    '2026-Q4'
    """
    if period.dates is None:
        length = period.end - period.start
        return attrs.evolve(period, start=period.start - length, end=period.start, label=_label_before(period.label))
    first, after = period.dates
    zone, last = period.zone or "UTC", first - timedelta(days=1)
    for around in (_month, _quarter, _year):
        if around(first, zone).dates == period.dates:
            return around(last, zone)
    return Period.days(first - (after - first), last, zone=zone)


def _month(day: date, zone: str) -> Period:
    return Period.month(day.year, day.month, zone=zone)


def _quarter(day: date, zone: str) -> Period:
    return Period.quarter(day.year, (day.month + 2) // 3, zone=zone)


def _year(day: date, zone: str) -> Period:
    return Period.year(day.year, zone=zone)


def _label_before(label: str) -> str:
    """Return the day before, where the label is a day."""
    try:
        return (date.fromisoformat(label) - timedelta(days=1)).isoformat()
    except ValueError:
        return f"< {label}"
