"""Checks of typed-in values, shared by the nouns: each names the field, the reason and the next step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.model.vocabulary import Decision, Kind, Severity, member_of

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

LONGEST_TEXT = 1_000_000  # characters; more than any letter, less than what stops a desk
LONGEST_WORD = 200


def instant(value: datetime, *, field: str = "at") -> datetime:
    """`value` in UTC; a time without a zone is refused, for nobody knows what it means."""
    if not isinstance(value, datetime):
        raise InvalidInput(
            field=field, reason=f"{value!r} is not a date with time", next_step="Give an aware datetime."
        )
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


def utc(value: datetime) -> datetime:
    """Converter: in UTC; what is no instant is left for the validator to name."""
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo is not None else value


def maybe_utc(value: datetime | None) -> datetime | None:
    """Converter: in UTC, where there is one."""
    return None if value is None else utc(value)


def moment(value: datetime | timedelta) -> datetime | timedelta:
    """Converter: a point in time in UTC, or a time from now on."""
    return value if isinstance(value, timedelta) else utc(value)


def maybe_moment(value: datetime | timedelta | None) -> datetime | timedelta | None:
    """Converter: the same, where there is one."""
    return None if value is None else moment(value)


def is_instant(_: Any, attribute: attrs.Attribute[Any], value: datetime) -> None:  # noqa: ANN401  attrs hands over any instance
    """Validator: a point in time with a zone."""
    instant(value, field=attribute.name)


def is_moment(_: Any, attribute: attrs.Attribute[Any], value: datetime | timedelta) -> None:  # noqa: ANN401  as above
    """Validator: a point in time, or a time from now on that is not past by itself."""
    if not isinstance(value, timedelta):
        instant(value, field=attribute.name)
    elif value <= timedelta(0):
        raise InvalidInput(field=attribute.name, reason="is not in the future", next_step="Give a positive duration.")


maybe_instant = attrs.validators.optional(is_instant)
maybe_is_moment = attrs.validators.optional(is_moment)


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


def several(values: Iterable[T], kind: type[T]) -> tuple[T, ...]:
    """A tuple of one kind of value; a lone one, or a stranger among them, is refused by name."""
    noun = kind.__name__.lower()
    if isinstance(values, kind | str | bytes):
        raise InvalidInput(field=noun, reason="is one value", next_step="Give a list of them.")
    found = tuple(values)
    for value in found:
        if not isinstance(value, kind):
            raise InvalidInput(
                field=noun,
                reason=f"{type(value).__name__} is not a {kind.__name__}",
                next_step=f"Give {kind.__name__} values.",
            )
    return found


def words(values: Iterable[str]) -> tuple[str, ...]:
    """Converter: several strings."""
    return several(values, str)
