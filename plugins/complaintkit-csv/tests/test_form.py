"""A row as a form: fields by dotted name, words translated, ids that stay the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from complaintkit.errors import InvalidInput
from complaintkit.plugin import FormReceived, Parsed

Forms = Callable[..., list[FormReceived]]
Read = Callable[..., Parsed]

Said = Callable[..., dict[str, object]]


def test_columns_become_fields_by_dotted_name(said: Said) -> None:
    """Customer, goods, answer and the playbook's own fields, each under its name."""
    file = "内容,姓名,电话,小票,批号,答复,门店\n米饭酸,王芳,138 0013 8000,A-1,L7,已更换,三号\n"
    columns = {
        "text": "内容",
        "customer": {"name": "姓名", "phone": "电话"},
        "purchase.receipt": "小票",
        "item.lot": "批号",
        "reply": {"text": "答复"},
        "fields": {"shop": "门店"},
    }

    assert said(file, map=columns) == {
        "text": "米饭酸",
        "customer.name": "王芳",
        "customer.phone": "138 0013 8000",
        "purchase.receipt": "A-1",
        "item.lot": "L7",
        "reply.text": "已更换",
        "fields.shop": "三号",
    }


def test_several_columns_make_one_text(said: Said) -> None:
    """Joined line by line, empty ones left out; a word stays in one line."""
    file = "a,b,c\n 冷了 ,,慢\n"

    assert said(file, map={"text": ["a", "b", "c"]})["text"] == "冷了\n慢"
    assert said(file, map={"text": "a", "customer.name": ["c", "a"]})["customer.name"] == "慢 冷了"


def test_words_of_the_file_become_ours(forms: Forms) -> None:
    """What a cell means is said once; a word nobody translated goes on as it is, for the desk to judge."""
    file = "what,label\na,1\nb,0\nc,2\nd,praise\ne,-\n"

    read = forms(
        file, map={"text": "what", "kind": "label"}, values={"kind": {"1": "praise", "0": "complaint", "-": ""}}
    )

    assert [one.fields.get("kind") for one in read] == ["praise", "complaint", "2", "praise", None]


def test_defaults_stand_where_no_cell_says_it(forms: Forms) -> None:
    """A constant for every row, and for the cells that say nothing."""
    columns = {"text": "what", "unit": "where"}

    read = forms("what,where\na,\nb,?\nc,east\n", map=columns, defaults={"unit": "main", "channel": "app"}, empty=["?"])

    assert [one.fields["unit"] for one in read] == ["main", "main", "east"]
    assert {one.fields["channel"] for one in read} == {"app"}


def test_an_empty_cell_says_nothing(said: Said) -> None:
    """No empty name, no name of blanks."""
    assert said("what,who\na,　\n", map={"text": "what", "customer.name": "who"}) == {"text": "a"}


def test_a_word_is_one_line(said: Said) -> None:
    """Line breaks and controls inside a name or number are blanks; directions of writing can't hide in it."""
    found = said('what,who\na,"王\n芳\t\u202e"\n', map={"text": "what", "customer.name": "who"})

    assert found["customer.name"] == "王 芳"


def test_rows_without_an_id_get_one_that_stays(forms: Forms, read: Read) -> None:
    """The same file read again gives the same ids, so that a second import finds every row known."""
    file = "what,who\n好吃,a\n好吃,a\n好吃,b\n"
    first = [one.external_id for one in forms(file, map={"text": "what"})]

    assert len(set(first)) == 3
    assert [one.external_id for one in forms(file, map={"text": "what"})] == first
    assert "3 rows have no id" in read(file, map={"text": "what"}).reply.body.decode()


def test_equal_rows_are_counted_apart(forms: Forms) -> None:
    """Two customers may say the same: every row stays a row, and a file that grew keeps the ids it had."""
    ids = [one.external_id for one in forms("what\n好吃\n好吃\n", map={"text": "what"})]

    grown = [one.external_id for one in forms("what\n好吃\n冷\n好吃\n好吃\n", map={"text": "what"})]

    assert [one for one in grown if one in ids] == ids
    assert len(set(grown)) == 4


def test_an_id_is_of_what_the_row_says(forms: Forms) -> None:
    """Neither the order of columns, nor the delimiter, nor the mapping changes it; another `source` does."""
    ids = {
        forms("a,b\n1,2\n", map={"text": "a"})[0].external_id,
        forms("b;a\n2;1\n", map={"text": "b"})[0].external_id,
        forms("b,a\n2,1\n".encode("utf-16"), map={"text": "b"})[0].external_id,
    }

    assert len(ids) == 1
    assert forms("a,b\n1,2\n", map={"text": "a"}, source="May")[0].external_id not in ids


@pytest.mark.parametrize("given", ["x" * 201, ""], ids=["too long", "empty"])
def test_an_id_that_is_none_is_made(given: str, forms: Forms) -> None:
    """An empty id is made; one that can't be an id is named as well."""
    (form,) = forms(f'id,what\n"{given}",a\n')

    assert form.external_id.startswith("row-")
    assert ("external_id" in form.fields.get("problems", {})) is bool(given)  # type: ignore[operator]  # a dict


def test_columns_hold_further_issues(forms: Forms) -> None:
    """Each with a text and a category; words of the file mean for all categories what they mean for the first. R7"""
    (form,) = forms(
        "what,kind,also,its,more\n奶酸了,食品,收银员骂人,服务,灯坏了\n",
        map={
            "text": "what",
            "category": "kind",
            "issue.2": {"text": "also", "category": "its"},
            "issue": {"3": {"text": "more"}},
        },
        values={"category": {"食品": "food", "服务": "service"}, "issue.3.text.灯坏了": "灯不亮"},
    )

    said = {name: value for name, value in form.fields.items() if name.startswith(("issue", "category"))}
    assert said == {
        "category": "food",
        "issue.2.text": "收银员骂人",
        "issue.2.category": "service",
        "issue.3.text": "灯不亮",
    }


@pytest.mark.parametrize("name", ["issue.1.text", "issue.2", "issue.21.text", "issue.2.lot"])
def test_a_column_that_is_no_issue_is_refused(name: str, forms: Forms) -> None:
    """The complaint itself is the first, and one case holds twenty. R7"""
    with pytest.raises(InvalidInput, match="is no field"):
        forms("what,also\na,b\n", map={"text": "what", name: "also"})
