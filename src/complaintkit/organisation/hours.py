"""Weekdays, spans and times of day, in the grammar that calendars have: "mon-thu", "17:00-02:00", "06:00"."""

from __future__ import annotations

import attrs

from complaintkit.calendars import DAY, WEEKDAYS, read_spans, read_weekdays, zone_of

__all__ = ["DAY", "WEEKDAYS", "Hours", "read_days", "read_hours", "read_zone"]


@attrs.frozen
class Hours:
    """A span of one day in minutes after midnight; `end` lies beyond 24 h where the span crosses midnight.

    >>> Hours(22 * 60, 30 * 60).has(3 * 60)
    True
    """

    start: int
    end: int

    def has(self, minute: int) -> bool:
        """Tell if a minute after midnight lies in the span, counted from today's midnight or yesterday's."""
        return self.start <= minute < self.end or self.start <= minute + DAY < self.end

    def __str__(self) -> str:
        end = self.end if self.end <= DAY else self.end - DAY
        return f"{self.start // 60:02d}:{self.start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def read_days(value: object) -> frozenset[int]:
    """Read weekdays, Monday being 0; a run may go over the week's end.

    >>> sorted(read_days("fri-mon"))
    [0, 4, 5, 6]

    Raises:
        InvalidInput: not weekdays; says which is near.
    """
    return frozenset(read_weekdays(value))


def read_hours(value: object) -> tuple[Hours, ...]:
    """Read spans of a day in order, the last of which may cross midnight.

    >>> [str(span) for span in read_hours("17:00-22:00, 23:00-02:00")]
    ['17:00-22:00', '23:00-02:00']

    Raises:
        InvalidInput: not spans, or two of them overlap.
    """
    return tuple(Hours(span.opens, span.closes) for span in read_spans(value))


def read_zone(value: object) -> str:
    """Read the IANA name of a time zone.

    Raises:
        InvalidInput: no such zone; says which is near.
    """
    return zone_of(value).key
