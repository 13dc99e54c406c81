"""A sale is taken back by who has to do with it: whoever rang it up, saw it, or sees the coupon's case. R20"""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintkit import Case, Customer, Money, NotFound, Remedy, System
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
