"""Who says outright that they complain has a complaint, whatever it was taken down as and however far that has got. R5, S4.2"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from complaintkit import Case, Customer, Desk, Kind
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
OTHERS = [one for one in Kind if one is not Kind.COMPLAINT]
WANG = Customer(name="王芳", phone="13800138000")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The sample's canteens."""
    opened = Desk.open(
        f"sqlite:///{tmp_path}/desk.db",
        playbook="canteen-delivery",
        organisation=SAMPLES / "organisation.toml",
        clock=FakeClock("2026-11-30T10:00+08:00"),
    )
    yield opened
    opened.close()


def asked(desk: Desk, kind: Kind, category: str | None = None) -> Case:
    """What is no complaint."""
    return desk.receive(
        "几点送餐", by="chen", channel="hotline", unit="no3-school", kind=kind, customer=WANG, category=category
    )


def answered(desk: Desk, kind: Kind) -> Case:
    """It was answered, and is not filed."""
    adopted = True if kind is Kind.SUGGESTION else None
    return desk.resolve(asked(desk, kind), by="chen", result="十一点", adopted=adopted)


def filed(desk: Desk, kind: Kind) -> Case:
    """It was answered and filed."""
    return desk.archive(answered(desk, kind), by="chen")


@pytest.mark.parametrize("kind", OTHERS)
def test_an_open_case_becomes_a_complaint(desk: Desk, kind: Kind) -> None:
    """The same case, with the clocks of a complaint and the same owner."""
    case = asked(desk, kind, category="food/sensory")
    heard = desk.hear_customer(case, by="chen", text="没人理我，我要投诉", via="phone")

    assert (heard.number, heard.kind, heard.owner) == (case.number, Kind.COMPLAINT, "chen")
    assert {one.name for one in heard.deadlines} > {one.name for one in case.deadlines}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("before", [asked, answered, filed], ids=["without a category", "answered", "filed"])
def test_else_a_complaint_follows_it(desk: Desk, before, kind: Kind) -> None:
    """Linked both ways; it is of whoever writes the words down, and asks for the category that a complaint needs. S1.6"""
    case = before(desk, kind)
    heard = desk.hear_customer(case, by="li", text="没人理我，我要投诉", via="phone")

    assert heard.number != case.number
    assert (heard.kind, heard.text, heard.links) == (Kind.COMPLAINT, "没人理我，我要投诉", {case.number: "follows"})
    assert (heard.owner, heard.first_receiver, heard.missing) == ("li", "li", ("category",))
    old = desk.case(case, by="chen")
    assert (old.kind, old.state, old.links) == (kind, case.state, {heard.number: "followed-by"})


@pytest.mark.parametrize("before", [asked, answered, filed])
def test_other_words_change_no_kind(desk: Desk, before) -> None:
    """A question on an inquiry is an inquiry."""
    heard = desk.hear_customer(before(desk, Kind.INQUIRY), by="chen", text="投诉电话是多少", via="phone")
    assert heard.kind is Kind.INQUIRY
