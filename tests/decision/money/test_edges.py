"""Limits and approvals where two rules meet: rounds and windows, who is above all, what was asked of others. F6, S4.6"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import (
    InvalidInput,
    Item,
    NotAllowed,
    Remedy,
)
from complaintkit.decision.money.approval import beyond_them
from complaintkit.decision.money.authority import find_approver, leaders_to_ask, may_go_beyond
from complaintkit.decision.money.limit import UNVALUED, limit_of
from complaintkit.decision.money.promise import standing_approvals
from complaintkit.model import commands as c
from complaintkit.model.handover import Escalation
from complaintkit.model.remedy import Approval
from complaintkit.model.vocabulary import State
from tests.decision.money.promising import allow, ask, coupon, limit, promise, yuan

PHONE = Remedy.replacement(Item("iPhone"))
"""What nothing says the cost of."""


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


def test_what_a_leader_above_approved_counts_for_them(matter) -> None:
    """Not for whom was asked. F6"""
    matter.received()
    allow(matter, "area-executive", per_case=yuan(1000))
    allow(matter, "general-manager", per_case=yuan(1000))
    matter.do(c.Approve, by="fang", proposal=ask(matter, coupon(600)))

    facts = matter.facts()
    assert limit_of(facts, matter.case, "shen", (coupon(1000),)) is None
    found = limit_of(facts, matter.case, "fang", (coupon(1000),))
    assert found is not None
    assert found.left == yuan(400)


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

    with pytest.raises(NotAllowed, match="may not promise as much") as refused:
        matter.do(c.Approve, by="fang", proposal=asked)
    assert "None" not in str(refused.value)


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
