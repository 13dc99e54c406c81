"""Remedies beside each other: which field is too much, what each is worth, what was given with it, who says it is back. F6, R10"""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

from complaintkit import (
    BeyondAuthority,
    ConflictError,
    Item,
    Money,
    NotAllowed,
    NotResponsible,
    Purchase,
    Remedy,
    System,
)
from complaintkit.decision.money.compensation import row_proposals
from complaintkit.decision.money.limit import could_approve
from complaintkit.decision.money.movable import cannot_reverse
from complaintkit.decision.money.value import is_proposed, kept_values, paid_of, total_of, value_of
from complaintkit.model import commands as c
from complaintkit.model.outbox import OutboxState
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.vocabulary import State
from complaintkit.playbook import CompensationRule, Gift, PointsRate
from tests.decision.money.promising import allow, ask, coupon, limit, promise, yuan

PHONE = Remedy.replacement(Item("iPhone"))
"""What nothing says the cost of."""


# ---- which field -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("remedies", "field"),
    [
        ((Remedy(kind="points", count=9),), "remedies[0].count"),
        ((PHONE,), "remedies[0].item"),
        ((Remedy(kind="upgrade"),), "remedies[0].value"),
        ((PHONE, coupon(600)), "remedies[1].value"),  # what is too much, not what nobody knows
    ],
)
def test_the_refusal_names_the_field_that_stands_in_the_way(matter, remedies, field) -> None:
    """The one that would say the value; or whose value is too much. F6"""
    matter.received()
    allow(matter, "duty-manager", per_case=yuan(500))

    with pytest.raises(BeyondAuthority) as refused:
        promise(matter, *remedies)

    assert refused.value.data["field"] == field


# ---- values ------------------------------------------------------------------------------------------------------------
def test_what_a_campaign_gives_is_proposed(matter) -> None:
    """As what a row gives; nothing else is. S3.9"""
    matter.received()

    assert is_proposed(matter.facts(), matter.case, attrs.evolve(coupon(1), campaign="spring"))
    assert not is_proposed(matter.facts(), matter.case, coupon(1))


def test_only_one_currency_is_added_up(matter) -> None:
    """What was promised in another counts in none. F6"""
    assert total_of((Money(1, "USD"), None, yuan(2), yuan(3)), "CNY") == yuan(5)


@pytest.mark.parametrize(
    ("purchase", "item", "price"),
    [
        (Purchase("R1", paid=yuan(80), items=[Item("米饭", quantity=2)]), Item("米饭"), 40),
        (Purchase("R1", paid=Money(80, "USD"), items=[Item("米饭")]), Item("米饭"), None),
        (Purchase("R1", paid=yuan(80), items=[Item("米饭", sku="R-1")]), Item("米饭"), 80),
        (Purchase("R1", paid=yuan(80), items=[Item("米饭")]), Item("米饭", sku="R-1"), 80),
        (Purchase("R1", items=[Item("米饭")]), Item("米饭"), None),
        (Purchase("R1", items=[Item("面", paid=yuan(7)), Item("米饭", paid=yuan(8))]), Item("米饭"), 8),
    ],
)
def test_of_a_receipt_each_piece_is_a_share(matter, purchase, item, price) -> None:
    """In the playbook's currency; by name where one of them has no SKU. F6"""
    matter.received(purchase=purchase)
    matter.case = matter.case.changed(items=())  # it says them itself

    assert value_of(matter.facts(), matter.case, Remedy.replacement(item)) == (None if price is None else yuan(price))


@pytest.mark.parametrize(
    ("purchase", "items", "paid"),
    [
        (Purchase("R1", paid=yuan(80), items=[Item("米饭", paid=yuan(8))]), (Item("面", paid=yuan(7)),), 80),
        (Purchase("R1", items=[Item("米饭", paid=yuan(8)), Item("汤")]), (Item("面", paid=yuan(7)),), 8),
        (Purchase("R1"), (Item("面", paid=yuan(7)), Item("汤", paid=yuan(2))), 9),
        (None, (Item("面", paid=yuan(7)), Item("汤", paid=Money(2, "USD"))), 7),
        (Purchase("R1", paid=Money(80, "USD")), (Item("面", paid=yuan(7)),), None),
        (None, (Item("面"),), None),
    ],
)
def test_what_was_paid_is_the_whole_else_the_goods(matter, purchase, items, paid) -> None:
    """Of the purchase, else of the case; what is in another currency bounds nothing. F6"""
    matter.received()
    case = matter.case.changed(purchase=purchase, items=items)

    assert paid_of(case, "CNY", giver="chen") == (None if paid is None else yuan(paid))


def test_points_at_a_rate_in_another_currency_have_no_value(matter) -> None:
    """Limits count in the playbook's. F6"""
    matter.received()
    for currency, value in (("CNY", yuan(10)), ("USD", None)):
        matter.known["points"] = PointsRate(count=100, worth=Money(1, currency))
        assert value_of(matter.facts(), matter.case, Remedy.points(1000, cost=yuan(0))) == value


def test_values_that_the_remedies_say_themselves_are_not_kept_twice() -> None:
    """Where one says less than it costs all are kept. F6"""
    assert kept_values((coupon(5), Remedy.apology()), (yuan(5), None)) == ()
    assert kept_values((coupon(5), Remedy.points(9, cost=yuan(1))), (yuan(5), yuan(2))) == (yuan(5), yuan(2))


@pytest.mark.parametrize(
    ("kind", "state", "left"),
    [("refund", "given", "20"), ("refund", "released", "29"), ("coupon", "given", "29"), ("refund", "reversed", "29")],
)
def test_what_was_paid_bounds_all_the_money_that_goes_back(matter, kind, state, left) -> None:
    """What was given back already counts; what was not, and what was no money, does not. F6"""
    matter.received(items=[Item("米饭", paid=yuan(30))])
    before = Remedy.refund(yuan(10)) if kind == "refund" else coupon(10)
    held = PromisedRemedy(id="p-1", remedy=before, giver="chen", at=matter.now, state=state, value=yuan(10))
    matter.case = matter.case.changed(promises=(held,))

    assert limit(matter, "chen", Remedy.refund(yuan(left))) is None
    beyond = Decimal(left) + Decimal("0.01") if left == "20" else Decimal("30.01")  # what was paid itself a row gives
    assert limit(matter, "chen", Remedy.refund(yuan(beyond))) == "authority.above-paid"


# ---- what is beside ----------------------------------------------------------------------------------------------------
def test_both_of_either_or_hinder_nothing_else(matter) -> None:
    """Where both were given long ago, what has nothing to do with them may still be given. S4.9"""
    rice = Item("米饭", paid=yuan(10))
    matter.received(items=[rice])
    both = tuple(
        PromisedRemedy(id=f"p-{one.kind}", remedy=one, giver="chen", at=matter.now, state="given")
        for one in (Remedy.replacement(rice), Remedy.refund(yuan(10)))
    )
    matter.case = matter.case.changed(promises=both)

    assert promise(matter, Remedy.apology()).promises[-1].remedy == Remedy.apology()


def test_a_row_that_gives_nothing_hides_none_after_it(matter) -> None:
    """Switched off, or of another kind of case: the next is looked at. S1.9"""
    matter.received(items=[Item("米饭", paid=yuan(10))])
    given = Remedy.refund(yuan(10))
    assert is_proposed(matter.facts(), matter.case, given)
    first = attrs.evolve(next(iter(matter.playbook.compensation.values())), id="first", enabled=False)
    matter.rule(compensation={"first": first, **matter.playbook.compensation})

    assert is_proposed(matter.facts(), matter.case, given)


def _row(id_, gift) -> CompensationRule:
    return CompensationRule(id=id_, group="g", title={}, when=(), because={}, give=(gift,))


def test_a_row_that_comes_to_nothing_leaves_its_group_to_the_next(matter) -> None:
    """Also to one that is worth nothing in money. S1.9"""
    rows = [
        _row("share", Gift(remedy="refund", value="100% of item")),
        _row("words", Gift(remedy="apology")),
    ]
    matter.rule(compensation={one.id: one for one in rows})
    matter.received()

    assert [one.rule for one in row_proposals(matter.case, matter.facts())] == ["words"]


def test_what_a_row_gives_alone_may_be_promised(matter) -> None:
    """There is nothing beside it that it excludes. S4.9"""
    row = _row("five", Gift(remedy="refund", value=yuan(5)))
    matter.rule(compensation={"five": row})
    matter.received(items=[Item("米饭", paid=yuan(10))])

    assert promise(matter, Remedy.refund(yuan(5))).promises


def test_a_coupon_without_a_value_is_minted_by_nobody(matter) -> None:
    """A raw one, whoever may promise it: nobody could take it at a till. R21"""
    matter.known["authority"] = {}
    matter.received(by="fang")
    raw = Remedy(kind="coupon", percent=Decimal(50), valid_days=9)

    promise(matter, coupon(5), raw, by="fang")

    assert [line.event.remedy for line in matter.draft.lines if line.event.name == "coupon-minted"] == [coupon(5)]


def test_what_was_given_with_its_promise_holds_up_nothing_after_it(matter) -> None:
    """Words and coupons are; what an executor carries out is ordered, wherever it stands. R10"""
    matter.known["executed"] = frozenset({"refund"})
    matter.received(items=[Item("米饭", paid=yuan(30))])

    case = promise(matter, coupon(5), Remedy.apology(), Remedy.refund(yuan(5)))

    assert [one.state for one in case.promises] == ["given", "given", "ordered"]


@pytest.mark.parametrize(
    ("state", "order", "again"), [("rejected", "p-1", None), ("parked", "p-1.7", "p-1.7"), ("parked", None, "p-1")]
)
def test_what_nobody_knows_of_is_ordered_by_the_same_key(matter, state, order, again) -> None:
    """So that nothing is carried out twice; what was rejected gets a new one. R10"""
    matter.known["executed"] = frozenset({"refund"})
    matter.received()
    held = PromisedRemedy(
        id="p-1", remedy=Remedy.refund(yuan(5)), giver="chen", at=matter.now, state=state, order=order
    )
    matter.case = matter.case.changed(promises=(held,), state=State.EXECUTING)

    matter.do(c.OrderRemedy, promise="p-1")

    found = matter.event("remedy-ordered").order
    assert found == again if again else found not in ("p-1", order)


def test_what_an_executor_took_back_in_vain_is_confirmed_by_another(matter) -> None:
    """Somebody says that they have it back: no executor is asked again. R10, F6"""
    matter.received()
    held = PromisedRemedy(
        id="p-1",
        remedy=Remedy.refund(yuan(5)),
        giver="chen",
        at=matter.now,
        state="reversal-claimed",
        claimed_by="chen",
    )
    held = attrs.evolve(held, executor="till", order="p-1", reversal="p-1.reversal-9")
    matter.case = matter.case.changed(promises=(held,), state=State.EXECUTING)

    matter.do(c.ReverseRemedy, by="shen", promise="p-1", reason="退回了")

    assert matter.happened[:1] == ["remedy-reversed"]


@pytest.mark.parametrize(("about", "state"), [(None, "given"), ("chen", "given")])
def test_what_is_settled_is_carried_out_whatever_is_on_record_before_it(matter, about, state) -> None:
    """By the person complained about it is an exception, which stands first. R6, R17"""
    matter.received(items=[Item("米饭", paid=yuan(10))], about_staff=about)

    case = promise(matter, Remedy.replacement(Item("米饭")))

    assert [one.state for one in case.promises] == [state]
    assert bool(case.exceptions) is (about is not None)


@pytest.mark.parametrize(
    ("amount", "says", "by", "may"),
    [
        (2999, "fang", "chen", True),  # the second person: nobody is above, chen has the case
        (2999, "chen", "shen", True),
        (2999, "chen", "fang", True),  # leads whoever said it
        (2999, "luo", "chen", False),
        (2999, "luo", "shen", True),  # could approve as much
        (2999, "chen", "luo", False),
        (9000, "luo", "shen", False),
        (9000, "peng", "dong", True),  # the second person
        (9000, "peng", "shen", True),  # leads them from further above
    ],
)
def test_who_may_confirm_that_something_is_back(matter, amount, says, by, may) -> None:
    """Who was asked, who leads whoever said it, who could approve as much: whoever gave it. F6"""
    matter.received()
    back = PromisedRemedy(
        id="p-1",
        remedy=Remedy.refund(yuan(amount)),
        value=yuan(amount),
        giver="fang",
        at=matter.now,
        state="reversal-claimed",
        claimed_by=says,
    )
    matter.case = matter.case.changed(promises=(back,))

    assert (cannot_reverse(matter.facts(by=by), matter.case, back) is None) is may


def test_who_says_nothing_of_it_may_be_who_gave_it(matter) -> None:
    """Four eyes are those of whoever gave it, where nobody says that it is back. F6"""
    matter.received()
    allow(matter, "area-executive", per_case=yuan(5000), four_eyes_above=yuan(10))
    given = PromisedRemedy(
        id="p-1", remedy=Remedy.refund(yuan(100)), value=yuan(100), giver="shen", at=matter.now, state="given"
    )

    assert not could_approve(matter.facts(), matter.case, "shen", given)
    assert could_approve(matter.facts(), matter.case, "shen", attrs.evolve(given, giver="chen"))
    assert could_approve(matter.facts(), matter.case, "shen", attrs.evolve(given, claimed_by="chen"))
    unvalued = attrs.evolve(given, remedy=PHONE, value=None, giver="chen")
    assert [could_approve(matter.facts(), matter.case, by, unvalued) for by in ("shen", "fang")] == [False, True]


def test_nobody_confirms_what_is_being_carried_out(matter) -> None:
    """Nobody knows yet whether it was. R10"""
    matter.received()
    back = PromisedRemedy(
        id="p-1",
        remedy=Remedy.refund(yuan(9)),
        giver="chen",
        at=matter.now,
        state="reversal-claimed",
        claimed_by="chen",
    )

    assert cannot_reverse(matter.facts(by="shen"), matter.case, back) is None
    matter.books.orders["p-1"] = OutboxState.STARTED
    assert isinstance(cannot_reverse(matter.facts(by="shen"), matter.case, back), ConflictError)


def test_the_owner_calls_something_off_with_the_right_to(matter) -> None:
    """A program may, too; nobody beside the owner, nor an owner whose roles don't give it. R10"""
    matter.received()
    given = PromisedRemedy(id="p-1", remedy=Remedy.refund(yuan(9)), giver="chen", at=matter.now, state="promised")

    def refused(by):
        return type(cannot_reverse(matter.facts(by=by), matter.case, given))

    assert [refused(by) for by in ("chen", System("till"), "sun")] == [type(None), type(None), NotResponsible]
    matter.seated("chen", roles=("on-site",))
    matter.rule(
        roles={**matter.playbook.roles, "on-site": attrs.evolve(matter.playbook.roles["on-site"], may=frozenset())}
    )
    assert refused("chen") is NotAllowed


def test_who_asked_does_not_refuse_it_in_the_place_of_who_was_asked(matter) -> None:
    """As the list of what they may do says. F6"""
    matter.received()
    asked = ask(matter, coupon(600))

    with pytest.raises(NotAllowed, match="shen was asked"):
        matter.do(c.RefuseApproval, by="chen", proposal=asked, reason="算了")
