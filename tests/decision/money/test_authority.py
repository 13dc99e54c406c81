"""Authority is arithmetic: each limit to the cent, each window to its first minute, and who may promise more. F6, S4.6"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import attrs
import pytest

from complaintkit import BeyondAuthority, ConflictError, InvalidInput, Item, Money, NotAllowed, NotFound, Remedy, System
from complaintkit.decision.money.authority import find_approver
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import left_of, limit_of
from complaintkit.model import commands as c
from complaintkit.playbook import AuthorityRule, PointsRate

CENT = Decimal("0.01")


def yuan(amount) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


def coupon(amount) -> Remedy:
    """A coupon of a face value."""
    return Remedy.coupon(yuan(amount), valid_days=30)


def promise(matter, *remedies, by="chen"):
    """Settle on the spot with something given."""
    return matter.do(c.Settle, by=by, facts="当场换货", agreed="in-person", remedies=remedies)


def beyond(matter, *remedies, by="chen") -> BeyondAuthority:
    """The refusal of a promise, which must be one."""
    with pytest.raises(BeyondAuthority) as refused:
        promise(matter, *remedies, by=by)
    return refused.value


def stands_in_the_way(matter, *remedies, by="chen") -> str | None:
    """The limit that keeps somebody from promising these."""
    found = limit_of(matter.facts(by=by), matter.case, by, remedies)
    return None if found is None else found.name


def allow(matter, role, **limits) -> None:
    """Let a role promise what these limits say, and nothing else limit it."""
    rule = AuthorityRule(role=role, remedies=limits.pop("remedies", None), **limits)
    matter.rule(authority={**matter.playbook.authority, role: rule})


# ---- to the cent -----------------------------------------------------------------------------------------------------
AROUND = pytest.mark.parametrize(
    "beyond_it", [-CENT, Decimal(0), CENT], ids=["a-cent-less", "the-limit", "a-cent-more"]
)


@AROUND
def test_a_case_takes_its_limit_and_no_cent_more(matter, beyond_it) -> None:
    """What the limit says may be promised; a cent more is beyond it, and names what is left. F6"""
    matter.received()
    allow(matter, "duty-manager", per_case=yuan(500))

    if beyond_it > 0:
        refused = beyond(matter, coupon(500 + beyond_it))
        assert (refused.left, refused.data["limit"]) == (yuan(500), "authority.duty-manager.per-case")
        assert (refused.data["value"], refused.data["field"]) == (yuan(500 + beyond_it), "remedies[0].value")
    else:
        assert promise(matter, coupon(500 + beyond_it)).remedies == (coupon(500 + beyond_it),)


@AROUND
def test_what_was_promised_on_the_case_counts(matter, beyond_it) -> None:
    """An offer counts, though nobody has answered it yet. F6"""
    matter.investigated()
    allow(matter, "duty-manager", per_case=yuan(500))
    matter.offered(coupon(200))

    assert (stands_in_the_way(matter, coupon(300 + beyond_it)) is None) is (beyond_it <= 0)
    matter.do(c.AnswerPlan, by="customer", plan=matter.case.plan.id, accepted=False)
    assert stands_in_the_way(matter, coupon(500)) is None  # what was refused counts no more


@AROUND
@pytest.mark.parametrize("whose", ["customer", "giver"])
def test_a_customer_or_a_giver_takes_what_their_window_leaves(matter, beyond_it, whose) -> None:
    """What the same customer got, or the same person gave, elsewhere counts; what others did does not. F6"""
    matter.received()
    allow(matter, "duty-manager", **{f"per_{whose}": {"90 days": yuan(1000)}})
    mine = {"customer": "person-1", "giver": "chen"}[whose]
    matter.gave(yuan(600), **{whose: mine})
    matter.gave(yuan(900), **{whose: "somebody-else"})

    if beyond_it > 0:
        refused = beyond(matter, coupon(400 + beyond_it))
        assert (refused.left, refused.data["limit"]) == (yuan(400), f"authority.duty-manager.per-{whose}.90 days")
    else:
        assert promise(matter, coupon(400 + beyond_it)).remedies


@AROUND
def test_four_eyes_from_a_cent_above(matter, beyond_it) -> None:
    """Up to the sum one pair of eyes is enough; above it somebody else has to ask for it. F6"""
    matter.received()
    allow(matter, "duty-manager", four_eyes_above=yuan(300))

    if beyond_it > 0:
        assert beyond(matter, coupon(300 + beyond_it)).data["limit"] == "authority.duty-manager.four-eyes-above"
    else:
        assert promise(matter, coupon(300 + beyond_it)).remedies


def test_what_is_used_up_leaves_nothing_rather_than_less(matter) -> None:
    """Where more was given than is allowed now, nothing is left. F6"""
    matter.received()
    allow(matter, "duty-manager", per_giver={"90 days": yuan(100)})
    matter.gave(yuan(150), giver="chen")

    assert beyond(matter, coupon(1)).left == yuan(0)


def test_the_tightest_limit_stands_in_the_way(matter) -> None:
    """Of several limits of a role the one that leaves least is named. F6"""
    matter.received()
    allow(
        matter,
        "duty-manager",
        per_case=yuan(500),
        per_giver={"90 days": yuan(200)},
        per_customer={"90 days": yuan(300)},
    )

    refused = beyond(matter, coupon(600))

    assert (refused.left, refused.data["limit"]) == (yuan(200), "authority.duty-manager.per-giver.90 days")


def test_several_remedies_are_added_up_and_the_one_too_many_is_named(matter) -> None:
    """Splitting changes nothing: two of 300 are 600; the field is where it was too much. F6"""
    matter.received()
    allow(matter, "duty-manager", per_case=yuan(500))

    assert beyond(matter, coupon(300), coupon(300)).data["field"] == "remedies[1].value"
    assert beyond(matter, coupon(500), Remedy.apology(), coupon(1)).data["field"] == "remedies[2].value"
    matter.known["points"] = PointsRate(count=100, worth=yuan(10))
    matter.received(items=[Item("米饭", paid=yuan(501))])
    assert beyond(matter, Remedy.points(9000, cost=yuan(501))).data["field"] == "remedies[0]"
    assert beyond(matter, Remedy.replacement(Item(name="米饭"))).data["value"] == yuan(501)
    assert promise(matter, coupon(300), Remedy.apology(), coupon(200)).remedies


# ---- windows ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("window", "now", "first"),
    [
        ("business day", "2026-11-21T12:00+08:00", "2026-11-21T05:00+08:00"),
        ("business day", "2026-11-21T04:59+08:00", "2026-11-20T05:00+08:00"),
        ("business day", "2026-11-21T05:00+08:00", "2026-11-21T05:00+08:00"),
        ("week", "2026-11-16T05:00+08:00", "2026-11-16T05:00+08:00"),  # a Monday
        ("week", "2026-11-16T04:59+08:00", "2026-11-09T05:00+08:00"),
        ("week", "2026-11-22T23:00+08:00", "2026-11-16T05:00+08:00"),  # a Sunday
        ("month", "2026-11-01T05:00+08:00", "2026-11-01T05:00+08:00"),
        ("month", "2026-11-30T23:00+08:00", "2026-11-01T05:00+08:00"),
        ("month", "2026-12-01T04:59+08:00", "2026-11-01T05:00+08:00"),
        ("quarter", "2026-01-01T05:00+08:00", "2026-01-01T05:00+08:00"),
        ("quarter", "2026-03-31T23:00+08:00", "2026-01-01T05:00+08:00"),
        ("quarter", "2026-04-01T05:00+08:00", "2026-04-01T05:00+08:00"),
        ("quarter", "2026-09-30T23:00+08:00", "2026-07-01T05:00+08:00"),
        ("quarter", "2026-12-31T23:00+08:00", "2026-10-01T05:00+08:00"),
        ("year", "2026-01-01T05:00+08:00", "2026-01-01T05:00+08:00"),
        ("year", "2027-01-01T04:59+08:00", "2026-01-01T05:00+08:00"),
        ("30 days", "2026-11-21T12:00+08:00", "2026-10-22T12:00+08:00"),
    ],
)
def test_a_window_begins_with_its_first_minute(begin, window, now, first) -> None:
    """What was given in its first second counts, what was given the second before does not. F6"""
    matter = begin(at=now)
    matter.received()
    allow(matter, "duty-manager", per_giver={window: yuan(100)})
    matter.gave(yuan(60), giver="chen", at=first)
    before = datetime.fromisoformat(first).timestamp() - 1
    matter.gave(yuan(30), giver="chen", at=datetime.fromtimestamp(before, matter.now.tzinfo).isoformat())

    assert beyond(matter, coupon("40.01")).left == yuan(40)
    assert promise(matter, coupon(40)).remedies


def test_a_business_day_may_begin_at_any_minute(begin) -> None:
    """Half past five is half past five. F6"""
    matter = begin(at="2026-11-21T05:29+08:00")
    matter.rule(business_day_starts=5 * 60 + 30)
    matter.received()
    allow(matter, "duty-manager", per_giver={"business day": yuan(100)})
    matter.gave(yuan(100), giver="chen", at="2026-11-20T05:30+08:00")
    matter.gave(yuan(100), giver="chen", at="2026-11-20T05:29+08:00")

    assert beyond(matter, coupon(1)).left == yuan(0)
    matter.until("2026-11-21T05:30+08:00")
    assert promise(matter, coupon(100)).remedies


# ---- of what kind, in which role -------------------------------------------------------------------------------------
def test_a_kind_that_is_not_theirs(matter) -> None:
    """Not a cent of it, beside something that is theirs, too; an apology is everybody's. S4.12, F6"""
    matter.received()
    allow(matter, "duty-manager", remedies=frozenset({"coupon"}))

    for remedies in ([Remedy.refund(yuan(1))], [coupon(1), Remedy.refund(yuan(1))]):
        refused = beyond(matter, *remedies)
        assert (refused.data["limit"], refused.left) == ("authority.duty-manager.remedies", yuan(0))
    assert promise(matter, Remedy.apology(), coupon(1)).remedies


def test_an_apology_alone_needs_no_authority(matter) -> None:
    """Words are anybody's to give, also for whoever may promise nothing. S4.12"""
    matter.received(by="bai", unit="softpark")
    matter.rule(authority={})
    matter.known["authority"] = {"agent": AuthorityRule(role="agent", remedies=None)}

    assert stands_in_the_way(matter, coupon(1), by="bai") == "authority.on-site"
    assert promise(matter, Remedy.apology(), by="bai").remedies == (Remedy.apology(),)


def test_of_several_roles_the_most_generous_counts(matter) -> None:
    """One role that may is enough; where none may, the one that leaves most is named. F6"""
    matter.received()
    chen = attrs.evolve(matter.organisation.staff["chen"], roles=("agent", "duty-manager", "quality"))
    matter.organisation = attrs.evolve(matter.organisation, staff={**matter.organisation.staff, "chen": chen})
    allow(matter, "agent", per_case=yuan(100))
    allow(matter, "duty-manager", per_case=yuan(500))

    assert stands_in_the_way(matter, coupon(500), by="chen") is None
    assert stands_in_the_way(matter, coupon(501), by="chen") == "authority.duty-manager.per-case"
    assert left_of(matter.facts(), matter.case, "chen", coupon(1)) == yuan(500)
    allow(matter, "agent", per_case=yuan(100), remedies=frozenset({"refund"}))
    assert left_of(matter.facts(), matter.case, "chen", coupon(1)) == yuan(500)


def test_without_a_role_nothing_may_be_promised(matter) -> None:
    """Whoever has left, or has a role the playbook does not know, gives nothing. F6"""
    matter.received()
    stranger = attrs.evolve(matter.organisation.staff["chen"], roles=("gardener",))
    matter.organisation = attrs.evolve(matter.organisation, staff={**matter.organisation.staff, "chen": stranger})

    assert stands_in_the_way(matter, coupon(1), by="chen") == "authority"


@pytest.mark.parametrize(
    ("limits", "used", "left"),
    [
        ({"per_case": 500}, 0, 500),
        ({"per_case": 500}, 200, 300),
        ({"per_case": 500}, 600, 0),
        ({}, 200, None),
        ({"remedies": frozenset({"refund"}), "per_case": 500}, 0, None),
        ({"remedies": frozenset({"coupon"}), "per_case": 500}, 0, 500),
        ({"per_case": 500, "four_eyes_above": yuan(300)}, 0, 300),
    ],
)
def test_how_much_somebody_may_still_promise(matter, limits, used, left) -> None:
    """What a proposal says is left: never less than nothing, and nothing said where nothing limits it. F6"""
    matter.investigated()
    allow(matter, "duty-manager")
    if used:
        matter.offered(coupon(used))
    allow(
        matter, "duty-manager", **{name: yuan(value) if name == "per_case" else value for name, value in limits.items()}
    )

    found = left_of(matter.facts(), matter.case, "chen", coupon(1))

    assert found == (None if left is None else yuan(left))


# ---- who may promise more --------------------------------------------------------------------------------------------
def test_the_lowest_leader_who_may_is_named(matter) -> None:
    """By id, and with title and name for the person at the counter; and the proposal to ask approval for. S4.6"""
    matter.received()

    refused = beyond(matter, coupon(600))

    assert (refused.data["approver"], refused.data["by"]) == ("shen", "chen")
    assert str(refused.data["approver_name"]) == "shen, Executive responsible for the area"
    assert "分管领导沈国栋" in refused.user_message("zh-CN")
    assert refused.proposal == digest(matter.case, (coupon(600),))
    assert beyond(matter, coupon(4000)).data["approver"] == "shen"  # four eyes: chen asks, shen decides
    assert beyond(matter, coupon(6000)).data["approver"] == "fang"


def test_who_is_complained_about_approves_nothing(matter) -> None:
    """The next leader above is asked instead. R6"""
    matter.received(about_staff="shen")

    assert beyond(matter, coupon(600)).data["approver"] == "fang"


def test_nobody_may_promise_as_much(matter) -> None:
    """Beyond the top there is nobody to ask: it is refused, naming escalation. F6"""
    matter.received()

    with pytest.raises(NotAllowed, match="nobody above") as refused:
        find_approver(matter.facts(), matter.case, "chen", (coupon(60000),))

    assert (refused.value.rule, refused.value.allowed) == ("F6", ("escalate",))


def test_a_program_has_no_authority_over_money(matter) -> None:
    """It may say sorry, and promise nothing that is worth anything. F6"""
    matter.received()

    with pytest.raises(NotAllowed, match="program"):
        promise(matter, coupon(1), by=System("pos"))
    assert promise(matter, Remedy.apology(), by=System("pos")).remedies


def test_where_no_authority_is_written_nothing_is_limited(matter) -> None:
    """A playbook without limits has none, for a program neither; a budget alone keeps a program out. F6"""
    matter.received()
    matter.known["authority"] = {}

    assert promise(matter, coupon(99999), by=System("pos")).remedies


def test_a_budget_alone_keeps_a_program_from_promising(matter) -> None:
    """Money that is set aside for a unit is spent by people. F6"""
    matter.received()
    matter.known |= {"authority": {}, "budgets": matter.playbook.budgets}

    with pytest.raises(NotAllowed, match="program"):
        promise(matter, coupon(1), by=System("pos"))


# ---- approval --------------------------------------------------------------------------------------------------------
def ask(matter, *remedies, by="chen") -> str:
    """Ask for approval; the proposal's id."""
    id_ = digest(matter.case, remedies)
    matter.books.proposals[id_] = remedies
    matter.do(c.AskApproval, by=by, proposal=id_, note="客户等着")
    return id_


def test_what_was_approved_is_promised(matter) -> None:
    """Exactly these remedies: not others, not some of them, nothing while it waits, and nothing that was refused. S4.6"""
    matter.received()
    asked = ask(matter, coupon(600))
    assert beyond(matter, coupon(600)).proposal == asked

    matter.do(c.Approve, by="shen", proposal=asked)

    assert beyond(matter, coupon(601)).proposal != asked
    assert beyond(matter, coupon(600), coupon(1)).proposal != asked
    assert promise(matter, coupon(600)).promises[-1].giver == "shen"


def test_of_several_approvals_each_holds_for_its_own(matter) -> None:
    """One that was refused allows nothing, though another was given. S4.6"""
    matter.received()
    first, second = ask(matter, coupon(600)), ask(matter, coupon(700))
    matter.do(c.RefuseApproval, by="shen", proposal=first, reason="太多")
    matter.do(c.Approve, by="shen", proposal=second)

    assert [(one.state, one.answered_by) for one in matter.case.approvals] == [
        ("refused", "shen"),
        ("approved", "shen"),
    ]
    assert beyond(matter, coupon(600)).proposal == first
    assert promise(matter, coupon(700)).remedies


def test_approval_is_asked_of_the_lowest_who_may_and_once(matter) -> None:
    """It names who asks and why; while it waits it is not asked again, and after a refusal it may be. S4.6"""
    matter.received()
    asked = ask(matter, coupon(600))

    found = matter.case.approvals[-1]
    assert (found.giver, found.approver, found.note, found.state) == ("chen", "shen", "客户等着", "asked")
    with pytest.raises(ConflictError):
        ask(matter, coupon(600))
    matter.do(c.RefuseApproval, by="shen", proposal=asked, reason="太多")
    ask(matter, coupon(600))
    assert matter.case.approvals[-1].state == "asked"


def test_approval_of_what_was_never_proposed(matter) -> None:
    """Neither a proposal that nobody made, nor one of another case or round. S4.6"""
    matter.received()
    matter.books.proposals["p_other"] = (coupon(600),)

    for id_ in ("p_none", "p_other"):
        with pytest.raises(NotFound):
            matter.do(c.AskApproval, proposal=id_)
    for kind, more in ((c.Approve, {}), (c.RefuseApproval, {"reason": "太多"})):
        with pytest.raises(NotFound):
            matter.do(kind, by="shen", proposal="p_none", **more)


@pytest.mark.parametrize("first", [c.Approve, c.RefuseApproval])
def test_an_approval_is_answered_once(matter, first) -> None:
    """Whoever comes second is told how it was answered. S4.6"""
    matter.received()
    asked = ask(matter, coupon(600))
    matter.do(first, by="shen", proposal=asked, **({"reason": "太多"} if first is c.RefuseApproval else {}))

    said = "approved already" if first is c.Approve else "refused already"
    with pytest.raises(ConflictError, match=said):
        matter.do(c.Approve, by="shen", proposal=asked)


def test_nobody_approves_their_own(matter) -> None:
    """Who asked does not answer. F6"""
    matter.received()
    asked = ask(matter, coupon(600))

    with pytest.raises(NotAllowed, match="their own") as refused:
        matter.do(c.Approve, by="chen", proposal=asked)

    assert refused.value.rule == "R6"


def test_who_may_not_promise_it_may_not_approve_it(matter) -> None:
    """An approver stays within their own authority, as it is when they answer; nobody else answers for them. F6"""
    matter.received()
    asked = ask(matter, coupon(600))
    with pytest.raises(NotAllowed, match="shen was asked"):
        matter.do(c.Approve, by="zhou", proposal=asked)

    allow(matter, "area-executive", per_case=yuan(599))

    with pytest.raises(NotAllowed, match="may not promise as much") as refused:
        matter.do(c.Approve, by="shen", proposal=asked)
    assert refused.value.rule == "F6"


def test_four_eyes_are_two_people(matter) -> None:
    """Above their four-eyes sum somebody may approve what another asks for, and never give it alone, whoever asked them. F6"""
    matter.received()
    big = coupon(4000)
    assert stands_in_the_way(matter, big, by="shen") == "authority.area-executive.four-eyes-above"

    assert limit_of(matter.facts(by="chen"), matter.case, "shen", (big,)) is None  # chen asks whether they may
    asked = ask(matter, big)

    allow(
        matter, "area-executive", per_case=yuan(50000), four_eyes_above=yuan(3000)
    )  # it is not the sum that is in the way
    assert stands_in_the_way(matter, big, by="shen") == "authority.area-executive.four-eyes-above"
    matter.do(c.Approve, by="shen", proposal=asked)
    assert stands_in_the_way(matter, big, by="shen") == "authority.area-executive.four-eyes-above"


# ---- what is checked beside ------------------------------------------------------------------------------------------
def test_a_campaign_that_did_not_propose_it_is_refused_first(matter) -> None:
    """What names a campaign was proposed by it, or is refused, however small. S3.9"""
    matter.received()

    with pytest.raises(InvalidInput, match="did not propose"):
        promise(matter, attrs.evolve(coupon(1), campaign="spring"))


def test_either_or_is_not_both(matter) -> None:
    """What a row gives instead of something is not given beside it. S4.9"""
    matter.received(items=[rice := Item(name="米饭", paid=yuan(10))])

    with pytest.raises(InvalidInput, match="either"):
        promise(matter, Remedy.replacement(rice), Remedy.refund(yuan(10)))
