"""Periods as they are typed: a month, a quarter, a year, a day, or from one day to another, both included."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from complaintkit.model.errors import InvalidInput
from complaintkit.model.period import Period
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


F = TypeVar("F", bound=Callable[..., Any])
_HOW = phrase("Write 2026-11, 2026-Q4, 2026 or 2026-11-21.")
_WHOLE = re.compile(r"([0-9]{4})(?:-([0-9]{2})|-[Qq]([1-4]))?")


def period_options(command: F) -> F:
    """Give a command --period, or --from and --to, and --unit."""
    options = (
        click.option("--period", metavar="PERIOD", help="2026-11, 2026-Q4, 2026 or 2026-11-21; this month by default."),
        click.option("--from", "start", metavar="DAY", help="First day, instead of --period."),
        click.option("--to", "end", metavar="DAY", help="Last day; today by default."),
        click.option("--unit", metavar="UNIT", help="Only this unit and the units in it."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def typed_period(period: str | None, start: str | None, end: str | None, zone: ZoneInfo, *, now: datetime) -> Period:
    """Return the period that was typed; the month that runs, where nothing was.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> now = datetime(2026, 11, 30, 20, tzinfo=UTC)
    >>> typed_period(None, None, None, ZoneInfo("Asia/Shanghai"), now=now).label
    '2026-12'
    >>> typed_period(None, "2026-11-01", "2026-11-07", ZoneInfo("Asia/Shanghai"), now=now).label
    '2026-11-01..2026-11-07'
    >>> typed_period("2026-Q4", None, None, ZoneInfo("Asia/Shanghai"), now=now).label
    '2026-Q4'

    Raises:
        InvalidInput: it is no month, quarter, year or day, or two things were said at once.
    """
    if period is not None and (start is not None or end is not None):
        raise InvalidInput(
            field="period",
            reason=phrase("is given twice"),
            next_step=phrase("Give a period, or its first and last day."),
        )
    if start is not None or end is not None:
        first = _day(start or end or "", "start")
        return Period.days(first, _day(end, "end") if end else now.astimezone(zone).date(), zone=zone.key)
    if period is None:
        period = f"{now.astimezone(zone):%Y-%m}"
    if whole := _WHOLE.fullmatch(period.strip()):
        return _whole(whole, zone.key)
    return Period.days(_day(period, "period"), zone=zone.key)


def _whole(found: re.Match[str], zone: str) -> Period:
    """Return the year, or the part of a year, that was typed."""
    year, month, quarter = found.groups()
    first = _day(f"{year}-{month or '01'}-01", "period")
    if month:
        return Period.month(first.year, first.month, zone=zone)
    return Period.quarter(first.year, int(quarter), zone=zone) if quarter else Period.year(first.year, zone=zone)


def _day(text: str, field: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.max
    if not 1900 <= found.year <= 2200:
        raise InvalidInput(
            field=field,
            reason=phrase("{text!r} is no month, quarter, year or day", text=text[:40]),
            next_step=_HOW,
        )
    return found
