"""Checks of what plugins and hosts hand in, shared by the ports: each names the field, the reason and the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeAlias, TypeVar

import attrs

from complaintkit.model.bounds import LONGEST_TEXT
from complaintkit.model.errors import InvalidInput

T = TypeVar("T")
Validator: TypeAlias = Callable[[Any, "attrs.Attribute[Any]", Any], None]


def _named(kinds: tuple[type, ...]) -> str:
    return " or ".join(kind.__name__ for kind in kinds)


def is_a(*kinds: type) -> Validator:
    """Return a validator that takes instances of one of these; a bool is no number."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise InvalidInput(
                field=attribute.name,
                reason=f"{type(value).__name__} is not a {_named(kinds)}",
                next_step=f"Give a {_named(kinds)}.",
            )

    return check


def maybe_a(*kinds: type) -> Validator:
    """Return a validator that takes None, or an instance of one of these."""
    return attrs.validators.optional(is_a(*kinds))


def each(*kinds: type) -> Validator:
    """Return a validator that takes a tuple in which everything is one of these."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        for one in value if isinstance(value, tuple | frozenset) else (value,):
            if not isinstance(one, kinds):
                raise InvalidInput(
                    field=attribute.name,
                    reason=f"{type(one).__name__} is not a {_named(kinds)}",
                    next_step=f"Give a list of {_named(kinds)}.",
                )

    return check


def tupled(values: Iterable[T]) -> tuple[T, ...]:
    """Convert several values to a tuple; what is no collection is left for the validator to refuse."""
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return tuple(values)
    return values  # type: ignore[return-value]  # not of that type: the validator says so, by name


def is_short_enough(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Check that it is text, which may be empty, but not more than a desk can hold."""
    if not isinstance(value, str):
        raise InvalidInput(
            field=attribute.name, reason=f"{type(value).__name__} is not text", next_step="Give a string."
        )
    if len(value) > LONGEST_TEXT:
        raise InvalidInput(
            field=attribute.name,
            reason=f"has {len(value):,} characters; {LONGEST_TEXT:,} are allowed",
            next_step="Hand it over as a file.",
        )


def is_not_negative(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Check that it is None, or a duration that does not lie in the past."""
    if value is None:
        return
    if not isinstance(value, timedelta):
        raise InvalidInput(
            field=attribute.name, reason=f"{type(value).__name__} is no duration", next_step="Give a timedelta."
        )
    if value < timedelta(0):
        raise InvalidInput(field=attribute.name, reason=f"{value} lies in the past", next_step="Give zero or more.")


def at_least(least: int) -> Validator:
    """Return a validator that takes a whole number, this or more."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise InvalidInput(
                field=attribute.name, reason=f"{value!r} is no such number", next_step=f"Give {least} or more."
            )

    return check
