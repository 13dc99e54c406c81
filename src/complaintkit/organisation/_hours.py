"""Weekdays and hours of a turn as people write them: "mon-thu", "fri, sun", "17:00-02:00", "08:00-12:00, 14:00-18:00"."""

from __future__ import annotations

import re

from complaintkit.model.vocabulary import nearest
from complaintkit.organisation.duty import DAY, Hours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)")


def read_days(value: object) -> frozenset[int]:
    """Weekdays, Monday being 0; a run may go over the week's end.

    >>> sorted(read_days("fri-mon"))
    [0, 4, 5, 6]
    """
    if not isinstance(value, str):
        raise ValueError(f'{value!r} says no days\nWrite "mon-fri", "sat, sun" or "mon".')
    found: set[int] = set()
    for part in value.split(","):
        first, _, last = (word.strip() for word in part.partition("-"))
        start, end = _weekday(first), _weekday(last or first)
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return frozenset(found)


def _weekday(word: str) -> int:
    if word not in WEEKDAYS:
        raise ValueError(f"{word!r} is not a weekday\n{nearest(word, WEEKDAYS)}")
    return WEEKDAYS.index(word)


def read_hours(value: object) -> tuple[Hours, ...]:
    """Spans of a day in order, the last of which may cross midnight.

    >>> [str(span) for span in read_hours("17:00-02:00")]
    ['17:00-02:00']
    """
    if not isinstance(value, str):
        raise ValueError(f'{value!r} says no hours\nWrite "09:00-18:00", or "22:00-06:00" over midnight.')
    return tuple(sorted((_span(part.strip()) for part in value.split(",")), key=lambda span: span.start))


def _span(text: str) -> Hours:
    found = _SPAN.fullmatch(text)
    start, end = _minutes(found, 1), _minutes(found, 3)
    if found is None or start >= DAY or end > DAY or start == end:
        raise ValueError(f'{text!r} is no span of hours\nWrite "09:00-18:00", or "22:00-06:00" over midnight.')
    return Hours(start, end if end > start else end + DAY)


def _minutes(found: re.Match[str] | None, group: int) -> int:
    return int(found[group]) * 60 + int(found[group + 1]) if found else 0
