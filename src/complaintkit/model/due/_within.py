"""The grammar of durations in playbooks: "15 min", "24 h", "7 days", "2 working hours", "3 working days"."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

import attrs

from complaintkit.model.bounds import LONGEST_SPAN, short
from complaintkit.model.check import plain
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import Phrase, phrase

_TEXT = re.compile(r"(\d+)\s*(\D+)")
_PART = re.compile(r"(\d{1,4}\.\d{1,2})\s*(\D+)")
_EXAMPLE = phrase('Write "15 min", "24 h", "7 days", "2 working hours" or "3 working days".')


class Counting(StrEnum):
    """What a duration counts."""

    ELAPSED = "elapsed"
    WORKING_HOURS = "working-hours"
    WORKING_DAYS = "working-days"


class Unit(StrEnum):
    """A unit of a duration, as it is written."""

    MINUTES = "min"
    HOURS = "h"
    DAYS = "days"
    WORKING_MINUTES = "working min"
    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"


_COUNTING = {
    Unit.MINUTES: Counting.ELAPSED,
    Unit.HOURS: Counting.ELAPSED,
    Unit.DAYS: Counting.ELAPSED,
    Unit.WORKING_MINUTES: Counting.WORKING_HOURS,
    Unit.WORKING_HOURS: Counting.WORKING_HOURS,
    Unit.WORKING_DAYS: Counting.WORKING_DAYS,
}
_SPAN = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: timedelta(days=1),
    Unit.WORKING_MINUTES: timedelta(minutes=1),
    Unit.WORKING_HOURS: timedelta(hours=1),
    Unit.WORKING_DAYS: timedelta(days=1),
}
_WORDS = {
    "minute": Unit.MINUTES,
    "minutes": Unit.MINUTES,
    "hour": Unit.HOURS,
    "hours": Unit.HOURS,
    "day": Unit.DAYS,
    "working minute": Unit.WORKING_MINUTES,
    "working minutes": Unit.WORKING_MINUTES,
    "working h": Unit.WORKING_HOURS,
    "working hour": Unit.WORKING_HOURS,
    "working day": Unit.WORKING_DAYS,
    **{unit.value: unit for unit in Unit},
}
_PHRASES = {
    Unit.MINUTES: phrase.template("{amount} min"),
    Unit.HOURS: phrase.template("{amount} h"),
    Unit.DAYS: phrase.template("{amount} days"),
    Unit.WORKING_MINUTES: phrase.template("{amount} working min"),
    Unit.WORKING_HOURS: phrase.template("{amount} working hours"),
    Unit.WORKING_DAYS: phrase.template("{amount} working days"),
}
_TYPED = {
    "分钟": "min",
    "小时": "h",
    "个小时": "h",
    "天": "days",
    "日": "days",
    "个工作分钟": "working min",
    "个工作小时": "working hours",
    "个工作日": "working days",
    "工作日": "working days",
    "business day": "working days",
    "business days": "working days",
    "business hour": "working hours",
    "business hours": "working hours",
    "workday": "working days",
    "workdays": "working days",
    "d": "days",
    "hrs": "h",
    "hr": "h",
    "mins": "min",
}
"""Units as some type them, and how they are written."""

_LONGER = {
    **dict.fromkeys(("week", "weeks", "周", "个星期", "星期"), 7),
    **dict.fromkeys(("month", "months", "个月", "月"), 30),
    **dict.fromkeys(("year", "years", "年"), 365),
}
"""Units that there are not, and how many days people mean by them."""


@attrs.frozen
class Within:
    """An amount of elapsed time, working time or working days; a day of elapsed time is 24 hours.

    >>> Within.parse("3 working days"), str(Within.parse("24 hours"))
    (Within(3, 'working days'), '24 h')
    >>> Within.parse("5 min").at_most(Within.parse("1 h"))
    True
    """

    amount: int
    unit: Unit = attrs.field(converter=Unit)

    def __attrs_post_init__(self) -> None:
        """Refuse an amount below one, and durations of more than ten years."""
        if isinstance(self.amount, bool) or not isinstance(self.amount, int) or self.amount < 1:
            raise InvalidInput(
                field="within",
                reason=phrase("{amount!r} is no amount", amount=short(self.amount)),
                next_step=phrase("Give 1 or more."),
            )
        if self.amount > LONGEST_SPAN.days * 24 * 60 or self.amount * _SPAN[self.unit] > LONGEST_SPAN:
            raise InvalidInput(
                field="within",
                reason=phrase("{value} is more than ten years", value=self),
                next_step=phrase("Give less."),
            )

    @classmethod
    def parse(cls, text: object, *, field: str = "within") -> Within:
        """Read a duration as playbooks write it.

        Raises:
            InvalidInput: it is none, under the name `field`; says how to write one.
        """
        if isinstance(text, cls):
            return text
        found = _TEXT.fullmatch(plain(text)) if isinstance(text, str) else None
        if not found:
            step = _whole(text) if isinstance(text, str) else _EXAMPLE
            raise InvalidInput(field=field, reason=phrase("{text!r} is no duration", text=text), next_step=step)
        amount, word = found[1], " ".join(found[2].lower().split())
        if word not in _WORDS:
            raise InvalidInput(
                field=field,
                reason=phrase("{text!r} has no known unit", text=text),
                next_step=_unit_hint(amount, word),
            )
        if len(amount) > 9:
            raise InvalidInput(
                field=field,
                reason=phrase("{text!r} is more than ten years", text=text),
                next_step=phrase("Give less."),
            )
        try:
            return cls(int(amount), _WORDS[word])
        except InvalidInput as refused:
            raise InvalidInput(field=field, reason=refused.reason, next_step=_EXAMPLE) from None

    @property
    def counting(self) -> Counting:
        """The kind of time it counts: elapsed time, working time or working days."""
        return _COUNTING[self.unit]

    @property
    def span(self) -> timedelta:
        """The length of elapsed and of working time; for working days only a measure of size."""
        return self.amount * _SPAN[self.unit]

    def at_most(self, other: Within) -> bool:
        """Tell if this is as strict as `other` or stricter; False where they count different things."""
        return self.counting is other.counting and self.span <= other.span

    def to(self, language: str) -> str:
        """Write it as people read it: "3 working days", "3个工作日"."""
        return self.words.to(language)

    @property
    def words(self) -> Phrase:
        """The same, as a phrase."""
        return _PHRASES[self.unit].filled(amount=self.amount).in_english(str(self))

    def __str__(self) -> str:
        word = self.unit.removesuffix("s") if self.amount == 1 else self.unit
        return f"{self.amount} {word}"

    def __repr__(self) -> str:
        return f"Within({self.amount}, {self.unit.value!r})"


_SMALLER = {
    Unit.HOURS: (Unit.MINUTES, 60),
    Unit.DAYS: (Unit.HOURS, 24),
    Unit.WORKING_HOURS: (Unit.WORKING_MINUTES, 60),
}
"""Units that have a smaller one, and how many of it they are."""


def _whole(text: str) -> Phrase:
    """Suggest how to write half an hour: durations are whole numbers of a unit."""
    found = _PART.fullmatch(plain(text))
    word = " ".join(found[2].lower().split()) if found else ""
    unit = _WORDS.get(word) or _WORDS.get(_TYPED.get(word, ""))
    if found is None or unit not in _SMALLER:
        return _EXAMPLE
    smaller, many = _SMALLER[unit]
    amount = Decimal(found[1]) * many
    if amount != int(amount):
        return _EXAMPLE
    return phrase('Write "{amount} {hints}".', amount=int(amount), hints=smaller.value)


def _unit_hint(amount: str, word: str) -> str:
    if word in _TYPED:
        return phrase('Write "{amount} {hints}".', amount=amount, hints=_TYPED[word])
    if word in _LONGER and len(amount) < 5:
        return phrase('Write "{amount} {hints}".', amount=int(amount) * _LONGER[word], hints="days")
    hint = nearest(word, _WORDS)
    return hint if hint.startswith("Did") else _EXAMPLE
