"""What a unit may spend: reserved when approved or offered, spent when given, given back when it comes to nothing. F6, S4.6"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit import (
    BeyondAuthority,
    Case,
    ConfigurationError,
    Customer,
    Desk,
    Item,
    Measure,
    Money,
    NotAllowed,
    Purchase,
    Remedy,
)
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
PHONES = itertools.count()
DAY, MONTH = "business day:2026-11-21", "month:2026-11"

# The kitchens' month is small; so is the hospital's own kitchen's day.
TIGHT = """
schema = 1
name = "tight"
version = "1"
extends = "canteen-delivery"
base = "2026.11"
budget.kitchen.month = 1200
budget.kitchen.unit."kitchen-east"."business day" = 50
"""


def yuan(amount: int) -> Money:
    """Money of the canteen's playbook."""
    return Money(amount, "CNY")


def coupon(amount: int) -> Remedy:
    """A coupon of a face value."""
    return Remedy.coupon(yuan(amount), valid_days=30)


def complaint(desk: Desk, by: str = "tao", unit: str = "softpark", **more: Any) -> Case:
    """Sour rice, of another customer each time; tao leads the western kitchen and may promise five thousand in a case."""
    return desk.receive(
        "米饭酸",
        by=by,
        channel="hotline",
        unit=unit,
        category="food/sensory",
        customer=Customer(phone=f"1380013{next(PHONES):04d}"),
        **{"items": [Item("米饭", paid=yuan(60))], "purchase": Purchase("R1", paid=yuan(1000)), **more},
    )


def settled(desk: Desk, *remedies: Remedy, by: str = "tao", unit: str = "softpark", case: Case | None = None) -> Case:
    """Put right on the spot, with something given."""
    case = case or complaint(desk, by=by, unit=unit)
    return desk.settle(case, by=by, facts="当场换货", agreed="in-person", remedies=remedies)


def offered(desk: Desk, *remedies: Remedy, by: str = "tao") -> Case:
    """Assessed, looked into, and a plan put before the customer."""
    case = desk.assess(complaint(desk, by=by), by=by, severity="normal", approach="换货")
    case = desk.record_facts(case, by=by, facts="属实", root_cause="storage", heard=["gu"])
    return plan(desk, case, *remedies, by=by)


def plan(desk: Desk, case: Case, *remedies: Remedy, by: str = "tao") -> Case:
    """A plan put before the customer."""
    measures = [Measure("换货", who=by, due=timedelta(hours=1))]
    return desk.offer_plan(
        case, by=by, measures=measures, remedies=remedies, decisions={"1": ("not-upheld", "查无此事")}
    )


def answered(desk: Desk, case: Case, *, accepted: bool, by: str = "tao") -> Case:
    """The customer's word."""
    assert case.plan is not None
    return desk.answer_plan(case, by=by, plan=case.plan.id, accepted=accepted)


def reserved(desk: Desk, period: str = DAY, unit: str = "kitchen-west") -> Money:
    """What stands in the books."""
    with desk._opened.storage.reading() as reader:
        return Money(reader.reserved(budget=unit, period=period, currency="CNY"), "CNY")


def states(case: Case) -> list[str]:
    """How far what stands behind the case's remedies has got."""
    return [one.state for one in case.reservations]


@pytest.fixture
def tight(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """A desk with small budgets."""
    file = tmp_path / "tight.toml"
    file.write_text(TIGHT, "utf-8")
    with Desk.open(
        f"sqlite:///{tmp_path}/tight.db", playbook=file, organisation=SAMPLES / "organisation.toml", clock=clock
    ) as desk:
        yield desk


# ---- reserved, spent, released --------------------------------------------------------------------------------------
def test_an_offer_reserves_and_a_refusal_gives_back(desk: Desk) -> None:
    """What is offered is set aside on every span that the unit's budget counts; refused, it is free again. S4.6"""
    case = offered(desk, coupon(90), coupon(10))
    assert (reserved(desk), reserved(desk, MONTH), states(case)) == (yuan(100), yuan(100), ["reserved", "reserved"])

    case = answered(desk, case, accepted=False)

    assert (reserved(desk), reserved(desk, MONTH), states(case)) == (yuan(0), yuan(0), ["released", "released"])
    assert states(plan(desk, case, coupon(80))) == ["released", "released", "reserved"]
    assert reserved(desk) == yuan(80)


def test_what_is_carried_out_is_spent(desk: Desk) -> None:
    """A coupon with the agreement that mints it, goods when somebody gave them; spent is not reserved again."""
    rice = Remedy.replacement(Item("米饭"))
    case = answered(desk, offered(desk, coupon(90), rice), accepted=True)
    assert states(case) == ["spent", "reserved"]

    case = desk.give_remedy(case, by="tao", promise=case.promises[1])

    assert states(case) == ["spent", "spent"]
    assert reserved(desk) == yuan(150)


def test_a_withdrawal_gives_back_what_was_not_given(desk: Desk) -> None:
    """The customer takes it back: what was only promised is owed no more; what they hold stays spent."""
    rice = Remedy.replacement(Item("米饭"))
    case = answered(desk, offered(desk, coupon(90), rice), accepted=True)

    case = desk.withdraw(case, by="tao")

    assert [one.state for one in case.promises] == ["given", "released"]
    assert states(case) == ["spent", "released"]
    assert reserved(desk) == yuan(90)
    assert desk.archive(case, by="tao").state == "archived"


@pytest.mark.parametrize(("verb", "more"), [("clear_up", {"explanation": "是当地风味"}), ("withdraw", {})])
def test_an_offer_nobody_answered_lapses_with_its_case(desk: Desk, verb: str, more: dict[str, str]) -> None:
    """However the case ends, nothing stays set aside for it."""
    case = offered(desk, coupon(90))
    case = getattr(desk, verb)(case, by="tao", **more)

    assert states(case) == ["released"]
    assert reserved(desk) == yuan(0)


def test_an_apology_costs_nothing(desk: Desk) -> None:
    """Nothing of value, nothing in the books."""
    assert settled(desk, Remedy.apology()).reservations == ()


def test_a_budget_counts_cost(desk: Desk) -> None:
    """Points by the rate, goods by the receipt, money back by what is given back: whatever somebody says it costs."""
    cheap = attrs.evolve(Remedy.refund(yuan(70)), cost=yuan(1))
    case = settled(desk, Remedy.replacement(Item("米饭"), cost=yuan(5)), cheap)

    assert [one.amount for one in case.reservations] == [yuan(60), yuan(70)]


# ---- a spent budget -------------------------------------------------------------------------------------------------
def test_a_spent_budget_names_what_is_left_and_who_may(desk: Desk) -> None:
    """Within their own limits, and yet beyond the unit's: refused before it is promised, in both languages. F6"""
    settled(desk, coupon(950))

    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, coupon(60), by="sun")

    assert refused.value.data["limit"] == "budget.kitchen-west.business day"
    assert refused.value.left == yuan(50)
    assert refused.value.approver == "fang"
    assert refused.value.user_message("zh-CN") == (
        "超出您的权限（每营业日预算，还可承诺 50元，本次 60元）。请报总经理方敏批准。"
    )
    assert reserved(desk) == yuan(950)
    assert settled(desk, coupon(50), by="sun").state == "resolved"
    assert reserved(desk) == yuan(1000)


def test_splitting_changes_nothing(desk: Desk) -> None:
    """Two remedies of one command count together."""
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, coupon(600), coupon(600))

    assert refused.value.left == yuan(1000)
    assert reserved(desk) == yuan(0)


def test_only_somebody_from_around_the_unit_goes_beyond(desk: Desk) -> None:
    """Who leads the kitchen may promise five thousand, but not of a budget that is spent; who leads the whole may. S4.6"""
    settled(desk, coupon(1000))
    case = complaint(desk)
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, coupon(10), case=case)
    case = desk.ask_approval(case, by="tao", proposal=refused.value.proposal)

    case = desk.approve(case, by="fang", proposal=refused.value.proposal)

    assert [(one.over, one.state) for one in case.reservations] == [(True, "reserved")]
    case = settled(desk, coupon(10), case=case)
    assert [(one.over, one.state) for one in case.reservations] == [(True, "spent")]
    assert reserved(desk) == yuan(1010)


def test_who_may_not_go_beyond_may_not_approve(desk: Desk) -> None:
    """The budget was spent between asking and approving: the approver is told, also in Chinese. F6"""
    case = complaint(desk, by="sun")
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, coupon(150), by="sun", case=case)
    case = desk.ask_approval(case, by="sun", proposal=refused.value.proposal)
    approver = refused.value.approver
    settled(desk, coupon(900))

    with pytest.raises(NotAllowed) as not_now:
        desk.approve(case, by=approver, proposal=refused.value.proposal)

    assert "每营业日预算，还可承诺 100元" in not_now.value.user_message("zh-CN")
    assert reserved(desk) == yuan(900)


def test_an_approval_reserves_and_an_offer_uses_it(desk: Desk) -> None:
    """Whichever is first: what was approved is set aside once, not again when it is offered. S4.6"""
    case = desk.assess(complaint(desk, by="sun"), by="sun", severity="normal", approach="换货")
    case = desk.record_facts(case, by="sun", facts="属实", root_cause="storage", heard=["gu"])
    with pytest.raises(BeyondAuthority) as refused:
        plan(desk, case, coupon(150), by="sun")
    case = desk.ask_approval(case, by="sun", proposal=refused.value.proposal)
    case = desk.approve(case, by=refused.value.approver, proposal=refused.value.proposal)
    assert (reserved(desk), states(case)) == (yuan(150), ["reserved"])

    case = plan(desk, case, coupon(150), by="sun")
    assert (reserved(desk), states(case)) == (yuan(150), ["reserved"])

    case = answered(desk, case, accepted=False, by="sun")
    assert (reserved(desk), states(case)) == (yuan(0), ["released"])


def test_an_approval_that_was_never_used_lapses(desk: Desk) -> None:
    """With its case: nothing stays set aside for ever."""
    case = complaint(desk, by="sun")
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, coupon(150), by="sun", case=case)
    case = desk.ask_approval(case, by="sun", proposal=refused.value.proposal)
    case = desk.approve(case, by=refused.value.approver, proposal=refused.value.proposal)

    case = settled(desk, coupon(20), by="sun", case=case)

    assert states(case) == ["released", "spent"]
    assert reserved(desk) == yuan(20)


def test_proposals_know_the_budget(desk: Desk) -> None:
    """What a row proposes says that the kitchen has not enough left, and who may. S1.9"""
    settled(desk, coupon(900))
    bought = Purchase("D-7", items=[Item("米饭", paid=yuan(360))])

    (proposal,) = desk.proposals(complaint(desk, purchase=bought, items=[]), by="tao")

    assert (proposal.within_authority, proposal.approver, proposal.left) == (False, "fang", yuan(100))


def test_a_row_says_who_bears_it(desk: Desk) -> None:
    """What an answer that came too late costs is not the kitchen's: the row says whose it is. S4.3, R10"""
    case = complaint(desk)
    desk._door.clock.advance(timedelta(days=30))  # type: ignore[attr-defined]  # a FakeClock
    late = next(one for one in desk.proposals(case, by="tao") if one.rule == "late-answer")

    case = desk.settle(case, by="tao", facts="当场换货", agreed="in-person", remedies=[late])

    assert case.reservations == ()


def test_stall_and_market_bear_their_own(tmp_path: Path, clock: FakeClock) -> None:
    """S1.9: after-care is the market's, money back for bad food the stall's; what nobody proposed is the stall's, too. R10"""
    with Desk.open(
        f"sqlite:///{tmp_path}/market.db",
        playbook="night-market",
        organisation=SAMPLES.parent / "night-market" / "organisation.toml",
        clock=clock,
    ) as desk:
        squid = Purchase("A07-1", items=[Item("烤鱿鱼", paid=yuan(25))])
        case = desk.receive(
            "没熟",
            by="xiaolu",
            channel="stall",
            unit="a07",
            category="service/food",
            customer=Customer(phone="13800138000"),
            severity="normal",
            purchase=squid,
        )
        given = [one for one in desk.proposals(case, by="hao") if one.rule in ("cold-or-raw", "after-care")]
        assert len(given) == 2
        case = desk.settle(case, by="hao", facts="火候不足", agreed="in-person", remedies=[*given, coupon(3)])

        bearers = {
            promise.remedy.face_value: one.unit for promise, one in zip(case.promises, case.reservations, strict=True)
        }
        assert bearers == {yuan(25): "a07", yuan(8): "market", yuan(3): "a07"}
        assert {one.business_day for one in case.reservations} == {"2026-11-21"}
        assert reserved(desk, unit="a07") == yuan(28)


# ---- when it counts -------------------------------------------------------------------------------------------------
def test_after_midnight_is_still_the_day_before(desk: Desk, clock: FakeClock) -> None:
    """01:00 belongs to the session that has not ended: the budget of the opening day is spent, and counts until five."""
    settled(desk, coupon(1000))
    clock.advance(timedelta(hours=15))  # 01:00 the next morning
    with pytest.raises(BeyondAuthority):
        settled(desk, coupon(10))

    clock.advance(timedelta(hours=4))  # 05:00, when the first kitchens start

    assert settled(desk, coupon(10)).reservations[0].business_day == "2026-11-22"
    assert reserved(desk, "business day:2026-11-22") == yuan(10)
    assert reserved(desk, MONTH) == yuan(1010)


def test_what_is_released_goes_back_to_its_own_day(desk: Desk, clock: FakeClock) -> None:
    """Offered on the one day, refused on the other: the first day's books are right, and the second's untouched."""
    case = offered(desk, coupon(90))
    clock.advance(timedelta(days=11))  # another month

    answered(desk, case, accepted=False)

    assert (reserved(desk), reserved(desk, MONTH)) == (yuan(0), yuan(0))
    assert reserved(desk, "business day:2026-12-02") == yuan(0)


def test_a_month_ends_with_its_last_business_day(tight: Desk, clock: FakeClock) -> None:
    """The month's budget is spent at its end, until the first business day of the next begins."""
    clock.advance(timedelta(days=8, hours=10))  # 29 November, 20:00
    settled(tight, coupon(700))
    clock.advance(timedelta(hours=24))  # 30 November, 20:00
    with pytest.raises(BeyondAuthority) as refused:
        settled(tight, coupon(600))
    assert refused.value.data["limit"] == "budget.kitchen-west.month"
    assert refused.value.left == yuan(500)

    clock.advance(timedelta(hours=8))  # 1 December, 04:00: the night of the last day
    with pytest.raises(BeyondAuthority):
        settled(tight, coupon(600))
    clock.advance(timedelta(hours=1))

    settled(tight, coupon(600))
    assert reserved(tight, "month:2026-12") == yuan(600)
    assert reserved(tight, MONTH) == yuan(700)


def test_a_unit_may_have_limits_of_its_own(tight: Desk) -> None:
    """Its neighbour's are another's; and each is named by its unit."""
    with pytest.raises(BeyondAuthority) as refused:
        settled(tight, coupon(60), by="sun", unit="no3-school")
    assert refused.value.data["limit"] == "budget.kitchen-east.business day"

    assert settled(tight, coupon(60), by="sun").state == "resolved"
    assert reserved(tight, unit="kitchen-east") == yuan(0)


def test_a_budget_that_nobody_may_exceed(tmp_path: Path, clock: FakeClock) -> None:
    """`over = "refuse"`: nobody is asked, for nobody may."""
    file = tmp_path / "strict.toml"
    file.write_text(TIGHT.replace("budget.kitchen.month = 1200", 'budget.kitchen.over = "refuse"'), "utf-8")
    with Desk.open(
        f"sqlite:///{tmp_path}/strict.db", playbook=file, organisation=SAMPLES / "organisation.toml", clock=clock
    ) as desk:
        settled(desk, coupon(1000), by="fang")
        with pytest.raises(NotAllowed) as refused:
            settled(desk, coupon(1), by="fang")

    assert refused.value.user_message("zh-CN").startswith("现在不能报批：")


def test_a_budget_without_a_beginning_is_refused_when_loaded(tmp_path: Path) -> None:
    """The last ninety days are a limit of persons: a budget is given for spans that begin and end."""
    file = tmp_path / "rolling.toml"
    file.write_text(TIGHT.replace("budget.kitchen.month = 1200", 'budget.kitchen."90 days" = 1200'), "utf-8")

    with pytest.raises(ConfigurationError, match=r'budget\.kitchen\."90 days": has no beginning. Write "business day"'):
        Desk.open(f"sqlite:///{tmp_path}/x.db", playbook=file, organisation=SAMPLES / "organisation.toml")


@pytest.mark.parametrize("remedy", [coupon(800), Remedy.refund(yuan(800))], ids=["given", "reserved"])
def test_who_spent_their_own_budget_does_not_spend_another_s_and_take_the_case_back(desk, remedy):
    """Put among another kitchen's cases, promised there, put back: who answers for both moves what is paid for. S4.3, F6"""
    settled(desk, coupon(800))
    case = desk.correct(complaint(desk), by="tao", unit="no3-school", reason="同一批货")
    case = settled(desk, remedy, case=case)

    with pytest.raises(NotAllowed) as refused:
        desk.correct(case, by="tao", unit="softpark", reason="看错了")

    assert refused.value.data["rule"] == "S4.3"
    assert "kitchen-east" in str(refused.value)
    assert "fang" in str(refused.value)
    assert desk.correct(case, by="fang", unit="softpark", reason="看错了").unit == "softpark"


def test_a_unit_is_corrected_where_the_same_budget_pays(desk):
    """The canteen was written down wrong; its kitchen is the same, or nothing was promised yet."""
    case = settled(desk, coupon(20))
    assert desk.correct(case, by="tao", unit="kitchen-west", reason="看错了").unit == "kitchen-west"

    other = complaint(desk)
    assert desk.correct(other, by="tao", unit="no3-school", reason="看错了").unit == "no3-school"
