"""What is said of a stranger's value: its own class is not asked, which may answer, or raise, whatever it likes."""

from __future__ import annotations

from types import TracebackType
from typing import Final, cast

__all__ = ["LONGEST_READ", "as_line", "as_text", "kind_of", "traceback_of"]

_NAME: Final = type.__dict__["__name__"].__get__
_TRACEBACK: Final = BaseException.__dict__["__traceback__"].__get__
_LONGEST_NAME: Final = 100
_LONGEST_LINE: Final = 500
LONGEST_READ: Final = 20 * _LONGEST_LINE
"""Characters of what should be a line, as far as anybody looks."""


def kind_of(value: object) -> str:
    """Return the name of a value's class, or of a class.

    >>> kind_of(3), kind_of(ValueError), kind_of(ValueError("words of a customer"))
    ('int', 'ValueError', 'ValueError')
    """
    return as_line(cast("str", _NAME(value if issubclass(type(value), type) else type(value))))[:_LONGEST_NAME]


def traceback_of(error: BaseException) -> TracebackType | None:
    """Return where an exception was raised."""
    return cast("TracebackType | None", _TRACEBACK(error))


def as_text(text: str) -> str:
    r"""Return a text of a stranger's kind as text that can be written anywhere: lines, but no other control characters.

    >>> as_text("two\nlines\x1b[31m \ud800")
    'two\nlines [31m  '
    """
    return "".join(one if one.isprintable() or one == "\n" else " " for one in str.__str__(text))


def as_line(text: str) -> str:
    r"""Return words as one line that can be shown anywhere: no control characters, not long; of a book the first page is read.

    >>> as_line("no\n\tcoupons\x00 today \ud800")
    'no coupons today'
    """
    line = " ".join("".join(one if one.isprintable() else " " for one in text[:LONGEST_READ]).split())
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"
