"""Key paths of TOML: written as TOML does, and found in a text once something there is wrong, so that reading costs nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache

import attrs

__all__ = ["dotted", "position"]

Key = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_PART = re.compile(r"""[ \t]*([A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')[ \t]*""")
_SCALAR = re.compile(
    r'''"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^,\]}#\n]+''', re.DOTALL
)


def dotted(path: Iterable[str]) -> str:
    """Write a key path as TOML does.

    >>> dotted(("category", "service/ice", "title"))
    'category."service/ice".title'
    """
    return ".".join(key if _BARE.fullmatch(key) else f'"{key}"' for key in path)


def position(text: str, key: str) -> tuple[int, int] | None:
    r"""Find line and column of a key path, or of the innermost table around it; None where nothing of it is there.

    >>> position('[unit.shop]\ntitle = { zh = "店", en = "" }', "unit.shop.title.en")
    (2, 21)
    """
    places = _places(text)
    while key and key not in places:
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    if not key:
        return None
    at = places[key]
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


@lru_cache(maxsize=4)
def _places(text: str) -> dict[str, int]:
    """Return where each key path first stands: with its names in quotes where TOML wants them, and as they are."""
    scan = _Scan(text)
    with suppress(_Lost):
        scan.document()
    return {form: at for path, at in scan.found.items() for form in (_written(path, dotted), _written(path, ".".join))}


@lru_cache(maxsize=16_384)  # whoever mends a file has it read again, with nearly all its paths
def _written(path: Key, join: Callable[[Iterable[str]], str]) -> str:
    """Write a key path with its list positions in brackets, as messages do."""
    written = ""
    for part in path:
        written += f"[{part}]" if isinstance(part, int) else f"{'.' if written else ''}{join([part])}"
    return written


def _name(written: str) -> str:
    """Read a name, in quotes or not."""
    if written[0] not in "\"'":
        return written
    from tomllib import loads

    return next(iter(loads(f"{written} = 0")))


class _Lost(Exception):
    """The text is no TOML from here on."""


@attrs.define
class _Scan:
    """Goes through a text that TOML's own parser has accepted."""

    text: str
    at: int = 0
    found: dict[Key, int] = attrs.field(factory=dict)
    rows: Counter[Key] = attrs.field(factory=Counter)

    def document(self) -> None:
        table: Key = ()
        while self.next():
            if self.next() == "[":
                table = self.header()
            else:
                self.pair(table)

    def next(self) -> str:
        """Skip blanks and comments; return the sign that follows, nothing at the end."""
        self.at = self.match(_BLANK).end()
        return self.text[self.at : self.at + 1]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        if (found := pattern.match(self.text, self.at)) is None:
            raise _Lost
        return found

    def header(self) -> Key:
        """`[table]`, or `[[table]]`, which begins one more row of a list."""
        start, brackets = self.at, 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        path: Key = ()
        for part in self.names():
            path = (*path, part)
            if path in self.rows:
                path = (*path, self.rows[path] - 1)
        if brackets == 2:
            bare = path[:-1] if path and isinstance(path[-1], int) else path
            path = (*bare, self.rows[bare])
            self.rows[bare] += 1
        self.at += brackets
        self.note(path, start)
        return path

    def names(self) -> list[str]:
        """The parts of a dotted key."""
        parts = []
        while True:
            found = self.match(_PART)
            self.at = found.end()
            parts.append(_name(found[1]))
            if self.text[self.at : self.at + 1] != ".":
                return parts
            self.at += 1

    def pair(self, table: Key) -> None:
        """`key = value`."""
        start = self.at
        path = (*table, *self.names())
        self.note(path, start)
        self.at += 1
        self.value(path)

    def value(self, path: Key) -> None:
        """A list, a table in braces, or anything that has no keys."""
        opening = self.next()
        if opening == "[":
            self.several("]", path)
        elif opening == "{":
            self.several("}", path)
        else:
            self.at = self.match(_SCALAR).end()

    def several(self, closing: str, path: Key) -> None:
        self.at += 1
        index = 0
        while (sign := self.next()) != closing:
            if sign == ",":
                self.at += 1
            elif closing == "}":
                self.pair(path)
            else:
                self.note((*path, index), self.at)
                self.value((*path, index))
                index += 1
        self.at += 1

    def note(self, path: Key, at: int) -> None:
        """Keep where a path stands, and what it lies in where that has no place of its own."""
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], at)
