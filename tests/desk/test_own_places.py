"""Who decides an open complaint is not picked by whom it is about: what they may put in force, and what not. R6"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from complaintkit import Case, ConfigurationError, Customer, Desk, NotAllowed, NotFound, System
from complaintkit.playbook import load_playbook
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES, RECEIVERS

HOST = System("hr")
PLACES = {  # who may set-organisation and is complained about, and where
    "canteen-delivery": ("shen", "no3-school", "hotline", "service/attitude"),
    "night-market": ("hao", "a07", "phone", "service/attitude"),
    "print-shop": ("zhao", "shop", "counter", "service/attitude"),
    "supermarket": ("xu", "river-street", "service-desk", "service/attitude"),
    "supermarket-service": ("fu", "park-road", "service-desk", "service/attitude"),
}
CALLING = frozenset(
    "ask-advice dispatch escalate hear-customer link mark-second-grievance note raise-issue record-docket settle".split()
)
"""What whoever serves or sees a place may do with any complaint there: call for help, write down, put right on the spot."""
CLERKS = {
    "print-shop": None,  # whoever serves there sits in its meeting
    "canteen-delivery": ("delivery", "kitchen-east"),
    "night-market": ("site-services", "a07"),
    "supermarket": ("service-desk", "river-street"),
    "supermarket-service": ("service-desk", "park-road"),
}
"""In which role, and where, they hire somebody who decides nothing."""
PROMOTED = {
    "shen": ("chen", ["duty-manager", "kitchen-head"]),
    "hao": ("ye", ["head-of-site-services"]),
    "zhao": ("wu", ["manager"]),
    "xu": ("sun", ["duty-manager"]),
    "fu": ("chen", ["service-manager"]),
}
"""Whom they make what, which decides."""
WANG = Customer(name="王芳", phone="13800138000")


@pytest.fixture(params=PLACES)
def house(request: pytest.FixtureRequest) -> str:
    """Each business."""
    return str(request.param)


@pytest.fixture
def desk(house: str) -> Iterator[Desk]:
    """Its desk."""
    with open_test_desk(playbook=house, organisation=HOUSES[house], start="2026-11-24T10:00+08:00") as opened:
        yield opened


def complaint(desk: Desk, house: str, about: str | None) -> Case:
    """Somebody complains, of whoever runs the place or of nobody."""
    _, unit, channel, category = PLACES[house]
    receiver = RECEIVERS[house][0]
    return desk.receive(
        "态度很差", by=receiver, channel=channel, unit=unit, category=category, about_staff=about, customer=WANG
    )


def possible(desk: Desk, case: Case) -> set[tuple[str, str]]:
    """Who may do what with the case."""
    can = set()
    for who in desk.people.organisation(by=HOST).staff:
        with suppress(NotFound):  # who does not see it
            can |= {(who, what) for what in desk.allowed(case, by=who)}
    return can


def changed(desk: Desk, path: str, value: object) -> dict[str, Any]:
    """The organisation's tables with another value at a path, such as `staff/chen/roles`."""
    data: dict[str, Any] = copy.deepcopy(desk.people.organisation(by=HOST).as_data())
    table = data
    *way, last = path.split("/")
    for key in way:
        table = table.setdefault(key, {})
    table[last] = value
    return data


def test_no_role_they_give_or_take_decides_what_is_about_them(desk: Desk, house: str) -> None:
    """What is put in force leaves everybody else as they were, and gives nobody more than calling for help. R6"""
    by, case = PLACES[house][0], complaint(desk, house, PLACES[house][0])
    staff, before, refused = desk.people.organisation(by=HOST).staff, possible(desk, case), 0
    for who, role in ((who, role) for who in staff if who != by for role in load_playbook(house).roles):
        mine = staff[who].roles
        roles = [one for one in mine if one != role] if role in mine else [*mine, role]
        try:
            desk.set_organisation(changed(desk, f"staff/{who}/roles", roles), by=by)
        except NotAllowed as error:
            refused += error.data["rule"] == "R6"
            continue
        except ConfigurationError:
            continue
        differs = possible(desk, case) ^ before
        assert {(whose, what in CALLING) for whose, what in differs} <= {(who, True)}, (who, role, differs)
        desk.set_organisation(changed(desk, f"staff/{who}/roles", list(mine)), by=HOST)
    assert refused


@pytest.mark.parametrize(
    ("house", "path", "value", "place"),
    [
        ("night-market", "group/leading-group/stall-in-charge", ["yu", "lan"], "group.leading-group"),
        ("supermarket", "duty/river-street/turn/day/staff", ["wei"], "duty.river-street"),
        ("supermarket", "staff/wei/units", ["river-street", "east"], "staff.wei.units"),
        ("canteen-delivery", "staff/peng/roles", ["delivery-head"], "role.delivery-head"),
    ],
    indirect=["house"],
)
def test_no_seat_turn_or_place_is_filled_by_them(desk: Desk, house: str, path: str, value: object, place: str) -> None:
    """Nor by a list of another kind than a person's roles; the refusal names what has the say. R6"""
    complaint(desk, house, PLACES[house][0])
    with pytest.raises(NotAllowed, match=place):
        desk.set_organisation(changed(desk, path, value), by=PLACES[house][0])


@pytest.mark.parametrize("house", [house for house, hired in CLERKS.items() if hired], indirect=True)
def test_a_clerk_is_hired_meanwhile(desk: Desk, house: str) -> None:
    """Who decides nothing is theirs to employ while a complaint about them is open. R20"""
    by, (role, unit) = PLACES[house][0], CLERKS[house] or ("", "")
    complaint(desk, house, by)
    new = {"name": "新来的", "roles": [role], "units": [unit]}
    desk.set_organisation(changed(desk, "staff/xin", new), by=by)
    assert "xin" in desk.people.organisation(by=HOST).staff


@pytest.mark.parametrize("house", ["print-shop"], indirect=True)
def test_who_sits_in_the_meeting_is_hired_once_the_complaint_is_filed(desk: Desk, house: str) -> None:
    """The refusal says until when, and who does it meanwhile: in a shop whose manager leads everybody, a program. R6, R20"""
    case = complaint(desk, house, "zhao")
    hired = changed(desk, "staff/xin", {"name": "新来的", "roles": ["counter"], "units": ["shop"]})
    with pytest.raises(
        NotAllowed, match=r"group\.shop-meeting.*until that is filed a leader of zhao changes it, or a program"
    ):
        desk.set_organisation(hired, by="zhao")

    desk.archive(desk.withdraw(case, by=case.owner, reason="算了", via="phone"), by=case.owner)
    desk.set_organisation(hired, by="zhao")


def test_of_others_complaints_they_say_who_decides(desk: Desk, house: str) -> None:
    """Of one that names nobody they run the place as ever; of their own a program does. R6, R20"""
    by = PLACES[house][0]
    who, roles = PROMOTED[by]
    plain, promoted = desk.people.organisation(by=HOST).as_data(), changed(desk, f"staff/{who}/roles", roles)
    complaint(desk, house, None)
    desk.set_organisation(promoted, by=by)
    desk.set_organisation(plain, by=by)
    complaint(desk, house, by)
    desk.set_organisation(promoted, by=HOST)
    assert desk.people.organisation(by=HOST).staff[who].roles == tuple(roles)
