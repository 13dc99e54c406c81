"""Whatever an error names, a field or what was not found, has words for people in Chinese: no name of a program's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import complaintkit
from complaintkit.model.wording import NOUNS, path_in_words, word_in

SOURCE = Path(complaintkit.__file__).parent
ROOMS = ("desk", "decision", "records", "model", "organisation")
OF_PROGRAMS = {"command", "envelope", "key", "source", "within"}
"""Fields that only a program gives, or somebody who writes a file."""


def named() -> Iterator[tuple[str, str]]:
    """Yield what stands as an argument anywhere in what decides: its name and its text."""
    for room in ROOMS:
        for file in (SOURCE / room).rglob("*.py"):
            for one in ast.walk(ast.parse(file.read_text("utf-8"))):
                if (
                    isinstance(one, ast.keyword)
                    and one.arg in ("field", "what")
                    and isinstance(one.value, ast.Constant)
                ):
                    yield one.arg, str(one.value.value)


NAMED = sorted(set(named()))
FIELDS = [text for argument, text in NAMED if argument == "field" and text not in OF_PROGRAMS]
WHATS = [text for argument, text in NAMED if argument == "what" and re.fullmatch("[a-z ]+", text)]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_has_words(field: str) -> None:
    """A clerk reads what to mend."""
    assert re.search("[a-z]", path_in_words(field).to("zh")) is None


@pytest.mark.parametrize("what", WHATS)
def test_what_was_not_found_has_words(what: str) -> None:
    """A clerk reads what there is none of."""
    assert re.search("[a-z]", word_in(NOUNS, what).to("zh")) is None
