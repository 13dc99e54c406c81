"""What an object of a plugin says of itself, read once, when it comes: a property may fail, hang or change its mind later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from complaintkit.model.check import LONGEST_WORD
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

__all__ = ["Kept", "own"]

_LANGUAGES: Final = 100  # of a title; what never ends must not fill the memory


class Kept:
    """Stands for an object of a plugin: what it says of itself is what it said when it came; what it does, it does itself."""

    def __init__(self, given: object, said: Mapping[str, object]) -> None:
        self.__dict__.update(said, _given=given)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the plugin's own has
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.__dict__["_given"], name)

    def __repr__(self) -> str:
        return repr(self._given)

    def __str__(self) -> str:
        return str(self._given)


def own(member: str, value: object) -> object:
    """Return a copy of what an object says of itself, which nobody else can change.

    Raises:
        TypeError: it, or something in it, is no such thing; holds what is not.
        InvalidInput: it is of that kind, and yet no such thing.
    """
    return _SAID[member](value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    text = str.__str__(value)  # a text of its own kind may compare and hash as it likes
    if len(text) > LONGEST_WORD or not text.isprintable():
        raise InvalidInput(
            field="text", reason=phrase("is no word: at most {most} printable characters", most=LONGEST_WORD)
        )
    return text


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return int.__add__(value, 0)


def _texts(value: object) -> frozenset[str]:
    if not isinstance(value, frozenset | set):
        raise TypeError(value)
    return frozenset(map(_text, value))


def _span(value: object) -> timedelta:
    if not isinstance(value, timedelta):
        raise TypeError(value)
    return timedelta(days=value.days, seconds=value.seconds, microseconds=value.microseconds)


def _title(value: object) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return {_text(language): _text(words) for language, words in islice(value.items(), _LANGUAGES)}


def _needs(value: object) -> frozenset[str]:
    from complaintkit.ports.compensation import window_of  # with it come the values of that port

    needs = _texts(value)
    for one in sorted(needs):
        window_of(one)
    return needs


_SAID: Final[Mapping[str, Callable[[object], object]]] = {
    "name": _text,
    "medium": _text,
    "address_kind": _text,
    "version": _text,
    "reconcile_after": _span,
    "kinds": _texts,
    "schemes": _texts,
    "sessions": _number,
    "needs": _needs,
    "title": _title,
}
