"""Mappings that nobody can change: what a frozen value holds is handed out as it is, and stays what was checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    import attrs

__all__ = ["ReadOnly", "as_read_only", "read_only", "thawed"]

K = TypeVar("K")
V = TypeVar("V")


class ReadOnly(dict[K, V]):
    """A dict that refuses to be changed; a copy of it is a plain dict, to do with as one likes.

    >>> words = ReadOnly({"zh": "厨房"})
    >>> words["zh"] = "卧室"
    Traceback (most recent call last):
    TypeError: this is read-only: change a copy of it, dict(...)
    >>> dict(words) | {"en": "Kitchen"}
    {'zh': '厨房', 'en': 'Kitchen'}
    """

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this is read-only: change a copy of it, dict(...)")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __deepcopy__(self, _: dict[int, object]) -> dict[K, V]:
        """Copy it, whole, as what can be changed."""
        return {key: thawed(one) for key, one in self.items()}

    def __reduce__(self) -> tuple[type[ReadOnly[K, V]], tuple[dict[K, V]]]:
        """Take it apart for another process, which gets it read-only too."""
        return type(self), (dict(self),)


def as_read_only(value: Any) -> Any:  # noqa: ANN401  whatever data hold
    """Return mappings and lists as what can't be changed, all the way down; anything else as it is."""
    if isinstance(value, ReadOnly):
        return value
    if isinstance(value, Mapping):
        return ReadOnly({key: as_read_only(one) for key, one in value.items()})
    return tuple(as_read_only(one) for one in value) if isinstance(value, list) else value


def thawed(value: Any) -> Any:  # noqa: ANN401  as above
    """Return a copy in which mappings are dicts and tuples lists, as they are written in a file."""
    if isinstance(value, Mapping):
        return {key: thawed(one) for key, one in value.items()}
    return [thawed(one) for one in value] if isinstance(value, list | tuple) else value


def read_only(_: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Make every mapping of an attrs class read-only when it is set: `@attrs.frozen(field_transformer=read_only)`."""
    return [one.evolve(converter=as_read_only) if _is_mapping(one) and one.converter is None else one for one in fields]


def _is_mapping(field: attrs.Attribute[Any]) -> bool:
    return str(field.type).startswith(("Mapping[", "Words", "typing.Mapping", "collections.abc.Mapping"))
