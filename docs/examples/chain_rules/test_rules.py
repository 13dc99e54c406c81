"""The chain's own rules, and the limits that hold whoever wrote them. chen is at the service desk, zhao leads chen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from complaintkit import BeyondAuthority, Case, Customer, Item, Money, NotAllowed, Remedy
from complaintkit.plugin import CompensationPolicy
from complaintkit.testing import CompensationPolicyContract, DeskUnderTest, open_test_desk
from corner_rules import CornerRules, MoreEachRound

HERE = Path(__file__).parent
CNY = "CNY"


class TestMoreEachRound(CompensationPolicyContract):
    """All that is asked of a policy, and one case of ours."""

    def make_policy(self) -> CompensationPolicy:
        """As the plugin brings it."""
        return MoreEachRound()

    def test_the_third_round_costs_twice_the_price(self) -> None:
        """What was paid, twice."""
        (suggested,) = self.propose(cycle=3, paid=Money("19.90", CNY), compensated={"90d": Money(0, CNY)})

        assert suggested.remedy.value == Money("39.80", CNY)


@pytest.fixture
def desk() -> Iterator[DeskUnderTest]:
    """The chain's procedure and rules, on a Tuesday evening."""
    with open_test_desk(
        playbook=HERE / "corner_shops.toml",
        organisation=HERE / "organisation.toml",
        plugins=[CornerRules()],
        start="2026-12-01T19:00+08:00",
    ) as opened:
        yield opened


def sour(desk: DeskUnderTest, *, fell_ill: str = "no") -> Case:
    """Milk that had gone off, looked into."""
    case = desk.receive(
        "牛奶酸了",
        by="chen",
        channel="service-desk",
        unit="lane-7",
        customer=Customer(name="王芳", phone="13800138000"),
        category="product-quality/food",
        items=[Item("牛奶", paid=Money("16.50", CNY))],
        fields={"fell-ill": fell_ill},
    )
    return desk.record_facts(case, by="chen", facts="过期两天仍在架上", root_cause="expiry")


def test_what_the_rows_propose_for_sour_milk(desk: DeskUnderTest) -> None:
    """Money back or the same again, and a coupon of half of it."""
    found = {one.remedy.kind: one for one in desk.proposals(sour(desk), by="chen")}

    assert found["refund"].remedy.value == Money("16.50", CNY)
    assert found["refund"].alternative is not None
    assert found["refund"].alternative.remedy.kind == "replacement"
    assert found["coupon"].remedy.value == Money(9, CNY)


def test_two_small_coupons_are_one_big_one(desk: DeskUnderTest) -> None:
    """The service desk may promise 50 in a case; 30 and then 30 is 60. S4.6"""
    coupon = Remedy.coupon(Money(30, CNY), valid_days=30)

    with pytest.raises(BeyondAuthority) as refused:
        desk.settle(sour(desk), by="chen", facts="当场道歉", agreed="in-person", remedies=[coupon, coupon])

    assert refused.value.left == Money(50, CNY)
    assert refused.value.approver == "zhao"


def test_whoever_fell_ill_gets_no_coupon(desk: DeskUnderTest) -> None:
    """It is not proposed, and refused where somebody types it."""
    case = sour(desk, fell_ill="yes")

    assert [one.remedy.kind for one in desk.proposals(case, by="chen")] == ["refund"]
    with pytest.raises(NotAllowed, match="would be an insult"):
        desk.settle(
            case,
            by="chen",
            facts="当场道歉",
            agreed="in-person",
            remedies=[Remedy.coupon(Money(5, CNY), valid_days=30)],
        )
