"""Data of JSON or TOML as values of declared types: every key known, every refusal under its path from the top."""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from operator import eq
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Union, get_args, get_origin

import attrs

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import _leaf
from complaintkit.model.wire._field import Field, fields_of, is_moment
from complaintkit.model.wire._leaf import Unfit

if TYPE_CHECKING:
    from cattrs import Converter

Leaf = Callable[[object], object]
Hook = Callable[[object, Any], object]

LEAVES: Final[Mapping[Any, Leaf]] = {
    str: _leaf.text,
    bool: _leaf.truth,
    int: _leaf.whole,
    Decimal: _leaf.exact,
    Money: _leaf.money,
    datetime: _leaf.instant,
    timedelta: _leaf.duration,
    bytes: _leaf.content,
}
"""How single values stand in JSON."""


class Misfits(Exception):
    """Everything that does not fit, each by its path from here."""

    def __init__(self, found: list[tuple[str, InvalidInput]]) -> None:
        super().__init__(found)
        self.found = found


@attrs.frozen
class _Gathering:
    """What does not fit in one value is gathered, so that all of it can be told at once."""

    found: list[tuple[str, InvalidInput]] = attrs.field(factory=list)

    def add(self, path: str, reason: str, next_step: str) -> None:
        self.found.append((path, InvalidInput(field="", reason=reason, next_step=next_step)))

    @contextmanager
    def below(self, step: str, *, secret: bool = False) -> Iterator[None]:
        """Gather what does not fit further in."""
        try:
            yield
        except InvalidInput as refused:
            found = [(refused.field, refused)]
        except Misfits as misfits:
            found = misfits.found
        else:
            return
        self.found.extend((joined_path(step, path), _silent(one) if secret else one) for path, one in found)

    def check(self) -> None:
        if self.found:
            raise Misfits(self.found)


def _silent(refused: InvalidInput) -> InvalidInput:
    return refused.hidden() if isinstance(refused, Unfit) else refused


def joined_path(outer: str, inner: str) -> str:
    """Return the path of something within something.

    >>> joined_path("args", "remedies"), joined_path("remedies", "[0].value")
    ('args.remedies', 'remedies[0].value')
    """
    return f"{outer}{inner}" if not (outer and inner) or inner.startswith("[") else f"{outer}.{inner}"


class Reader:
    """Reads data by type, on cattrs; a subclass says what is special where it reads.

    >>> from complaintkit.model.commands import Settle
    >>> Reader().read({"case": "A-1", "facts": "f", "agreed": "in-person", "apology": "yes"}, Settle, "args")
    Traceback (most recent call last):
    complaintkit.model.errors.InvalidInput: args.apology: 'yes' is neither true nor false. Write true or false.
    """

    no_table: ClassVar[tuple[str, str]] = (phrase("is not an object"), phrase('Write {"name": value}.'))
    """Reason and next step for a value that should have keys."""

    def __init__(self, leaves: Mapping[Any, Leaf] = LEAVES) -> None:
        """Read single values by `leaves`, one for each type."""
        from cattrs import Converter

        self.converter: Converter = Converter(structure_fallback_factory=self._foreign)
        hooks: tuple[tuple[Callable[[Any], bool], Callable[[Any], Hook]], ...] = (  # the last that fits is taken
            (lambda kind: _is(kind, Collection) and not _is(kind, (str, bytes)), self._several),
            (lambda kind: _is(kind, Mapping), self._mapping),
            (lambda kind: get_origin(kind) is Literal, self._literal),
            (lambda kind: get_origin(kind) in (Union, types.UnionType), self._union),
            (is_moment, self._moment),
            (lambda kind: attrs.has(get_origin(kind) or kind), self._record),
            (lambda kind: kind in (Any, object), lambda _: self._looked_up(lambda value: value)),
        )
        for fits, make in hooks:
            self.converter.register_structure_hook_factory(fits, make)
        self._leaves: dict[Any, Leaf] = dict(leaves)
        for kind in (*leaves, Enum):
            if isinstance(kind, type):
                self.converter.register_structure_hook(kind, self._single)
            else:
                self.converter.register_structure_hook_func(partial(eq, kind), self._single)

    def read(self, value: object, kind: Any, path: str) -> Any:  # noqa: ANN401  a value of that type
        """Return data as a value of a type.

        Raises:
            InvalidInput: it does not fit; of several misfits the first, under its path, which begins with `path`.
        """
        try:
            return self.read_all(value, kind)
        except Misfits as misfits:
            inner, refused = misfits.found[0]
            raise refused.named(joined_path(path, inner)) from None

    def read_all(self, value: object, kind: Any) -> Any:  # noqa: ANN401  a value of that type
        """Return data as a value of a type.

        Raises:
            Misfits: it does not fit.
        """
        gathering = _Gathering()
        with gathering.below(""):
            return self.value(value, kind)
        raise Misfits(gathering.found)

    def value(self, value: object, kind: Any) -> Any:  # noqa: ANN401  a value of that type
        """Read a value within another one."""
        return self.converter.structure(value, kind)

    # ---- what differs ------------------------------------------------------------------------------------------------
    def look_up(self, value: object) -> object:
        """Return what a value stands for."""
        return value

    def known(self, fields: Mapping[str, Field]) -> Collection[str]:
        """Return the keys that may have been meant."""
        return fields

    def field(self, field: Field, value: object) -> object:
        """Read the value of a field."""
        return self.value(value, field.type)

    def missing(self, field: Field) -> tuple[str, str]:  # noqa: ARG002  for those who know more of it
        """Return reason and next step for a field that is not there."""
        return phrase("is missing"), phrase("Give it.")

    def make(self, kind: type, given: Mapping[str, object]) -> object:
        """Make the instance; what its own checks refuse is told under the field that they name."""
        try:
            return kind(**given)
        except InvalidInput as refused:
            raise Misfits([(refused.field.removeprefix(f"{kind.__name__.lower()}."), refused)]) from None

    # ---- by type -----------------------------------------------------------------------------------------------------
    def _single(self, value: object, kind: Any) -> object:  # noqa: ANN401  any annotation, as below
        """Read a single value; cattrs asks for subclasses too, and a closed list of words is a kind of text."""
        if (leaf := self._leaves.get(kind)) is None:
            leaf = _leaf.one_of({one.value: one for one in kind}) if _is(kind, Enum) else _instance_of(kind)
            self._leaves[kind] = leaf
        return leaf(self.look_up(value))

    def _looked_up(self, leaf: Leaf) -> Hook:
        return lambda value, _: leaf(self.look_up(value))

    def _moment(self, kind: Any) -> Hook:  # noqa: ANN401  any annotation, as below
        optional = types.NoneType in get_args(kind)
        return self._looked_up(lambda value: None if value is None and optional else _leaf.moment(value))

    def _literal(self, kind: Any) -> Hook:  # noqa: ANN401
        return self._looked_up(_leaf.one_of({one: one for one in get_args(kind)}))

    def _union(self, kind: Any) -> Hook:  # noqa: ANN401
        """Read what fits the first of several types; where none does, the last one says why."""
        *others, last = [one for one in get_args(kind) if one is not types.NoneType]
        optional = types.NoneType in get_args(kind)

        def read(value: object, _: object) -> object:
            value = self.look_up(value)
            if value is None and optional:
                return None
            for one in others:
                try:
                    return self.value(value, one)
                except (InvalidInput, Misfits):
                    continue
            return self.value(value, last)

        return read

    def _record(self, kind: Any) -> Hook:  # noqa: ANN401
        def read(value: object, _: object) -> object:
            if isinstance(value, kind):
                return value
            fields, table, gathering = {one.name: one for one in fields_of(kind)}, self._table(value), _Gathering()
            for key in table:
                if key not in fields:
                    gathering.add(str(key), phrase("is not known"), nearest(str(key), self.known(fields)))
            for name, field in fields.items():
                if field.required and name not in table:
                    gathering.add(name, *self.missing(field))
            given: dict[str, object] = {}
            for name, field in fields.items():
                if name in table:
                    with gathering.below(name, secret=field.secret):
                        given[name] = self.field(field, table[name])
            gathering.check()
            return self.make(kind, given)

        return read

    def _mapping(self, kind: Any) -> Hook:  # noqa: ANN401
        inner = get_args(kind)[1] if get_args(kind) else Any

        def read(value: object, _: object) -> object:
            found: dict[object, object] = {}
            gathering = _Gathering()
            for key, one in self._table(value).items():
                with gathering.below(str(key)):
                    found[key] = self.value(one, inner)
            gathering.check()
            return found

        return read

    def _table(self, value: object) -> Mapping[Any, object]:
        if not isinstance(value, Mapping):
            raise Unfit(value, *self.no_table)
        return value

    def _several(self, kind: Any) -> Hook:  # noqa: ANN401
        shape, inner = get_origin(kind) or kind, get_args(kind) or (Any,)
        fixed = shape is tuple and inner[-1] is not Ellipsis and bool(get_args(kind))
        made = shape if shape in (list, set) else frozenset if issubclass(shape, AbstractSet) else tuple

        def read(value: object, _: object) -> object:
            values = _list(self.look_up(value))
            if fixed and len(values) != len(inner):
                reason = phrase("has {found} values, not {wanted}", found=len(values), wanted=len(inner))
                raise InvalidInput(field="", reason=reason, next_step=phrase("Give each."))
            found: list[object] = []
            gathering = _Gathering()
            for index, one in enumerate(values):
                with gathering.below(f"[{index}]"):
                    found.append(self.value(one, inner[index if fixed else 0]))
            gathering.check()
            return made(found)

        return read

    def _foreign(self, kind: Any) -> Hook:  # noqa: ANN401
        """Take what is already of a type that JSON does not have."""
        shape = get_origin(kind) or kind
        if not isinstance(shape, type):
            reason = phrase("is declared as {kind}, which can't be read from a file; give it in Python", kind=str(kind))
            raise InvalidInput(field="", reason=reason)
        return lambda value, _: self._single(value, shape)


def _instance_of(kind: type) -> Leaf:
    def read(value: object) -> object:
        if not isinstance(value, kind):
            raise Unfit(value, phrase("is not a {kind}", kind=kind.__name__), phrase("Give it in Python."))
        return value

    return read


def _list(value: object) -> list[object]:
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Collection):
        raise Unfit(value, phrase("is not a list"), phrase("Write [ ] around it."))
    return list(value)


def _is(kind: Any, base: type | tuple[type, ...]) -> bool:  # noqa: ANN401  any annotation
    shape = get_origin(kind) or kind
    return isinstance(shape, type) and issubclass(shape, base)
