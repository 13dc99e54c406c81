"""Texts of questions that short commands ask, as SQLite spells them, kept in `statements.json`.

`python -m complaintkit_sqlmodel._keeping` makes the file anew from the tables; a test holds that it is up to date.
"""

from __future__ import annotations

import json
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from complaintkit_sqlmodel._conversion import CONVERSIONS
from complaintkit_sqlmodel._text import Reading, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from complaintkit_sqlmodel._question import Question


R = TypeVar("R")
FILE: Final = "statements.json"


def kept_statement(asked: Question[Any]) -> Statement | None:
    """Return the text of a question; None where none is kept."""
    found = _all().get(asked.key)
    if found is None:
        return None
    encoders = tuple((index, CONVERSIONS[kind][0]) for index, kind in found["encoders"])
    return Statement(found["text"], tuple(found["names"]), found["constants"], encoders)


def kept_reading(asked: Question[R]) -> Reading[R] | None:
    """Return the text of a question that rows answer, and how to read them; None where none is kept."""
    statement = kept_statement(asked)
    if statement is None or asked.row is None:
        return None
    found = _all()[asked.key]
    decoders: tuple[tuple[int, Callable[[Any], Any]], ...] = tuple(
        (index, CONVERSIONS[kind][1]) for index, kind in found["decoders"]
    )
    return Reading(statement, asked.row, tuple(found["fields"]), decoders)


@cache
def _all() -> Mapping[str, Any]:
    text = pkgutil.get_data(__package__, FILE)
    assert text is not None  # noqa: S101  a file of ours
    kept: Mapping[str, Any] = json.loads(text)
    return kept
