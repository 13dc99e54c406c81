"""A hazard is none by a word alone: whoever puts it among lesser matters, the leader decides before it is filed. R18, S4.9"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from complaintkit import Case, Customer, NotAllowed, System
from complaintkit.playbook import load_playbook
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES, RECEIVERS

PROGRAM = System("till")


def hazards() -> Iterator[tuple[str, str]]:
    """Every category with an alarm, of every procedure."""
    for name in HOUSES:
        for category in load_playbook(name).categories.values():
            if category.alarm:
                yield name, category.id


def received(playbook: str, category: str) -> tuple[DeskUnderTest, Case, str]:
    """A hazard as the clerk writes it down; and a category without an alarm."""
    desk, clerk = open_test_desk(playbook=playbook, organisation=HOUSES[playbook]), RECEIVERS[playbook][0]
    book = desk.playbook(by=clerk)
    case = desk.receive(
        "出事了",
        by=clerk,
        channel=next(iter(book.channels)),
        category=category,
        customer=Customer(name="王芳", phone="13800138000"),
    )
    return desk, case, next(one.id for one in book.categories.values() if one.id.startswith("service/"))


@pytest.mark.parametrize("how", ["reclassify", "assess"])
@pytest.mark.parametrize(("playbook", "category"), list(hazards()))
def test_nobody_talks_a_hazard_away(playbook: str, category: str, how: str) -> None:
    """Neither by another category, nor by how it is assessed: settled since, it is not filed before a leader decided. R18, S4.9"""
    desk, case, mild = received(playbook, category)
    if how == "reclassify":
        case = desk.reclassify(case, by=case.owner, category=mild, reason="没那么严重")
    else:
        case = desk.assess(case, by=case.owner, severity="low", approach="解释", category=mild)

    matters = [one for one in case.escalations if one.open]
    assert {"no-hazard", "severity-major"} & {one.reason for one in matters}  # as grave as can be, it is still one
    assert case.owner not in {one.to for one in matters}

    case = desk.settle(case, by=case.owner, facts="解释了", agreed="in-person", apology=True)
    with pytest.raises(NotAllowed, match="not decided"):
        desk.archive(case, by=case.owner)


@pytest.mark.parametrize(("playbook", "category"), list(hazards()))
def test_what_was_seen_to_may_be_called_what_it_is(playbook: str, category: str) -> None:
    """Once the first handling is done, another category is a matter of the record. S1.7"""
    desk, case, mild = received(playbook, category)
    case = desk.do_first_handling(case, by=case.owner, result="已排查，没有危险")

    case = desk.reclassify(case, by=case.owner, category=mild, reason="查明只是误会")

    assert "no-hazard" not in {one.reason for one in case.escalations}


@pytest.mark.parametrize("playbook", HOUSES)
def test_there_and_back_and_there_is_brought_up_once(playbook: str) -> None:
    """The leader has one matter before them, however often it changes."""
    desk, case, mild = received(playbook, next(one for name, one in hazards() if name == playbook))
    hazard = str(case.category)
    for category in (mild, hazard, mild):
        case = desk.reclassify(case, by=case.owner, category=category, reason="改一下")

    assert [one.reason for one in desk.case(case, by=PROGRAM).escalations].count("no-hazard") == 1
