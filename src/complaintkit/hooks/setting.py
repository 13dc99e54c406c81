"""A plugin's settings: listed for whoever configures it, and read from a table into an instance."""

from __future__ import annotations

import inspect
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from os import PathLike
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final, TypeVar

import attrs

from complaintkit.hooks._reference import Missing, is_reference, resolve_reference
from complaintkit.hooks._secret import know, masked, refusal
from complaintkit.hooks.status import Setting
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems, Source
from complaintkit.model.wire import LEAVES, Field, Hidden, Misfits, Reader, Unfit, joined_path, truth, whole

__all__ = ["configure", "settings_of"]

P = TypeVar("P")

_TRUTH: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_LARGEST: Final = 18  # digits of a number; more is a slip of the keyboard


def configure(kind: type[P], settings: Mapping[str, object], *, folder: PathLike[str] | None = None) -> P:
    """Make an instance of a plugin's class, of the settings that stand in `[plugins.<name>]`.

    Raises:
        ConfigurationError: unknown, missing or unfit settings, all of them by name.
    """
    named = settings.get("name")
    name = named if isinstance(named, str) else kind.__name__
    problems = Problems(Source(""))
    if not attrs.has(kind):
        problems.add(
            f"plugins.{name}",
            phrase("{name} is no attrs class, so it has no settings", name=kind.__name__),
            phrase("Decorate it with @attrs.frozen(kw_only=True, eq=False)."),
        )
        raise problems.error()
    secret = (settings.get(str(field.alias)) for field in attrs.fields(kind) if field.repr is False)
    know(*(text for value in secret for text in _literals(value)))  # also where it is typed into another field as well
    try:
        return _Settings(Path(folder or ".")).read_all(settings, kind)  # type: ignore[no-any-return]  # of that kind
    except Misfits as misfits:
        found = misfits.found
    step = phrase(
        "`complaintkit plugins check {instance}` shows the settings of {name}.", instance=name, name=kind.__name__
    )
    for path, refused in found:
        problems.add(joined_path(f"plugins.{name}", path), masked(refused.reason), masked(refused.next_step) or step)
    raise problems.error()


def _literals(value: object) -> Iterator[str]:
    """Yield the texts that stand in a setting itself, in its tables and lists too; not the names of what it refers to."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple) and not is_reference(value):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _literals(one)


class _Settings(Reader):
    """Reads a table of `complaintkit.toml`. What is referred to is text by nature, and is read as what is wanted."""

    no_table: ClassVar = (phrase("is not a table"), phrase("Write it as a table of keys and values."))

    def __init__(self, folder: Path) -> None:
        super().__init__(
            {
                **LEAVES,
                bool: _truth,
                int: _whole,
                Decimal: _number,
                float: lambda value: float(_number(value)),
                **dict.fromkeys((PurePath, Path, PathLike), self._path),
            }
        )
        self.folder = folder

    def look_up(self, value: object) -> object:
        """Return what a reference stands for."""
        if not is_reference(value):
            return value
        try:
            return Hidden(resolve_reference(value, self.folder))  # type: ignore[arg-type]  # a reference is a mapping
        except Missing as missing:
            raise InvalidInput(field="", reason=str(missing)) from None

    def known(self, fields: Mapping[str, Field]) -> Collection[str]:
        """Leave out the name, which is the table's own."""
        return [name for name in fields if name != "name"]

    def field(self, field: Field, value: object) -> object:
        """Hand what stands there to a converter of the plugin's own."""
        converted = field.attribute is not None and field.attribute.converter is not None
        return self.value(value, Any if converted else field.type)

    def missing(self, field: Field) -> tuple[str, str]:
        """Say what it is for."""
        said = field.attribute.metadata.get("help") if field.attribute else None
        return phrase("is missing{help}", help=f" ({said})" if said else ""), ""

    def make(self, kind: type, given: Mapping[str, object]) -> object:
        """Make the instance; what its own checks refuse is told without secrets."""
        try:
            return kind(**given)
        except Exception as error:  # noqa: BLE001  validators and converters raise what they like
            refused = refusal(error, kind, given)
            raise Misfits([(refused.field, refused)]) from None

    def _path(self, value: object) -> PurePath:
        if not isinstance(value, str | PurePath):
            raise Unfit(value, phrase("is not a path"), phrase("Put it in quotes."))
        return self.folder / value


def _truth(value: object) -> bool:
    return truth(_TRUTH.get(value.strip().lower(), value) if isinstance(value, Hidden) else value)


def _whole(value: object) -> int:
    return whole(int(value) if isinstance(value, Hidden) and _WHOLE.fullmatch(value.strip()) else value)


def _number(value: object) -> Decimal:
    if isinstance(value, int | float | Decimal | Hidden) and not isinstance(value, bool):
        with suppress(InvalidOperation):
            number = Decimal(str(value).strip())
            if number.is_finite() and number.adjusted() < _LARGEST:
                return number
    raise Unfit(value, phrase("is not a number"), phrase("Write it without quotes: 30 or 9.90."))


def settings_of(kind: type) -> tuple[Setting, ...]:
    """List the settings of a plugin's class, apart from its name.

    >>> @attrs.frozen
    ... class Mail:
    ...     host: str
    ...     password: str = attrs.field(default="", repr=False)
    >>> [(one.name, one.type, one.required, one.secret) for one in settings_of(Mail)]
    [('host', 'str', True, False), ('password', 'str', False, True)]
    """
    if not attrs.has(kind):
        return ()
    return tuple(_setting(field) for field in attrs.fields(kind) if field.init and field.alias != "name")


def _shown(kind: object) -> str:
    """Write an annotation as one types it, without the modules of its names."""
    written = kind if isinstance(kind, str) else inspect.formatannotation(kind)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", written)


def _setting(field: attrs.Attribute[Any]) -> Setting:
    secret = field.repr is False
    plain = field.default is not attrs.NOTHING and not isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]
    return Setting(
        name=str(field.alias),
        type=_shown(field.type),
        required=field.default is attrs.NOTHING,
        default=repr(field.default) if plain and not secret else None,
        secret=secret,
        help=str(field.metadata.get("help", "")),
    )
