"""A colleague who is the customer, at a real desk: by every way in, by another organisation, by a merge, in an incident. R9"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from complaintkit import Case, Contact, Customer, Desk, InvalidInput, Item, NotAllowed, System
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES, RECEIVERS

HOST = System("hr")
PHONE = "138 0013 8000"
LEADERS = {
    "canteen-delivery": "shen",
    "night-market": "hao",
    "print-shop": "zhao",
    "supermarket": "xu",
    "supermarket-service": "fu",
}
"""Who may set-organisation, below whoever is above all."""


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest) -> str:
    """Each business."""
    return str(request.param)


@pytest.fixture
def desk(house: str) -> Iterator[Desk]:
    """Its desk."""
    with open_test_desk(playbook=house, organisation=HOUSES[house], start="2026-11-24T10:00+08:00") as opened:
        yield opened


def complaint(desk: Desk, house: str, **more: Any) -> Case:
    """A customer of this number complains of a service."""
    by = RECEIVERS[house][0]
    given: dict[str, Any] = {"customer": Customer(name="王芳", phone=PHONE), "category": "service/attitude", **more}
    unit = desk.people.organisation(by=HOST).staff[by].units[0]
    channel = "counter" if house == "print-shop" else "phone" if house == "night-market" else "service-desk"
    return desk.receive(
        "态度很差", by=by, channel="hotline" if house == "canteen-delivery" else channel, unit=unit, **given
    )


def reached(desk: Desk, who: str, phone: str, *, by: Any = HOST) -> tuple[str, ...]:
    """Put in force that somebody is reached by another number; return the cases that changed hands."""
    data: dict[str, Any] = copy.deepcopy(desk.people.organisation(by=HOST).as_data())
    data["staff"][who]["phone"] = phone
    return desk.set_organisation(data, by=by)


def test_a_new_number_of_the_owners_moves_their_case(desk: Desk, house: str) -> None:
    """In the transaction that puts it in force: nobody has a case of their own. R9, F1"""
    mine = complaint(desk, house)
    others = complaint(desk, house, customer=Customer(phone="13700137000"))
    owner = mine.owner

    moved = reached(desk, owner, "+86 13800138000")

    assert moved == (mine.number,)
    after = desk.case(mine, by=HOST)
    assert after.owner != owner
    assert desk.case(others, by=HOST).owner == owner
    assert any(one.case == mine.number for one in desk.duties(after.owner).owed)
    assert reached(desk, owner, "+86 13800138000") == ()


def test_what_is_put_in_force_again_moves_nothing(desk: Desk, house: str) -> None:
    """A case goes from hand to hand by a rule once. F3"""
    mine = complaint(desk, house)
    reached(desk, mine.owner, "13800138000")
    owner = desk.case(mine, by=HOST).owner

    assert reached(desk, RECEIVERS[house][1], "13700137001") == ()
    assert desk.case(mine, by=HOST).owner == owner


def test_nobody_changes_their_own_number_while_they_are_the_customer(desk: Desk, house: str) -> None:
    """Nor takes the customer's for their own, to be rid of a case: a program does, or a leader of theirs. R9, F8"""
    leader = LEADERS[house]
    mine = complaint(desk, house)
    with pytest.raises(NotAllowed, match=rf"staff\.{leader}\.contacts"):
        reached(desk, leader, "13800138000", by=leader)
    reached(desk, leader, "13800138000")
    with pytest.raises(NotAllowed, match=rf"staff\.{leader}\.contacts"):
        reached(desk, leader, "13700137000", by=leader)

    desk.withdraw(mine, by=desk.case(mine, by=HOST).owner, reason="算了", via="phone")
    desk.archive(mine, by=HOST)
    reached(desk, leader, "13700137000", by=leader)


def test_the_customer_reads_their_case_and_speaks_and_no_more(desk: Desk, house: str) -> None:
    """What the desk shows as possible is what a customer may, or anybody who asks. R9, R20"""
    case = complaint(desk, house)
    colleague = RECEIVERS[house][1]
    before = desk.allowed(case, by=colleague)
    reached(desk, colleague, "13800138000")

    after = desk.allowed(case, by=colleague)

    assert after <= before
    assert {"note", "hear-customer"} <= after
    assert not {"assess", "record-facts", "settle", "withdraw", "answer-plan", "archive", "correct"} & after
    with pytest.raises(NotAllowed) as refused:
        desk.withdraw(case, by=colleague, reason="算了", via="phone")
    assert refused.value.data["rule"] == "R9"
    assert "联系方式" in refused.value.user_message("zh")


@pytest.mark.parametrize("house", ["canteen-delivery"], indirect=True)
def test_a_merge_does_not_bring_it_to_them(desk: Desk, house: str) -> None:
    """The case that goes on has to know the contact: whoever has it would not be known for the customer. R9, R14"""
    who = Customer(reference="crm-1", phone="13700137000")
    first = complaint(desk, house, customer=who)
    second = complaint(desk, house, customer=Customer(reference="crm-1", phone=PHONE))
    reached(desk, first.owner, "13800138000")
    leader = desk.case(second, by=HOST).owner
    assert leader != first.owner

    with pytest.raises(InvalidInput, match="does not have the customer's contact"):
        desk.link(second, by=leader, to=first.number, relation="duplicate")


@pytest.mark.parametrize("house", ["canteen-delivery"], indirect=True)
def test_nobody_leads_the_incident_in_which_they_complained(desk: Desk, house: str) -> None:
    """They would say what came of their own complaint. R9, R11"""
    case = complaint(desk, house, category="food/sensory", items=[Item("米饭", lot="L9")])
    reached(desk, "luo", "13800138000")

    with pytest.raises(NotAllowed, match="by a contact of theirs"):
        desk.incidents.open("米饭", by="chen", who="luo", lot="L9", cases=[case.number])
    with pytest.raises(NotAllowed, match="by a contact of theirs"):
        desk.incidents.open("米饭", by="luo", who="chen", lot="L9", cases=[case.number])
    incident = desk.incidents.open("米饭", by="chen", who="chen", lot="L9", cases=[case.number])
    with pytest.raises(NotAllowed, match="by a contact of theirs"):
        desk.tasks.give(incident, by="shen", to="luo", reason="值班")
    with pytest.raises(NotAllowed, match="by a contact of theirs"):
        desk.incidents.part(incident, case.number, by="luo", reason="另一批")


def test_staff_are_reached_by_several_contacts(desk: Desk, house: str) -> None:
    """Any of them is theirs, and any of the customer's. R2, R9"""
    data: dict[str, Any] = copy.deepcopy(desk.people.organisation(by=HOST).as_data())
    colleague = RECEIVERS[house][1]
    data["staff"][colleague]["email"] = ["a@example.com", "Fang.Wang@example.com"]
    desk.set_organisation(data, by=HOST)

    case = complaint(
        desk, house, customer=Customer(phone=PHONE, contacts=[Contact("email", "fang.wang+x@example.com")])
    )

    assert "assess" not in desk.allowed(case, by=colleague)
