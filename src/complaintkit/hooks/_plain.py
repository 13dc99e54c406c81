"""Plain settings: text, numbers, truth, durations, money. Strict: `"yes"` is no truth value and `5` no text.

Only what comes from an environment variable or a file is text by nature, and is read as what is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money

if TYPE_CHECKING:
    from complaintkit.hooks._reading import Reading

_SECONDS: Final = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400, "day": 86400, "days": 86400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")
_LARGEST: Final = 18  # digits of a number,
_LARGEST_DURATION: Final = 8  # and of a duration: more is a slip of the keyboard
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_TRUTH: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def path(value: object, reading: Reading) -> PurePath:
    """A path, from the folder of the configuration file."""
    if not isinstance(value, str | PurePath):
        raise reading.misfit("a path", value)
    return reading.folder / value


def _text(value: object, reading: Reading) -> str:
    if not isinstance(value, str):
        raise reading.misfit("text", value)
    return value


def _truth(value: object, reading: Reading) -> bool:
    if isinstance(value, bool):
        return value
    if reading.as_text and isinstance(value, str) and value.strip().lower() in _TRUTH:
        return _TRUTH[value.strip().lower()]
    raise reading.misfit("true or false", value)


def _number(value: object, reading: Reading) -> Decimal:
    given = isinstance(value, int | Decimal | float) and not isinstance(value, bool)
    if given or (reading.as_text and isinstance(value, str)):
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            raise reading.misfit("a number", value) from None
        if number.is_finite() and number.adjusted() < _LARGEST:
            return number
    raise reading.misfit("a number", value)


def _whole(value: object, reading: Reading) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if reading.as_text and isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    raise reading.misfit("a whole number", value)


def _duration(value: object, reading: Reading) -> timedelta:
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[2] not in _SECONDS or len(match[1]) > _LARGEST_DURATION:
        raise reading.misfit('a duration such as "30 s", "5 min" or "2 h"', value)
    return timedelta(seconds=float(match[1]) * _SECONDS[match[2]])


def _money(value: object, reading: Reading) -> Money:
    if isinstance(value, Money):
        return value
    try:
        return Money.parse(value)  # type: ignore[arg-type]  # refuses what is no text
    except InvalidInput:
        raise reading.misfit('money such as "20.00 CNY"', value) from None


PLAIN: Final[Mapping[type, Callable[[object, Reading], object]]] = {
    str: _text,
    bool: _truth,
    int: _whole,
    float: lambda value, reading: float(_number(value, reading)),
    Decimal: _number,
    timedelta: _duration,
    Money: _money,
}
"""How each plain type is read."""
