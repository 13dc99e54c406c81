"""Values as SQLite keeps them, and back: UTC times, lists of words, exact amounts, days."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from complaintkit.errors import InvalidInput
from complaintkit_sqlmodel._catalogue import phrase

_TERSELY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SCALE = Decimal(10_000)  # no currency of ISO 4217 has more than four decimal places
_EXACTLY = Context(prec=40, traps=[Inexact])
_LARGEST = 4 * 10**18  # two of these still add up without overflowing 64 bits


# A command writes the same few times again and again, and `isoformat` with a zone is slow.
@lru_cache(maxsize=1024)
def time_as_text(value: datetime | None) -> str | None:
    """Write a time in UTC, to the microsecond, as text of one width."""
    return None if value is None else _utc(value).isoformat(timespec="microseconds")


@lru_cache(maxsize=1024)  # what one command wrote has the same few times
def time_of_text(value: str | None) -> datetime | None:
    """Read a time."""
    return None if value is None else datetime.fromisoformat(value)


def _utc(value: datetime) -> datetime:
    if value.utcoffset() is None:
        raise InvalidInput(
            field="at",
            reason=phrase("{value} has no time zone", value=value),
            next_step=phrase("Give an aware datetime in UTC."),
        )
    return value.astimezone(UTC)


@lru_cache(maxsize=1024)  # few different ones are written and read again and again
def words_as_text(value: tuple[str, ...] | None) -> str | None:
    """Write words as a JSON array."""
    return None if value is None else _TERSELY.encode(value)


@lru_cache(maxsize=1024)
def words_of_text(value: str | None) -> tuple[str, ...] | None:
    """Read words from a JSON array."""
    return None if value is None else tuple(json.loads(value))


def paths_as_text(value: tuple[str, ...] | None) -> str | None:
    """Write paths as a JSON array, each closed by a slash; None where there is none.

    >>> paths_as_text(("food/sensory", "service"))
    '["food/sensory/","service/"]'
    """
    return _TERSELY.encode([f"{one}/" for one in value]) if value else None


def paths_of_text(value: str | None) -> tuple[str, ...]:
    """Read paths from a JSON array."""
    return () if value is None else tuple(one[:-1] for one in json.loads(value))


def beginning_of(path: str) -> str:
    """Return what stands in the text of paths that have this one, or one below it, and in no other.

    >>> (
    ...     beginning_of("food") in paths_as_text(("service", "food/sensory")),
    ...     beginning_of("food") in paths_as_text(("food2",)),
    ... )
    (True, False)
    """
    return _TERSELY.encode(f"{path}/")[:-1]


def amount_as_number(value: Decimal | None) -> int | None:
    """Write an exact amount."""
    return None if value is None else ten_thousandths(value)


def amount_of_number(value: int | None) -> Decimal | None:
    """Read an exact amount."""
    return None if value is None else Decimal(value) / _SCALE


def decimal_of(amount: str) -> Decimal:
    """Read a decimal string of the port as an amount that can be kept exactly.

    >>> decimal_of("9.90")
    Decimal('9.90')
    """
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise InvalidInput(
            field="amount",
            reason=phrase("{amount!r} is not a number", amount=amount),
            next_step=phrase('Write it like "9.90".'),
        ) from None
    ten_thousandths(value)
    return value


def text_of(kept: int | None) -> str:
    """Write an amount that the database keeps as a decimal string of the port.

    >>> text_of(99000), text_of(None)
    ('9.9', '0')
    """
    return str(Decimal(kept or 0) / _SCALE)


def ten_thousandths(amount: Decimal) -> int:
    """Return an amount as the database keeps it.

    >>> ten_thousandths(Decimal("9.90"))
    99000
    """
    scaled = _scaled(amount)
    if scaled is None or not 0 <= scaled <= _LARGEST:
        raise InvalidInput(
            field="amount",
            reason=phrase(
                "{amount} can't be kept exactly: not negative, four decimal places, at most 400 trillion", amount=amount
            ),
            next_step=phrase("Give it in whole minor units of its currency."),
        )
    return scaled


def _scaled(amount: Decimal) -> int | None:
    try:
        scaled = _EXACTLY.multiply(amount, _SCALE)
    except Inexact:
        return None
    return int(scaled) if scaled.is_finite() and scaled == scaled.to_integral_value() else None


def _day_as_text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _day_of_text(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _flag_as_number(value: bool | None) -> int | None:  # noqa: FBT001  what a column holds
    return None if value is None else int(value)


def _flag_of_number(value: int | None) -> bool | None:
    return None if value is None else bool(value)


CONVERSIONS: Final[Mapping[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]]] = {
    "Boolean": (_flag_as_number, _flag_of_number),
    "Date": (_day_as_text, _day_of_text),
    "Exact": (amount_as_number, amount_of_number),
    "Paths": (paths_as_text, paths_of_text),
    "UtcDateTime": (time_as_text, time_of_text),
    "Words": (words_as_text, words_of_text),
}
"""How SQLite keeps a column's values, and how they are read, by the name of the column's type."""
