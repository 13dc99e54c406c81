"""The print shop beside its own rules: what it holds for a standing survey and meetings; counter and manager. R17, F6"""

from pathlib import Path

import pytest

from complaintkit.model.customer import Customer
from complaintkit.model.errors import BeyondAuthority
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.playbook import load_playbook
from complaintkit.testing import open_test_desk

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "print-shop" / "organisation.toml"


@pytest.fixture(scope="module")
def shop():
    """The playbook as it is shipped."""
    return load_playbook("print-shop")


@pytest.fixture
def desk():
    """A shop of three, on a Monday morning."""
    return open_test_desk(playbook="print-shop", organisation=SAMPLE, start="2026-11-23T09:00+08:00")


def complain(desk, **more):
    """The book has come apart."""
    return desk.receive(
        "装订的书脱页了",
        by="li",
        channel="counter",
        unit="shop",
        customer=Customer(name="冯女士", phone="13800138000"),
        **{"category": "binding", **more},
    )


def test_the_service_as_a_whole_is_scored(shop):
    """S2.3: out of five, and apart from the survey after handling."""
    survey = shop.surveys["overall"]

    assert (survey.on, survey.questions["service"].scale) == ("always", (1, 5))
    assert "打分" in shop.steps["receive"].guidance["zh"]


def test_everybody_hears_the_figures(shop):
    """S2.7: counts, common problems, satisfaction, improvements, every month."""
    review = shop.reviews["monthly"]

    assert {"counts-by-kind", "common-problems", "satisfaction", "improvements"} <= set(review.agenda)
    assert shop.groups[review.group].members == ("counter", "production")


def test_put_right_at_the_counter_with_a_coupon(desk):
    """R17: within the counter's authority, in one step; the coupon is there."""
    case = desk.settle(
        complain(desk),
        by="li",
        facts="胶装温度过低，两页脱落",
        apology=True,
        agreed="in-person",
        remedies=[Remedy.coupon(Money("20.00", "CNY"), valid_days=30)],
    )

    assert case.state == "resolved"
    assert len(case.coupons) == 1


def test_more_than_that_is_asked_of_the_manager_first(desk):
    """F6: before it is promised."""
    with pytest.raises(BeyondAuthority) as refused:
        desk.settle(
            complain(desk),
            by="li",
            facts="整批装订错误",
            agreed="in-person",
            remedies=[Remedy.refund(Money("200.00", "CNY"))],
        )

    assert refused.value.approver == "zhao"
