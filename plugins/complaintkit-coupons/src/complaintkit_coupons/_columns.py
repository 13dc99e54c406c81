"""Text in columns of a receipt printer, where a Chinese character is as wide as two letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WIDE = frozenset("WFA")  # ambiguous ones are wide in the code pages of Chinese printers
# A word of letters stays whole, up to a hyphen; every other character may begin a line.
_PIECE = re.compile(r"\s+|[!-,.-~]*-|[!-,.-~]+|.", re.DOTALL)
_CLINGING = frozenset("，。、；：？！）》」』”’%,.;:?!)]}")  # what no line begins with


def width(text: str) -> int:
    """Count the columns that a text takes.

    >>> width("10元 off")
    8
    """
    return sum(_columns(one) for one in text)


def _columns(one: str) -> int:
    if unicodedata.combining(one) or unicodedata.category(one) in {"Cf", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(one) in _WIDE else 1


def centred(text: str, columns: int) -> str:
    """Centre a text, without blanks behind."""
    return " " * max((columns - width(text)) // 2, 0) + text


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Wrap a text to lines of at most so many columns; a word longer than a line is broken.

    >>> list(wrapped("满30元可用，限长青夜市。", 12))
    ['满30元可用，', '限长青夜市。']
    """
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(paragraph, columns):
            if width(line) + width(piece) <= columns:
                line += piece if line or not piece.isspace() else ""
                continue
            ended, carried = _broken(line, piece)
            yield ended.rstrip()
            line = (carried + piece).lstrip()
        yield line.rstrip()


def _pieces(paragraph: str, columns: int) -> Iterator[str]:
    """Yield words and characters, none wider than a line."""
    for piece in _PIECE.findall(_clean(paragraph)):
        rest = " " if piece.isspace() else piece
        while width(rest) > columns:
            yield rest[:columns]
            rest = rest[columns:]
        yield rest


def _clean(text: str) -> str:
    """Take out what would steer a printer."""
    return "".join(" " if one == "\t" else one for one in text if one == "\t" or unicodedata.category(one) != "Cc")


def _broken(line: str, piece: str) -> tuple[str, str]:
    """Break a line: a full stop is not left to begin the next, but takes the character before it along."""
    if piece[:1] in _CLINGING and len(line) > 1 and not line[-1].isspace() and width(line[-1]) == 2:
        return line[:-1], line[-1]
    return line, ""
