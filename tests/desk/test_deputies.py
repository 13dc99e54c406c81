"""A deputy has the case of who leaves, also where they had it before: F8 comes before F3, and a leader rules from then on."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from complaintkit import Case, Customer, Desk, NotAllowed, System
from complaintkit.playbook import load_playbook
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES, RECEIVERS

HOST = System("hr")


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest) -> str:
    """Each business."""
    return str(request.param)


@pytest.fixture
def desk(house: str) -> Iterator[Desk]:
    """Its desk, where who met the customer is the deputy of the colleague to whom they hand it."""
    with open_test_desk(playbook=house, organisation=HOUSES[house], start="2026-11-24T10:00+08:00") as opened:
        giver, taker = RECEIVERS[house]
        data = organisation(opened)
        data["staff"][taker] |= {"deputy": giver, "units": data["staff"][giver]["units"]}
        opened.set_organisation(data, by=HOST)
        yield opened


def organisation(desk: Desk) -> dict[str, Any]:
    """The tables of the one in force."""
    return copy.deepcopy(dict(desk.people.organisation(by=HOST).as_data()))


def handed(desk: Desk, house: str) -> Case:
    """Handed on once the facts are known, and taken."""
    giver, taker = RECEIVERS[house]
    channel = next(iter(load_playbook(house).channels))
    case = desk.receive(
        "等了四十分钟",
        by=giver,
        channel=channel,
        unit=organisation(desk)["staff"][giver]["units"][0],
        category="service/attitude",
        customer=Customer(name="王芳", phone="13800138000"),
    )
    if case.owner != giver:  # somebody else takes such matters first
        case = desk.rule_handover(case, by=top(desk, case), to=giver, ruling="由你负责")
    case = desk.record_facts(
        case, by=giver, facts="忘了下单", root_cause=next(iter(load_playbook(house).causes)), heard=[giver]
    )
    reason = "supplier-side" if house == "canteen-delivery" else "overloaded"
    case = desk.offer_handover(case, by=giver, to=taker, reason=reason)
    assert case.handover is not None
    return desk.accept_handover(case, by=taker, handover=case.handover.id)


def top(desk: Desk, case: Case) -> str:
    """Whoever may rule whose it is."""
    return next(one for one in organisation(desk)["staff"] if "rule-handover" in desk.allowed(case, by=one))


def left(desk: Desk, who: str) -> None:
    """Their departure is noted."""
    desk.people.left(who, by=HOST)


def taken_out(desk: Desk, who: str) -> None:
    """The next organisation has them no more."""
    data = organisation(desk)
    del data["staff"][who]
    data["staff"] = {
        id: {**one, "deputy": None} if one.get("deputy") == who else one for id, one in data["staff"].items()
    }
    for duty in data.get("duty", {}).values():
        for turn in duty.get("turn", {}).values():
            turn["staff"] = [one for one in turn["staff"] if one != who]
    desk.set_organisation(data, by=HOST)


def away_for_long(desk: Desk, who: str) -> None:
    """A leader, or a program, notes that they are away for long."""
    now = desk.clock.now()  # type: ignore[attr-defined]  # of a desk under test
    desk.people.away(who, by=HOST, start=now, end=now + timedelta(days=60), long=True)


@pytest.mark.parametrize("how", [left, taken_out, away_for_long])
def test_the_deputy_has_it_at_once_though_they_had_it_before(desk: Desk, house: str, how: Any) -> None:
    """No case is left behind, whoever is next. F8, F1"""
    giver, taker = RECEIVERS[house]
    case = handed(desk, house)
    assert (case.owner, giver in case.owners) == (taker, True)

    how(desk, taker)

    after = desk.case(case, by=HOST)
    assert after.owner == giver
    assert [after.open, after.handover] == [True, None]


def test_from_then_on_it_returns_to_nobody_but_by_a_ruling(desk: Desk, house: str) -> None:
    """Who had it is not offered it, also when they are here again; a leader says so. F3"""
    giver, taker = RECEIVERS[house]
    case = handed(desk, house)
    now = desk.clock.now()  # type: ignore[attr-defined]  # of a desk under test
    desk.people.away(taker, by=HOST, start=now, end=now + timedelta(days=60), long=True)
    desk.clock.advance(timedelta(days=61))  # type: ignore[attr-defined]

    with pytest.raises(NotAllowed) as refused:
        desk.offer_handover(case, by=giver, to=taker, reason="overloaded")
    assert refused.value.data["rule"] == "F3"
    leader = top(desk, case)
    assert desk.rule_handover(case, by=leader, to=taker, ruling="由你负责").owner == taker


def test_nobody_brings_a_case_back_by_their_own_absence(desk: Desk, house: str) -> None:
    """Their own word moves no case, for long or not, whoever is their deputy. F8, F3"""
    giver, taker = RECEIVERS[house]
    case = handed(desk, house)
    now = desk.clock.now()  # type: ignore[attr-defined]  # of a desk under test
    with pytest.raises(NotAllowed):
        desk.people.away(taker, by=taker, start=now, end=now + timedelta(days=60), long=True, deputy=giver)
    desk.people.away(taker, by=taker, start=now, end=now + timedelta(days=2), deputy=giver)

    assert desk.case(case, by=HOST).owner == taker
