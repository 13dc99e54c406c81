"""Thousands of refused rows are told by reason: how many, in which lines first, in both languages. S0.2"""

from __future__ import annotations

import pytest

from complaintkit.cli.views.refused_rows import LINES, ROWS, RefusedRow, by_reason, tell_refused
from complaintkit.model.phrase import phrase


def unknown(line: int, word: str, field: str = "kind") -> RefusedRow:
    """A row with a word that nobody knows."""
    reason = phrase("{field}: {reason}", field=phrase("kind"), reason=phrase("{word!r} is not known", word=word))
    return RefusedRow(line, reason, field)


def empty(line: int, field: str = "text") -> RefusedRow:
    """A row that says nothing."""
    return RefusedRow(line, phrase("is empty"), field)


def test_rows_are_gathered_by_reason_whatever_they_say() -> None:
    """The most frequent first; within it the lines in their order, and the wording of most."""
    rows = [empty(9), *(unknown(line, f"w{line % 3 and line}") for line in range(40, 1, -1)), empty(3)]
    first, second = by_reason(rows)
    assert (len(first.rows), first.lines, first.different) == (39, (2, 3, 4, 5, 6), 27)
    assert str(first.usual.reason) == "kind: 'w0' is not known"
    assert (second.lines, second.different, str(second.usual.reason)) == ((3, 9), 1, "is empty")


def test_another_field_or_column_or_next_step_is_another_reason() -> None:
    """They are mended in other places."""
    rows = [
        empty(2), empty(3, "received_at"), RefusedRow(4, phrase("is empty"), "text", "正文"),
        RefusedRow(5, phrase("is empty").in_english("is empty!"), "text"), RefusedRow(6, "is empty", "text"),
        RefusedRow(7, phrase("{a}.", a=phrase("is empty")), "text"), RefusedRow(8, phrase("{a}.", a="is empty"), "text"),
    ]  # fmt: skip
    assert [one.lines for one in by_reason(rows)] == [(2, 5), (3,), (4,), (6,), (7,), (8,)]


def test_of_as_many_rows_the_first_line_comes_first() -> None:
    """So that the same file is told the same way."""
    assert [one.lines for one in by_reason([empty(4), unknown(3, "a"), empty(2, "b")])] == [(2,), (3,), (4,)]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, ["  line 2: is empty"]),
        (2, ["  2 rows (lines 2, 3): is empty"]),
        (5, ["  5 rows (lines 2, 3, 4, 5, 6): is empty"]),
        (6, ["  6 rows (lines 2, 3, 4, 5, 6, ...): is empty"]),
        (1234, ["  1,234 rows (lines 2, 3, 4, 5, 6, ...): is empty"]),
    ],
)
def test_how_many_and_where_they_begin(capsys: pytest.CaptureFixture[str], count: int, told: list[str]) -> None:
    """One is told as before; of many the first five lines."""
    tell_refused((empty(line + 2) for line in range(count)), LINES)
    assert capsys.readouterr().out.splitlines() == told


def test_that_rows_differ_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Who mends one word knows that there are others."""
    tell_refused([unknown(2, "a"), unknown(3, "b"), unknown(4, "b")], ROWS)
    assert capsys.readouterr().out.splitlines() == [
        "  3 rows (2, 3, 4): kind: 'b' is not known",
        "    The rows differ: this is the most frequent of 2 messages.",
    ]


def test_ten_reasons_are_told_and_the_rest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is left out silently."""
    tell_refused((empty(2 + number, f"fields.f{number // 2}") for number in range(24)), LINES)
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 11
    assert out[-1] == "  and 4 more, for 2 other reasons."
