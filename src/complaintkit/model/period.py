"""What reading gives back: periods, done commands, lines of the feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

import attrs

from complaintkit.model.bounds import EARLIEST, LATEST
from complaintkit.model.check import is_instant, utc
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.model.case import Case

__all__ = ["Cases", "Done", "Event", "Period"]

_FIRST = 5  # cases on the first page of a list that is gone through; each next one is twice as long
_LARGEST = 200


@attrs.frozen(kw_only=True)
class Period:
    """A span of time with a name: [start, end).

    What is made of whole days (`month`, `quarter`, `year`, `days`) knows them: `dates` are the first and the one after the
    last, `zone` where they were meant. A report counts each unit's own days by them.

    >>> Period.month(2026, 11, zone="Asia/Shanghai").label
    '2026-11'
    """

    start: datetime = attrs.field(converter=utc, validator=is_instant)
    end: datetime = attrs.field(converter=utc, validator=is_instant)
    label: str
    dates: tuple[date, date] | None = attrs.field(default=None, repr=False)
    zone: str | None = attrs.field(default=None, repr=False)

    @classmethod
    def month(cls, year: int, month: int, *, zone: str) -> Self:
        """Return a calendar month where the shop is.

        >>> Period.month(2026, 12, zone="Asia/Shanghai").end.isoformat()
        '2026-12-31T16:00:00+00:00'
        """
        _in_range("month", month, 1, 12)
        return cls._of(*_months(year, month, 1), zone=zone, label=f"{year:04d}-{month:02d}")

    @classmethod
    def quarter(cls, year: int, quarter: int, *, zone: str) -> Self:
        """Return a quarter of a calendar year where the shop is, 1 to 4.

        >>> Period.quarter(2026, 4, zone="Asia/Shanghai").label
        '2026-Q4'
        """
        _in_range("quarter", quarter, 1, 4)
        return cls._of(*_months(year, quarter * 3 - 2, 3), zone=zone, label=f"{year:04d}-Q{quarter}")

    @classmethod
    def year(cls, year: int, *, zone: str) -> Self:
        """Return a calendar year where the shop is.

        >>> Period.year(2026, zone="Asia/Shanghai").end.isoformat()
        '2026-12-31T16:00:00+00:00'
        """
        return cls._of(*_months(year, 1, 12), zone=zone, label=f"{year:04d}")

    @classmethod
    def days(cls, first: date, last: date | None = None, *, zone: str) -> Self:
        """Return whole days where the shop is, the last one included; one day where only the first is given.

        >>> Period.days(date(2026, 11, 21), zone="Asia/Shanghai").start.isoformat()
        '2026-11-20T16:00:00+00:00'
        """
        last = last or first
        check_day("first", first)
        check_day("last", last)
        if last < first:
            raise InvalidInput(
                field="end",
                reason=phrase("is before the start"),
                next_step=phrase("Give a later day."),
            )
        label = first.isoformat() if last == first else f"{first.isoformat()}..{last.isoformat()}"
        return cls._of(first, last + timedelta(days=1), zone=zone, label=label)

    @classmethod
    def _of(cls, first: date, after: date, *, zone: str, label: str) -> Self:
        from zoneinfo import ZoneInfo

        try:
            there = ZoneInfo(zone)
        except (ValueError, LookupError, TypeError, OSError):
            raise InvalidInput(
                field="zone",
                reason=phrase("{value!r} is no time zone", value=zone),
                next_step=phrase('Give its IANA name, such as "Asia/Shanghai".'),
            ) from None
        start, end = (datetime.combine(one, time(), tzinfo=there) for one in (first, after))
        return cls(start=start, end=end, label=label, dates=(first, after), zone=zone)

    def called(self, language: str) -> str:
        """Return its name as people read it: days from one to another in words.

        >>> Period.days(date(2026, 11, 1), date(2026, 11, 7), zone="Asia/Shanghai").called("zh")
        '2026-11-01至2026-11-07'
        """
        first, several, last = self.label.partition("..")
        if not several:
            return self.label
        return phrase("{first} to {last}", context="period", first=first, last=last).to(language)

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at.astimezone(UTC) < self.end


def check_day(field: str, day: object) -> None:
    """Refuse what is no date that somebody can have meant: no date at all, a moment, an end of the calendar.

    Raises:
        InvalidInput: names the field.
    """
    if not isinstance(day, date) or isinstance(day, datetime) or not EARLIEST.date() <= day <= LATEST.date():
        raise InvalidInput(
            field=field,
            reason=phrase("{value!r} is no day", value=day),
            next_step=phrase("Give a date, such as date(2026, 11, 21)."),
        )


def _in_range(field: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidInput(
            field=field,
            reason=phrase("{value!r} is out of range", value=value),
            next_step=phrase("Give {least} to {most}.", least=least, most=most),
        )


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """Return the first day of a span of months, and the one after its last."""
    _in_range("year", year, EARLIEST.year, LATEST.year - 1)
    years, last = divmod(month + count - 1, 12)
    return date(year, month, 1), date(year + years, last + 1, 1)


@attrs.frozen(kw_only=True)
class Done:
    """What one command did; `replayed` says that it had been done before under the same key.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> from complaintkit.commands import Note
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    ...     done = desk.do(Note(case=case.number, text="回电两次"), by="chen")
    >>> done.events, done.replayed
    (('noted',), False)
    """

    case: Case
    events: tuple[str, ...]
    replayed: bool = False


@attrs.frozen(kw_only=True)
class Event:
    """One line of the feed: what happened to which case, when and by whom; nothing personal.

    `number` is the case's; of a task beside the cases it is empty, and `task` is the task's.
    `position` grows in commit order; give the last one back to `desk.events(after)` to go on.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    ...     [event.name for event in desk.events() if event.number == case.number][:1]
    ['received']
    """

    position: str
    case: str
    number: str
    name: str
    at: datetime
    recorded_at: datetime
    by: str
    recorded_by: str
    data: str = attrs.field(default="{}", repr=False)
    task: str = ""


@attrs.frozen(eq=False)
class Cases:
    """A list of cases that pages by itself; iterate, count, or take a page.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    ...     found = desk.cases(by="chen", open=True)
    ...     found.count(), [one.number == case.number for one in found]
    (1, [True])
    """

    _pages: Callable[[int, str | None], Sequence[Case]] = attrs.field(repr=False)
    _count: Callable[[], int] = attrs.field(repr=False)

    def __iter__(self) -> Iterator[Case]:
        size, after = _FIRST, None
        while True:
            page, after = self.page(size=size, after=after)
            yield from page
            if after is None:
                return
            size = min(size * 2, _LARGEST)

    def count(self) -> int:
        """Count them without reading them."""
        return self._count()

    def page(self, *, size: int = 50, after: str | None = None) -> tuple[Sequence[Case], str | None]:
        """Return one page, and what to give as `after` for the next (None: that was the last)."""
        found = self._pages(size, after)
        return found, found[-1].id if len(found) == size else None
