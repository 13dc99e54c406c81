"""The line of a lane: what goes out by one call, and who waits for whom. R12, P5"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from complaintkit import Contact
from complaintkit.delivery.carrier import Send, Work
from complaintkit.delivery.message.digest import MOST
from complaintkit.delivery.parcel import Line, Parcel
from complaintkit.model.outbox import EntryKind
from complaintkit.plugin import Notification
from complaintkit.ports.storage import OutboxRow

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NOBODYS: Any = None  # no service is called here
FANG, SHEN = Contact("phone", "13900000001"), Contact("phone", "13900000002")


def add(
    line: Line[Any], id: str, case: str, to: Contact | None = None, *, together: str | None = None, urgent: bool = False
) -> None:
    """Put an entry in the line: about a case, to an address; with others of one language, where it may be."""
    row = OutboxRow(
        id=id, case=case, seq=1, kind=EntryKind.MESSAGE, name="receipt", recipient="customer", person="", language="zh",
        media=("sms",), next_at=NOW, urgent=urgent, created_at=NOW,
    )  # fmt: skip
    part = None
    if together is not None and to is not None:
        part = Notification(
            id=id,
            attempt=1,
            to=to,
            message="receipt",
            language=together,
            fields={},
            subject="",
            text="",
            case_number=case,
        )
    send = Send[Any](NOBODYS, NOBODYS, to, part=part)
    line.add(Work(row=row, verdict=send, seq=1, at=NOW), send)


def ids(parcel: Parcel[Any] | None) -> str | None:
    """The entries of a parcel."""
    return None if parcel is None else "".join(work.row.id for work, _ in parcel.works)


@pytest.fixture
def line() -> Line[Any]:
    """Nobody waits."""
    return Line()


@pytest.mark.parametrize("same", ["case", "address"])
def test_of_two_about_the_same_the_first_goes_first(line: Line[Any], same: str) -> None:
    """One case, or one address however it is written; the others go meanwhile, in their order."""
    again = Contact("phone", "+86 139 0000 0001")
    add(line, "a", "A1", FANG)
    add(line, *(("b", "A1", SHEN) if same == "case" else ("b", "B1", again)))
    add(line, "c", "C1", Contact("phone", "13900000003"))
    add(line, "d", "D1", Contact("phone", "13900000004"))
    first = line.take()
    assert (ids(first), ids(line.take()), ids(line.take()), line.take()) == ("a", "c", "d", None)
    assert first is not None
    line.end(first)
    assert (ids(line.take()), len(line)) == ("b", 0)


def test_who_waits_holds_up_who_comes_after_it(line: Line[Any]) -> None:
    """A chain: the second waits for the first by its case, the third for the second by its address; and so on."""
    add(line, "a", "A1", FANG)
    add(line, "b", "A1", SHEN)
    add(line, "c", "C1", SHEN)
    add(line, "d", "C1")
    add(line, "e", "A1", FANG)
    assert (ids(line.take()), line.take()) == ("a", None)


def test_remedies_go_to_no_address(line: Line[Any]) -> None:
    """Each is about its case alone."""
    add(line, "a", "A1")
    add(line, "b", "B1")
    assert (ids(line.take()), ids(line.take())) == ("a", "b")


def test_what_may_be_put_together_is(line: Line[Any]) -> None:
    """To one address, in one language; in the place of the first of them. Two that go by themselves stay two."""
    for id, to, language in (
        ("a", FANG, "zh"), ("b", SHEN, "zh"), ("c", FANG, "zh"), ("d", FANG, "en"), ("e", FANG, None), ("f", FANG, None),
    ):  # fmt: skip
        add(line, id, id, to, together=language)
    first = line.take()
    assert (ids(first), ids(line.take()), line.take()) == ("ac", "b", None)
    assert first is not None
    line.end(first)
    rest = []
    while (parcel := line.take()) is not None:
        rest.append(ids(parcel))
        line.end(parcel)
    assert rest == ["d", "e", "f"]


def test_what_is_urgent_stands_first_in_a_parcel(line: Line[Any]) -> None:
    """Whenever it came; the others keep their order. F8"""
    for id in "abcd":
        add(line, id, id, FANG, together="zh", urgent=id in "bd")
    assert [ids(one) for one in line._waiting] == ["bdac"]


def test_what_joins_a_parcel_is_what_it_is_about_too(line: Line[Any]) -> None:
    """Also where it was looked at before: an earlier one about the same case goes before all of it."""
    add(line, "a", "A1")
    add(line, "b", "A1", SHEN)
    add(line, "c", "C1", FANG, together="zh")
    first = line.take()
    assert (ids(first), line.take(whole=False)) == ("a", None)
    add(line, "d", "A1", FANG, together="zh")
    assert line.take() is None
    assert first is not None
    line.end(first)
    assert ids(line.take()) == "b"


def test_a_parcel_is_full_at_some_point(line: Line[Any]) -> None:
    """Then the next one begins."""
    for number in range(MOST + 1):
        add(line, f"{number} ", str(number), FANG, together="zh")
    assert len(line) == 2
    first = line.take()
    assert first is not None
    assert len(first.works) == MOST


def test_what_others_may_yet_be_put_to_waits_until_the_line_is_whole(line: Line[Any]) -> None:
    """What goes by itself does not wait; nobody says otherwise, the line is whole."""
    add(line, "a", "A1", FANG, together="zh")
    add(line, "b", "B1", SHEN)
    assert (ids(line.take(whole=False)), line.take(whole=False), ids(line.take())) == ("b", None, "a")


def test_what_is_put_back_goes_before_all_others(line: Line[Any]) -> None:
    """And what did not end is left, taken or not."""
    for id in "abc":
        add(line, id, id)
    first, _ = line.take(), line.take()
    assert first is not None
    line.put_back(first)
    assert [work.row.id for work in line.left()] == ["b", "a", "c"]
    assert (ids(line.take()), ids(line.take())) == ("a", "c")
