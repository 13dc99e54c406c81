"""Checks of typed-in values, shared by the nouns: each names the field, the reason and the next step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.model.vocabulary import Decision, Kind, Severity, member_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

LONGEST_TEXT = 1_000_000  # characters; more than any letter, less than what stops a desk
LONGEST_WORD = 200


def instant(value: datetime, *, field: str = "at") -> datetime:
    """`value` in UTC; a time without a zone is refused, for nobody knows what it means."""
    if not isinstance(value, datetime):
        raise InvalidInput(field=field, reason=f"{value!r} is not a date with time", next_step="Give an aware datetime.")
    if value.tzinfo is None or value.utcoffset() is None:
        raise InvalidInput(
            field=field,
            reason=f"{value.isoformat()} has no time zone",
            next_step='Say where: for example "2026-11-21T10:00+08:00".',
        )
    return value.astimezone(UTC)


def is_text(_: Any, attribute: attrs.Attribute[Any], value: str) -> None:  # noqa: ANN401  attrs hands over any instance
    """Validator: something was said, and not more than a desk can hold."""
    field = attribute.name
    if not isinstance(value, str):
        raise InvalidInput(field=field, reason=f"{type(value).__name__} is not text", next_step="Give a string.")
    if not value.strip():
        raise InvalidInput(field=field, reason="is empty", next_step="Write what was said, in a few words.")
    if len(value) > LONGEST_TEXT:
        raise InvalidInput(
            field=field,
            reason=f"has {len(value):,} characters; {LONGEST_TEXT:,} are allowed",
            next_step="Attach it as a file.",
        )


def is_word(_: Any, attribute: attrs.Attribute[Any], value: str) -> None:  # noqa: ANN401  attrs hands over any instance
    """Validator: an id or name: one line, no control characters, not long."""
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(field=attribute.name, reason="is empty", next_step="Give its id.")
    if len(value) > LONGEST_WORD or not value.isprintable():
        raise InvalidInput(
            field=attribute.name,
            reason=f"is no id: at most {LONGEST_WORD} printable characters in one line",
            next_step="Give its id.",
        )


maybe_text = attrs.validators.optional(is_text)
maybe_word = attrs.validators.optional(is_word)


def instant_of(value: datetime, field: attrs.Attribute[Any]) -> datetime:
    """Converter for fields that hold a point in time."""
    return instant(value, field=field.name)


def maybe_instant_of(value: datetime | None, field: attrs.Attribute[Any]) -> datetime | None:
    """Converter for fields that may hold a point in time."""
    return None if value is None else instant(value, field=field.name)


def moment_of(value: datetime | timedelta | None, field: attrs.Attribute[Any]) -> datetime | timedelta | None:
    """Converter: a point in time or a time from now on, never in the past by itself."""
    if isinstance(value, timedelta):
        if value <= timedelta(0):
            raise InvalidInput(field=field.name, reason="is not in the future", next_step="Give a positive duration.")
        return value
    return maybe_instant_of(value, field)


at_instant: Any = attrs.Converter(instant_of, takes_field=True)  # type: ignore[call-overload]  # attrs' stub knows no typed pair
maybe_at_instant: Any = attrs.Converter(maybe_instant_of, takes_field=True)  # type: ignore[call-overload]  # as above
at_moment: Any = attrs.Converter(moment_of, takes_field=True)  # type: ignore[call-overload]  # as above


def kind_of(value: Kind | str) -> Kind:
    """Converter."""
    return member_of(Kind, value, field="kind")


def severity_of(value: Severity | str) -> Severity:
    """Converter."""
    return member_of(Severity, value, field="severity")


def maybe_severity_of(value: Severity | str | None) -> Severity | None:
    """Converter."""
    return None if value is None else severity_of(value)


def decision_of(value: Decision | str) -> Decision:
    """Converter."""
    return member_of(Decision, value, field="decisions")


def tuple_of(kind: type[T]) -> Callable[[Iterable[T]], tuple[T, ...]]:
    """Converter: several of one kind, a lone one or a stranger refused by name."""

    def several(values: Iterable[T]) -> tuple[T, ...]:
        if isinstance(values, str | bytes | kind) and kind is not str or isinstance(values, str):
            raise InvalidInput(field=kind.__name__.lower(), reason="is one value", next_step="Give a list of them.")
        found = tuple(values)
        for value in found:
            if not isinstance(value, kind):
                raise InvalidInput(
                    field=kind.__name__.lower(),
                    reason=f"{type(value).__name__} is not a {kind.__name__}",
                    next_step=f"Give {kind.__name__} values.",
                )
        return found

    return several
