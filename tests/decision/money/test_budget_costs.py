"""What a promise costs a budget, and whose. F6"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import Purchase, Remedy
from complaintkit.decision.money.budget import budget_limit, limit_of_period
from complaintkit.model import commands as c
from complaintkit.playbook import PointsRate
from tests.decision.money.test_budget import DAY, RICE, budget, coupon, in_the_way, refund, set_aside, yuan


@pytest.fixture
def matter(matter):
    """Sour rice at the school, whose kitchen has 100 a business day; nothing else limits anybody."""
    matter.known["authority"] = {}
    budget(matter, "kitchen", {"business day": 100})
    matter.investigated()
    return matter


@pytest.mark.parametrize(
    ("remedy", "cost"),
    [
        (coupon(50), 50),
        (coupon(50, cost=20), 50),  # a declared cost may raise a value, never lower it
        (coupon(50, cost=60), 60),
        (refund(50), 50),
        (attrs.evolve(refund(50), cost=yuan(20)), 50),  # money back costs at least what is given back
        (Remedy.points(100, cost=yuan(0)), 5),
        (Remedy.replacement(RICE), 30),
        (Remedy.replacement(RICE, cost=yuan(8)), 30),
        (Remedy.apology(), None),
    ],
    ids=[
        "coupon",
        "cheap-coupon",
        "dear-coupon",
        "refund",
        "cheap-refund",
        "points",
        "goods",
        "cheap-goods",
        "words",
    ],
)
def test_a_budget_is_charged_what_it_costs_us(matter, remedy, cost) -> None:
    """By receipt, rate and face; what is declared counts where it is more. F6"""
    matter.known["points"] = PointsRate(count=20, worth=yuan(1))
    matter.investigated(items=[RICE], purchase=Purchase("R1", paid=yuan(100)))
    matter.offered(remedy)

    assert [amount for _, amount, _ in set_aside(matter)] == ([] if cost is None else [yuan(cost)])


def test_what_costs_nothing_is_charged_to_no_budget(matter) -> None:
    """Also where that is overdrawn; nor is what nobody can value. F6"""
    matter.books.taken["kitchen-east", DAY] = yuan(160)

    def beyond(cost):
        return budget_limit(matter.facts(), matter.case, "chen", (coupon(1),), (cost,))

    assert [beyond(cost) is not None for cost in (yuan(1), yuan(0), None)] == [True, False, False]


def test_the_nearest_unit_with_a_budget_pays(matter) -> None:
    """The canteen itself, where it has one; else the kitchen around it; what has none is not charged. F6"""
    assert in_the_way(matter, coupon(101))[0] == "budget.kitchen-east.business day"
    budget(matter, "canteen", {"month": 50})
    assert in_the_way(matter, coupon(51)) == ("budget.no3-school.month", yuan(50))
    assert in_the_way(matter, coupon(50)) is None
    matter.known["budgets"] = {"shop": matter.known["budgets"]["kitchen"]}
    assert in_the_way(matter, coupon(9999)) is None
    matter.offered(coupon(9999))
    assert set_aside(matter) == []


def test_a_unit_without_a_kind_has_no_budget(matter) -> None:
    """Nothing is charged to what nobody gave a budget. F6"""
    units = {id_: attrs.evolve(one, kind=None) for id_, one in matter.organisation.units.items()}
    matter.organisation = attrs.evolve(matter.organisation, units=units)

    assert in_the_way(matter, coupon(9999)) is None


def test_a_unit_may_have_limits_of_its_own(matter) -> None:
    """They go before its kind's, window by window; the others' stay. F6"""
    budget(matter, "kitchen", {"business day": 100, "month": 500}, units={"kitchen-east": {"month": 300}})

    assert in_the_way(matter, coupon(99)) is None
    assert in_the_way(matter, coupon(301)) == ("budget.kitchen-east.business day", yuan(100))
    facts = matter.facts()
    assert limit_of_period(facts, "kitchen-east", "month:2026-11") == yuan(300)
    assert limit_of_period(facts, "kitchen-west", "month:2026-11") == yuan(500)
    assert limit_of_period(facts, "kitchen-west", "year:2026") is None
    assert limit_of_period(facts, "qinghe", "month:2026-11") is None


@pytest.mark.parametrize(
    ("borne_by", "pays"),
    [("kitchen", "kitchen-east"), ("canteen", "no3-school"), ("company", None), (None, "no3-school")],
)
def test_who_a_row_says_bears_it_pays(matter, borne_by, pays) -> None:
    """The kind of unit that the row names, and none where that has no budget; without a name the nearest. S4.3"""
    row = attrs.evolve(matter.playbook.compensation["replaced"], borne_by=borne_by)
    other = attrs.evolve(matter.playbook.compensation["late"], borne_by=None)
    matter.rule(compensation={"replaced": row, "late": other})
    budget(matter, "canteen", {"month": 500})
    matter.received(items=[RICE])
    matter.do(c.Assess, severity="low", approach="核实")
    matter.do(c.RecordFacts, facts="在室温放了两小时")

    matter.offered(Remedy.replacement(RICE))

    assert [unit for unit, _, _ in set_aside(matter)] == ([pays] if pays else [])


def test_what_the_row_does_not_propose_is_the_nearest_units(matter) -> None:
    """A row stands for just what it proposes. S4.3"""
    budget(matter, "canteen", {"month": 500})
    matter.received(items=[RICE])
    matter.do(c.Assess, severity="low", approach="核实")
    matter.do(c.RecordFacts, facts="在室温放了两小时")

    matter.offered(refund(12), Remedy.replacement(RICE))

    assert set_aside(matter) == [("no3-school", yuan(12), "reserved"), ("kitchen-east", yuan(30), "reserved")]
