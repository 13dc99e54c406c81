"""Limits, approvals and values where two rules meet: rounds and windows, who is above all, what is counted beside. F6, S4.6"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest

from complaintkit import BeyondAuthority, InvalidInput, Item, Money, NotAllowed, Purchase, Remedy
from complaintkit.decision.money.approval import beyond_them
from complaintkit.decision.money.authority import find_approver, leaders_to_ask, may_go_beyond
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import UNVALUED, could_approve, limit_of
from complaintkit.decision.money.movable import cannot_reverse
from complaintkit.decision.money.promise import standing_approvals
from complaintkit.decision.money.value import is_proposed, total_of, value_of
from complaintkit.model import commands as c
from complaintkit.model.handover import Escalation
from complaintkit.model.remedy import Approval, PromisedRemedy
from complaintkit.model.vocabulary import State
from complaintkit.playbook import AuthorityRule

PHONE = Remedy.replacement(Item("iPhone"))
"""What nothing says the cost of."""


def yuan(amount) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


def coupon(amount) -> Remedy:
    """A coupon of a face value."""
    return Remedy.coupon(yuan(amount), valid_days=30)


def allow(matter, role, **limits) -> None:
    """Let a role promise what these limits say, and nothing else limit it."""
    rule = AuthorityRule(role=role, remedies=limits.pop("remedies", None), **limits)
    matter.rule(authority={**matter.playbook.authority, role: rule})


def ask(matter, *remedies, by="chen") -> str:
    """Ask for approval; the proposal's id."""
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    matter.do(c.AskApproval, by=by, proposal=id_)
    return id_


def promise(matter, *remedies, by="chen"):
    """Settle on the spot with something given."""
    return matter.do(c.Settle, by=by, facts="当场换货", agreed="in-person", remedies=remedies)


def limit(matter, staff, *remedies) -> str | None:
    """Name the limit that keeps somebody from promising these alone."""
    found = limit_of(matter.facts(by=staff), matter.case, staff, remedies)
    return None if found is None else found.name


# ---- rounds and windows ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", list(State))
def test_an_approval_stands_while_something_can_be_offered(matter, state) -> None:
    """From the first word until the customer has agreed; then nothing can be promised by it. F6"""
    matter.received()
    ask(matter, coupon(600))

    offering = state in "received registered assessed investigating plan-offered".split()
    assert bool(list(standing_approvals(matter.case.changed(state=state)))) is offering


@pytest.mark.parametrize(
    ("asked", "free"), [(-1, False), (0, True), (1, True)], ids=["before the window", "as it began", "in it"]
)
def test_what_was_asked_before_a_window_is_not_taken_out_of_it(matter, asked, free) -> None:
    """Of a thousand a week five hundred are given: six hundred that were asked for last week are too much. F6"""
    matter.received()
    allow(matter, "area-executive", per_giver={"week": yuan(1000)})
    began = matter.facts().business_day_bounds(
        matter.case.unit, matter.now.date() - timedelta(days=matter.now.weekday())
    )
    ask(matter, coupon(600))
    [waiting] = matter.case.approvals
    waiting = attrs.evolve(waiting, asked_at=began[0] + timedelta(seconds=asked))
    matter.case = matter.case.changed(approvals=(waiting,))
    matter.gave(yuan(400 if free else 500), giver="shen")

    found = limit_of(matter.facts(by="shen"), matter.case, "shen", waiting.remedies, giver="chen", approval=waiting)

    assert (found is None) is free


def test_what_others_were_asked_is_not_taken_out_of_ones_own_window(matter) -> None:
    """Shen was asked; fang, who answers for them, has five hundred of a thousand left. F6"""
    matter.received()
    allow(matter, "general-manager", per_giver={"week": yuan(1000)})
    ask(matter, coupon(600))
    [waiting] = matter.case.approvals
    matter.gave(yuan(500), giver="fang")

    found = limit_of(matter.facts(by="fang"), matter.case, "fang", waiting.remedies, giver="chen", approval=waiting)

    assert found is not None
    assert found.left == yuan(500)


def test_an_approval_is_of_the_values_it_was_asked_at(matter) -> None:
    """Whatever a price list says meanwhile. F6"""
    matter.received(items=[Item("米饭", paid=yuan(600))])
    rice = Remedy.replacement(Item("米饭"))
    ask(matter, rice)
    [waiting] = matter.case.approvals
    allow(matter, "area-executive", per_case=yuan(700))
    matter.case = matter.case.changed(items=(Item("米饭", paid=yuan(900)),))

    assert limit_of(matter.facts(by="shen"), matter.case, "shen", (rice,), giver="chen", approval=waiting) is None


def _asked(matter, remedy, **fields) -> Approval:
    usual = {"id": "p-1", "case": matter.case.number, "giver": "chen", "approver": "shen", "asked_at": matter.now}
    return Approval(remedies=(remedy,), values=(remedy.value,), **{**usual, **fields})


@pytest.mark.parametrize(
    ("state", "cycle", "counts"),
    [("asked", 1, True), ("asked", 2, False), ("approved", 1, False), ("refused", 1, False)],
)
def test_nothing_may_be_approved_where_what_waits_is_beyond_them(matter, state, cycle, counts) -> None:
    """What was answered, or asked for in another round, opens nothing; nor does it stand in the way alone. F6"""
    matter.received()
    allow(matter, "area-executive", remedies=frozenset({"coupon"}))
    other, much = _asked(matter, coupon(1), state=state, cycle=cycle), _asked(matter, Remedy.refund(yuan(1)))
    facts = matter.facts(by="shen")

    assert (beyond_them(facts, matter.case.changed(approvals=(much, other))) is None) is counts
    assert (
        beyond_them(facts, matter.case.changed(approvals=(attrs.evolve(much, state=state, cycle=cycle),))) is None
        or counts
    )


def test_one_that_is_theirs_opens_no_other(matter) -> None:
    """A coupon that they may, beside money back that they may not. F6"""
    matter.received(items=[Item("米饭", paid=yuan(900))])
    allow(matter, "duty-manager", per_case=yuan(50))
    small, money = ask(matter, coupon(100)), ask(matter, Remedy.refund(yuan(600)))
    allow(matter, "area-executive", remedies=frozenset({"coupon"}))

    with pytest.raises(NotAllowed, match="may not promise as much"):
        matter.do(c.Approve, by="shen", proposal=money)
    matter.do(c.Approve, by="shen", proposal=small)


# ---- above all ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("staff", "groups", "decided", "may"),
    [
        ("fang", True, None, False),
        ("fang", True, "group", True),
        ("fang", True, "leader", False),
        ("fang", False, None, True),
        ("shen", False, None, False),
        ("shen", True, "group", False),
    ],
)
def test_beyond_every_limit_goes_who_is_above_all_once_a_group_has_decided(matter, staff, groups, decided, may) -> None:
    """Where there is a group; what a leader decided is no group's decision. F6"""
    matter.received()
    if not groups:
        matter.rule(groups={})
    brought = Escalation(
        id="e-1", route="x", to="x", group=decided == "group", reason="x", raised_by="chen", raised_at=matter.now
    )
    held = (attrs.evolve(brought, decided_at=matter.now),) if decided else (attrs.evolve(brought, group=True),)

    assert may_go_beyond(matter.facts(by=staff), matter.case.changed(escalations=held), staff) is may


def test_of_three_above_the_last_goes_beyond_every_limit(matter) -> None:
    """Not the second. F6"""
    matter.rule(groups={})
    matter.received()
    above = list(leaders_to_ask(matter.facts(by="ma"), matter.case, "ma"))
    assert len(above) > 2

    assert find_approver(matter.facts(by="ma"), matter.case, "ma", (coupon(60_000),)) == above[-1] == "fang"


def test_who_is_above_all_goes_beyond_their_limit_only_after_a_group(matter) -> None:
    """Their limit was lowered meanwhile; nobody is above, and the group has not decided. F6"""
    matter.received()
    asked = ask(matter, coupon(6000))
    assert matter.case.approvals[0].approver == "fang"
    allow(matter, "general-manager", per_case=yuan(5000))

    with pytest.raises(NotAllowed, match="may not promise as much"):
        matter.do(c.Approve, by="fang", proposal=asked)


@pytest.mark.parametrize(("staff", "stands"), [("fang", None), ("chen", UNVALUED)])
def test_where_no_playbook_limits_anybody_what_has_no_value_is_for_who_is_above_all(matter, staff, stands) -> None:
    """Nobody may more than they. F6"""
    matter.received()
    matter.known["authority"] = {}

    assert limit(matter, staff, PHONE) == stands


@pytest.mark.parametrize(("staff", "stands"), [("fang", None), ("shen", UNVALUED)])
def test_a_role_without_limit_reaches_higher_than_any_sum(matter, staff, stands) -> None:
    """What nobody can value is for whom no sum limits. F6"""
    matter.received()
    allow(matter, "general-manager")
    allow(matter, "area-executive", per_case=yuan(10**9))

    assert limit(matter, staff, PHONE) == stands


def test_who_is_above_all_is_told_which_field_has_no_value(matter) -> None:
    """There is nobody to ask: the amount has to be said. F6"""
    matter.received(by="fang")
    allow(matter, "general-manager", per_case=yuan(5000), four_eyes_above=yuan(1))

    with pytest.raises(InvalidInput) as refused:
        promise(matter, Remedy.apology(), PHONE, by="fang")

    assert refused.value.field == "remedies[1].item"


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
    ],
)
def test_of_a_receipt_each_piece_is_a_share(matter, purchase, item, price) -> None:
    """In the playbook's currency; by name where one of them has no SKU. F6"""
    matter.received(purchase=purchase)

    assert value_of(matter.facts(), matter.case, Remedy.replacement(item)) == (None if price is None else yuan(price))


@pytest.mark.parametrize(
    ("kind", "state", "left"),
    [("refund", "given", "20"), ("refund", "released", "30"), ("coupon", "given", "30"), ("refund", "reversed", "30")],
)
def test_what_was_paid_bounds_all_the_money_that_goes_back(matter, kind, state, left) -> None:
    """What was given back already counts; what was not, and what was no money, does not. F6"""
    matter.received(items=[Item("米饭", paid=yuan(30))])
    before = Remedy.refund(yuan(10)) if kind == "refund" else coupon(10)
    held = PromisedRemedy(id="p-1", remedy=before, giver="chen", at=matter.now, state=state, value=yuan(10))
    matter.case = matter.case.changed(promises=(held,))

    assert limit(matter, "chen", Remedy.refund(yuan(left))) is None
    assert limit(matter, "chen", Remedy.refund(yuan(Decimal(left) + Decimal("0.01")))) == "authority.above-paid"


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


@pytest.mark.parametrize(("about", "state"), [(None, "given"), ("chen", "given")])
def test_what_is_settled_is_carried_out_whatever_is_on_record_before_it(matter, about, state) -> None:
    """By the person complained about it is an exception, which stands first. R6, R17"""
    matter.received(items=[Item("米饭", paid=yuan(10))], about_staff=about)

    case = promise(matter, Remedy.replacement(Item("米饭")))

    assert [one.state for one in case.promises] == [state]
    assert bool(case.exceptions) is (about is not None)


@pytest.mark.parametrize(
    ("says", "by", "may"),
    [
        ("fang", "chen", True),  # the second person: nobody is above, chen has the case
        ("chen", "shen", True),
        ("chen", "fang", True),  # leads whoever said it
        ("luo", "chen", False),
        ("luo", "shen", True),
        ("chen", "luo", False),
    ],
)
def test_who_may_confirm_that_something_is_back(matter, says, by, may) -> None:
    """Who was asked, who leads whoever said it, who could approve as much: whoever gave it. F6"""
    matter.received()
    back = PromisedRemedy(
        id="p-1",
        remedy=Remedy.refund(yuan(2999)),
        value=yuan(2999),
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
