"""What can't become a case is told by line, field and reason, and kept; nothing else of its batch is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest

from complaintkit import Desk, System
from complaintkit.model.imported import Imported
from complaintkit.plugin import FormReceived
from complaintkit.ports.storage import RefusedRow
from complaintkit.testing import FakeClock

Form: TypeAlias = Callable[..., FormReceived]
IMPORT = System("import")


def imported(desk: Desk, *forms: FormReceived) -> Imported:
    """What came of taking these in."""
    return desk.import_history(forms, by=IMPORT, owner="luo")


def kept(desk: Desk) -> list[RefusedRow]:
    """What was refused and kept."""
    with desk._opened.storage.reading() as reader:
        return list(reader.refused())


@pytest.mark.parametrize(
    ("said", "field", "hint"),
    [
        ({"text": None}, "text", "is empty"),
        ({"text": " \n"}, "text", "is empty"),
        ({"text": "长" * 1_000_001}, "text", "1,000,000"),
        ({"text": 17}, "text", "not text"),
        ({"text": "half \ud83d"}, "text", "halves"),
        ({"category": "food/sensery"}, "category", "food/sensory"),
        ({"kind": "complain"}, "kind", "complaint"),
        ({"severity": "hi"}, "severity", "high"),
        ({"unit": "no3-shool"}, "unit", "no3-school"),
        ({"about_staff": "chenn"}, "about_staff", "chen"),
        ({"received_at": "last week"}, "received_at", "last week"),
        ({"received_at": "2034-01-01T00:00Z"}, "received_at", "in the future"),
        ({"received_at": "1899-12-30T00:00:00Z"}, "received_at", "too long ago"),
        ({"received_at": 43524}, "received_at", "not a time"),
        ({"received_at": ""}, "received_at", "is empty"),
        ({"occurred_at": "2034-01-01T00:00Z"}, "occurred_at", "in the future"),
        ({"reply__text": "已退款"}, "reply.at", "there is an answer"),
        ({"reply__text": "已退款", "reply__at": "2024-09-30T09:59+08:00"}, "reply.at", "before received_at"),
        ({"reply__text": "已退款", "reply__at": "2024-10-17T10:01+08:00"}, "reply.at", "in the future"),
        ({"closed_at": "2024-09-01T00:00Z"}, "closed_at", "before received_at"),
        (
            {"reply__text": "好", "reply__at": "2024-10-10T00:00Z", "closed_at": "2024-10-09T00:00Z"},
            "closed_at",
            "reply.at",
        ),
        ({"customer__phone": "1" * 201}, "customer.phone", "200"),
        ({"customer__member": "x\ny"}, "customer.member", "one line"),
        ({"purchase__receipt": "A-1", "paid": "a lot"}, "paid", "not a number"),
        ({"purchase__receipt": "A-1", "paid": "-3"}, "paid", "negative"),
        ({"purchase__receipt": "A-1", "paid": "1,250"}, "paid", "not a number"),  # or one and a quarter: nobody knows
        ({"item__name": "米饭", "paid": "9.9 yuan"}, "paid", "CNY"),
        ({"colour": "red"}, "colour", "no field"),
        ({"problems": {"reply.at": "'31/2' is no time"}}, "reply.at", "'31/2' is no time"),
    ],
)
def test_a_row_that_can_not_be_a_case_says_why(
    said: dict[str, object], field: str, hint: str, desk: Desk, form: Form
) -> None:
    """Its field by the name it has in the mapping, the reason, and what may have been meant; its neighbours are taken in."""
    done = imported(desk, form("a"), form("b", line=7, **said), form("c"))

    (refusal,) = done.refused
    assert (done.read, done.created, done.known) == (3, 2, 0)
    assert (refusal.line, refusal.field) == (7, field)
    assert hint in refusal.reason
    assert not refusal.reason.startswith(field)
    assert [one.id for one in kept(desk)] == [refusal.kept_as]


def test_every_word_of_it_is_kept(desk: Desk, form: Form) -> None:
    """The row's text as it stood in its file, under its header, and its line."""
    imported(desk, form(line=9, row="9,米饭是酸的,foood\n", columns="id,what,category\n", category="foood"))

    (row,) = kept(desk)
    assert (row.source, row.field, row.code) == ("import", "category", "invalid-input")
    assert json.loads(row.content) == {"line": 9, "columns": "id,what,category\n", "row": "9,米饭是酸的,foood\n"}


def test_without_a_file_all_fields_are_kept(desk: Desk, form: Form) -> None:
    """Also what nobody could read."""
    imported(desk, form(category="foood", text="酸 \ud83d"))

    said = json.loads(kept(desk)[0].content.decode("utf-8", "surrogatepass"))
    assert said["fields"]["text"] == "酸 \ud83d"
    assert said["external_id"] == "2024-17"


def test_the_same_row_refused_again_is_kept_once(desk: Desk, form: Form) -> None:
    """A second run tells it again, and keeps nothing twice; mended, it becomes a case."""
    first, second = (imported(desk, form(category="foood")) for _ in range(2))

    assert first.refused == second.refused
    assert len(kept(desk)) == 1
    assert imported(desk, form(category="food")).created == 1


def test_refused_rows_leave_no_gap_in_the_numbers(desk: Desk, form: Form) -> None:
    """Whatever is refused is refused before a number is taken."""
    late = {"reply__text": "好", "reply__at": "2024-01-01T00:00Z"}
    imported(desk, form("a"), form("b", **late), form("c", category="?"), form("d", unit="?"), form("e"))

    assert sorted(one.number for one in desk.cases(by=IMPORT)) == ["QINGHE-240930-001", "QINGHE-240930-002"]


def test_one_id_is_one_complaint(desk: Desk, form: Form) -> None:
    """The same id with the same words is the same row again; with other words somebody has to look, in every run."""
    forms = form("7", line=2), form("7", line=3), form("7", line=4, text="完全另一件事")

    first = imported(desk, *forms)
    second = imported(desk, *forms)

    assert (first.created, first.known, [one.line for one in first.refused]) == (1, 1, [4])
    assert (second.created, second.known, [one.line for one in second.refused]) == (0, 2, [4])
    assert "stands in line 2 already" in first.refused[0].reason


def test_two_channels_may_use_the_same_ids(desk: Desk, form: Form) -> None:
    """An id is the channel's own."""
    done = imported(desk, form("7", channel="app"), form("7", channel="mail"), form("7"))

    assert done.created == 3


@pytest.mark.parametrize(
    "text",
    [
        "\u202egnorw",
        "a\x00b",
        "<script>alert(1)</script>",
        "{owner} {0}",
        "=cmd|' /C calc'!A0",
        "𠮷野家",
        "x" * 1_000_000,
    ],
    ids=["direction", "nul", "html", "braces", "formula", "beyond the plane", "a megabyte"],
)
def test_odd_words_are_words(text: str, desk: Desk, form: Form) -> None:
    """Whatever somebody wrote is kept as they wrote it."""
    assert imported(desk, form(text=text)).refused == ()

    (case,) = desk.cases(by=IMPORT)
    assert case.text == text


def test_a_repaired_row_is_seen_to(desk: Desk, form: Form, clock: FakeClock) -> None:
    """Imported again under the same id, what was refused is marked as repaired, with the number of its case; nothing else is."""
    imported(desk, form("a", category="foood"), form("b", unit="?"), form("a", channel="app", category="?"))
    imported(desk, form("a", category="fod"))
    clock.advance(timedelta(hours=1))

    done = imported(desk, form("a", category="food"))

    (case,) = desk.cases(by=IMPORT)
    assert done.created == 1
    assert {(row.repaired_at, row.case) for row in kept(desk) if row.field == "category"} == {
        (clock.now(), case.number),
        (None, None),
    }
    assert len([row for row in kept(desk) if row.repaired_at]) == 2
    imported(desk, form("a", category="food"))
    with desk._opened.storage.reading() as reader:
        assert len(reader.refused(unmended=True)) == 2


def test_a_row_that_another_has_the_id_of_stays_to_be_seen_to(desk: Desk, form: Form) -> None:
    """The row that was taken does not repair the one that says something else."""
    for _ in range(2):
        imported(desk, form("7", line=2), form("7", line=4, text="完全另一件事"))

    assert [row.repaired_at for row in kept(desk)] == [None]
