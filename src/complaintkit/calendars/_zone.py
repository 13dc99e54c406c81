"""Wall clocks and instants: from a zone's local times to UTC and back, over the gaps and folds of summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from complaintkit.model import check
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import ConfigurationError, InvalidInput
from complaintkit.model.moment import time_in_words
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import Unfit

YEARS = range(1950, 2090)
"""What a complaint can be about, and holidays are known for; outside, a year was mistyped."""
_SECOND = timedelta(seconds=1)
_MIDNIGHT = time()


_CHINA = frozenset({"asiabeijing", "beijing", "北京时间", "gmt8", "utc8", "gmt0800", "utc0800", "cst"})
"""What people in China write for their time zone."""


def zone_of(key: object) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises:
        InvalidInput: no such zone; names the nearest.
        ConfigurationError: this machine knows no zone at all.
    """
    if isinstance(key, ZoneInfo):
        return key
    try:
        return ZoneInfo(key)  # type: ignore[arg-type]  # what is no text is refused below
    except (KeyError, ValueError, OSError, TypeError):
        if not available_timezones():
            raise ConfigurationError(
                where=phrase("time zones"),
                reason=phrase("this machine knows none"),
                next_step=phrase("Install them: {command}.", command="pip install tzdata"),
            ) from None
        raise Unfit(key, phrase("is no time zone"), _nearest_zone(str(key))) from None


def _nearest_zone(key: str) -> str:
    if "".join(filter(str.isalnum, key.lower())) in _CHINA:
        return phrase("Did you mean {near}?", near="Asia/Shanghai")
    zones = {zone.lower(): zone for zone in available_timezones()}
    hint = nearest(zones.get(key.lower(), key), zones.values())
    return hint if hint.startswith("Did") else phrase('Give an IANA name such as "Asia/Shanghai" or "Europe/London".')


def moment(at: datetime, *, field: str) -> datetime:
    """Return `at` in UTC.

    Raises:
        InvalidInput: it has no time zone, or its year was mistyped.
    """
    # The year is looked at before the move to UTC, which may leave what Python can hold.
    known = isinstance(at, datetime) and at.tzinfo is not None
    if known and at.year not in YEARS:
        raise InvalidInput(
            field=field,
            reason=phrase("{at} is out of range", at=time_in_words(at)),
            next_step=phrase("Give a year from {years} to {years2}.", years=YEARS[0], years2=YEARS[-1]),
        )
    return at if known and at.tzinfo is UTC else check.instant(at, field=field)


def wall(zone: ZoneInfo, day: date, offset: timedelta) -> datetime:
    """Return the instant, in UTC, at which the clocks of `zone` show midnight of `day` plus `offset`.

    A time that the clocks skip becomes the moment they skip it; of one they show twice it is the first. So later wall
    times never come earlier, and spans that touch on the clock touch in UTC.

    >>> wall(ZoneInfo("Asia/Shanghai"), date(2024, 9, 30), timedelta(hours=26)).isoformat()
    '2024-09-30T18:00:00+00:00'
    """
    shown = datetime.combine(day, _MIDNIGHT) + offset
    at = shown.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == shown:
        return at
    return _end_of_gap(zone, shown)


def _end_of_gap(zone: ZoneInfo, shown: datetime) -> datetime:
    """Find the transition that skips `shown`: the first second of the new offset, by halving."""
    before = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    new = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after


def since_midnight(zone: ZoneInfo, at: datetime, day: date) -> timedelta:
    """Return what the clocks of `zone` show at `at`, counted from midnight of `day`: 25 h is 01:00 of the next morning."""
    return at.astimezone(zone).replace(tzinfo=None) - datetime.combine(day, _MIDNIGHT)
