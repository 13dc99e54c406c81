"""Cells to points in time: every usual way to write a date, and no silent choice between day/month and month/day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final, Literal, TypeAlias

import attrs

from complaintkit_csv._catalogue import phrase

Order: TypeAlias = Literal["Y/m/d", "d/m/Y", "m/d/Y"]
_LONGEST: Final = 60  # characters; the longest way to write a time has forty
ORDERS: Final[tuple[Order, ...]] = ("Y/m/d", "d/m/Y", "m/d/Y")

_TIME: Final = (
    r"(?:[T\s]\s*(?P<before>上午|下午)?\s*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})(?:[.,](?P<part>\d+))?)?[分秒]?"
    r"(?:\s*(?P<after>[AaPp])\.?[Mm]\.?)?\s*(?P<zone>[Zz]|[+-]\d\d:?\d\d)?)?"
)
_YEAR_FIRST: Final = re.compile(
    rf"(?P<year>\d{{4}})[-/.年](?P<month>\d{{1,2}})[-/.月](?P<day>\d{{1,2}})日?{_TIME}", re.ASCII
)
_YEAR_LAST: Final = re.compile(rf"(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.](?P<year>\d{{4}}){_TIME}", re.ASCII)


class NotATime(Exception):
    """A cell that is no time, or not for certain; the message says why."""


@attrs.define
class Evidence:
    """What a file's cells say of the order in which it writes days and months, and whether any lacks a zone."""

    doubtful: str | None = None
    found: dict[Order, str] = attrs.field(factory=dict)
    without_zone: str | None = None

    def take(self, cell: str, line: int) -> None:
        """Look at one cell."""
        if len(cell) > _LONGEST:
            return
        year_first = _YEAR_FIRST.fullmatch(cell)
        match = year_first or _YEAR_LAST.fullmatch(cell)
        if match is None:
            return
        if self.without_zone is None and not match["zone"]:
            self.without_zone = phrase("line {line} has {cell}", line=line, cell=cell)
        if year_first is None:
            self._weigh(int(match["one"]), int(match["two"]), phrase("line {line} has {cell}", line=line, cell=cell))

    def _weigh(self, one: int, two: int, where: str) -> None:
        self.doubtful = self.doubtful or where
        if one > 12 >= two:
            self.found.setdefault("d/m/Y", where)
        if two > 12 >= one:
            self.found.setdefault("m/d/Y", where)


@attrs.frozen
class Moments:
    """Reads cells as times: `zone` for those that name none, `order` for those that begin with day or month."""

    zone: tzinfo | None
    order: Order | None

    def read(self, cell: str) -> datetime:
        """Read a time, in UTC. A date alone is its first moment.

        Raises:
            NotATime: it is none.

        >>> from zoneinfo import ZoneInfo
        >>> moments = Moments(ZoneInfo("Asia/Shanghai"), "d/m/Y")
        >>> moments.read("2019/2/28 9:25:05").isoformat()
        '2019-02-28T01:25:05+00:00'
        >>> moments.read("29/2/2016 01:16").isoformat()
        '2016-02-28T17:16:00+00:00'
        """
        if len(cell) > _LONGEST:
            raise NotATime(
                phrase("{cell!r}... is no time: it has {count:,} characters", cell=cell[:40], count=len(cell))
            )
        match = _YEAR_FIRST.fullmatch(cell)
        if match is not None:
            return self._made(cell, match, int(match["month"]), int(match["day"]))
        match = _YEAR_LAST.fullmatch(cell)
        if match is None:
            return self._compact(cell)
        one, two = int(match["one"]), int(match["two"])
        if self.order is None or self.order == "Y/m/d":
            raise NotATime(phrase("{cell!r} begins with the day or the month, and nothing says which", cell=cell))
        day_first = self.order == "d/m/Y"
        return self._made(cell, match, two if day_first else one, one if day_first else two)

    def is_day_of(self, day: datetime, moment: datetime) -> bool:
        """Tell if `day` is no more than the day on which `moment` is: its midnight."""
        local, day = moment.astimezone(self.zone or UTC), day.astimezone(self.zone or UTC)
        return day == local.replace(hour=0, minute=0, second=0, microsecond=0)

    def _made(self, cell: str, match: re.Match[str], month: int, day: int) -> datetime:
        hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
        half = (match["before"] or match["after"] or "").lower()
        if half:
            hour = hour % 12 + (12 if half in ("p", "下午") else 0) if hour <= 12 else hour
        micro = int((match["part"] or "")[:6].ljust(6, "0"))
        try:
            made = datetime(int(match["year"]), month, day, hour, minute, second, micro)  # noqa: DTZ001  the zone follows
            return self._placed(made, _offset(match["zone"]))
        except (ValueError, OverflowError):
            if "one" not in match.groupdict():
                raise NotATime(phrase("there is no such time as {cell!r}", cell=cell)) from None
            raise NotATime(
                phrase("there is no such time as {cell!r}, written {order}", cell=cell, order=self.order)
            ) from None

    def _compact(self, cell: str) -> datetime:
        """Read what else ISO 8601 allows: 20190228T092505+0800."""
        try:
            made = datetime.fromisoformat(cell) if re.match(r"\d{8}(T|$)", cell) else None
            if made is not None:
                return self._placed(made.replace(tzinfo=None), made.tzinfo)
        except (ValueError, OverflowError):
            pass
        raise NotATime(
            phrase("{cell!r} is no time that can be read; write it like 2026-11-21 10:00:00", cell=cell[:40])
        )

    def _placed(self, local: datetime, named: tzinfo | None) -> datetime:
        zone = named or self.zone
        if zone is None:
            raise NotATime(phrase("names no time zone, and none is set"))
        return local.replace(tzinfo=zone).astimezone(UTC)


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
