"""The week of a calendar: which spans each weekday has."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.calendars._span import DAY, Span, read_spans
from complaintkit.model.check import plain
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput, under
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import Unfit

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


def read_week(table: object) -> Week:
    """Read the week of `{ mon-thu = "17:00-02:00", fri-sun = "16:00-03:00" }`.

    >>> read_week({"mon-fri": "09:00-18:00"}).as_data()["fri"]
    '09:00-18:00'

    Raises:
        InvalidInput: an unknown or repeated day, no hours, or a day that runs into the next.
    """
    if not isinstance(table, Mapping) or not table:
        raise InvalidInput(
            field="", reason=phrase("says no days"), next_step=phrase('Write { mon-fri = "09:00-18:00" }.')
        )
    days: dict[int, tuple[Span, ...]] = {}
    for words, hours in table.items():
        with under(f".{words}"):
            spans = read_spans(hours)
            for weekday in read_weekdays(words):
                if weekday in days:
                    reason = phrase("{weekdays} is said twice", weekdays=WEEKDAYS[weekday])
                    raise InvalidInput(field="", reason=reason, next_step=phrase("Say each day once."))
                days[weekday] = spans
    week = Week(tuple(days.get(weekday, ()) for weekday in range(7)))
    _check_nights(week)
    return week


def read_weekday(word: str) -> int:
    """Read a weekday: 0 for "mon" to 6 for "sun"."""
    if word not in WEEKDAYS:
        short = word[:3].lower()
        hint = phrase("Did you mean {word!r}?", word=short) if short in WEEKDAYS else nearest(word, WEEKDAYS)
        raise Unfit(word, phrase("is no day of the week"), hint)
    return WEEKDAYS.index(word)


def read_weekdays(words: object) -> list[int]:
    """Read the days of "mon", "mon-thu", "sat-mon" or "mon,wed".

    >>> read_weekdays("fri-mon")
    [4, 5, 6, 0]

    Raises:
        InvalidInput: not weekdays; says which is near.
    """
    found: list[int] = []
    for part in plain(str(words)).split(","):
        first, dash, last = part.strip().partition("-")
        start = read_weekday(first.strip())
        end = read_weekday(last.strip()) if dash else start
        found += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return found


def _check_nights(week: Week) -> None:
    for weekday, spans in enumerate(week.days):
        following = week.days[(weekday + 1) % 7]
        if spans and following and spans[-1].closes - DAY > following[0].opens:
            reason = phrase(
                "{weekdays}'s {spans} runs into {weekdays2}'s {following}",
                weekdays=WEEKDAYS[weekday],
                spans=spans[-1],
                weekdays2=WEEKDAYS[(weekday + 1) % 7],
                following=following[0],
            )
            raise InvalidInput(field="", reason=reason, next_step=phrase("Close before the next day opens."))
