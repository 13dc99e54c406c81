"""Reads the tables of a TOML file; whatever is wrong is collected, each with its key path and a next step.

A reader asks for keys one by one and always gets a value back, a stand-in where the file's is wrong; so one reading
finds everything, and `Problems.check` raises it all at once. Playbooks are read with it too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, TypeVar, overload

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems
from complaintkit.model.text import UNDETERMINED
from complaintkit.model.wire import Unfit, text, truth, whole

if TYPE_CHECKING:
    from complaintkit.model.text import Words

__all__ = ["Table"]

T = TypeVar("T")
D = TypeVar("D")
_LANGUAGES = phrase('Write { zh = "...", en = "..." }.')
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Table:
    """One table of the file, at `path`. Whatever was asked for is known; `close` finds the rest."""

    def __init__(self, data: object, problems: Problems, path: tuple[str, ...] = ()) -> None:
        self.path = path
        self.problems = problems
        self._asked: set[str] = set()
        self.data: Mapping[str, object] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            step = phrase("Write [{at}], and its keys below it.", at=dotted(path))
            problems.add(dotted(path), Unfit(data, phrase("is not a table"), step).reason, step)

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def at(self, *keys: str) -> str:
        """Return the key path of something in this table."""
        return dotted((*self.path, *keys))

    def wrong(self, key: str, reason: str, next_step: str = "") -> None:
        """Note that something in this table is wrong."""
        self.problems.add(self.at(key) if key else self.at(), reason, next_step)

    def get(self, key: str) -> object:
        """Return the value as the file has it, or None."""
        self._asked.add(key)
        return self.data.get(key)

    @overload
    def read(self, key: str, convert: Callable[[object], T], default: D) -> T | D: ...
    @overload
    def read(self, key: str, convert: Callable[[object], T]) -> T | None: ...
    def read(self, key: str, convert: Callable[[object], T], default: D | None = None) -> T | D | None:
        """Return the value, converted; `default` where there is none, or where it is wrong, which is noted.

        `convert` raises InvalidInput for what it can't use; a field that begins with "." or "[" says where within.
        """
        value = self.get(key)
        if value is None:
            return default
        try:
            return convert(value)
        except InvalidInput as refused:
            inner = refused.field if refused.field.startswith((".", "[")) else ""
            self.problems.add(f"{self.at(key)}{inner}", refused.reason, refused.next_step)
            return default

    def require(self, key: str, example: str) -> None:
        """Note it where a key is missing."""
        if self.data.get(key) is None:
            self.wrong(
                key,
                phrase("is missing"),
                phrase("Write {key} = {example}.", key=key, example=example),
            )

    def maybe_text(self, key: str) -> str | None:
        """Read text, or None."""
        return self.read(key, _text)

    def text(self, key: str, example: str) -> str:
        """Read text that has to be there."""
        self.require(key, example)
        return self.read(key, _text, "")

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Read true or false."""
        return self.read(key, truth, default)

    def number(self, key: str, default: int) -> int:
        """Read a whole number from 0 up."""
        return self.read(key, _count, default)

    def several(self, key: str) -> tuple[str, ...]:
        """Read a list of words; one word alone is a list of one."""
        return self.read(key, _several, ())

    def words(self, key: str, *, required: bool = False) -> Words:
        """Read text for people, by language."""
        if required:
            self.require(key, '{ zh = "...", en = "..." }')
        return self.read(key, _words, {})

    def one_of(self, key: str, known: Collection[str], default: str) -> str:
        """Read a word of a closed list."""
        word = self.read(key, _text, default)
        if word != default and word not in known:
            self.problems.unknown(self.at(key), "known here", word, known)
            return default
        return word

    def table(self, key: str) -> Table:
        """Return a table within; an empty one where there is none."""
        value = self.get(key)
        return Table({} if value is None else value, self.problems, (*self.path, key))

    def tables(self, key: str) -> list[tuple[str, Table]]:
        """Return the named tables within: `[staff.chen]`, `[staff.li]`."""
        table = self.table(key)
        return [(name, table.table(name)) for name in table.data]

    def close(self, *also: str) -> None:
        """Note every key that nobody asked for: it would be a rule that never comes true."""
        for key in self.data:
            if key not in self._asked:
                self.wrong(key, phrase("is not known here"), nearest(key, sorted(self._asked | set(also))))


def _text(value: object) -> str:
    if not text(value).strip():
        raise InvalidInput(field="", reason=phrase("is empty"), next_step=phrase("Write it, or leave the line out."))
    return str(value)


def _count(value: object) -> int:
    if whole(value) < 0:
        raise Unfit(value, phrase("is less than nothing"), phrase("Give 0 or more."))
    return whole(value)


def _several(value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) and one.strip() for one in values):
        raise Unfit(value, phrase("is not a list of words"), phrase('Write ["...", "..."].'))
    return tuple(values)


def _words(value: object) -> Words:
    if isinstance(value, str) and value.strip():
        return {UNDETERMINED: value}
    if not isinstance(value, Mapping) or not value:
        raise Unfit(value, phrase("is no wording"), _LANGUAGES)
    for language, wording in value.items():
        if not _LANGUAGE.fullmatch(language):
            raise Unfit(language, phrase("is not a language"), _LANGUAGES)
        if not isinstance(wording, str) or not wording.strip():
            reason = phrase("says nothing in {language!r}", language=language)
            empty = isinstance(wording, str)
            step = phrase("Write it, or leave the line out.") if empty else phrase("Put it in quotes.")
            raise InvalidInput(field="", reason=reason, next_step=step)
    return dict(value)
