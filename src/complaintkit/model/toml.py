"""One place that reads TOML files: settings, playbooks, organisations, calendars, mappings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.problem import Source

__all__ = ["read_toml"]

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_HEADER = re.compile(r"""\s*\[([A-Za-z-]+)\.([^\]"']+)\]\s*(?:#.*)?""")
_BARE = re.compile(r"[A-Za-z0-9_.-]+")
_TOO_LONG = re.compile(r"\d{4000}")
_TYPED: Final = str.maketrans(
    "“”‘’【】、。￥·", "\"\"''[],.¥."
)  # what a Chinese keyboard writes, and NFKC leaves as it is
_MONEY: Final = "￥¥元块%％"  # what people write beside a number
_NOTE: Final = ("//", "/*", ";", "--", "<!--")
_TRUTHS: Final = re.compile(r"(?:True|False|TRUE|FALSE|yes|no|Yes|No|YES|NO|on|off|是|否|对|错)\b")
_VALUE = phrase("Text stands in quotes, a list in [ ], a table in { }.")
_KEY = phrase('Write key = "value", one a line; a table begins with [its.name].')
_ONCE = phrase("Keep one of the two.")
_WHY: Final[Mapping[str, tuple[Phrase, Phrase]]] = {
    "Invalid value": (phrase("there is no value here"), _VALUE),
    "Invalid date": (phrase("there is no such date"), _VALUE),
    "Expected '='": (phrase("a key is not followed by ="), _KEY),
    "Invalid statement": (phrase("this is no key"), _KEY),
    "Invalid initial": (phrase("this is no key"), _KEY),
    "Expected newline": (phrase("something follows the value"), _KEY),
    "Expected ']": (phrase("a table's name is not closed by ]"), _KEY),
    "Unclosed array": (phrase("a list is not closed by ]"), _VALUE),
    "Unclosed inline": (phrase("a table is not closed by }"), _VALUE),
    "Unterminated": (phrase("a text is not closed by its quote"), _VALUE),
    "Expected ": (phrase("a text is not closed by its quotes"), _VALUE),
    "Illegal": (phrase("a text goes over the line's end, or holds a control character"), _VALUE),
    r"Found invalid character '\n'": (phrase("a text is not closed by its quote"), _VALUE),
    "Found invalid": (phrase("there is a control character here"), phrase("Take it out.")),
    "Unescaped": (
        phrase("a backslash means nothing here"),
        phrase(r"Write two: \\, or put the text in single quotes."),
    ),
    "Invalid hex": (phrase(r"\u is not followed by a character's number"), _VALUE),
    "Escaped": (phrase("there is no such character"), _VALUE),
    "Cannot": (phrase("this was written before"), _ONCE),
    "Duplicate": (phrase("this was written before"), _ONCE),
}  # fmt: skip
"""What TOML's parser says by its first words, in ours, with what to do."""


def read_toml(path: Path, *, name: str | None = None, missing: Phrase) -> tuple[dict[str, Any], Source]:
    """Read a TOML file; return its tables, numbers exact, and the source that finds where each key of them stands.

    `name` is what messages call it, `missing` says what to do where it can't be read.

    Raises:
        ConfigurationError: it can't be read, is not UTF-8 or no TOML; says line and column.
    """
    return parse_toml(read_content(path, missing=missing), name or str(path))


def read_content(path: Path, *, missing: Phrase) -> bytes:
    """Return a file's bytes; `missing` says what to do where it can't be read.

    Raises:
        ConfigurationError: it can't be read.
    """
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise ConfigurationError(where=str(path), reason=unread(error), next_step=missing) from None


def parse_toml(content: bytes, called: str) -> tuple[dict[str, Any], Source]:
    """Return the tables of a TOML file's bytes and their source, as `read_toml` does.

    Raises:
        ConfigurationError: it is not UTF-8 or no TOML; says line and column.
    """
    from tomllib import TOMLDecodeError, loads

    if content.startswith(b"PK\x03\x04"):
        raise _wrong(
            called, 1, 1, phrase("is a file of Excel or Word, or an archive"), phrase("Save it as plain text.")
        )
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")  # Notepad puts a mark in front that TOML does not know
    except UnicodeDecodeError as error:
        line, column = _end(content[: error.start + 1].decode("utf-8-sig", "replace"))
        raise _wrong(
            called,
            line,
            column,
            phrase("is not TOML: this is not UTF-8"),
            phrase("Save it as UTF-8."),
        ) from None
    try:
        return loads(text, parse_float=Decimal), Source(called, text)  # 9.90 is no float
    except TOMLDecodeError as error:
        raise _no_toml(called, text, str(error)) from None
    except (ValueError, ArithmeticError):  # Python reads no number of more than 4,300 digits
        found = _TOO_LONG.search(text)
        line, column = _end(text[: found.start() + 1] if found else text)
        raise _wrong(called, line, column, phrase("holds a number that is too long to be one"), _VALUE) from None
    except RecursionError:
        raise _wrong(called, 1, 1, phrase("is nested too deeply"), _VALUE) from None


def unread(error: Exception) -> str:
    """Say why a file could not be read."""
    if isinstance(error, FileNotFoundError):
        return phrase("can't be read: there is no such file")
    return phrase("can't be read: {why}", why=getattr(error, "strerror", None) or error)


def _wrong(name: str, line: int, column: int, reason: str, next_step: str) -> ConfigurationError:
    return ConfigurationError(where=name, reason=reason, next_step=next_step, line=line, column=column)


def _no_toml(name: str, text: str, said: str) -> ConfigurationError:
    """Say in our own words what TOML's parser says in its English, and where."""
    place = _PLACE.search(said)
    line, column = (int(place[1]), int(place[2])) if place and place[1] else _end(text)
    unknown = (phrase("it can't be read on from here"), _KEY)
    why, next_step = next((ours for theirs, ours in _WHY.items() if said.startswith(theirs)), unknown)
    sign = text.split("\n")[line - 1][column - 1 : column]
    header = _HEADER.fullmatch(text.split("\n")[line - 1])
    if header and not _BARE.fullmatch(header[2]):
        why = phrase("the name {name} stands without quotes", name=header[2])
        next_step = phrase('Write [{table}."{name}"].', table=header[1], name=header[2])
    rest = text.split("\n")[line - 1][column - 1 :]
    if rest.startswith(_NOTE):
        next_step = phrase("A note begins with #.")
    elif _TRUTHS.match(rest):
        next_step = phrase("Yes is true, and no is false.")
    elif sign and sign in _MONEY:
        next_step = phrase("Write the number alone: 30 or 9.90.")
    elif sign and not sign.isascii() and not sign.isprintable() and not sign.isspace():
        why, next_step = phrase("a sign that can't be seen stands here"), phrase("Take it out.")
    elif sign and not sign.isascii() and (half := normalize("NFKC", sign.translate(_TYPED))).isascii():
        why = (
            phrase("{sign} is a full-width sign", sign=sign)
            if half.strip()
            else phrase("a full-width space stands here")
        )
        next_step = phrase("Write it half-width: {half}", half=half) if half.strip() else phrase("Write a plain one.")
    return _wrong(name, line, column, phrase("is not TOML: {why}", why=why), next_step)


def _end(text: str) -> tuple[int, int]:
    bare = text.rstrip("\n")
    return bare.count("\n") + 1, len(bare) - bare.rfind("\n")
