"""Single values of the door: strict, exact, each refused with how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from complaintkit.model.bilingual import Bilingual, both
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money

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


def _refused(path: str, value: object, reason: Bilingual, next_step: Bilingual) -> InvalidInput:
    return InvalidInput(
        field=path,
        reason=both("{value} {reason}", "{value}{reason}", value=_shown(value), reason=reason),
        next_step=next_step,
    )


def _shown(value: object) -> Bilingual:
    """The value in short; what it holds may be long."""
    if isinstance(value, dict):
        return both("an object", "对象")
    if isinstance(value, list):
        return both("a list", "列表")
    if isinstance(value, str):
        return both("{value!r}", "{value!r}", value=value[:100])
    text = "null" if value is None else repr(value)[:100].lower()
    return both(text, text)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise _refused(path, value, both("is not text", "不是文字"), both("Put it in quotes.", "请加上引号。"))
    return value


def _truth(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise _refused(
            path,
            value,
            both("is neither true nor false", "既不是 true 也不是 false"),
            both("Write true or false.", "请填写 true 或 false。"),
        )
    return value


def _whole(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST:
        raise _refused(
            path, value, both("is not a whole number", "不是整数"), both("Write it without quotes.", "请去掉引号。")
        )
    return value


def _exact(value: object, path: str) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(_whole(value, path))
    if not _fits(Decimal, value):
        raise _refused(
            path,
            value,
            both("is not an exact number", "不是精确的数"),
            both('Write it as text: "1.5".', "请写成文字：“1.5”。"),
        )
    return Decimal(str(value))


def _money(value: object, path: str) -> Money:
    example = both('Write it like "20.00 CNY".', "请写成“20.00 CNY”。")
    if not _fits(Money, value):
        raise _refused(path, value, both("is not an amount with a currency", "不是带币种的金额"), example)
    try:
        return Money.parse(str(value))
    except InvalidInput as refused:
        raise refused.named(path) from None


def _instant(value: object, path: str) -> datetime:
    example = both('Write it like "2026-11-21T20:05:00+08:00".', "请写成“2026-11-21T20:05:00+08:00”。")
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?", value):
        raise _refused(path, value, both("has no time zone", "没有时区"), example)
    if not _fits(datetime, value):
        raise _refused(path, value, both("is not a time with its offset", "不是带时区的时间"), example)
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _refused(path, value, both("is not a time that exists", "不是存在的时间"), example) from None


def _duration(value: object, path: str) -> timedelta:
    if not _fits(timedelta, value):
        raise _refused(
            path,
            value,
            both("is not a duration", "不是时长"),
            both('Write it like "30 min", "24 h", "7 days".', "请写成“30 min”“24 h”“7 days”。"),
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
