"""The paper that pages ask for: a size that CSS does not know is left out, and the page comes out on another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src" / "complaintkit"
SHEETS = [
    pytest.param(said, id=f"{file.parent.name}-{file.name}-{said}")
    for file in sorted(SOURCES.rglob("*"))
    if file.suffix in (".css", ".py")
    for said in re.findall(r"@page \{ size: ([^;]+);", file.read_text("utf-8"))
]
WORD = r"(a5|a4|a3|b5|b4|jis-b5|jis-b4|letter|legal|ledger)( (portrait|landscape))?"  # css-page-3
LENGTHS = r"[0-9.]+mm [0-9.]+mm"


@pytest.mark.parametrize("size", SHEETS)
def test_every_page_is_of_a_size_that_css_knows(size):
    """By its word, or by both lengths: there is no word for A6, and no "auto" beside a length."""
    assert re.fullmatch(f"{WORD}|{LENGTHS}", size.lower())


def test_pages_are_looked_at():
    """Handbook, report, register, form, answers, and the cards of both sizes."""
    assert len(SHEETS) >= 7
