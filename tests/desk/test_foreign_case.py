"""A Case names the case it is a snapshot of, and no other: not one of another desk that has its number."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator

import pytest

from complaintkit import Case, Customer, Desk, NotFound
from complaintkit.testing import open_test_desk

READ: dict[str, Callable[[Desk, Case], object]] = {
    "case": lambda desk, case: desk.case(case, by="chen"),
    "timeline": lambda desk, case: desk.timeline(case, by="chen"),
    "contact": lambda desk, case: desk.contact(case, by="chen", purpose="回电"),
    "allowed": lambda desk, case: desk.allowed(case, by="chen"),
    "form": lambda desk, case: desk.registration_form(case, by="chen"),
    "note": lambda desk, case: desk.note(case, by="chen", text="在查"),
    "tell": lambda desk, case: desk.tell(case, by="chen", text="在查"),
    "link": lambda desk, case: desk.link(received(desk), by="chen", to=case.ref),
}


def received(desk: Desk, text: str = "饭是酸的") -> Case:
    """A complaint."""
    return desk.receive(text, by="chen", channel="hotline", customer=Customer(phone="13800138000"))


@pytest.fixture
def desks() -> Iterator[tuple[Desk, Desk]]:
    """Two of the same playbook, on the same day."""
    with open_test_desk(start="2026-11-30T10:00+08:00") as one, open_test_desk(start="2026-11-30T10:00+08:00") as other:
        yield one, other


@pytest.mark.parametrize("word", READ)
def test_another_desks_case_is_refused(desks, word: str) -> None:
    """Though one of ours has its number; that number itself, as text, is ours."""
    here, there = desks
    own, foreign = received(here), received(there, "汤是凉的")
    assert own.number == foreign.number

    with pytest.raises(NotFound) as refused:
        READ[word](here, foreign)
    assert "投诉台" in refused.value.user_message("zh")
    assert here.case(foreign.number, by="chen").text == "饭是酸的"


@pytest.mark.parametrize("word", READ)
def test_ones_own_is_taken_at_any_version(desks, word: str) -> None:
    """An old snapshot, and one that crossed a process, still name the case."""
    here, _ = desks
    old = received(here)
    here.note(old, by="chen", text="已联系")
    READ[word](here, pickle.loads(pickle.dumps(old)))  # noqa: S301  our own bytes


def test_a_reference_survives_copies(desks) -> None:
    """It knows its case wherever a command goes."""
    ref = received(desks[0]).ref
    for one in (copy.deepcopy(ref), pickle.loads(pickle.dumps(ref))):  # noqa: S301  our own bytes
        assert (one, one.id) == (ref, ref.id)


def test_cases_go_into_sets(desks) -> None:
    """Equal snapshots are one; another version of the same case is another."""
    here, there = desks
    case = received(here)
    again = here.case(case, by="chen")
    later = here.note(case, by="chen", text="已联系")

    assert case == again
    assert len({case, again}) == 1
    assert len({case, later, received(there)}) == 3
    assert {case: "shown"}[again] == "shown"
