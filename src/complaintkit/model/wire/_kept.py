"""Values of the model as the ledger keeps them, and back: what is as by default is left out, what was kept is trusted."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from operator import eq
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin

from complaintkit.model.due import Within
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.wire._canonical import in_order
from complaintkit.model.wire._field import is_moment
from complaintkit.model.wire._leaf import Unfit
from complaintkit.model.wire._shown import instant_text

if TYPE_CHECKING:
    from cattrs import Converter


def dumps(value: object) -> str:
    """Write a value of the model as a line of JSON, keys in the order they were made."""
    return in_order(to_json(value))


def to_json(value: object) -> Any:  # noqa: ANN401  JSON
    """Return a value of the model as JSON-able data."""
    kind: Any = type(value)
    return _writer(kind)(value)


def from_json(data: object, kind: Any) -> Any:  # noqa: ANN401  any type of the model
    """Return JSON-able data as a value of the model.

    Raises:
        InvalidInput: something in it was never written by `to_json`.
    """
    return _reader(kind)(data, kind)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401  any type of the model
    found: Callable[[Any], Any] = _converter().get_unstructure_hook(kind)
    return found


@cache
def _reader(kind: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401  any type of the model
    found: Callable[[Any, Any], Any] = _converter().get_structure_hook(kind)
    return found


def _exact(value: Any) -> Decimal:  # noqa: ANN401  JSON
    if isinstance(value, float | bool):
        raise TypeError
    return Decimal(value)


def _span(value: str) -> timedelta:
    return timedelta(seconds=float(value[:-2])) if value.endswith(" s") else Within.parse(value).span


def _span_text(value: timedelta) -> str:
    return f"{value.total_seconds():.6f}".rstrip("0").rstrip(".") + " s"


def _moment(value: str | None) -> datetime | timedelta | None:
    if value is None:
        return None
    return datetime.fromisoformat(value) if value[4:5] == "-" else _span(value)


_READERS: Final[dict[type, Callable[[Any], object]]] = {
    Decimal: _exact,
    Money: Money.parse,
    Within: Within.parse,
    datetime: datetime.fromisoformat,
    timedelta: _span,
    bytes: partial(base64.b64decode, validate=True),
}
_WRITERS: Final[dict[type, Callable[[Any], object]]] = {
    Decimal: str,
    Money: str,
    Within: str,
    datetime: instant_text,
    timedelta: _span_text,
    bytes: lambda value: base64.b64encode(value).decode(),
    Enum: lambda value: value.value,
}


@cache
def _converter() -> Converter:
    """Make the converter, when it is first needed."""
    from cattrs import Converter

    made = Converter(omit_if_default=True, detailed_validation=False)
    for kind, write in _WRITERS.items():
        made.register_unstructure_hook(kind, write)
    for kind in (Mapping[str, Any], Mapping[str, object]):  # JSON within JSON, such as why a date is what it is
        made.register_unstructure_hook_func(partial(eq, kind), dict)
    for kind, read in _READERS.items():
        made.register_structure_hook(kind, _hook(read))
    made.register_structure_hook_factory(_is_optional, lambda kind: _optional(made, kind))
    made.register_structure_hook_func(is_moment, _hook(_moment))
    made.register_structure_hook_func(lambda kind: kind is object, lambda value, _: value)  # JSON within JSON
    return made


def _is_optional(kind: object) -> bool:
    return get_origin(kind) in (UnionType, Union) and len(get_args(kind)) == 2 and NoneType in get_args(kind)


def _optional(converter: Converter, kind: Any) -> Callable[[object, object], object]:  # noqa: ANN401  any annotation
    """Return what reads a value that may be None, the other's reader looked for once."""
    (other,) = (one for one in get_args(kind) if one is not NoneType)
    read = converter.get_structure_hook(other)
    return lambda value, _: None if value is None else read(value, other)


def _hook(read: Callable[[Any], object]) -> Callable[[object, object], object]:
    def structure(value: object, _: object) -> object:
        try:
            return read(value)
        except (TypeError, ValueError, ArithmeticError, AttributeError):
            step = phrase("Look for what has changed it.")
            raise Unfit(value, phrase("was never written by this program"), step) from None

    return structure
