"""Rows and columns as they really come: quotes, line breaks, tabs, NULs, ragged rows, headers that repeat."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from complaintkit.errors import IntakeRejected
from complaintkit.plugin import FormReceived, Parsed

Forms = Callable[..., list[FormReceived]]
Read = Callable[..., Parsed]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["commas", "semicolons", "tabs", "bars"])
def test_the_delimiter_is_the_one_that_finds_the_columns(delimiter: str, read: Read) -> None:
    """What separates cells is found by the header, whatever stands in the texts; the reply says it."""
    file = delimiter.join(["id", "what", "note"]) + "\n" + delimiter.join(["1", '"a, b; c | d\te"', ""]) + "\n"

    parsed = read(file)

    assert parsed.items[0].fields["text"] == "a, b; c | d\te"
    assert "cells separated by" in parsed.reply.body.decode()


def test_a_given_delimiter_is_used(forms: Forms) -> None:
    """Also one that nobody would guess."""
    assert forms("id^what\n1^a,b\n", delimiter="^")[0].fields["text"] == "a,b"
    assert forms("id\twhat\n1\ta,b\n", delimiter="tab")[0].fields["text"] == "a,b"


def test_a_cell_keeps_its_lines_and_tabs(forms: Forms) -> None:
    """What was said keeps its shape; each row knows the line it starts on."""
    first, second = forms('id,what\r\n1,"冷了\r\n\t而且\r\n\r\n少了"\r\n2,晚了\r\n')

    assert first.fields["text"] == "冷了\r\n\t而且\r\n\r\n少了"
    assert (first.fields["line"], second.fields["line"]) == (2, 6)
    assert second.fields["text"] == "晚了"


def test_a_cell_may_hold_a_nul(forms: Forms) -> None:
    """An export with NULs is read; in ids and names they are blanks."""
    (form,) = forms("id,what\n1\x002,a\x00b\n")

    assert (form.external_id, form.fields["text"]) == ("1 2", "a\x00b")


def test_a_cell_may_be_huge(forms: Forms) -> None:
    """A letter of half a million characters is not too long for a cell."""
    assert len(str(forms(f'id,what\n1,"{"投" * 500_000}"\n')[0].fields["text"])) == 500_000


def test_quotes_inside_are_doubled_or_not(forms: Forms) -> None:
    """Quotes as the standard has them, and as people write them."""
    texts = [form.fields["text"] for form in forms('id,what\n1,"he said ""late"""\n2,he said "late"\n')]

    assert texts == ['he said "late"', 'he said "late"']


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_any_line_end_will_do(end: str, forms: Forms) -> None:
    """Files of every system, with or without a last line end; blank lines are no rows."""
    rows = forms(end.join(["id,what", "1,a", "", "2,b", ",", "3,c"]))

    assert [(one.external_id, one.fields["text"]) for one in rows] == [("1", "a"), ("2", "b"), ("3", "c")]
    assert [one.fields["line"] for one in rows] == [2, 4, 6]


def test_what_is_no_table_is_not_called_one_of_too_many_columns(forms: Forms) -> None:
    """A first line that no header has is said to be just that: a picture, a log, a page."""
    with pytest.raises(IntakeRejected, match="first line of 70,000 characters"):
        forms("x" * 70_000)
    with pytest.raises(IntakeRejected, match="2,000 columns"):
        forms(",".join("x" for _ in range(2_000)))


def test_a_header_alone_has_no_rows(forms: Forms) -> None:
    """An export of an empty month is no error."""
    assert forms("id,what\n") == []


def test_columns_are_found_by_their_trimmed_name(forms: Forms) -> None:
    """Blanks around a heading don't matter, columns that nobody reads neither, named or not."""
    assert forms(",id , what ,,x,x\n9,1,a,,,\n")[0].fields["text"] == "a"


def test_a_missing_column_is_told_before_any_row(forms: Forms) -> None:
    """A column that is mapped and not there names the nearest one, and all where none is near."""
    with pytest.raises(IntakeRejected, match=r"no column .what., which text is read from\. Did you mean .whit."):
        forms("id,whit\n1,a\n")
    with pytest.raises(IntakeRejected, match="There are: id, 内容"):
        forms("id,内容\n1,a\n")


def test_a_column_that_is_there_twice_is_refused(forms: Forms) -> None:
    """Nobody can tell which of two columns is meant."""
    with pytest.raises(IntakeRejected, match="2 columns 'what', which text is read from"):
        forms("id,what,what\n1,a,b\n")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1,a,b,c", "has 4 cells under 3 columns"),
        ("1", "has 1 cells; the columns read from it go up to 2"),
        ("1,a,b,,", None),
        ("1,a", None),
    ],
    ids=["too long", "too short", "empty beyond", "nothing that is read is missing"],
)
def test_a_row_whose_cells_moved_is_named(
    row: str, problem: str | None, said: Callable[..., dict[str, object]]
) -> None:
    """A comma or line break without quotes moves all that follows: such a row is for a person to mend."""
    problems = said(f"id,what,note\n{row}\n").get("problems")

    assert problems == ({"row": problem} if problem else None)


def test_a_row_keeps_its_own_text_for_repair(forms: Forms) -> None:
    """Under its header, the text of a row is a file again."""
    form = forms('id;what\n1;"冷\n了"\n2;x\n')[0]

    assert form.fields["row"] == '1;"冷\n了"\n'
    assert forms(f"{form.fields['columns']}{form.fields['row']}")[0].fields["text"] == "冷\n了"
