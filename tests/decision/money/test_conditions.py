"""Conditions of what the playbook proposes, each to its edge. S4.11, F6"""

from __future__ import annotations

import pytest

from complaintkit import Customer, Item, Member, Purchase, Remedy, Severity
from complaintkit.decision.money.digest import digest
from complaintkit.model import commands as c
from complaintkit.model.vocabulary import Decision
from tests.decision.money.test_compensation import RICE, on, proposes, yuan

COMPARED = pytest.mark.parametrize(
    ("operator", "holds"),
    [
        (">=", (False, True, True)),
        (">", (False, False, True)),
        ("<=", (True, True, False)),
        ("<", (True, False, False)),
    ],
)


@COMPARED
def test_how_long_they_waited(matter, operator, holds) -> None:
    """Until now, or until the result: a minute less, to the minute, a minute more. S1.9"""
    matter.received(kind="inquiry")
    found = []
    for minutes in (19, 1, 1):
        matter.later(minutes=minutes)
        found.append(proposes(matter, on("waited", operator, "20 min")))
    assert tuple(found) == holds

    matter.do(c.Resolve, result="八点", decisions={"1": ("not-upheld", "查无此事")})
    matter.later(hours=9)
    assert proposes(matter, on("waited", operator, "20 min")) is holds[2]


def test_after_the_result_nobody_waits(matter) -> None:
    """Who was answered in time was. S1.9"""
    matter.received(kind="inquiry")
    matter.do(c.Resolve, result="八点", decisions={"1": ("not-upheld", "查无此事")})
    matter.later(hours=9)

    assert not proposes(matter, on("waited", ">=", "20 min"))


@COMPARED
@pytest.mark.parametrize("of", ["item", "receipt"])
def test_what_they_paid(matter, operator, holds, of) -> None:
    """For the goods, else for the whole: a cent less, that sum, a cent more. S1.9"""
    assert not proposes_for(matter, {}, operator)
    found = []
    for amount in ("9.99", "10", "10.01"):
        goods = {"items": [Item(name="米饭", paid=yuan(amount))], "purchase": Purchase("R1", paid=yuan(99))}
        found.append(
            proposes_for(matter, goods if of == "item" else {"purchase": Purchase("R1", paid=yuan(amount))}, operator)
        )

    assert tuple(found) == holds


def proposes_for(matter, goods, operator) -> bool:
    """Whether a row on what was paid proposes anything for these goods."""
    matter.received(**goods)
    return proposes(matter, on("paid", operator, "10"))


@COMPARED
def test_what_the_customer_got_lately(matter, operator, holds) -> None:
    """In so many days, whoever gave it; others' promises do not count. S3.7"""
    matter.received()
    matter.gave(yuan(99), customer="person-2")
    matter.gave(yuan(99), customer="person-1", at="2026-08-23T11:59+08:00")
    matter.gave(yuan("9.99"), customer="person-1", at="2026-08-23T12:00+08:00")
    found = []
    for _ in range(3):
        found.append(proposes(matter, on("compensated.90d", operator, "10")))
        matter.gave(yuan("0.01"), customer="person-1")

    assert tuple(found) == holds


def test_what_a_customer_is_to_get_is_not_what_they_got(matter) -> None:
    """What somebody was asked to approve counts in limits; no row takes it for given. S3.7, F6"""
    matter.received()
    remedy = Remedy.coupon(yuan(600), valid_days=30)
    matter.books.proposals[digest(matter.case, (remedy,))] = (remedy,)
    matter.do(c.AskApproval, by=matter.case.owner, proposal=digest(matter.case, (remedy,)))

    assert matter.books.promised(since=matter.now, customer=matter.case.person) == yuan(600)
    assert proposes(matter, on("compensated.90d", "<", "10"))
    assert proposes(matter, on("compensated.90d", "<=", "0"))


@COMPARED
def test_which_round_it_is(matter, operator, holds) -> None:
    """The first is one. R8"""
    case = matter.received()
    found = []
    for cycle in (1, 2, 3):
        matter.case = case.changed(cycle=cycle)
        found.append(proposes(matter, on("cycle", operator, "2")))

    assert tuple(found) == holds


@COMPARED
def test_how_severe_it_is(matter, operator, holds) -> None:
    """By rank, not by letters; what was not assessed is no rank. S0.5"""
    case = matter.received()
    assert not proposes(matter, on("severity", operator, "high"))
    found = []
    for severity in (Severity.LOW, Severity.HIGH, Severity.MAJOR):
        matter.case = case.changed(severity=severity)
        found.append(proposes(matter, on("severity", operator, "high")))

    assert tuple(found) == holds


@COMPARED
def test_how_many_points_a_member_has(matter, operator, holds) -> None:
    """Of who is a member, and whose points are known. S3.7"""
    for member in (None, Member("M-1")):
        matter.received(customer=Customer(name="王芳", phone="13800138000", member=member))
        assert not proposes(matter, on("member.points", operator, "100"))
    found = []
    for points in (99, 100, 101):
        matter.received(customer=Customer(name="王芳", phone="13800138000", member=Member("M-1", points=points)))
        found.append(proposes(matter, on("member.points", operator, "100")))

    assert tuple(found) == holds


@pytest.mark.parametrize(
    ("fact", "value", "fields"),
    [
        ("root-cause", "storage", {"root_cause": "storage"}),
        ("root-cause", "storage", {"root_cause": "storage/time"}),
        ("severity", "high", {"severity": Severity.HIGH}),
        ("cycle", "2", {"cycle": 2}),
        ("channel", "web", {"channel": "web"}),
        ("unit", "softpark", {"unit": "softpark"}),
        ("kind", "praise", {"kind": "praise"}),
        ("wanted", "refund", {"wanted": "refund"}),
        ("second-grievance", "true", {"second_grievance": True}),
        ("member.tier", "gold", {"customer": Customer(phone="13800138000", member=Member("M-1", tier="gold"))}),
        ("needs", "elderly", {"customer": Customer(phone="13800138000", needs=["elderly"])}),
        ("fields.abnormal", "yes", {"fields": {"abnormal": "yes"}}),
        ("category", "food", {"category": "food/spoiled"}),
        ("category", "food/spoiled", {"category": "food/spoiled"}),
        ("decision", "partly", {"decisions": {"1": (Decision.PARTLY, "-"), "2": (Decision.NOT_UPHELD, "-")}}),
    ],
)
def test_what_a_case_is(matter, fact, value, fields) -> None:
    """One of the words that a row names; not where it is another, or not known. S1.9"""
    case = matter.received(category="contract")
    matter.case = case.changed(decisions={"1": (Decision.UPHELD, "-")})
    assert not proposes(matter, on(fact, "in", value))
    matter.case = case.changed(**fields)

    assert proposes(matter, on(fact, "in", "something-else", value))
    assert not proposes(matter, on(fact, "in", "something-else"))


def test_what_is_not_known_is_no_word(matter) -> None:
    """Nobody is called None. S1.9"""
    matter.received(category="contract")

    assert not proposes(matter, on("root-cause", "in", "None"))
    assert not proposes(matter, on("wanted", "in", "None"))


def test_what_is_not_decided_yet_counts_as_upheld(matter) -> None:
    """A proposal comes before the decision. R7"""
    matter.received()

    assert proposes(matter, on("decision", "in", "upheld"))


def test_what_was_late(matter) -> None:
    """By the name of the deadline, once it was. R15"""
    matter.received()
    assert not proposes(matter, on("breached", "in", "acknowledge"))
    matter.later(hours=1)
    matter.due()

    assert proposes(matter, on("breached", "in", "acknowledge", "result"))
    assert not proposes(matter, on("breached", "in", "result"))


def test_an_expression_may_say_when(matter) -> None:
    """And every condition has to hold. S1.9"""
    matter.received(items=[RICE])

    assert proposes(matter, on("if", "if", "paid > 5"))
    assert not proposes(matter, on("if", "if", "paid > 5"), on("channel", "in", "web"))
    assert not proposes(matter, on("if", "if", "paid > 50"))


def test_what_nobody_can_compare_proposes_nothing(matter) -> None:
    """A fact that has no order. S1.9"""
    matter.received()

    assert not proposes(matter, on("channel", ">=", "1"))
