"""Days and times as people write them, where they are."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from complaintkit.model.phrase import Phrase, phrase

__all__ = ["MONTHS", "WEEKDAYS", "day_in_words", "time_in_words"]

WEEKDAYS = tuple(phrase.table("weekday", "Mon Tue Wed Thu Fri Sat Sun").values())
MONTHS = tuple(phrase.table("month", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").values())


def day_in_words(day: date) -> Phrase:
    """Write a day with its year.

    >>> day_in_words(date(2026, 5, 16)), day_in_words(date(2026, 5, 16)).to("zh")
    ('16 May 2026', '2026年5月16日')
    """
    return phrase("{day} {month} {year}", day=day.day, month=MONTHS[day.month - 1], year=str(day.year))


def time_in_words(at: datetime, zone: str | None = None) -> Phrase:
    """Write a time as the people of `zone` do; where nobody knows who reads it, in its own zone, which is said beside it.

    >>> at = datetime.fromisoformat("2026-05-16T02:00Z")
    >>> time_in_words(at, "Asia/Shanghai"), time_in_words(at, "Asia/Shanghai").to("zh")
    ('16 May 2026, 10:00', '2026年5月16日 10:00')
    >>> time_in_words(at), time_in_words(at).to("zh")
    ('16 May 2026, 02:00 (UTC)', '2026年5月16日 02:00（UTC）')
    """
    local = _there(at, zone) if zone else at
    time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    said = phrase("{day}, {time}", context="moment", day=day_in_words(local), time=time)
    if zone or not local.tzname():
        return said
    return phrase("{moment} ({zone})", context="moment", moment=said, zone=local.tzname())


def _there(at: datetime, zone: str) -> datetime:
    """Return a time in a zone; at the ends of the calendar, where a zone has no time for it, as it is."""
    try:
        return at.astimezone(ZoneInfo(zone))
    except OverflowError:
        return at
