"""Values to JSON and back, in the forms of the door: money "20.00 CNY", times RFC 3339, words of closed lists."""

from __future__ import annotations

import base64
import json
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache, partial
from operator import is_
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import member_of

if TYPE_CHECKING:
    from cattrs import Converter


_AS_TEXT = phrase('Write it as text: "9.90".')


def canonical(value: object) -> str:
    """The one way to write a JSON value: sorted, without spaces, so that its digest means something."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def dumps(value: object) -> str:
    """Any value of the model as a line of JSON, keys in the order they were made."""
    return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))


def to_json(value: object) -> Any:  # noqa: ANN401  JSON
    """A value of the model as JSON-able data."""
    return converter().unstructure(value)


def from_json(data: object, kind: Any) -> Any:  # noqa: ANN401  any type of the model
    """JSON-able data as a value of the model."""
    return converter().structure(data, kind)


def instant_text(at: datetime) -> str:
    """RFC 3339 with its offset; UTC as Z."""
    return at.isoformat().replace("+00:00", "Z")


def _instant(value: object, _: object) -> datetime:
    try:
        return datetime.fromisoformat(value)  # type: ignore[arg-type]  # a wrong type is refused below
    except (TypeError, ValueError):
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is not a time", value=value),
            next_step=phrase('Write it like "2026-11-21T10:00:00+08:00".'),
        ) from None


def _duration(value: object, _: object) -> timedelta:
    if isinstance(value, str) and value.endswith(" s"):
        return timedelta(seconds=float(value[:-2]))
    return Within.parse(value, field="").span


def _decimal(value: object, _: object) -> Decimal:
    if isinstance(value, float | bool) or not isinstance(value, str | int | Decimal):
        raise InvalidInput(field="", reason=phrase("{value!r} is not exact", value=value), next_step=_AS_TEXT)
    try:
        return Decimal(value)
    except ArithmeticError:
        raise InvalidInput(
            field="", reason=phrase("{value!r} is not a number", value=value), next_step=_AS_TEXT
        ) from None


def _text(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput(
            field="",
            reason=phrase("{value} is not text", value=json.dumps(value, default=str)[:40]),
            next_step=phrase("Put it in quotes."),
        )
    return value


def _truth(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is neither true nor false", context="import", value=value),
            next_step=phrase("Write true or false."),
        )
    return value


def _whole(value: object, _: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is not a whole number", value=value),
            next_step=phrase("Write it without quotes."),
        )
    return value


def _content(value: object, _: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True)  # type: ignore[arg-type]  # a wrong type is refused below
    except (TypeError, ValueError):
        raise InvalidInput(
            field="base64",
            reason=phrase("is not base64"),
            next_step=phrase("Encode the file's bytes."),
        ) from None


def _moment(value: object, _: object) -> datetime | timedelta:
    """A time, or a duration from now."""
    if isinstance(value, str) and value[:4].isdigit() and "-" in value:
        return _instant(value, datetime)
    return _duration(value, timedelta)


def _is_vocabulary(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _is_union_of_moments(kind: object) -> bool:
    return get_origin(kind) in (types.UnionType, Union) and {datetime, timedelta} <= set(get_args(kind))


def _maybe_moment(value: object, kind: object) -> datetime | timedelta | None:
    return None if value is None and type(None) in get_args(kind) else _moment(value, kind)


@cache
def converter() -> Converter:
    """The kit's cattrs converter, made once when it is first needed."""
    from cattrs import Converter

    made = Converter(omit_if_default=True, forbid_extra_keys=False, detailed_validation=False)
    _values(made)
    made.register_unstructure_hook(Within, str)
    made.register_structure_hook(Within, lambda value, _: Within.parse(value))
    made.register_structure_hook_func(_is_union_of_moments, _maybe_moment)
    return made


def _values(made: Converter) -> None:
    pairs: Sequence[tuple[type, Callable[[Any], Any], Callable[[object, object], Any]]] = (
        (Money, str, lambda value, _: Money.parse(value)),  # type: ignore[arg-type]  # parse says what it got
        (datetime, instant_text, _instant),
        (timedelta, lambda value: f"{value.total_seconds():.6f}".rstrip("0").rstrip(".") + " s", _duration),
        (Decimal, str, _decimal),
        (bytes, lambda value: base64.b64encode(value).decode(), _content),
    )
    for kind, write, read in pairs:
        made.register_unstructure_hook(kind, write)
        made.register_structure_hook(kind, read)
    for plain_kind, read in ((str, _text), (bool, _truth), (int, _whole)):
        made.register_structure_hook_func(partial(is_, plain_kind), read)  # exactly these: a StrEnum is a str, too
    made.register_structure_hook_func(_is_vocabulary, lambda value, kind: member_of(kind, value, field=""))
    made.register_unstructure_hook(Enum, lambda value: value.value)


def plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping without what is empty."""
    return {name: one for name, one in value.items() if one not in (None, (), [], {}, "")}
