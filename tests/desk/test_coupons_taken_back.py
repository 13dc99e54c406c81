"""A coupon that was not spent is taken back: its code is worth nothing from then on, by any path. F6, S4.11"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from complaintkit_coupons import Campaign, Coupons, Give

from complaintkit import (
    BeyondAuthority,
    Case,
    ConflictError,
    CouponRefused,
    CouponState,
    Customer,
    Desk,
    Money,
    NotResponsible,
    Remedy,
    System,
)
from complaintkit.testing import DeskUnderTest, FakeClock, open_test_desk
from tests.database import tables

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
FIFTY = Money(50, "CNY")
ASKED: dict[str, Any] = {"unit": "softpark", "spend": FIFTY}
AUDITOR = System("auditor")
SORRY = Coupons(
    name="coupons",
    shop={"zh": "清禾团餐"},
    campaigns={
        "sorry": Campaign(title={"en": "Sorry"}, give=Give(coupon=Money(20, "CNY")), how_many=1),
        "share": Campaign(
            title={"en": "Share"}, give=Give(discount=Decimal(10), at_most=Money(20, "CNY")), how_many=1, group="share"
        ),
    },
)
COUPON = Remedy.coupon(Money(20, "CNY"), valid_days=30)
KINDS: dict[str, Remedy | str] = {
    "coupon": COUPON,
    "discount": Remedy.discount(10, cap=Money(20, "CNY"), valid_days=30),
    "campaign's coupon": "sorry",
    "campaign's share": "share",
}


@pytest.fixture
def desk() -> Iterator[DeskUnderTest]:
    """A canteen's desk with campaigns of one coupon each."""
    with open_test_desk(playbook="canteen-delivery", organisation=ORGANISATION, plugins=[SORRY]) as opened:
        yield opened


def sour(desk: Desk) -> Case:
    """Rice that had gone off."""
    wang = Customer(name="王芳", phone="13800138000")
    return desk.receive("米饭酸", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=wang)


def settled(desk: Desk, *remedies: Remedy | str) -> Case:
    """Sour rice, made good: by remedies, or what a campaign proposes."""
    case = sour(desk)
    given = [
        next(found for found in desk.proposals(case, by="chen") if found.rule == one) if isinstance(one, str) else one
        for one in remedies
    ]
    return desk.settle(case, by="chen", facts="换餐", agreed="by-phone", remedies=given)


def taken_back(desk: Desk, case: Case, place: int = 0) -> Case:
    """The owner takes one of what was promised back."""
    return desk.reverse_remedy(case, by="chen", promise=case.promises[place], reason="顾客要退款")


def refused(desk: Desk, code: str, sale: str = "S-9") -> set[str]:
    """Why a till does not take a code: on looking, and on paying."""
    words = set()
    deeds: tuple[Callable[[], object], ...] = (
        lambda: desk.check_coupon(code, by="chen", **ASKED),
        lambda: desk.redeem_coupon(code, by="chen", sale=sale, **ASKED),
    )
    for deed in deeds:
        with pytest.raises(CouponRefused) as no:
            deed()
        words.add(no.value.reason)
        assert no.value.user_message("zh").startswith("优惠券不能使用：已作废。")
        assert "it was withdrawn" in no.value.user_message("en")
    return words


# ---- what it is ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_taken_back_is_no_coupon_any_more(desk: DeskUnderTest, kind: str) -> None:
    """By its owner, at once: the till refuses it, lists call it so, nobody is shown it as good, the ledger says why. S4.11"""
    case = settled(desk, KINDS[kind], COUPON)
    gone, good = (one.code for one in case.coupons)

    case = taken_back(desk, case)

    assert [one.state for one in case.promises] == ["reversed", "given"]
    assert [one.code for one in case.coupons] == [one.code for one in desk.case(case, by="chen").coupons] == [good]
    assert refused(desk, gone) == {"voided"}
    assert desk.check_coupon(good, **ASKED).code == good
    assert [one.coupon.code for one in desk.coupons.list(by="chen", state="voided")] == [gone]
    assert desk.coupons.show(gone, by="chen").state is CouponState.VOIDED
    assert desk.coupons.show(good, by="chen").state is CouponState.MINTED
    assert not desk.ledger.verify(by=AUDITOR, deep=True).problems
    assert not desk.ledger.rebuild(by=AUDITOR, apply=True).rows


def test_only_its_owner_takes_it_back_and_no_second_word_is_needed(desk: DeskUnderTest) -> None:
    """Whoever says that they have it "by hand" has just as much: nobody has a code in hand. F6"""
    case = settled(desk, COUPON)
    with pytest.raises(NotResponsible):
        desk.reverse_remedy(case, by="sun", promise=case.promises[0], reason="x")

    case = desk.reverse_remedy(case, by="chen", promise=case.promises[0], reason="x", by_hand=True)

    assert case.promises[0].state == "reversed"
    with pytest.raises(ConflictError):
        taken_back(desk, case)


@pytest.mark.parametrize("rule", ["sorry", "share"])
def test_a_campaign_has_it_again(desk: DeskUnderTest, rule: str) -> None:
    """There is one of it: once it is back, another customer may get it. F6"""
    case = settled(desk, rule)
    assert rule not in {one.rule for one in desk.proposals(sour(desk), by="chen")}

    taken_back(desk, case)

    assert settled(desk, rule).coupons[0].code != case.coupons[0].code


def left(desk: Desk) -> Money:
    """What may be promised still, as the refusal of too much says."""
    with pytest.raises(BeyondAuthority) as no:
        settled(desk, Remedy.coupon(Money(450, "CNY"), valid_days=30))
    return no.value.left


def test_who_takes_back_and_promises_anew_gains_nothing(desk: DeskUnderTest) -> None:
    """What was taken back is free again in budgets and limits; what is promised instead counts, and one code is good. F6"""
    for _ in range(2):
        settled(desk, Remedy.coupon(Money(400, "CNY"), valid_days=30))
    at_first = left(desk)
    case = settled(desk, COUPON)
    assert left(desk) == at_first - Money(20, "CNY")

    taken_back(desk, case)
    assert left(desk) == at_first

    settled(desk, COUPON)
    assert left(desk) == at_first - Money(20, "CNY")
    good = [one.coupon.value for one in desk.coupons.list(by="chen", state="minted")]
    assert good.count(Money(20, "CNY")) == 1


# ---- spent, given back, out of date ----------------------------------------------------------------------------------
def test_what_was_spent_stays_until_the_till_gives_it_back(desk: DeskUnderTest) -> None:
    """The refusal says what to do, in both languages, and the button is there only while it can be done. S4.11"""
    case = settled(desk, COUPON)
    code = case.coupons[0].code
    assert "reverse-remedy" in desk.allowed(case, by="chen")
    spent = desk.redeem_coupon(code, by="sun", sale="S-1", **ASKED)
    case = desk.case(case, by="chen")

    assert "reverse-remedy" not in desk.allowed(case, by="chen")
    with pytest.raises(ConflictError) as no:
        taken_back(desk, case)
    assert f"have the till give the coupon back first (reverse-redemption {spent.id})" in no.value.user_message("en")
    assert "该优惠券已使用" in no.value.user_message("zh")

    desk.reverse_redemption(spent.id, by="sun", reason="退单")
    case = desk.case(case, by="chen")
    assert "reverse-remedy" in desk.allowed(case, by="chen")
    taken_back(desk, case)
    assert desk.reverse_redemption(spent.id, by="sun", reason="退单").replayed
    assert refused(desk, code) | refused(desk, code, sale="S-1") == {"voided"}
    assert not desk.ledger.verify(by=AUDITOR, deep=True).problems


def test_what_is_out_of_date_may_be_taken_back_as_well(desk: DeskUnderTest) -> None:
    """It was never spent, and cost nothing: it counts no more. F6"""
    case = settled(desk, COUPON)
    desk.clock.advance(timedelta(days=31))

    case = taken_back(desk, desk.case(case, by="chen"))

    assert case.promises[0].state == "reversed"
    assert [one.state for one in desk.coupons.list(by="chen")] == [CouponState.VOIDED]


def test_a_message_that_waits_does_not_bring_its_code(desk: DeskUnderTest) -> None:
    """What waited for the morning is not true any more when its turn comes; that of the other coupon is. R18"""
    desk.clock.advance(timedelta(hours=13))  # at night a text message waits
    case = settled(desk, COUPON, COUPON)
    gone, good = (one.code for one in case.coupons)

    taken_back(desk, case)

    desk.clock.advance(timedelta(hours=12))
    said = " ".join(one.text for one in desk.sent)
    assert (good in said, gone in said) == (True, False)


# ---- by no path ------------------------------------------------------------------------------------------------------
def test_codes_that_were_erased_are_taken_back_too(desk: DeskUnderTest) -> None:
    """Of two that are alike just one is worth nothing afterwards; verifying and rebuilding agree. R13"""
    case = settled(desk, COUPON, COUPON)
    codes = [one.code for one in case.coupons]
    case = desk.archive(case, by="chen")
    desk.erase_person(case, by="fang")
    case = desk.record_follow_up(case, by="chen", satisfied=False, remark="还是不满意")
    assert (case.erased, case.open) == (True, True)

    case = desk.reverse_remedy(case, by=case.owner or "", promise=case.promises[1], reason="退款")

    good = [code for code in codes if desk.coupons.show(code, by="fang").state is CouponState.MINTED]
    assert len(good) == 1
    assert [one.state for one in desk.coupons.list(by="fang")].count(CouponState.VOIDED) == 1
    (gone,) = set(codes) - set(good)
    assert refused(desk, gone) == {"voided"}
    desk.redeem_coupon(good[0], by="chen", sale="S-1", **ASKED)
    assert not desk.ledger.verify(by=AUDITOR, deep=True).problems


@pytest.mark.parametrize("spent", [0, 1, 2])
def test_of_codes_that_were_erased_none_that_is_spent_is_taken_back(desk: DeskUnderTest, spent: int) -> None:
    """Whichever was spent before: another is worth nothing from then on, a third is good, the same sale is known again. R13, F6"""
    case = settled(desk, COUPON, COUPON, COUPON)
    codes = [one.code for one in case.coupons]
    desk.redeem_coupon(codes[spent], by="sun", sale="S-0", **ASKED)
    case = desk.archive(case, by="chen")
    desk.erase_person(case, by="fang")
    case = desk.record_follow_up(case, by="chen", satisfied=False, remark="还是不满意")

    desk.reverse_remedy(case, by=case.owner or "", promise=case.promises[spent - 1], reason="退款")

    states = {code: desk.coupons.show(code, by="fang").state for code in codes}
    (good,) = (code for code, state in states.items() if state is CouponState.MINTED)
    assert states[codes[spent]] is CouponState.REDEEMED
    assert not desk.redeem_coupon(good, by="sun", sale="S-1", **ASKED).replayed
    assert desk.redeem_coupon(good, by="sun", sale="S-1", **ASKED).replayed
    assert not desk.ledger.verify(by=AUDITOR, deep=True).problems
    assert not desk.ledger.rebuild(by=AUDITOR, apply=True).rows


@pytest.fixture
def place(tmp_path: Path, founded: Callable[..., None]) -> Path:
    """A canteen's database in a file."""
    founded(tmp_path, playbook="canteen-delivery", organisation=ORGANISATION, at="2026-11-21T10:00+08:00")
    return tmp_path / "desk.db"


def at(place: Path) -> Desk:
    """Open the database as another process would."""
    return Desk.open(f"sqlite:///{place}", clock=FakeClock("2026-11-21T10:05+08:00"))


@pytest.mark.parametrize("erased", [False, True], ids=["with its code", "erased"])
def test_a_row_that_says_otherwise_is_found_and_put_right(place: Path, erased: bool) -> None:  # noqa: FBT001  a column
    """Whoever writes into the database that it is good again has it until somebody looks: the ledger knows better."""
    with at(place) as desk:
        case = settled(desk, COUPON)
        code = case.coupons[0].code
        case = taken_back(desk, case)
        if erased:
            desk.archive(case, by="chen")
            desk.erase_person(case, by="fang")
        with tables(place) as database, database.unguarded():
            assert database.run("UPDATE coupon SET state = 'minted'")

        (problem,) = desk.ledger.verify(by=AUDITOR, deep=True).problems
        assert (problem.table, problem.field) == ("coupon", "state")
        assert desk.ledger.rebuild(by=AUDITOR, apply=True).rows == 1

        assert refused(desk, code) == {"voided"}
        assert not desk.ledger.verify(by=AUDITOR, deep=True).problems


TILL = """
import json, sys
from complaintkit import CouponRefused, Desk, Money
from complaintkit.testing import FakeClock
database, code = sys.argv[1:]
with Desk.open(database, clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    desk.check_coupon(code, unit="softpark", spend=Money(50, "CNY"))
    print("seen", flush=True)
    sys.stdin.readline()
    try:
        desk.redeem_coupon(code, by="sun", sale="S-1", unit="softpark", spend=Money(50, "CNY"))
        print(json.dumps("done"))
    except CouponRefused as error:
        print(json.dumps(error.reason))
"""
OWNER = """
import json, sys
from complaintkit import ConflictError, Desk
from complaintkit.testing import FakeClock
database, number = sys.argv[1:]
with Desk.open(database, clock=FakeClock("2026-11-21T10:05+08:00")) as desk:
    case = desk.case(number, by="chen")
    print("seen", flush=True)
    sys.stdin.readline()
    try:
        desk.reverse_remedy(case, by="chen", promise=case.promises[0], reason="x")
        print(json.dumps("done"))
    except ConflictError:
        print(json.dumps("spent"))
"""


def test_of_a_till_and_an_owner_at_the_same_moment_one_wins(place: Path, program: Callable[..., Any]) -> None:
    """Both saw it good; it is spent, or taken back, and never both. F6"""
    with at(place) as desk:
        case = settled(desk, COUPON)
    both = [
        program(TILL, f"sqlite:///{place}", case.coupons[0].code),
        program(OWNER, f"sqlite:///{place}", case.number),
    ]
    assert [one.line() for one in both] == ["seen", "seen"]
    for one in both:
        one.go()
    told = [json.loads(one.communicate()[0]) for one in both]

    assert told in (["done", "spent"], ["voided", "done"])
    with at(place) as desk:
        (coupon,) = desk.coupons.list(by="chen")
        assert coupon.state is (CouponState.REDEEMED if told[0] == "done" else CouponState.VOIDED)
        assert not desk.ledger.verify(by=AUDITOR, deep=True).problems
