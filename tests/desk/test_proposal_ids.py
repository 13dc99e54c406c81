"""Ids of proposals outlive versions: an approval that waits in an older database is still good for what was asked. S4.6"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import BeyondAuthority, Customer, Desk, Item, Money, Remedy
from complaintkit.decision.money.digest import digest

YUAN = "CNY"
# As the version before `campaign`, `code_format` and `how_many` gave them out, for SOFTPARK-261121-001 in its first round.
GIVEN_OUT = [
    ("p_cb5fd92fad2f", (Remedy.refund(Money(900, YUAN)),)),
    (
        "p_b34315830a27",
        (
            Remedy.coupon(Money(30, YUAN), valid_days=30, min_spend=Money(60, YUAN), units=["s1"]),
            Remedy.replacement(Item("酸奶", lot="L7", paid=Money("12.80", YUAN))),
        ),
    ),
    (
        "p_0179d40ed248",
        (Remedy.discount(20, cap=Money(30, YUAN), valid_days=9), Remedy.points(5, cost=Money(1, YUAN))),
    ),
]


@pytest.fixture
def case(desk: Desk):
    """The first of its day."""
    found = desk.receive(
        "米饭酸",
        by="sun",
        channel="hotline",
        unit="softpark",
        category="food/sensory",
        customer=Customer(name="王芳", phone="13800138000"),
    )
    assert found.number == "SOFTPARK-261121-001"
    return found


@pytest.mark.parametrize(("id_", "remedies"), GIVEN_OUT)
def test_an_id_stays_what_it_was(case, id_, remedies):
    """Fields that remedies have got since then don't count where they say nothing."""
    assert digest(case, remedies) == id_


def test_an_approval_of_then_is_good_today(desk, case):
    """Asked for, given and used by the id of then."""
    with pytest.raises(BeyondAuthority) as beyond:
        desk.settle(case, by="sun", facts="换货", agreed="in-person", remedies=GIVEN_OUT[0][1])

    assert beyond.value.proposal == GIVEN_OUT[0][0]
    desk.ask_approval(case, by="sun", proposal=GIVEN_OUT[0][0])
    desk.approve(case, by=beyond.value.approver, proposal=GIVEN_OUT[0][0])
    given = desk.settle(case, by="sun", facts="换货", agreed="in-person", remedies=GIVEN_OUT[0][1])
    assert [one.remedy for one in given.promises] == list(GIVEN_OUT[0][1])


@pytest.mark.parametrize(
    "changes",
    [
        {"campaign": "thanks"},
        {"code_format": "A-{random:9}"},
        {"how_many": 3},
        {"per_customer": {"90 days": Money(60, YUAN)}},
    ],
)
def test_what_they_say_counts(case, changes):
    """Each of them makes it another proposal."""
    coupon = Remedy.coupon(Money(30, YUAN), valid_days=30)

    assert digest(case, (attrs.evolve(coupon, **changes),)) != digest(case, (coupon,))


def test_the_order_of_windows_is_none(case):
    """Written in one order and read in another, it is the same proposal."""
    coupon = Remedy.coupon(Money(30, YUAN), valid_days=30)
    windows = {"90 days": Money(60, YUAN), "365 days": Money(90, YUAN)}
    one = attrs.evolve(coupon, per_customer=windows)
    other = attrs.evolve(coupon, per_customer=dict(reversed(windows.items())))

    assert digest(case, (one,)) == digest(case, (other,))
