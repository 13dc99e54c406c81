"""Mappings that nobody can change: what a plugin is given stays what it was, and its values can be hashed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from complaintkit.model.errors import InvalidInput

V = TypeVar("V")
_LONGEST: Final = 64 * 1024


class FrozenMap(Mapping[str, V]):
    """A read-only copy of a mapping; equal to any mapping with the same content.

    >>> FrozenMap({"a": 1}) == {"a": 1}
    True
    """

    __slots__ = ("_held",)
    _held: dict[str, V]

    def __init__(self, content: Mapping[str, V]) -> None:
        self._held = dict(content)

    def __getitem__(self, key: str) -> V:
        return self._held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(frozenset(self._held.items()))

    def __repr__(self) -> str:
        return repr(self._held)


class Headers(FrozenMap[str]):
    """Header fields by name, whatever its case; a field that came twice is joined by a comma (RFC 9110).

    >>> Headers({"X-Signature": "ab"})["x-signature"]
    'ab'
    """

    __slots__ = ()

    def __init__(self, content: Mapping[str, str]) -> None:
        held: dict[str, str] = {}
        for name, value in content.items():
            known = held.get(name.lower())
            held[name.lower()] = value if known is None else f"{known}, {value}"
        super().__init__(held)

    def __getitem__(self, key: str) -> str:
        return self._held[key.lower()]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._held


class Query(FrozenMap[str]):
    """The parameters of a URL: `raw` is the text as it arrived; of a name that came twice, the first value counts.

    Text that no web server lets through (more than 64 Ki) is not read: it has only its `raw`, and no channel is asked.

    >>> Query("k=1&k=2")["k"], Query("k=1&k=2").raw
    ('1', 'k=1&k=2')
    """

    __slots__ = ("raw",)
    raw: str

    def __init__(self, content: Mapping[str, str] | str) -> None:
        if isinstance(content, str):
            pairs = parse_qsl(content, keep_blank_values=True) if len(content) <= _LONGEST else []
            self.raw = content
        else:
            pairs = list(content.items())
            self.raw = content.raw if isinstance(content, Query) else urlencode(pairs)
        super().__init__(dict(reversed(pairs)))


class Declared(FrozenMap[V]):
    """What a policy asked for by its `needs`; anything else is refused by name, live and in replay alike."""

    __slots__ = ()

    def __getitem__(self, key: str) -> V:
        try:
            return self._held[key]
        except KeyError:
            raise KeyError(f"{key!r} was not declared: add it to the policy's `needs`") from None


def words(content: Mapping[str, str], *, field: str) -> None:
    """Refuse a mapping in which something is not text, naming the key."""
    if not isinstance(content, Mapping):
        raise InvalidInput(field=field, reason=f"{type(content).__name__} is not a mapping", next_step="Give a dict.")
    for key, value in content.items():
        if not isinstance(key, str):
            raise InvalidInput(field=field, reason=f"the name {key!r} is not text", next_step="Give strings.")
        if not isinstance(value, str):
            reason = f"is {type(value).__name__}, not text"
            raise InvalidInput(field=f"{field}.{key}", reason=reason, next_step="Give strings.")
