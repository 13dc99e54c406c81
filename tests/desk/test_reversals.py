"""A sale is taken back by who has to do with it: whoever rang it up, saw it, or sees the coupon's case. R20"""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintkit import Case, Customer, InvalidInput, Money, NotAllowed, NotFound, Remedy, System
from complaintkit.model.events import CouponMinted
from complaintkit.testing import DeskUnderTest, open_test_desk

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "supermarket" / "organisation.toml"


def settled(desk: DeskUnderTest) -> Case:
    """With a coupon, at River Street."""
    case = desk.receive(
        "排队太久",
        by="chen",
        channel="service-desk",
        unit="river-street",
        category="service/waiting",
        customer=Customer(name="王芳", phone="13800138000"),
    )
    coupon = Remedy.coupon(Money(20, "CNY"), valid_days=30)
    return desk.settle(case, by="chen", facts="道了歉", agreed="in-person", apology=True, remedies=[coupon])


@pytest.mark.parametrize(
    ("spent_at", "cashier", "by", "may"),
    [
        ("river-street", "chen", "chen", True),  # rang it up
        ("river-street", "chen", "sun", True),  # works where it was spent
        ("river-street", "chen", "lu", True),  # sees it all
        ("river-street", "chen", System("nightly"), True),
        ("river-street", "chen", "fan", False),  # of another store
        ("old-town", "fan", "fan", True),
        ("old-town", "fan", "gao", True),
        ("old-town", "fan", "chen", True),  # whose case the coupon is of
    ],
)
def test_who_may_take_a_sale_back(spent_at: str, cashier: str, by: str | System, may: bool) -> None:  # noqa: FBT001  a column
    """For everybody else there is none, and the coupon stays spent."""
    desk = open_test_desk(playbook="supermarket", organisation=SAMPLE)
    case = settled(desk)
    code = next(str(one.event.code) for one in desk.timeline(case, by="chen") if isinstance(one.event, CouponMinted))
    spent = desk.redeem_coupon(code, by=cashier, sale="S-1", unit=spent_at, spend=Money(50, "CNY"))
    today = desk.business_day("hejia", by=System("nightly"))

    if may:
        desk.reverse_redemption(spent.id, by=by, reason="退单")
    else:
        with pytest.raises(NotFound):
            desk.reverse_redemption(spent.id, by=by, reason="退单")

    assert bool(list(desk.redemptions(today))) is not may


def minted(desk: DeskUnderTest) -> str:
    """The code of a coupon of twenty."""
    case = settled(desk)
    return next(str(one.event.code) for one in desk.timeline(case, by="chen") if isinstance(one.event, CouponMinted))


def test_whoever_rang_it_up_gives_it_back_once() -> None:
    """Each time it is worth as much again: after that a second person looks, or the till's program says so. F6"""
    with open_test_desk(playbook="supermarket", organisation=SAMPLE) as desk:
        code, spent = minted(desk), 0

        def sale(by: str | System) -> str:
            nonlocal spent
            spent += 1
            return desk.redeem_coupon(code, by=by, sale=f"S-{spent}", unit="river-street", spend=Money(50, "CNY")).id

        desk.reverse_redemption(sale("chen"), by="chen", reason="退单")
        again = sale("chen")
        for _ in range(2):
            with pytest.raises(
                NotAllowed, match="gave this coupon back from a sale of their own before; zhao may"
            ) as no:
                desk.reverse_redemption(again, by="chen", reason="退单")
            assert no.value.data["rule"] == "F6"
        desk.reverse_redemption(again, by="zhao", reason="退单")
        desk.reverse_redemption(sale("zhao"), by="chen", reason="退单")  # a colleague's sale
        desk.reverse_redemption(sale("chen"), by=System("till-3"), reason="退单")
        desk.reverse_redemption(sale("sun"), by="sun", reason="退单")  # their first
        with pytest.raises(NotAllowed):
            desk.reverse_redemption(sale("chen"), by="chen", reason="退单")


def test_who_is_above_all_gives_back_by_themselves() -> None:
    """Nobody is there to look; it is on record. R6"""
    with open_test_desk(playbook="supermarket", organisation=SAMPLE) as desk:
        code = minted(desk)
        for number in range(3):
            one = desk.redeem_coupon(code, by="lu", sale=f"S-{number}", unit="river-street", spend=Money(50, "CNY"))
            desk.reverse_redemption(one.id, by="lu", reason="退单")


@pytest.mark.parametrize(("by", "unit", "may"), [
    ("chen", "river-street", True),
    ("chen", "hejia", True),  # what lies around their store
    ("chen", "old-town", False),
    ("fan", "river-street", False),
    ("lu", "old-town", True),
    (System("till-3"), "old-town", True),
    ("chen", "kiosk", True),  # which the organisation does not know
])  # fmt: skip
def test_a_sale_is_rung_up_where_one_works(by: str | System, unit: str, may: bool) -> None:  # noqa: FBT001  a column
    """A coupon is good where it says, and whoever stands at a till does not say where that is. R20"""
    with open_test_desk(playbook="supermarket", organisation=SAMPLE) as desk:
        code = minted(desk)
        if may:
            desk.redeem_coupon(code, by=by, sale="S-1", unit=unit, spend=Money(50, "CNY"))
            return
        with pytest.raises(InvalidInput) as no:
            desk.redeem_coupon(code, by=by, sale="S-1", unit=unit, spend=Money(50, "CNY"))
        assert no.value.field == "unit"
