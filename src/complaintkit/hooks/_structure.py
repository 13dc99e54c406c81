"""Tables of a configuration file as the attrs classes a plugin declared: exact about the key, silent about secrets."""

from __future__ import annotations

import sys
import types
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from enum import Enum
from pathlib import PurePath
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

import attrs

from complaintkit.hooks._plain import PLAIN, path
from complaintkit.hooks._reading import Misfit, Reading
from complaintkit.hooks._reference import Missing, is_reference, resolved
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.vocabulary import nearest


def fitted(table: Mapping[str, object], kind: type, reading: Reading) -> tuple[dict[str, object], list[Misfit]]:
    """What an attrs class is made with, by argument, and everything that does not fit."""
    fields = {field.alias: field for field in attrs.fields(kind) if field.init}
    given: dict[str, object] = {}
    misfits = [_unknown(reading.below(key).key, str(key), fields) for key in table if key not in fields]
    for name, field in fields.items():
        below = attrs.evolve(reading.below(name), secret=reading.secret or field.repr is False)
        if name not in table:
            misfits += [Misfit(below.key, _missing(field))] * (field.default is attrs.NOTHING)
            continue
        with _gathering(misfits):
            given[name] = structured(table[name], _declared(kind, field, below), below)
    return given, misfits


def _declared(kind: type, field: attrs.Attribute[Any], reading: Reading) -> Any:  # noqa: ANN401  any annotation
    """The type of one field. Not of all at once: attrs notes cached properties too, whose types only checkers see."""
    if field.converter is not None or field.type is None:
        return Any
    owner = next(one for one in kind.__mro__ if field.name in vars(one).get("__annotations__", {}))
    alone = types.SimpleNamespace(__annotations__={field.name: field.type})
    try:
        return get_type_hints(alone, vars(sys.modules[owner.__module__]), include_extras=True)[field.name]
    except NameError as error:
        raise Misfit(reading.key, f"has a type that is imported for type checkers only ({error})") from None


@contextmanager
def _gathering(misfits: list[Misfit]) -> Iterator[None]:
    """What does not fit is gathered, so that all of it is told at once."""
    try:
        yield
    except Misfit as misfit:
        misfits.append(misfit)
    except ExceptionGroup as group:
        misfits += group.exceptions  # type: ignore[arg-type]  # only `_complete` raises one


def _complete(misfits: list[Misfit], reading: Reading) -> None:
    if misfits:
        raise ExceptionGroup(reading.key, misfits)


def made(kind: type, given: Mapping[str, object], reading: Reading) -> Any:  # noqa: ANN401  an instance of kind
    """The instance; what its validators say is told without the values of secrets.

    Raises:
        Misfit: it refused what it was given.
    """
    try:
        return kind(**given)
    except Exception as error:  # noqa: BLE001  validators and converters raise what they like
        raise _refused(error, kind, given, reading) from None


def secrets_of(held: object) -> frozenset[str]:
    """The values no message may hold: of an attrs instance and of what its fields hold."""
    if isinstance(held, Mapping):
        return frozenset().union(*map(secrets_of, held.values()))
    kind: type = type(held)
    if not attrs.has(kind):
        return frozenset()
    return _secrets(kind, {field.alias: getattr(held, field.name, None) for field in attrs.fields(kind)})


def _secrets(kind: type, given: Mapping[str, object]) -> frozenset[str]:
    hidden = {field.alias for field in attrs.fields(kind) if field.repr is False}
    own = {str(value) for name, value in given.items() if name in hidden and value}
    return frozenset(own).union(*(secrets_of(value) for name, value in given.items() if name not in hidden))


def _refused(error: Exception, kind: type, given: Mapping[str, object], reading: Reading) -> Misfit:
    said = error.reason if isinstance(error, InvalidInput) else str(error.args[0]) if error.args else ""
    step = error.next_step if isinstance(error, InvalidInput) else ""
    field = next((one for one in attrs.fields(kind) if _is_about(one, error, said)), None)
    key = reading.key if field is None else reading.below(field.alias).key
    hidden = reading.secret or (field is not None and field.repr is False)
    if hidden or any(secret in said + step for secret in _secrets(kind, given)):
        by = field.validator if field and type(field.validator).__module__ == "attr.validators" else None
        return Misfit(key, _of_a_secret(str(by or type(error).__name__)))
    return Misfit(key, said or type(error).__name__, step)


def _of_a_secret(by: str) -> Phrase:
    return phrase("was refused by {by} (a secret: its value is not shown)", by=by)


def _is_about(field: attrs.Attribute[Any], error: Exception, said: str) -> bool:
    """The validators of attrs hand the field over, or name it in quotes."""
    named = error.field if isinstance(error, InvalidInput) else None
    return any(one is field for one in error.args) or named == field.alias or f"'{field.name}'" in said


def _unknown(key: str, name: str, fields: Mapping[str, object]) -> Misfit:
    return Misfit(key, phrase("is not known"), nearest(name, [one for one in fields if one != "name"]))


def _missing(field: attrs.Attribute[Any]) -> Phrase:
    said = field.metadata.get("help")
    return phrase("is missing{help}", help=f" ({said})" if said else "")


def structured(value: object, kind: Any, reading: Reading) -> object:  # noqa: ANN401  any annotation
    """`value` as `kind`, references looked up.

    Raises:
        Misfit: it can't be read as that.
    """
    kind = _bare(kind)
    if is_reference(value) and not _holds_names(kind):
        value, reading = _looked_up(value, reading), attrs.evolve(reading, as_text=True)
    if kind is Any or kind is object:
        return value
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _one_of(value, get_args(kind), reading)
    if origin is Literal:
        return _word(value, {one: one for one in get_args(kind)}, reading)
    if isinstance(shape := origin or kind, type):
        return _shaped(value, shape, get_args(kind), reading)
    raise Misfit(reading.key, f"is declared as {kind}, which can't be read from a file; give it in Python")


def _bare(kind: Any) -> Any:  # noqa: ANN401  any annotation
    """The type below what only decorates it."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if isinstance(kind, NewType):
        return _bare(kind.__supertype__)
    return _bare(kind.__value__) if hasattr(kind, "__value__") else kind  # `type X = ...` of Python 3.12


def _holds_names(kind: Any) -> bool:  # noqa: ANN401  any annotation
    """Whether a table with the one key `env` may be meant as it stands."""
    shape = get_origin(kind) or kind
    return isinstance(shape, type) and (issubclass(shape, Mapping) or (attrs.has(shape) and shape is not Money))


def _looked_up(value: object, reading: Reading) -> str:
    try:
        return resolved(value, reading.folder)  # type: ignore[arg-type]  # a reference is a mapping
    except Missing as missing:
        raise Misfit(reading.key, str(missing)) from None


def _shaped(value: object, shape: type, inner: tuple[Any, ...], reading: Reading) -> object:
    if (plain := PLAIN.get(shape)) is not None:
        return plain(value, reading)
    if attrs.has(shape):
        return _built(value, shape, reading)
    if issubclass(shape, Enum):
        return _word(value, {one.value: one for one in shape}, reading)
    if issubclass(shape, Mapping):
        return _mapping(value, inner, reading)
    if issubclass(shape, Collection) and not issubclass(shape, bytes):
        return _several(value, shape, inner, reading)
    if issubclass(shape, PurePath) or shape.__name__ == "PathLike":
        return path(value, reading)
    if isinstance(value, shape):
        return value
    raise reading.misfit(f"a {shape.__name__}", value)


def _built(value: object, kind: type, reading: Reading) -> object:
    if isinstance(value, kind):
        return value
    if not isinstance(value, Mapping):
        raise reading.misfit("a table", value)
    given, misfits = fitted(value, kind, reading)
    _complete(misfits, reading)
    return made(kind, given, reading)


def _one_of(value: object, kinds: tuple[Any, ...], reading: Reading) -> object:
    if value is None and types.NoneType in kinds:
        return None
    *others, last = [kind for kind in kinds if kind is not types.NoneType]
    for kind in others:
        try:
            return structured(value, kind, reading)
        except (Misfit, ExceptionGroup):
            continue
    return structured(value, last, reading)


def _word(value: object, words: Mapping[Any, object], reading: Reading) -> object:
    for word, meant in words.items():
        if value is meant or (value == word and type(value) is type(word)):
            return meant
    near = nearest(value, words) if isinstance(value, str) and not (reading.secret or reading.as_text) else ""
    raise Misfit(reading.key, phrase("must be one of {words}", words=", ".join(map(str, words))), near)


def _mapping(value: object, inner: tuple[Any, ...], reading: Reading) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise reading.misfit("a table", value)
    kind = inner[1] if len(inner) == 2 else Any
    misfits: list[Misfit] = []
    read: dict[str, object] = {}
    for key, one in value.items():
        with _gathering(misfits):
            read[key] = structured(one, kind, reading.below(key))
    _complete(misfits, reading)
    return read


def _wrong_length(wanted: int, found: int) -> Phrase:
    return phrase("must be a list of {wanted}, not of {found}", wanted=wanted, found=found)


def _several(value: object, shape: type, inner: tuple[Any, ...], reading: Reading) -> object:
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Collection):
        raise reading.misfit("a list", value)
    fixed = shape is tuple and inner and inner[-1] is not Ellipsis
    if fixed and len(inner) != len(value):
        raise Misfit(reading.key, _wrong_length(len(inner), len(value)))
    kinds = inner if fixed else [inner[0] if inner else Any] * len(value)
    misfits: list[Misfit] = []
    read: list[object] = []
    for number, (one, kind) in enumerate(zip(value, kinds, strict=True)):
        with _gathering(misfits):
            read.append(structured(one, kind, reading.below(number)))
    _complete(misfits, reading)
    if issubclass(shape, AbstractSet):
        return frozenset(read) if shape is not set else set(read)
    return read if shape is list else tuple(read)
