"""Column types that keep what the domain means: UTC times, lists of words, exact amounts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.types import TypeDecorator

from complaintkit_sqlmodel._conversion import (
    amount_as_number,
    amount_of_number,
    paths_as_text,
    paths_of_text,
    time_as_text,
    time_of_text,
    words_as_text,
    words_of_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time in UTC, to the microsecond; without a zone it is refused.

    SQLite has no type for times and drops the zone without converting, so it is text of one width: it sorts as time
    goes and can be read by people.
    """

    impl = String(32)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:  # noqa: ARG002
        """Convert to the database; one function, for it runs for every time that is written."""
        return time_as_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """Convert from the database."""
        return time_of_text


class Words(TypeDecorator[tuple[str, ...]]):
    """Several words in their order, as a JSON array."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[tuple[str, ...] | None], Any]:  # noqa: ARG002
        """Convert to the database; one function, as above."""
        return words_as_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], tuple[str, ...] | None]:  # noqa: ARG002
        """Convert from the database."""
        return words_of_text


class Paths(TypeDecorator[tuple[str, ...]]):
    """Several paths of a tree, as a JSON array of texts that end with a slash: so one is found with what is below it."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[tuple[str, ...] | None], Any]:  # noqa: ARG002
        """Convert to the database; one function, as above."""
        return paths_as_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], tuple[str, ...]]:  # noqa: ARG002
        """Convert from the database."""
        return paths_of_text


class Exact(TypeDecorator[Decimal]):
    """An exact amount: whole ten-thousandths, so that a database without decimals adds and compares exactly."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Decimal | None], Any]:  # noqa: ARG002
        """Convert to the database; one function, as above."""
        return amount_as_number

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Decimal | None]:  # noqa: ARG002
        """Convert from the database."""
        return amount_of_number
