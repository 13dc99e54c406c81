"""Approval: of the value itself, for who asked, within the approver's own limits; four eyes stay four. F6, S4.6"""

from __future__ import annotations

import pytest

from complaintkit import BeyondAuthority, ConflictError, InvalidInput, Money, NotAllowed, Remedy
from complaintkit.decision import allowed
from complaintkit.decision.duty import owed_on
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import limit_of
from complaintkit.decision.money.promise import standing_approvals
from complaintkit.decision.replay import approval_of
from complaintkit.model import commands as c
from complaintkit.playbook import AuthorityRule


def yuan(amount) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


def coupon(amount) -> Remedy:
    """A coupon of a face value."""
    return Remedy.coupon(yuan(amount), valid_days=30)


def ask(matter, *remedies, by="chen") -> str:
    """Ask for approval; the proposal's id."""
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    matter.do(c.AskApproval, by=by, proposal=id_)
    return id_


def allow(matter, role, **limits) -> None:
    """Let a role promise what these limits say, and nothing else limit it."""
    matter.rule(authority={**matter.playbook.authority, role: AuthorityRule(role=role, remedies=None, **limits)})


def promise(matter, *remedies, by="chen"):
    """Settle on the spot with something given."""
    return matter.do(c.Settle, by=by, facts="当场换货", agreed="in-person", remedies=remedies)


# ---- of the value ----------------------------------------------------------------------------------------------------
def test_an_approval_is_of_the_remedies_themselves(matter, monkeypatch) -> None:
    """Two proposals that share an id are two: a digest that collides opens nothing. S4.6"""
    matter.received()
    asked = ask(matter, coupon(600))
    matter.do(c.Approve, by="shen", proposal=asked)
    monkeypatch.setattr("complaintkit.decision.money.authority.digest", lambda *_: asked)  # the worst of collisions

    with pytest.raises(BeyondAuthority) as refused:
        promise(matter, coupon(5000))

    assert refused.value.proposal == asked
    assert promise(matter, coupon(600)).promises


def test_a_campaigns_offer_is_compared_itself(matter) -> None:
    """What shares an id with an offer was not offered. S3.9"""
    matter.received()
    remedy = Remedy(kind="coupon", value=yuan(9), valid_days=9, campaign="spring")
    other = Remedy(kind="coupon", value=yuan(90), valid_days=9, campaign="spring")
    matter.books.offered = {digest(matter.case, (one,)): remedy for one in (remedy, other)}

    with pytest.raises(InvalidInput, match="did not propose"):
        promise(matter, other)
    assert promise(matter, remedy).promises


@pytest.mark.parametrize("what", ["case", "cycle", "giver", "remedies", "state", "used"])
def test_an_approval_holds_for_its_case_round_and_giver_once(matter, what) -> None:
    """Each of these changed, and it holds no more. S4.6"""
    matter.received()
    asked = ask(matter, coupon(600))
    if what != "state":
        matter.do(c.Approve, by="shen", proposal=asked)
    case, giver, remedies = matter.case, "chen", [coupon(600)]
    if what == "case":
        case = case.changed(number="X-1")
    elif what == "cycle":
        case = case.changed(cycle=2)
    elif what == "giver":
        giver = "li"
    elif what == "remedies":
        remedies = [coupon(600), Remedy.apology()]
    elif what == "used":
        case = promise(matter, coupon(600))

    assert approval_of(case, giver, tuple(remedies)) is None


def test_who_took_the_case_over_holds_the_approval(matter) -> None:
    """What was approved goes with the case, and colleagues who don't have it can't use it. F2, S4.6"""
    matter.investigated()
    asked = ask(matter, coupon(600))
    matter.do(c.Approve, by="shen", proposal=asked)
    assert approval_of(matter.case, "li", (coupon(600),)) is None

    matter.handed("li")

    assert approval_of(matter.case, "li", (coupon(600),)) is not None


def test_an_approval_of_another_round_is_not_answered(matter) -> None:
    """The customer has said no meanwhile: what is proposed now is asked for anew. R8"""
    matter.investigated()
    asked = ask(matter, coupon(600))
    matter.offered()
    matter.answered(accepted=False)

    with pytest.raises(ConflictError, match="another round"):
        matter.do(c.Approve, by="shen", proposal=asked)


# ---- the approver's own limits ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("limit", ["per_case", "per_giver", "per_customer"])
@pytest.mark.parametrize("answered", [False, True])
def test_what_waits_and_what_was_approved_counts_for_the_approver(matter, limit, answered) -> None:
    """A hundred requests of small sums are one of a large sum; the next one goes to the next who may. F6"""
    matter.received()
    allow(matter, "area-executive", **{limit: yuan(1000) if limit == "per_case" else {"week": yuan(1000)}})
    first = ask(matter, coupon(600))
    if answered:
        matter.do(c.Approve, by="shen", proposal=first)

    assert limit_of(matter.facts(), matter.case, "shen", (coupon(400),)) is None
    assert limit_of(matter.facts(), matter.case, "shen", (coupon("400.01"),)).left == yuan(400)
    ask(matter, coupon(501))

    assert [one.approver for one in standing_approvals(matter.case)] == ["shen", "fang"]


@pytest.mark.parametrize("limit", ["per_case", "per_giver", "per_customer"])
def test_an_approval_does_not_count_against_itself(matter, limit) -> None:
    """Asked for the whole of what is left, they may approve it. F6"""
    matter.received()
    allow(matter, "area-executive", **{limit: yuan(1000) if limit == "per_case" else {"week": yuan(1000)}})

    matter.do(c.Approve, by="shen", proposal=ask(matter, coupon(1000)))

    assert promise(matter, coupon(1000)).promises[0].giver == "shen"


def test_what_was_refused_or_used_counts_no_more(matter) -> None:
    """A refused request gives back what it held; a promise counts as one, not twice. F6"""
    matter.investigated()
    matter.do(c.RefuseApproval, by="shen", proposal=ask(matter, coupon(600)), reason="太多")
    assert list(standing_approvals(matter.case)) == []
    matter.do(c.Approve, by="shen", proposal=ask(matter, coupon(700)))
    matter.offered(coupon(700))

    assert list(standing_approvals(matter.case)) == []
    assert limit_of(matter.facts(), matter.case, "shen", (coupon(4301),)).left == yuan(4300)


def test_who_is_over_their_limit_names_who_may(matter) -> None:
    """The limit is looked at when they answer; the next above answers instead. F6"""
    matter.received()
    asked = ask(matter, coupon(600))
    assert "approve" in allowed(matter.case, matter.facts(by="shen"))
    allow(matter, "area-executive", per_case=yuan(599))

    may = allowed(matter.case, matter.facts(by="shen"))
    assert ("approve" in may, "refuse-approval" in may) == (False, True)  # no button that is refused
    with pytest.raises(NotAllowed, match="fang may"):
        matter.do(c.Approve, by="shen", proposal=asked)
    matter.do(c.Approve, by="fang", proposal=asked)
    assert promise(matter, coupon(600)).promises[0].giver == "fang"


# ---- four eyes -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("other", ["shen", "fang"])
def test_four_eyes_are_not_opened_by_a_request_that_waits(matter, other) -> None:
    """Whatever anybody asks them for, what they give themselves is seen by one. F6"""
    matter.investigated()
    allow(matter, "area-executive", four_eyes_above=yuan(3000))
    allow(matter, "general-manager", four_eyes_above=yuan(3000))
    ask(matter, coupon(4000))

    for sum_ in (4000, 3001):
        found = limit_of(matter.facts(by=other), matter.case, other, (coupon(sum_),))
        assert found.name.endswith("four-eyes-above")
    assert limit_of(matter.facts(by=other), matter.case, other, (coupon(3000),)) is None


def test_who_asked_approves_nothing_in_this_round(matter) -> None:
    """Neither the same through a colleague, nor a cent less; it goes past them. F6, R6"""
    matter.received()
    allow(matter, "area-executive", four_eyes_above=yuan(3000))
    asked = ask(matter, coupon("1999.99"))
    ask(matter, coupon(4000), by="shen")
    with pytest.raises(NotAllowed, match="their own"):
        matter.do(c.Approve, by="shen", proposal=asked)
    less = ask(matter, coupon("1999.98"))

    assert [one.approver for one in matter.case.approvals] == ["shen", "fang", "fang"]
    for id_ in (asked, less):
        matter.do(c.Approve, by="fang", proposal=id_)


def test_four_eyes_add_up_over_the_case(matter) -> None:
    """In pieces it is as much as at once. F6"""
    matter.investigated()
    allow(matter, "duty-manager", four_eyes_above=yuan(300))
    matter.offered(coupon(200))

    assert (
        limit_of(matter.facts(), matter.case, "chen", (coupon(101),)).name == "authority.duty-manager.four-eyes-above"
    )
    assert limit_of(matter.facts(), matter.case, "chen", (coupon(100),)) is None


# ---- nobody above ----------------------------------------------------------------------------------------------------
def test_where_a_group_has_decided_whoever_is_above_all_may_on_record(matter) -> None:
    """Nobody's limit covers it: a group decides first; then it is approved beyond the limit, and reports show it. F6"""
    matter.investigated()
    with pytest.raises(NotAllowed, match="nobody above") as refused:
        ask(matter, coupon(60000))
    assert refused.value.allowed == ("escalate",)
    matter.rule(groups={})

    asked = ask(matter, coupon(60000))
    assert matter.case.approvals[-1].approver == "fang"
    case = matter.do(c.Approve, by="fang", proposal=asked)

    assert case.exceptions == ("F6:approve",)


def test_what_is_within_somebodys_limits_is_no_exception(matter) -> None:
    """An exception is where nobody may, not where somebody is over theirs. F6"""
    matter.received()
    matter.rule(groups={})
    case = matter.do(c.Approve, by="shen", proposal=ask(matter, coupon(600)))

    assert case.exceptions == ()


def test_a_business_of_one_promises_alone_on_record(matter) -> None:
    """There is nobody to ask. R6"""
    matter.received()
    matter.only("chen")

    assert promise(matter, coupon(600)).exceptions == ("F6:approve",)


def test_what_was_asked_in_another_round_is_nobodys_duty(matter) -> None:
    """The customer said no meanwhile: nobody is kept waiting for an answer that changes nothing. R8"""
    matter.investigated()
    ask(matter, coupon(600))
    assert ("shen", "approval") in {(one.staff, str(one.what)) for one in owed_on(matter.facts(), matter.case)}

    matter.offered()
    matter.answered(accepted=False)

    assert not {one.staff for one in owed_on(matter.facts(), matter.case) if str(one.what) == "approval"}


def test_no_approval_is_asked_for_another_currency(matter) -> None:
    """Whoever proposed it: nobody's limit could count it. F6"""
    matter.received()

    with pytest.raises(InvalidInput, match="not in CNY"):
        ask(matter, Remedy.refund(Money(1, "USD")))
    assert matter.case.approvals == ()
