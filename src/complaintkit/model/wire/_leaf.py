"""Single values as JSON and TOML write them: strict, exact, each refused with how it is written."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from complaintkit.model.bounds import LARGEST_WHOLE, LONGEST_SPAN
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.wording import STATES, WORDS

PATTERNS: Final[Mapping[type, str]] = {
    Money: r"^-?\d{1,15}(\.\d{1,9})? [A-Z]{3}$",
    Decimal: r"^-?\d{1,15}(\.\d{1,9})?$",
    datetime: r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$",
    timedelta: r"^\d{1,9}(\.\d{1,6})? ?(ms|s|min|minutes?|h|hours?|d|days?)$",
}
"""What text of these types looks like."""

_SECONDS: Final[Mapping[str, int | Decimal]] = {"ms": Decimal("0.001"), "s": 1, "m": 60, "h": 3600, "d": 86400}
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?")
_NAMES: Final = {**WORDS, **STATES}
_AMOUNT = re.compile(r"([\d.]+) ?(ms|.)")


class Hidden(str):
    """Text that no message shows: it came from an environment variable or a file, and may be a secret."""

    __slots__ = ()


class Unfit(InvalidInput):
    """A value that is not what was wanted."""

    def __init__(self, value: object, reason: str, next_step: str, *, silent_step: str | None = None) -> None:
        """Say `reason` of the value ("is not text"); `silent_step` shows nothing of it, where `next_step` does."""
        self.silent = (reason, next_step if silent_step is None else silent_step)
        said = phrase("{value} {reason}", value=_shown(value), reason=reason)
        if isinstance(value, Hidden):
            super().__init__(field="", reason=self.silent[0], next_step=self.silent[1])
        else:
            super().__init__(field="", reason=said, next_step=next_step)

    def hidden(self) -> InvalidInput:
        """Return the same without the value, which is a secret."""
        reason, next_step = self.silent
        return InvalidInput(field="", reason=reason, next_step=next_step)


def _shown(value: object) -> str:
    """Say a value in short; what it holds may be long."""
    if isinstance(value, Mapping | list | tuple):
        return "{...}" if isinstance(value, Mapping) else "[...]"
    if isinstance(value, str):
        return phrase("{value!r}", value=value[:100])
    if value is None:
        return "null"
    return (str(value).lower() if isinstance(value, bool) else str(value))[:100]


def text(value: object) -> str:
    """Read text."""
    if not isinstance(value, str):
        raise Unfit(value, phrase("is not text"), phrase("Put it in quotes."))
    return str(value)


def truth(value: object) -> bool:
    """Read true or false; `"yes"` is neither."""
    if not isinstance(value, bool):
        raise Unfit(value, phrase("is neither true nor false"), phrase("Write true or false."))
    return value


def whole(value: object) -> int:
    """Read a whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_WHOLE:
        quoted = isinstance(value, str) and value.isascii() and value.isdigit()
        step = phrase("Write it without quotes.") if quoted else phrase("Write it like 2.")
        raise Unfit(value, phrase("is not a whole number"), step)
    return value


def exact(value: object) -> Decimal:
    """Read a whole number, or a number with a point as text: a float is something near it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(whole(value))
    if not _is_like(Decimal, value):
        raise Unfit(value, phrase("is not an exact number"), phrase('Write it as text: "1.5".'))
    return Decimal(str(value))


def money(value: object) -> Money:
    """Read an amount with its currency."""
    if isinstance(value, Money):
        return value
    if not _is_like(Money, value):
        raise Unfit(value, phrase("is not an amount with a currency"), phrase('Write it like "20.00 CNY".'))
    try:
        return Money.parse(str(value))
    except InvalidInput as refused:
        silent = phrase("is not an amount with a currency"), phrase('Write it like "20.00 CNY".')
        raise Unfit(value, *silent) if isinstance(value, Hidden) else refused.named("") from None


def instant(value: object) -> datetime:
    """Read a point in time that says its zone; return it in UTC."""
    example = phrase('Write it like "2026-11-21T20:05:00+08:00".')
    at = value.isoformat() if isinstance(value, date) else value  # TOML has times of its own
    if isinstance(at, str) and _LOCAL.fullmatch(at):
        raise Unfit(at, phrase("has no time zone"), example)
    if not _is_like(datetime, at):
        raise Unfit(value, phrase("is not a time with its offset"), example)
    try:
        return datetime.fromisoformat(str(at)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unfit(value, phrase("is not a time that exists"), example) from None


def duration(value: object) -> timedelta:
    """Read an amount of time, ten years at most."""
    if isinstance(value, timedelta):
        return value
    if not _is_like(timedelta, value):
        raise Unfit(value, phrase("is not a duration"), phrase('Write it like "30 s", "30 min", "24 h", "7 days".'))
    amount, unit = _AMOUNT.match(str(value)).groups()  # type: ignore[union-attr]  # it looks like one
    seconds = Decimal(amount) * _SECONDS[unit]
    if seconds > LONGEST_SPAN.total_seconds():
        raise Unfit(value, phrase("is more than ten years"), phrase("Give less."))
    return timedelta(seconds=float(seconds))


def moment(value: object) -> datetime | timedelta:
    """Read a point in time, or a duration from now."""
    is_instant = isinstance(value, date) or (isinstance(value, str) and re.match(r"\d{4}-", value))
    return instant(value) if is_instant else duration(value)


def content(value: object) -> bytes:
    """Read bytes, which stand in base64."""
    try:
        return base64.b64decode(value, validate=True)  # type: ignore[arg-type]  # a wrong type is refused below
    except (TypeError, ValueError):
        reason, next_step = phrase("is not base64"), phrase("Encode the file's bytes.")
        raise InvalidInput(field="", reason=reason, next_step=next_step) from None


def one_of(words: Mapping[Any, object]) -> Callable[[object], object]:
    """Make the reader of one word of a closed list, which gives what the word means."""

    def read(value: object) -> object:
        for word, meant in words.items():
            if value is meant or (value == word and isinstance(value, type(word))):
                return meant
        near, known = (nearest(one, words, _NAMES) for one in (str(value)[:100], ""))
        raise Unfit(value, phrase("is not known", context="word"), near, silent_step=known)

    return read


def _is_like(kind: type, value: object) -> bool:
    return isinstance(value, str) and re.match(PATTERNS[kind], value, re.ASCII) is not None
