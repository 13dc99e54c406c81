"""Single values of the door: strict, exact, each refused with how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from complaintkit.calendars import Counting, Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money

__all__ = ["PATTERNS", "moment", "read_leaf"]

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


def _matched(kind: type, value: object, path: str, *, reason: str, next_step: str) -> str:
    if not isinstance(value, str) or not re.match(PATTERNS[kind], value, re.ASCII):
        raise InvalidInput(field=path, reason=f"{_shown(value)} is not {reason}", next_step=next_step)
    return value


def _shown(value: object) -> str:
    return {dict: "an object", list: "a list", type(None): "null", bool: str(value).lower()}.get(type(value)) or repr(
        value
    )[:100]


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise InvalidInput(field=path, reason=f"{_shown(value)} is not text", next_step="Put it in quotes.")
    return value


def _truth(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(
            field=path, reason=f"{_shown(value)} is neither true nor false", next_step="Write true or false."
        )
    return value


def _whole(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
        raise InvalidInput(
            field=path, reason=f"{_shown(value)} is not a whole number", next_step="Write it without quotes."
        )
    return value


def _exact(value: object, path: str) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(_whole(value, path))
    return Decimal(_matched(Decimal, value, path, reason="an exact number", next_step='Write it as text: "1.5".'))


def _money(value: object, path: str) -> Money:
    text = _matched(Money, value, path, reason="an amount with a currency", next_step='Write it like "20.00 CNY".')
    try:
        return Money.parse(text)
    except InvalidInput as refused:
        raise InvalidInput(field=path, reason=refused.reason, next_step='Write it like "20.00 CNY".') from None


def _instant(value: object, path: str) -> datetime:
    example = 'Write it like "2026-11-21T20:05:00+08:00".'
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", value):
        raise InvalidInput(field=path, reason=f"{value!r} has no time zone", next_step=example)
    text = _matched(datetime, value, path, reason="a time with its offset", next_step=example)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(field=path, reason=f"{text!r} is not a time that exists", next_step=example) from None


def _duration(value: object, path: str) -> timedelta:
    example = 'Write it like "30 min", "24 h", "7 days".'
    text = _matched(timedelta, value, path, reason="a duration", next_step=example)
    try:
        within = Within.parse(text, field=path)
    except InvalidInput as refused:
        raise InvalidInput(field=path, reason=refused.reason, next_step=example) from None
    if within.counting is not Counting.ELAPSED:
        raise InvalidInput(field=path, reason=f"{text!r} depends on a calendar", next_step=example)
    return within.span


_READERS: Mapping[type, Callable[[object, str], Any]] = {
    str: _text,
    bool: _truth,
    int: _whole,
    Decimal: _exact,
    Money: _money,
    datetime: _instant,
    timedelta: _duration,
}
