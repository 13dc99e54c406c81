"""What a remedy costs us: reckoned, never believed; what nobody can value passes no limit, in no playbook, for no role. F6"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import attrs
import pytest

from complaintkit import BeyondAuthority, InvalidInput, Item, Money, NotAllowed, Purchase, Remedy, System
from complaintkit.decision.money.authority import find_approver
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import limit_of
from complaintkit.decision.money.value import value_of
from complaintkit.model import commands as c
from complaintkit.playbook import AuthorityRule, CompensationRule, Gift, PointsRate

RICE = Item("米饭", sku="R-1")


def yuan(amount) -> Money:
    """Money of the playbooks."""
    return Money(amount, "CNY")


FREE = yuan(0)
UNKNOWN = {
    "points declared worthless": Remedy.points(10**9, cost=FREE),
    "points declared cheap": Remedy.points(10**9, cost=yuan("0.01")),
    "raw points": Remedy(kind="points", value=yuan(1), count=10**9),
    "goods without price": Remedy.replacement(Item("iPhone")),
    "goods whose giver names the price": Remedy.replacement(Item("iPhone", paid=yuan(1))),
    "goods declared cheap": Remedy.replacement(Item("iPhone"), cost=yuan(1)),
    "goods declared free": Remedy.replacement(Item("iPhone", paid=FREE), cost=FREE),
    "raw goods": Remedy(kind="replacement", value=yuan(1)),
    "a raw refund": Remedy(kind="refund"),
    "a raw refund that only costs": Remedy(kind="refund", cost=yuan(1)),
    "a raw coupon": Remedy(kind="coupon", percent=Decimal(100), valid_days=9),
    "a raw coupon that only costs": Remedy(kind="coupon", percent=Decimal(100), valid_days=9, cost=yuan(1)),
    "a raw discount": Remedy(kind="discount", percent=Decimal(100), valid_days=9, cost=yuan(1)),
    "a raw discount of nothing": Remedy(kind="discount", value=FREE, percent=Decimal(100), valid_days=9),
    "an apology with money": Remedy(kind="apology", value=yuan(900)),
    "an apology that costs": Remedy(kind="apology", cost=yuan(1)),
    "an apology with goods": Remedy(kind="apology", item=Item("iPhone", paid=yuan(1))),
    "an apology with points": Remedy(kind="apology", count=10**9),
    "a plugin's kind": Remedy(kind="upgrade"),
    "a plugin's kind declared free": Remedy(kind="upgrade", value=FREE, cost=FREE),
}
"""Remedies that nothing says the cost of."""


def in_the_way(matter, remedy, staff):
    """The limit that keeps somebody from promising it alone."""
    return limit_of(matter.facts(by=staff), matter.case, staff, (remedy,))


@pytest.mark.parametrize("trick", UNKNOWN)
def test_what_nobody_can_value_passes_no_limit(anywhere, trick) -> None:
    """Only who may promise as much as anybody may, and above their four-eyes sum they not alone; no program either. F6"""
    remedy = UNKNOWN[trick]
    rules = anywhere.playbook.authority
    most = max((one for one in rules.values() if one.remedies is None), key=lambda one: one.per_case)

    assert value_of(anywhere.facts(), anywhere.case, remedy) is None
    for staff in anywhere.organisation.staff:
        roles = {one.id for one in anywhere.structure.roles_of(staff)}
        free = most.role in roles and most.four_eyes_above is None
        assert (in_the_way(anywhere, remedy, staff) is None) is free, staff
    with pytest.raises(NotAllowed, match="program"):
        anywhere.do(c.Settle, by=System("till"), facts="换", agreed="in-person", remedies=[remedy])


def test_the_refusal_names_field_reason_and_next_step(matter) -> None:
    """And who may approve it. F6"""
    matter.received()

    with pytest.raises(BeyondAuthority) as refused:
        matter.do(
            c.Settle, facts="换", agreed="in-person", remedies=[Remedy.apology(), Remedy.replacement(Item("iPhone"))]
        )

    error = refused.value
    assert (error.data["field"], error.approver, error.data["limit"]) == (
        "remedies[1].item",
        "fang",
        "authority.unvalued",
    )
    assert "neither a receipt nor a price list" in str(error)
    assert "Record what was paid" in str(error)
    assert "小票" in error.user_message("zh-CN")


@pytest.mark.parametrize("field", ["value", "cost", "item.paid"])
def test_another_currency_passes_no_limit(anywhere, field) -> None:
    """Whatever amount it is; it is refused by its field, for everybody. F6"""
    dollar = Money(1, "USD")
    remedy = {
        "value": Remedy.refund(dollar),
        "cost": attrs.evolve(Remedy.coupon(yuan(1), valid_days=9), cost=dollar),
        "item.paid": Remedy.replacement(Item("iPhone", paid=dollar)),
    }[field]

    for staff in anywhere.organisation.staff:
        assert in_the_way(anywhere, remedy, staff) is not None or anywhere.structure.leader_of(staff) is None
    with pytest.raises(InvalidInput) as refused:
        anywhere.do(c.Settle, by=anywhere.case.owner, facts="换", agreed="in-person", remedies=[remedy])
    assert refused.value.field == "remedies[0]"


@pytest.mark.parametrize(
    "fields",
    [
        {"percent": Decimal(-50)},
        {"percent": Decimal(0)},
        {"percent": Decimal(101)},
        {"percent": Decimal("NaN")},
        {"percent": 0.5},
        {"count": -1},
        {"count": 0},
        {"count": True},
        {"valid_days": -1},
        {"valid_days": 1.5},
        {"how_many": 0},
        {"value": Money(-1, "CNY")},
        {"cost": Money(-1, "CNY")},
        {"min_spend": Money(-1, "CNY")},
        {"value": Money("0.001", "CNY")},
        {"value": 5},
    ],
    ids=str,
)
def test_a_raw_remedy_is_looked_at_like_any_other(fields) -> None:
    """However it is made: no negative share, no part of a coupon, no amount that can't be paid. F6"""
    with pytest.raises(InvalidInput) as refused:
        Remedy(kind="discount", **fields)
    assert refused.value.field == next(iter(fields))


# ---- what is reckoned ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("cost", [None, 0, 1, 40])
@pytest.mark.parametrize("kind", ["refund", "coupon", "discount", "points", "replacement", "upgrade"])
def test_a_declared_cost_raises_a_value_and_never_lowers_it(matter, kind, cost) -> None:
    """Of every kind. F6"""
    matter.received(items=[Item("米饭", sku="R-1", paid=yuan(30))])
    matter.known["points"] = PointsRate(count=100, worth=yuan(1))
    remedy = {
        "refund": Remedy.refund(yuan(30)),
        "coupon": Remedy.coupon(yuan(30), valid_days=9),
        "discount": Remedy.discount(10, cap=yuan(30), valid_days=9),
        "points": Remedy.points(3000, cost=FREE),
        "replacement": Remedy.replacement(RICE),
        "upgrade": Remedy(kind="upgrade", value=yuan(30)),
    }[kind]

    found = value_of(matter.facts(), matter.case, attrs.evolve(remedy, cost=None if cost is None else yuan(cost)))

    assert found == yuan(max(30, cost or 0))


@pytest.mark.parametrize(
    ("case", "item", "price"),
    [
        ({"items": [Item("米饭", paid=yuan(10))]}, Item("米饭"), 10),
        ({"items": [Item("米饭", paid=yuan(10))]}, Item(" 米 饭 "), 10),
        ({"items": [Item("米饭", paid=yuan(10))]}, Item("米饭", quantity=3), 30),
        ({"items": [Item("米饭", paid=yuan(10), quantity=3)]}, Item("米饭"), "3.34"),
        ({"items": [Item("米饭", sku="R-1", paid=yuan(10))]}, Item("大米饭", sku="R-1"), 10),
        ({"items": [Item("米饭", sku="R-1", paid=yuan(10))]}, Item("米饭", sku="R-2"), None),
        ({"items": [Item("米饭", paid=yuan(10))]}, Item("米饭", paid=yuan(1)), 10),
        ({"items": [Item("米饭", paid=yuan(10))]}, Item("米饭", paid=yuan(12)), 12),
        ({"items": [Item("米饭", paid=FREE)]}, Item("米饭"), None),
        ({"items": [Item("米饭")]}, Item("米饭"), None),
        ({"items": [Item("米饭", paid=Money(10, "USD"))]}, Item("米饭"), None),
        ({"purchase": Purchase("R1", items=[Item("米饭", paid=yuan(10))])}, Item("米饭"), 10),
        ({"purchase": Purchase("R1", paid=yuan(80), items=[Item("米饭")])}, Item("米饭"), 80),
        ({"purchase": Purchase("R1", paid=yuan(80))}, Item("米饭"), None),
    ],
)
def test_goods_cost_what_the_receipt_says(matter, case, item, price) -> None:
    """By SKU, else by name; by the piece; what is on the receipt together costs at most all of it. F6, R21"""
    matter.received(**case)

    assert value_of(matter.facts(), matter.case, Remedy.replacement(item)) == (None if price is None else yuan(price))


@pytest.mark.parametrize("kind", ["coupon", "refund", "upgrade"])
def test_many_pieces_cost_as_much_as_each_of_them(matter, kind) -> None:
    """A raw remedy of a thousand coupons is no single one; and no number is too large to be refused. F6"""
    matter.received()

    assert value_of(matter.facts(), matter.case, Remedy(kind=kind, value=yuan(10), count=1000)) == yuan(10_000)
    assert in_the_way(matter, Remedy(kind=kind, value=yuan(10), count=10**9), "fang") is not None
    matter.known["points"] = PointsRate(count=1, worth=yuan(1))
    assert in_the_way(matter, Remedy.points(10**9, cost=FREE), "fang") is not None


def test_goods_cost_what_the_price_list_says(matter) -> None:
    """By the piece, where the host has one; the dearest counts. F6"""
    matter.received(items=[Item("米饭", paid=yuan(10))])
    three = Item("米饭", quantity=3)
    matter.known["prices"] = {three: yuan(12), Item("iPhone"): yuan(8999), Item("粥"): Money(1, "USD")}

    assert value_of(matter.facts(), matter.case, Remedy.replacement(three)) == yuan(36)
    assert value_of(matter.facts(), matter.case, Remedy.replacement(Item("iPhone"))) == yuan(8999)
    assert value_of(matter.facts(), matter.case, Remedy.replacement(Item("粥"))) is None


def test_points_cost_what_the_playbook_says(matter) -> None:
    """At its rate, rounded up; without one what a row gives costs what the row says, and nothing else. F6"""
    matter.received()
    points = Remedy.points(500, cost=yuan(5))
    assert value_of(matter.facts(), matter.case, points) is None
    row = CompensationRule(
        id="sorry", title={"en": "x"}, group="a", when=(), because={"en": "x"},
        give=(Gift(remedy="points", count=500, cost=yuan(5)),),
    )  # fmt: skip
    matter.rule(compensation={"sorry": row})
    assert value_of(matter.facts(), matter.case, points) == yuan(5)
    assert value_of(matter.facts(), matter.case, Remedy.points(501, cost=yuan(5))) is None

    matter.known["points"] = PointsRate(count=300, worth=yuan(7))
    assert value_of(matter.facts(), matter.case, points) == yuan("11.67")


# ---- more than was paid ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "paid",
    [{"purchase": Purchase("R1", paid=yuan(30))}, {"items": [Item("米饭", paid=yuan(20)), Item("粥", paid=yuan(10))]}],
    ids=["receipt", "goods"],
)
def test_no_more_money_back_than_was_paid_without_a_second_person(matter, paid) -> None:
    """To the cent, at once or bit by bit; somebody above approves more, whatever their own sum. F6"""
    matter.received(**paid)
    matter.rule(
        authority={"duty-manager": AuthorityRule(role="duty-manager", remedies=None)}
        | {"area-executive": AuthorityRule(role="area-executive", remedies=None)}
    )
    settle = {"facts": "退", "agreed": "in-person"}

    with pytest.raises(BeyondAuthority) as refused:
        matter.do(c.Settle, **settle, remedies=[Remedy.refund(yuan(20)), Remedy.refund(yuan("10.01"))])
    assert (refused.value.data["limit"], refused.value.left, refused.value.approver) == (
        "authority.above-paid",
        yuan(30),
        "shen",
    )

    matter.do(c.Settle, **settle, remedies=[Remedy.refund(yuan(20)), Remedy.refund(yuan(10))])


def test_what_a_row_gives_may_be_more_than_was_paid(matter) -> None:
    """Ten times the price is the law's, and the playbook's: nobody has to approve it again. F6"""
    matter.received(items=[Item("米饭", paid=yuan(10))])
    row = CompensationRule(
        id="law", title={"en": "x"}, group="a", when=(), because={"en": "x"},
        give=(Gift(remedy="refund", value="1000% of item", at_most=yuan(400)),),
    )  # fmt: skip
    matter.rule(compensation={"law": row})

    assert in_the_way(matter, Remedy.refund(yuan(100)), "chen") is None
    assert in_the_way(matter, Remedy.refund(yuan(99)), "chen").name == "authority.above-paid"


RAISED = {
    "more on the receipt": {"purchase": Purchase("R1", paid=yuan(90))},
    "nothing on the receipt": {"purchase": Purchase("R1")},
    "another currency": {"purchase": Purchase("R1", paid=Money(90, "EUR"))},
    "dearer goods": {"purchase": Purchase("R1", items=[Item("米饭", paid=yuan(90))])},
}


@pytest.mark.parametrize("word", [c.Correct, c.Register])
@pytest.mark.parametrize("how", RAISED)
def test_what_was_paid_is_no_word_of_whoever_gives_it_back(anywhere, how, word) -> None:
    """A receipt that they corrected bounds them as it was; whoever else has looked may give what it says now. F6"""
    matter, staff = anywhere, anywhere.case.owner
    role = matter.structure.roles_of(staff)[0].id
    matter.rule(authority={role: AuthorityRule(role=role, remedies=None)}, compensation={})
    reason = {"reason": "看错了"} if word is c.Correct else {}
    matter.do(c.Register, by=staff, purchase=Purchase("R1", paid=yuan(30)))

    matter.do(word, by=staff, **RAISED[how], **reason)

    assert in_the_way(matter, Remedy.refund(yuan(30)), staff) is None
    limit = in_the_way(matter, Remedy.refund(yuan("30.01")), staff)
    assert (limit.name, limit.left) == ("authority.above-paid", yuan(30))
    refund = (Remedy.refund(yuan(80)),)
    assert limit_of(matter.facts(by=staff), matter.case, staff, refund, giver="somebody else") is None  # approved

    matter.case = matter.case.changed(goods_before=tuple(attrs.evolve(one, by="x") for one in matter.case.goods_before))
    assert in_the_way(matter, refund[0], staff) is None


def test_what_was_written_down_later_or_corrected_to_less_counts(matter) -> None:
    """Filling in is no raise, and less is never too little; by steps nobody gets further. F6"""
    matter.rule(authority={"duty-manager": AuthorityRule(role="duty-manager", remedies=None)})
    matter.received()
    for paid, most in ((30, 30), (20, 20), (90, 20), (25, 20), (10, 10)):
        matter.do(c.Correct, reason="看错了", purchase=Purchase("R1", paid=yuan(paid)))
        assert in_the_way(matter, Remedy.refund(yuan(most)), "chen") is None
        assert in_the_way(matter, Remedy.refund(yuan(most + 1)), "chen").left == yuan(most)


def test_a_row_reckons_by_no_word_of_the_givers(matter) -> None:
    """Ten times of what they made dearer themselves is to be approved. F6"""
    matter.received(items=[Item("米饭", paid=yuan(10))])
    row = CompensationRule(
        id="law", title={"en": "x"}, group="a", when=(), because={"en": "x"},
        give=(Gift(remedy="refund", value="1000% of item", at_most=yuan(400)),),
    )  # fmt: skip
    matter.rule(compensation={"law": row})

    matter.do(c.Correct, reason="看错了", items=[Item("米饭", paid=yuan(20))])

    assert in_the_way(matter, Remedy.refund(yuan(200)), "chen").name == "authority.above-paid"


def test_goods_get_no_cheaper_by_the_givers_word(matter) -> None:
    """What a replacement costs is the dearest that the receipt said, until somebody else corrected it. F6"""
    matter.received(items=[Item("米饭", paid=yuan(900))])
    matter.do(c.Correct, reason="看错了", items=[Item("米饭", paid=yuan(9))])
    again = Remedy.replacement(Item("米饭"))

    assert value_of(matter.facts(by="chen"), matter.case, again) == yuan(900)
    assert value_of(matter.facts(by="shen"), matter.case, again) == yuan(9)


# ---- it is kept ------------------------------------------------------------------------------------------------------
def test_a_promise_counts_for_what_it_cost_when_it_was_made(matter) -> None:
    """Whatever the price list says tomorrow. F6"""
    matter.investigated()
    matter.known["prices"] = {RICE: yuan(60)}
    matter.offered(Remedy.replacement(RICE, cost=yuan(1)))
    matter.known["prices"] = {}

    assert matter.case.promises[0].value == yuan(60)
    assert limit_of(matter.facts(), matter.case, "chen", (Remedy.coupon(yuan(441), valid_days=9),)).left == yuan(440)


def test_an_approval_is_of_the_value_that_was_shown(matter) -> None:
    """What was approved for want of a price counts as it was approved, in the approver's name. F6"""
    matter.received()
    goods = Remedy.replacement(Item("iPhone", paid=yuan(8999)))
    asked = digest(matter.case, (goods,))
    matter.books.proposals[asked] = (goods,)
    assert find_approver(matter.facts(), matter.case, "chen", (goods,)) == "fang"
    matter.do(c.AskApproval, proposal=asked)
    matter.do(c.Approve, by="fang", proposal=asked)

    case = matter.do(c.Settle, facts="换", agreed="by-phone", remedies=[goods])

    assert [(one.giver, one.value) for one in case.promises] == [("fang", yuan(8999))]
    assert case.approvals[0].used
    assert datetime.fromisoformat("2026-11-21T12:00+08:00") == case.promises[0].at
