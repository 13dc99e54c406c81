"""The week of a calendar: which spans each weekday has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import attrs

from complaintkit.calendars._span import DAY, Span, read_spans
from complaintkit.model.check import plain
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import nearest

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@attrs.frozen
class Week:
    """The spans of Monday to Sunday; a span belongs to the day it opens."""

    days: tuple[tuple[Span, ...], ...]

    @property
    def usual(self) -> tuple[Span, ...]:
        """The spans of the first day that has any: Monday's, in most places."""
        return next((spans for spans in self.days if spans), ())

    def as_data(self) -> dict[str, str]:
        """Return every day by its name, as the file format writes it."""
        return {name: ", ".join(map(str, spans)) for name, spans in zip(WEEKDAYS, self.days, strict=True)}


def read_week(table: object, *, field: str = "week") -> Week:
    """Read the week of `{ mon-thu = "17:00-02:00", fri-sun = "16:00-03:00" }`.

    >>> read_week({"mon-fri": "09:00-18:00"}).as_data()["fri"]
    '09:00-18:00'

    Raises:
        InvalidInput: an unknown or repeated day, no hours, or a day that runs into the next.
    """
    if not isinstance(table, Mapping) or not table:
        raise InvalidInput(
            field=field,
            reason=phrase("says no days"),
            next_step=phrase('Write { mon-fri = "09:00-18:00" }.'),
        )
    days: dict[int, tuple[Span, ...]] = {}
    for words, hours in cast("Mapping[str, object]", table).items():
        path = f"{field}.{words}"
        spans = read_spans(hours, field=path)
        for weekday in _weekdays(words, field=path):
            if weekday in days:
                raise InvalidInput(
                    field=path,
                    reason=phrase("{weekdays} is said twice", weekdays=WEEKDAYS[weekday]),
                    next_step=phrase("Say each day once."),
                )
            days[weekday] = spans
    week = Week(tuple(days.get(weekday, ()) for weekday in range(7)))
    _check_nights(week, field=field)
    return week


def read_weekday(word: str, *, field: str) -> int:
    """Read a weekday: 0 for "mon" to 6 for "sun"."""
    if word not in WEEKDAYS:
        hint = (
            phrase("Did you mean {word!r}?", word=word[:3].lower())
            if word[:3].lower() in WEEKDAYS
            else nearest(word, WEEKDAYS)
        )
        raise InvalidInput(field=field, reason=phrase("{word!r} is no day of the week", word=word), next_step=hint)
    return WEEKDAYS.index(word)


def _weekdays(words: str, *, field: str) -> list[int]:
    """Return the days of "mon", "mon-thu", "sat-mon" or "mon,wed"."""
    found: list[int] = []
    for part in plain(words).split(","):
        first, dash, last = part.strip().partition("-")
        start = read_weekday(first.strip(), field=field)
        end = read_weekday(last.strip(), field=field) if dash else start
        found += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return found


def _check_nights(week: Week, *, field: str) -> None:
    for weekday, spans in enumerate(week.days):
        following = week.days[(weekday + 1) % 7]
        if spans and following and spans[-1].closes - DAY > following[0].opens:
            raise InvalidInput(
                field=field,
                reason=phrase(
                    "{weekdays}'s {spans} runs into {weekdays2}'s {following}",
                    weekdays=WEEKDAYS[weekday],
                    spans=spans[-1],
                    weekdays2=WEEKDAYS[(weekday + 1) % 7],
                    following=following[0],
                ),
                next_step=phrase("Close before the next day opens."),
            )
