"""Campaigns in a desk: offered, minted in their own shape, counted, printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from complaintkit_coupons import Campaign, Coupons, Give, When

from complaintkit import Case, Customer, Money
from complaintkit.testing import DeskUnderTest, open_test_desk

COUPONS = Coupons(
    name="coupons",
    shop={"zh": "清禾团餐"},
    campaigns={
        "sorry": Campaign(
            title={"zh": "致歉券", "en": "Sorry"},
            when=When(category="food"),
            give=Give(coupon=Money(20, "CNY")),
            how_many=2,
        ),
        "points": Campaign(title={"en": "Points"}, give=Give(points=100, cost=Money(1, "CNY")), group="points"),
    },
)


@pytest.fixture
def desk() -> Iterator[DeskUnderTest]:
    """A desk with these campaigns."""
    with open_test_desk(plugins=[COUPONS]) as opened:
        yield opened


def sour(desk: DeskUnderTest) -> Case:
    """Rice that had gone off."""
    return desk.receive(
        "米饭酸",
        by="chen",
        channel="hotline",
        category="food/sensory",
        customer=Customer(name="王芳", phone="13800138000"),
    )


def offered(desk: DeskUnderTest, case: Case) -> list[str]:
    """Which campaigns propose something."""
    return sorted(one.rule for one in desk.proposals(case, by="chen") if one.policy.startswith("coupons "))


def test_a_campaign_is_offered_minted_counted_and_printed(desk: DeskUnderTest) -> None:
    """From the proposal to the paper; when all are given out, it is offered no more."""
    for _ in range(2):
        case = sour(desk)
        assert offered(desk, case) == ["points", "sorry"]
        (offer,) = (one for one in desk.proposals(case, by="chen") if one.rule == "sorry")
        case = desk.settle(case, by="chen", facts="换餐", agreed="by-phone", remedies=[offer])
    (coupon,) = case.coupons

    assert offered(desk, sour(desk)) == ["points"]
    assert re.fullmatch(r"SORRY-\w{4}-\w{5}", coupon.code)
    assert desk.check_coupon(coupon.code.lower(), unit=case.unit, spend=Money(50, "CNY")) == coupon
    printed = COUPONS.slip(coupon, zone=ZoneInfo("Asia/Shanghai")).text()
    for said in ("清禾团餐", "致歉券", "Sorry", "20元", coupon.code):
        assert said in printed


def test_the_proposal_says_by_which_settings(desk: DeskUnderTest) -> None:
    """The policy by name and version, the campaign as its rule."""
    (policy,) = COUPONS.complaintkit_compensation_policies()

    found = [one for one in desk.proposals(sour(desk), by="chen") if one.rule == "sorry"]

    assert [(one.policy, dict(one.reason)) for one in found] == [
        (f"coupons {policy.version}", {"zh": "致歉券", "en": "Sorry"})
    ]
