"""Which places have a say on a case: of a change of people those are named whose holders are others then. R6"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from complaintkit import Customer
from complaintkit.decision.people.places import places_changed
from complaintkit.organisation import Organisation

Change = Callable[[Organisation], Organisation]


def moved(staff: str, **fields: Any) -> Change:
    """Somebody has other roles or units."""
    return lambda people: attrs.evolve(
        people, staff={**people.staff, staff: attrs.evolve(people.staff[staff], **fields)}
    )


def joined(staff: str, role: str, unit: str = "no3-school") -> Change:
    """Somebody holds a role in a unit, beside what they hold."""
    return lambda people: moved(
        staff, roles=(*people.staff[staff].roles, role), units=(*people.staff[staff].units, unit)
    )(people)


def duty(name: str, **fields: Any) -> Change:
    """A duty is another one."""
    return lambda people: attrs.evolve(
        people, duties={**people.duties, name: attrs.evolve(people.duties[name], **fields)}
    )


def unturned(people: Organisation) -> Organisation:
    """The hotline has no duty."""
    return attrs.evolve(people, duties={one: of for one, of in people.duties.items() if one != "hotline"})


def same(people: Organisation) -> Organisation:
    """Nothing changes."""
    return people


def seated(people: Organisation) -> Organisation:
    """Somebody else sits in the group for the kitchens."""
    return attrs.evolve(people, seats={"coordination": {"kitchen-head": ("hu", "gu")}})


def responsible(people: Organisation) -> Organisation:
    """Somebody else is responsible for the school."""
    account = attrs.evolve(people.accounts["no3-school"], responsible="zheng")
    return attrs.evolve(people, accounts={**people.accounts, "no3-school": account})


def without_owner(people: Organisation) -> Organisation:
    """The owner does not work here."""
    return attrs.evolve(people, staff={one: of for one, of in people.staff.items() if one != "chen"})


CHANGES: dict[str, tuple[Change, set[str]]] = {
    "nothing": (same, set()),
    "who leads whom it is about": (moved("shen", roles=("quality",)), {"staff.shen"}),
    "what the owner may": (moved("chen", roles=("duty-manager", "delivery")), {"staff.chen"}),
    "where the owner works": (moved("chen", units=("qinghe", "kitchen-west")), {"staff.chen"}),
    "who holds a role that leads": (joined("peng", "delivery-head"), {"role.delivery-head", "group.coordination"}),
    "who takes it first": (joined("sun", "agent"), {"role.agent"}),
    "who is asked at once": (joined("qiu", "quality"), {"role.quality"}),
    "who hears the alarm": (joined("qiu", "on-site"), {"role.on-site"}),
    "who holds a role that decides nothing": (joined("qiu", "delivery"), set()),
    "who sits in a group": (seated, {"group.coordination"}),
    "whose customer it is": (responsible, {"account"}),
    "who is above all": (
        moved("fang", roles=("agent",), units=("kitchen-west",)),
        {"unit.no3-school", "role.general-manager", "staff.shen", "staff.chen", "group.coordination"},
    ),
    "whose turn it is": (duty("hotline", otherwise=None), {"duty.hotline"}),
    "which role has the turns": (duty("quality", role="delivery"), {"duty.quality"}),
}


@pytest.fixture
def complained(matter):
    """Of sour rice by the school, of whoever runs the place; roles of their own take it first, look at once and hear the alarm."""
    matter.rule(categories={**matter.playbook.categories, "food/sensory": _category(matter)})
    matter.received(by="chen", about_staff="shen", customer=Customer(name="王芳", reference="no3-school"))
    matter.case = matter.case.changed(owner="chen", owners=("chen",))
    return matter


def _category(matter):
    food = matter.playbook.categories["food/sensory"]
    asked = attrs.evolve(food.first, by="quality")
    return attrs.evolve(food, first_taken_by="agent", first=asked, alarm=("on-site",))


def named(matter, change: Change, *, before: Change = same) -> tuple[str, ...]:
    """The places that a change gives to others."""
    facts, people = matter.facts(), before(matter.organisation)
    was, is_ = (
        attrs.evolve(facts, structure=attrs.evolve(facts.structure, organisation=one))
        for one in (people, change(people))
    )
    return places_changed(was, is_, matter.case)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_names_each_place_that_others_hold_then(complained, what) -> None:
    """Who leads, decides, takes it first, is asked at once, stands in: those places, in order, and no others. R6"""
    change, places = CHANGES[what]
    assert named(complained, change) == tuple(sorted(places))


@pytest.mark.parametrize(
    ("role", "unit", "says"),
    [
        ("agent", None, True),
        ("agent", "no3-school", True),
        ("agent", "kitchen-east", True),
        ("agent", "qinghe", True),
        ("agent", "softpark", False),
        ("delivery", None, False),
    ],
)
def test_a_duty_has_a_say_where_it_stands(complained, role, unit, says) -> None:
    """In the case's unit, in one around it, or everywhere; not in a unit beside it, nor in a role that decides nothing. R6"""
    there = duty("hotline", role=role, unit=unit)
    places = ("duty.hotline",) if says else ()
    assert named(complained, duty("hotline", otherwise=None), before=there) == places


def test_a_place_comes_and_goes(complained) -> None:
    """A duty that is taken away, or made, is a place that changes, as one that is given to others. R6"""
    assert named(complained, unturned) == ("duty.hotline",)
    people = complained.organisation
    assert named(complained, lambda _: people, before=unturned) == ("duty.hotline",)


def test_an_owner_comes_and_goes(complained) -> None:
    """Who answers for the case is a place, also where they leave, or come back. R6"""
    people = complained.organisation
    assert "staff.chen" in named(complained, without_owner)
    assert "staff.chen" in named(complained, lambda _: people, before=without_owner)
    assert named(complained, same, before=without_owner) == ()


def test_a_category_may_ask_nobody(complained) -> None:
    """Where it names no role the roles that lead remain. R6"""
    plain = attrs.evolve(_category(complained), first_taken_by=None, first=None, alarm=())
    complained.rule(categories={**complained.playbook.categories, "food/sensory": plain})
    assert named(complained, joined("sun", "on-site")) == ()
    assert named(complained, joined("sun", "quality-head")) == ("group.coordination", "role.quality-head")
