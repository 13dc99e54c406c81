"""Single values of the door: strict, exact, each refused with how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from complaintkit.model.bilingual import both
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import Phrase, phrase

PATTERNS: Mapping[type, str] = {
    Money: r"^-?\d{1,15}(\.\d{1,9})? [A-Z]{3}$",
    Decimal: r"^-?\d{1,15}(\.\d{1,9})?$",
    datetime: r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$",
    timedelta: r"^\d{1,9} ?(min|minutes?|h|hours?|days?)$",
}
"""What text of these types looks like."""
_LARGEST = 2**53  # what every JSON reader keeps exact


def read_leaf(kind: type, value: object, path: str) -> Any:  # noqa: ANN401  a value of that type
    """The value.

    Raises:
        InvalidInput: it is none, under the name `path`.
    """
    return _READERS[kind](value, path)


def moment(value: object, path: str) -> datetime | timedelta:
    """A time, or a duration from now."""
    if isinstance(value, str) and re.match(r"\d{4}-", value):
        return _instant(value, path)
    return _duration(value, path)


def _refused(path: str, value: object, reason: Phrase, next_step: Phrase) -> InvalidInput:
    return InvalidInput(
        field=path,
        reason=phrase("{value} {reason}", value=_shown(value), reason=reason),
        next_step=next_step,
    )


def _shown(value: object) -> Phrase:
    """The value in short; what it holds may be long."""
    if isinstance(value, dict):
        return phrase("an object")
    if isinstance(value, list):
        return phrase("a list")
    if isinstance(value, str):
        return phrase("{value!r}", value=value[:100])
    text = "null" if value is None else repr(value)[:100].lower()
    return both(text, text)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise _refused(path, value, phrase("is not text"), phrase("Put it in quotes."))
    return value


def _truth(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise _refused(
            path,
            value,
            phrase("is neither true nor false"),
            phrase("Write true or false."),
        )
    return value


def _whole(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
        raise _refused(path, value, phrase("is not a whole number"), phrase("Write it without quotes."))
    return value


def _exact(value: object, path: str) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(_whole(value, path))
    if not _fits(Decimal, value):
        raise _refused(
            path,
            value,
            phrase("is not an exact number"),
            phrase('Write it as text: "1.5".'),
        )
    return Decimal(str(value))


def _money(value: object, path: str) -> Money:
    example = phrase('Write it like "20.00 CNY".')
    if not _fits(Money, value):
        raise _refused(path, value, phrase("is not an amount with a currency"), example)
    try:
        return Money.parse(str(value))
    except InvalidInput as refused:
        raise refused.named(path) from None


def _instant(value: object, path: str) -> datetime:
    example = phrase('Write it like "2026-11-21T20:05:00+08:00".')
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", value):
        raise _refused(path, value, phrase("has no time zone"), example)
    if not _fits(datetime, value):
        raise _refused(path, value, phrase("is not a time with its offset"), example)
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _refused(path, value, phrase("is not a time that exists"), example) from None


def _duration(value: object, path: str) -> timedelta:
    if not _fits(timedelta, value):
        raise _refused(
            path,
            value,
            phrase("is not a duration"),
            phrase('Write it like "30 min", "24 h", "7 days".'),
        )
    return Within.parse(value, field=path).span


def _fits(kind: type, value: object) -> bool:
    return isinstance(value, str) and re.match(PATTERNS[kind], value, re.ASCII) is not None


_READERS: Mapping[type, Callable[[object, str], Any]] = {
    str: _text,
    bool: _truth,
    int: _whole,
    Decimal: _exact,
    Money: _money,
    datetime: _instant,
    timedelta: _duration,
}
