"""Column types that keep what the domain means: UTC times, lists of words, exact amounts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.types import TypeDecorator

from complaintkit.errors import InvalidInput
from complaintkit_sqlmodel._catalogue import phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect


_TERSELY = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SCALE = Decimal(10_000)  # no currency of ISO 4217 has more than four decimal places
_EXACTLY = Context(prec=40, traps=[Inexact])
_LARGEST = 4 * 10**18  # two of these still add up without overflowing 64 bits


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time in UTC, to the microsecond; without a zone it is refused.

    SQLite has no type for times and drops the zone without converting, so it is text of one width: it sorts as time
    goes and can be read by people.
    """

    impl = String(32)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:  # noqa: ARG002
        """Convert to the database; one function, for it runs for every time that is written."""
        return _as_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """Convert from the database."""
        return _of_text


# A command writes the same few times again and again, and `isoformat` with a zone is slow.
@lru_cache(maxsize=1024)
def _as_text(value: datetime | None) -> str | None:
    return None if value is None else _utc(value).isoformat(timespec="microseconds")


def _of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _utc(value: datetime) -> datetime:
    if value.utcoffset() is None:
        raise InvalidInput(
            field="at",
            reason=phrase("{value} has no time zone", value=value.isoformat()),
            next_step=phrase("Give an aware datetime in UTC."),
        )
    return value.astimezone(UTC)


class Words(TypeDecorator[tuple[str, ...]]):
    """Several words in their order, as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Convert to the database."""
        return None if value is None else _TERSELY.encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002
        """Convert from the database."""
        return None if value is None else tuple(json.loads(value))


class Exact(TypeDecorator[Decimal]):
    """An exact amount: whole ten-thousandths, so that a database without decimals adds and compares exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Convert to the database."""
        return None if value is None else ten_thousandths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Convert from the database."""
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
