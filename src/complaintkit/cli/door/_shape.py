"""The form a type of the model has at the door. Reading and schema both follow it, so they cannot disagree."""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs

from complaintkit.model.commands import OnCase
from complaintkit.model.remedy import Attachment, Proposal

NAMES_CASE = "names-case"
"""Metadata of a field that names a case."""
Shape: TypeAlias = "Leaf | Words | Record | Listing | Pair | Table | Maybe | Moment | CaseName | File"


@attrs.frozen
class Leaf:
    """Text, truth, a whole or exact number, money, a time, a duration."""

    kind: type


@attrs.frozen
class Words:
    """One word of a closed list."""

    words: tuple[str, ...]


@attrs.frozen
class Record:
    """An object with the fields of a class; see `fields_of`."""

    kind: type


@attrs.frozen
class Listing:
    """Any number of one form."""

    of: Shape


@attrs.frozen
class Pair:
    """So many values of different forms, in order."""

    of: tuple[Shape, ...]


@attrs.frozen
class Table:
    """Values of one form by name."""

    of: Shape


@attrs.frozen
class Maybe:
    """Or null."""

    of: Shape


@attrs.frozen
class Moment:
    """A time, or a duration from now."""


@attrs.frozen
class CaseName:
    """A case by its number, or by the channel's own id."""


@attrs.frozen
class File:
    """A file by its path or its content."""


@attrs.frozen
class Field:
    """A field of a record."""

    name: str
    shape: Shape
    required: bool


@cache
def fields_of(kind: type) -> tuple[Field, ...]:
    """The fields of a class by name, as its constructor takes them.

    >>> from complaintkit.model.commands import AcceptHandover
    >>> [field.name for field in fields_of(AcceptHandover)]
    ['case', 'handover']
    """
    if hasattr(kind, "__attrs_init__"):  # a constructor of its own, with short forms such as Customer(phone=)
        return tuple(_of_parameters(kind))
    hints = get_type_hints(kind)
    return tuple(
        Field(
            field.name, CaseName() if _names_case(field) else _shape(hints[field.name]), field.default is attrs.NOTHING
        )
        for field in attrs.fields(kind)
        if field.init
    )


def _of_parameters(kind: type) -> list[Field]:
    hints = get_type_hints(vars(kind)["__init__"])
    parameters = inspect.signature(kind).parameters.values()
    return [Field(one.name, _shape(hints[one.name]), one.default is one.empty) for one in parameters]


def _names_case(field: attrs.Attribute[Any]) -> bool:
    """Whatever takes a case as the field `case` of every command does, or says so."""
    known = attrs.fields(OnCase).case.converter
    return NAMES_CASE in field.metadata or (field.converter is not None and field.converter is known)


def _shape(hint: Any) -> Shape:  # noqa: ANN401  any annotation
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _union([one for one in inner if one is not Proposal])
    if origin is Literal:
        return Words(inner)
    if origin is tuple and inner[-1] is not Ellipsis:
        return Pair(tuple(map(_shape, inner)))
    if origin in (tuple, Sequence):
        return Listing(_shape(inner[0]))
    if origin is Mapping:
        return Table(_shape(inner[1]))
    if issubclass(hint, StrEnum):
        return Words(tuple(one.value for one in hint))
    if hint is Attachment:
        return File()
    return Record(hint) if attrs.has(hint) and hint.__module__ != "complaintkit.model.money" else Leaf(hint)


def _union(kinds: list[Any]) -> Shape:
    some = [one for one in kinds if one is not type(None)]
    shape = Moment() if set(some) == {datetime, timedelta} else _shape(some[0])
    return Maybe(shape) if len(some) < len(kinds) else shape
