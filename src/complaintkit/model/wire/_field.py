"""The fields that a class is made with: reading follows them, and so does the schema of what is read."""

from __future__ import annotations

import inspect
import sys
import types
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase


@attrs.frozen
class Field:
    """One field, by the name its constructor takes; `attribute` is how attrs declares it, if attrs makes the constructor."""

    name: str
    required: bool
    kind: type
    attribute: attrs.Attribute[Any] | None = None

    @property
    def secret(self) -> bool:
        """It is shown nowhere."""
        return self.attribute is not None and self.attribute.repr is False

    @property
    def type(self) -> Any:  # noqa: ANN401  any annotation
        """Its annotation, resolved.

        Raises:
            InvalidInput: only type checkers can resolve it.
        """
        return _type_of(self)


@cache
def fields_of(kind: type) -> tuple[Field, ...]:
    """Return the fields of a class by name, as its constructor takes them.

    >>> from complaintkit.model.commands import AcceptHandover
    >>> [field.name for field in fields_of(AcceptHandover)]
    ['case', 'handover']
    """
    if hasattr(kind, "__attrs_init__"):  # a constructor of its own, with short forms such as Customer(phone=)
        parameters = inspect.signature(kind).parameters.values()
        return tuple(Field(one.name, one.default is one.empty, kind) for one in parameters)
    return tuple(
        Field(str(one.alias), one.default is attrs.NOTHING, kind, one) for one in attrs.fields(kind) if one.init
    )


@cache
def _type_of(field: Field) -> Any:  # noqa: ANN401  any annotation
    """Resolve one annotation. Not all of a class: attrs notes cached properties too, whose types only checkers see."""
    if field.attribute is None:
        return get_type_hints(vars(field.kind)["__init__"], include_extras=True)[field.name]
    name, written = field.attribute.name, field.attribute.type
    if written is None:
        return Any
    owner = next(one for one in field.kind.__mro__ if name in vars(one).get("__annotations__", {}))
    alone = types.SimpleNamespace(__annotations__={name: written})
    try:
        return get_type_hints(alone, vars(sys.modules[owner.__module__]), include_extras=True)[name]
    except NameError as error:
        reason = phrase("has a type that is imported for type checkers only ({error})", error=str(error))
        raise InvalidInput(field="", reason=reason) from None


def is_moment(kind: object) -> bool:
    """Tell whether a type is a point in time or a duration from now, or neither."""
    return get_origin(kind) in (types.UnionType, Union) and {datetime, timedelta} <= set(get_args(kind))
