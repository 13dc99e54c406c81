"""What rows propose: the best of each group, values rounded and bounded, expressions. S1.9, S4.9"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest

from complaintkit import Customer, Issue, Item, Member, Money, Purchase, Remedy, Severity
from complaintkit.decision.money.compensation import check_alternatives, row_proposals
from complaintkit.decision.money.expression import holds, worth
from complaintkit.model import commands as c
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.vocabulary import Decision, Kind
from complaintkit.playbook import CompensationRule
from complaintkit.playbook.compensation import Gift
from complaintkit.playbook.condition import Condition


def yuan(amount) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


RICE = Item(name="米饭", paid=yuan(10))


def row(id_="row", *when, group="goodwill", **give) -> CompensationRule:
    """A row that gives something under conditions."""
    gifts = give.pop("gifts", None) or (Gift(**{"remedy": "refund", "value": yuan(5), **give}),)
    return CompensationRule(id=id_, title={}, group=group, when=when, give=gifts, because={"zh": "{item}不好"})


def on(fact, operator, *values) -> Condition:
    """A condition."""
    return Condition(fact=fact, operator=operator, values=values)


def proposals(matter, *rows):
    """What rows propose for the case as it stands."""
    matter.rule(compensation={one.id: one for one in rows})
    return row_proposals(matter.case, matter.facts())


def proposes(matter, *when) -> bool:
    """Whether a row with these conditions proposes anything."""
    return bool(proposals(matter, row("row", *when)))


def given(matter, **gift) -> Remedy | None:
    """What a row with this gift proposes."""
    found = proposals(matter, row(**gift))
    return found[0].remedy if found else None


# ---- several issues ---------------------------------------------------------------------------------------------------
def two(matter, **decided: Decision):
    """A case of two issues: food, which leads, and an attitude; decided as told."""
    case = matter.received(category="food/spoiled", items=[RICE], issues=[Issue("很冲", category="service/attitude")])
    matter.case = case.changed(decisions={id_.removeprefix("issue_"): (one, None) for id_, one in decided.items()})


def test_every_issue_has_its_rows(matter) -> None:
    """What was rude is made good as well as what was sour, not what leads alone; within a group the best counts. R7, S1.9"""
    two(matter)
    sour = row("sour", on("category", "in", "food"), group="goods")
    rude = row("rude", on("category", "in", "service/attitude"))
    late = row("late", on("category", "in", "service/delivery-late"))
    small = row("small", on("category", "in", "service"), group="goods", value=yuan(1))

    assert [one.rule for one in proposals(matter, rude, sour, late, small)] == ["rude", "sour"]


@pytest.mark.parametrize(
    ("rude", "proposed"), [(Decision.UPHELD, ["rude"]), (Decision.NOT_UPHELD, []), (None, ["rude"])]
)
def test_a_row_goes_by_the_decision_on_its_own_issue(matter, rude, proposed) -> None:
    """That the food was sour makes good no rudeness that there was not. R7"""
    two(matter, issue_1=Decision.UPHELD, **({} if rude is None else {"issue_2": rude}))
    upheld = on("decision", "in", "upheld")

    assert [one.rule for one in proposals(matter, row("rude", on("category", "in", "service"), upheld))] == proposed


# ---- the best of each group ------------------------------------------------------------------------------------------
def test_within_a_group_the_best_counts_and_groups_add_up(matter) -> None:
    """By what it is worth to the customer: the first of two that are equal. S1.9"""
    matter.received()
    rows = [
        row("small", value=yuan(5)),
        row("large", value=yuan(9)),
        row("equal", value=yuan(9)),
        row("other", group="goods", value=yuan(1)),
        row("never", on("channel", "in", "web"), value=yuan(99)),
    ]

    found = proposals(matter, *rows)

    assert [(one.rule, one.remedy.value) for one in found] == [("large", yuan(9)), ("other", yuan(1))]


def test_a_row_is_worth_all_that_it_gives(matter) -> None:
    """Two small things may be better than a large one; words are worth nothing, and better than nothing. S1.9"""
    matter.received()
    two = row(
        "two",
        gifts=(Gift(remedy="refund", value=yuan(5)), Gift(remedy="apology"), Gift(remedy="coupon", value=yuan(5))),
    )
    words = row("words", group="words", remedy="apology")
    nothing = row("nothing", group="none", value="100% of item")

    found = proposals(matter, row("one", value=yuan(9)), two, words, nothing)

    assert [(one.rule, one.remedy.kind) for one in found] == [
        ("two", "refund"),
        ("two", "apology"),
        ("two", "coupon"),
        ("words", "apology"),
    ]


def test_a_row_that_is_switched_off_proposes_nothing(matter) -> None:
    """In the case's own playbook, or today. S1.9"""
    matter.received()
    assert proposals(matter, attrs.evolve(row(), enabled=False)) == ()
    matter.known["disabled"] = frozenset({"row"})
    assert proposals(matter, row()) == ()
    assert proposals(matter, row("other"))


def test_it_says_why(matter) -> None:
    """With the goods by name, or without. S1.9"""
    matter.received(items=[RICE])
    assert proposals(matter, row())[0].why == {"zh": "米饭不好"}
    matter.received()
    assert proposals(matter, row())[0].why == {"zh": "不好"}


# ---- what is given ---------------------------------------------------------------------------------------------------
DISCOUNT = {"remedy": "discount", "percent": Decimal(10), "at_most": yuan(200), "valid": Within.parse("60 days")}


@pytest.mark.parametrize(
    ("gift", "remedy"),
    [
        ({"remedy": "apology"}, Remedy.apology()),
        ({"remedy": "replacement"}, Remedy.replacement(RICE)),
        (DISCOUNT, Remedy.discount(10, cap=yuan(200), valid_days=60)),
        ({**DISCOUNT, "at_most": None}, None),
        ({**DISCOUNT, "percent": None}, None),
        ({"remedy": "points", "count": 50, "cost": yuan(1)}, Remedy.points(50, cost=yuan(1))),
        ({"remedy": "points", "count": 50}, Remedy.points(50, cost=yuan(0))),
        ({"remedy": "points"}, None),
        (
            {"remedy": "coupon", "value": yuan(20), "min_spend": yuan(50)},
            Remedy.coupon(yuan(20), valid_days=30, min_spend=yuan(50)),
        ),
        (
            {"remedy": "coupon", "value": yuan(20), "valid": Within.parse("7 days")},
            Remedy.coupon(yuan(20), valid_days=7),
        ),
        ({"remedy": "refund", "value": yuan(20)}, Remedy.refund(yuan(20))),
        ({"remedy": "voucher", "value": yuan(20)}, attrs.evolve(Remedy.refund(yuan(20)), kind="voucher")),
        ({"remedy": "refund", "value": yuan(0)}, None),
        ({"remedy": "refund", "value": yuan("0.01")}, Remedy.refund(yuan("0.01"))),
        ({"remedy": "refund", "value": Money(20, "USD")}, None),
        ({"remedy": "refund", "value": None}, None),
    ],
    ids=range(16),
)
def test_what_a_row_gives(matter, gift, remedy) -> None:
    """Each kind with what belongs to it; nothing where that is not known, or comes to nothing. S1.9"""
    matter.received(items=[RICE])

    assert given(matter, **gift) == remedy


def test_without_goods_none_are_replaced(matter) -> None:
    """Those of the purchase stand for them. S4.9"""
    matter.received()
    assert given(matter, remedy="replacement") is None
    matter.received(purchase=Purchase("R1"))
    assert given(matter, remedy="replacement") is None
    matter.received(purchase=Purchase("R1", items=[RICE]))
    assert given(matter, remedy="replacement") == Remedy.replacement(RICE)
    matter.case = matter.case.changed(items=())
    assert given(matter, remedy="replacement") == Remedy.replacement(RICE)


@pytest.mark.parametrize(
    ("share", "value"),
    [
        ("30% of item", "3"),
        ("100% of item", "10"),
        ("12.5% of item", "1.25"),
        ("50% of receipt", "40"),
        ("difference", "2.5"),
        ("a lot", None),
    ],
)
def test_a_share_says_of_what(matter, share, value) -> None:
    """Of the goods, of the whole, or what was charged too much. S1.7"""
    matter.received(items=[RICE], purchase=Purchase("R1", paid=yuan(80)), fields={"difference": "2.50"})

    assert given(matter, value=share) == (None if value is None else Remedy.refund(yuan(value)))


@pytest.mark.parametrize("typed", ["２．５０", "2.5元", "￥2.50", " 2.50 "])
def test_a_difference_is_read_as_people_type_it(matter, typed) -> None:
    """Full-width digits are a Chinese keyboard's, and a sign of the currency says nothing else. S1.7"""
    matter.received(items=[RICE], purchase=Purchase("R1", paid=yuan(80)), fields={"difference": typed})

    assert given(matter, value="difference") == Remedy.refund(yuan("2.50"))


@pytest.mark.parametrize("share", ["30% of item", "50% of receipt", "difference"])
@pytest.mark.parametrize(
    "held",
    [{}, {"items": [Item(name="米饭")], "purchase": Purchase("R1"), "fields": {"difference": "viel"}}],
    ids=["nothing", "no-price"],
)
def test_a_share_of_what_is_not_known_is_nothing(matter, share, held) -> None:
    """No price, no share. S1.9"""
    matter.received(**held)

    assert given(matter, value=share) is None


@pytest.mark.parametrize(
    ("bounds", "value"),
    [
        ({}, "3.33"),
        ({"round": "to 0.5"}, "3.5"),
        ({"round": "up to 1"}, "4"),
        ({"round": "down to 1"}, "3"),
        ({"round": "somehow"}, "3.33"),
        ({"at_least": yuan(5)}, "5"),
        ({"at_least": yuan(1)}, "3.33"),
        ({"at_most": yuan(2)}, "2"),
        ({"at_most": yuan(5)}, "3.33"),
        ({"at_most": yuan("3.335")}, "3.33"),
        ({"at_most": yuan("2.999")}, "2.99"),
        ({"round": "up to 5", "at_most": yuan(4)}, "4"),
    ],
    ids=range(12),
)
def test_a_value_is_rounded_then_bounded(matter, bounds, value) -> None:
    """To what can be paid, never above its cap. S1.9"""
    matter.received(items=[Item(name="米饭", paid=yuan("11.11"))])

    assert given(matter, value="30% of item", **bounds) == Remedy.refund(yuan(value))


@pytest.mark.parametrize(
    ("gift", "remedy"),
    [
        ({"value": yuan("9.995")}, Remedy.refund(yuan("10.00"))),
        ({"value": yuan(1), "at_least": yuan("9.991")}, Remedy.refund(yuan("10.00"))),
        ({"value": yuan(20), "at_most": yuan("9.999")}, Remedy.refund(yuan("9.99"))),
        (
            {"remedy": "coupon", "value": yuan(5), "min_spend": yuan("30.555")},
            Remedy.coupon(yuan(5), valid_days=30, min_spend=yuan("30.55")),
        ),
        (
            {"remedy": "discount", "value": None, "percent": Decimal(20), "at_most": yuan("30.555")},
            Remedy.discount(20, cap=yuan("30.55"), valid_days=30),
        ),
        ({"remedy": "discount", "value": None, "percent": Decimal(20), "at_most": yuan("0.005")}, None),
        ({"remedy": "points", "value": None, "count": 5, "cost": yuan("0.051")}, Remedy.points(5, cost=yuan("0.06"))),
    ],
)
def test_what_was_kept_finer_than_can_be_paid_hurts_nobody(matter, gift, remedy) -> None:
    """No such playbook is taken any more, and one of long ago may hold it: a row never keeps others from being proposed."""
    matter.received(category="food/spoiled", items=[RICE])

    assert given(matter, **gift) == remedy


def test_an_expression_gives_within_a_bound(matter) -> None:
    """One that has none gives nothing. S1.9"""
    matter.received(items=[RICE])

    assert given(matter, value="= paid * 2", at_most=yuan(15)) == Remedy.refund(yuan(15))
    assert given(matter, value="= paid / 2", at_most=yuan(15)) == Remedy.refund(yuan(5))
    assert given(matter, value="= paid * 2") is None


def test_either_or(matter) -> None:
    """Of the same value where it has one; where the first is not known, the other alone. S4.9"""
    either = row(remedy="replacement", alternative="refund", value="100% of item")
    matter.received(items=[RICE])
    assert proposals(matter, either)[0].either == (Remedy.replacement(RICE), Remedy.refund(yuan(10)))
    matter.received(items=[Item(name="米饭")])
    assert proposals(matter, either)[0].either == (Remedy.replacement(Item(name="米饭")),)
    matter.received(purchase=Purchase("R1", paid=yuan(8)))

    [found] = proposals(matter, row(remedy="replacement", alternative="refund", value="100% of receipt"))

    assert (found.either, found.alternative) == ((Remedy.refund(yuan(8)),), None)


KNOWN = {"goods": Remedy.replacement(RICE), "money": Remedy.refund(yuan(10)), "words": Remedy.apology()}


@pytest.mark.parametrize(
    ("promised", "accepted", "remedies", "field"),
    [
        (None, True, ("goods", "money"), "remedies[1]"),
        (None, True, ("words", "money", "goods"), "remedies[2]"),
        ("goods", True, ("money",), "remedies[0]"),
        (None, True, ("goods",), None),
        (None, True, ("words",), None),
        ("goods", False, ("money",), None),
        ("goods", True, ("words",), None),
    ],
)
def test_either_or_is_not_both(matter, promised, accepted, remedies, field) -> None:
    """Neither together nor one after the other, but where the first was refused. S4.9"""
    matter.investigated(items=[RICE])
    matter.rule(compensation={"row": row(remedy="replacement", alternative="refund", value="100% of item")})
    matter.known["authority"] = {}
    if promised:
        matter.offered(KNOWN[promised])
        matter.answered(accepted=accepted)
    else:
        matter.do(c.Note, text="-")
    wanted = tuple(KNOWN[one] for one in remedies)

    if field:
        with pytest.raises(InvalidInput, match="either") as refused:
            check_alternatives(matter.draft, wanted)
        assert refused.value.field == field
    else:
        check_alternatives(matter.draft, wanted)


# ---- expressions -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("category == 'food/spoiled'", {"category": "food/spoiled"}),
        ("channel == 'web'", {"channel": "web"}),
        ("cycle == 2", {"cycle": 2}),
        ("decision == 'partly'", {"decisions": {"1": (Decision.PARTLY, "-")}}),
        ("kind == 'inquiry'", {"kind": Kind.INQUIRY}),
        ("member.points == 7", {"customer": Customer(phone="13800138000", member=Member("M-1", points=7))}),
        ("member.tier == 'gold'", {"customer": Customer(phone="13800138000", member=Member("M-1", tier="gold"))}),
        ("'elderly' in needs", {"customer": Customer(phone="13800138000", needs=["elderly"])}),
        ("paid == 10", {"items": (RICE,)}),
        ("root_cause == 'storage'", {"root_cause": "storage"}),
        ("second_grievance", {"second_grievance": True}),
        ("severity == 'high'", {"severity": Severity.HIGH}),
        ("unit == 'softpark'", {"unit": "softpark"}),
        ("fields.fell_ill == 'yes'", {"fields": {"other": "no", "fell-ill": "yes"}}),
    ],
)
def test_what_an_expression_may_ask(matter, text, fields) -> None:
    """Each name stands for what the case knows; what is not known holds nothing. S1.9"""
    case = matter.received(category="contract")

    assert not holds(text, case, matter.facts())
    assert holds(text, case.changed(**fields), matter.facts())


def test_what_was_late_or_given_or_waited(matter) -> None:
    """Deadlines by name, sums by window, time in minutes, until the result. S1.9"""
    matter.received(kind="inquiry")
    matter.gave(yuan(30), customer="person-1")
    matter.gave(yuan(30), customer="person-2")
    matter.gave(yuan(30), customer="person-1", at="2026-08-01T12:00+08:00")
    matter.later(minutes=90, seconds=59)
    matter.due()

    for text in ("'taken-up' in breached", "compensated.90d == 30", "waited_minutes == 90", "waited >= '90 min'"):
        assert holds(text, matter.case, matter.facts()), text
    assert not holds("'inquiry-answer' in breached", matter.case, matter.facts())
    matter.do(c.Resolve, result="八点", decisions={"1": ("not-upheld", "查无此事")})
    matter.later(days=1)
    assert holds("waited_minutes == 90", matter.case, matter.facts())


def test_who_is_said_to_have_spoken_later_has_not_waited(matter) -> None:
    """No time is less than none. R1"""
    case = matter.received().changed(received_at=matter.now + timedelta(minutes=5))

    assert holds("waited_minutes == 0", case, matter.facts())
    assert holds("waited < '1 min'", case, matter.facts())


@pytest.mark.parametrize(
    ("held", "amount"),
    [
        ({"items": [RICE], "purchase": Purchase("R1", paid=yuan(80))}, "10"),
        ({"items": [Item(name="米饭"), RICE], "purchase": Purchase("R1", paid=yuan(80))}, "80"),
        ({"purchase": Purchase("R1", paid=yuan(80), items=[RICE])}, "10"),
        ({"purchase": Purchase("R1", paid=yuan(80))}, "80"),
        ({"purchase": Purchase("R1")}, None),
        ({"items": [Item(name="米饭", paid=Money(10, "USD"))]}, None),
        ({}, None),
    ],
    ids=range(7),
)
def test_what_was_paid_is_the_goods_or_the_wholes_price(matter, held, amount) -> None:
    """In the playbook's currency. S1.9"""
    matter.received(**held)

    assert worth("paid", matter.case, matter.facts()) == (None if amount is None else yuan(amount))
    matter.case = matter.case.changed(items=() if "purchase" in held and "items" not in held else matter.case.items)
    assert worth("paid", matter.case, matter.facts()) == (None if amount is None else yuan(amount))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("paid - 10", None),
        ("paid - 9.99", "0.01"),
        ("paid - 11", None),
        ("paid * 999999999999", "1000000000000"),
        ("cycle / 0", None),
        ("nonsense +", None),
        ("paid / 20", "0.5"),
        ("compensated.90d", None),
    ],
)
def test_what_an_expression_is_worth(matter, text, value) -> None:
    """More than nothing, at most what can be said; nothing where it can't be worked out. S1.9"""
    matter.received(items=[RICE])

    assert worth(text, matter.case, matter.facts()) == (None if value is None else yuan(value))


def test_an_expression_that_no_version_reads_holds_nothing(matter) -> None:
    """It was kept since one that did; what is not known holds nothing either. S1.9"""
    matter.received()

    assert not holds("nonsense +", matter.case, matter.facts())
    assert not holds("paid > 1", matter.case, matter.facts())
