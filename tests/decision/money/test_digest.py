"""The id of a proposal: of exactly these remedies, on this case, in this round, and the same for ever. S4.6"""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest

from complaintkit import Item, Money, Remedy
from complaintkit.decision.money.digest import digest

TWENTY = Money(20, "CNY")
COUPON = Remedy.coupon(TWENTY, valid_days=30)
RICE = Item(name="米饭", lot="L2291")


@pytest.mark.parametrize(
    ("remedies", "id_"),
    [
        ((Remedy.apology(),), "p_4d7523815a9a"),
        ((COUPON,), "p_e3fe45e60919"),
        ((COUPON, Remedy.apology()), "p_c67eb4460f36"),
        ((Remedy.discount(10, cap=TWENTY, valid_days=30),), "p_7280f31366fe"),
        ((Remedy.points(50, cost=TWENTY),), "p_1576eece28a2"),
        ((Remedy.replacement(RICE),), "p_c447ca01fb2d"),
        ((attrs.evolve(COUPON, min_spend=TWENTY, units=("softpark",)),), "p_02d0eabe442b"),
        ((attrs.evolve(COUPON, campaign="spring", how_many=3, per_customer={"90 days": TWENTY}),), "p_aeec0c8002e8"),
    ],
    ids=["apology", "coupon", "two", "discount", "points", "goods", "narrow-coupon", "of-a-campaign"],
)
def test_an_id_that_was_given_out_stays_what_it_is(matter, remedies, id_) -> None:
    """An approval that waits over an upgrade still finds its proposal. S4.6"""
    assert digest(matter.received().changed(number="NO3-261121-001"), remedies) == id_


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "voucher"},
        {"value": Money("20.01", "CNY")},
        {"cost": TWENTY},
        {"valid_days": 31},
        {"min_spend": TWENTY},
        {"units": ("softpark",)},
        {"percent": Decimal(10)},
        {"count": 1},
        {"item": RICE},
        {"campaign": "spring"},
        {"code_format": "THANKS-{random:8}{check}"},
        {"how_many": 1},
        {"per_customer": {"90 days": TWENTY}},
    ],
    ids=lambda one: next(iter(one)),
)
def test_anything_else_is_another_proposal(matter, other) -> None:
    """Whatever of a remedy is changed after it was approved, the approval does not hold for it. S4.6"""
    case = matter.received()

    assert digest(case, (attrs.evolve(COUPON, **other),)) != digest(case, (COUPON,))


def test_another_case_or_round_is_another_proposal(matter) -> None:
    """What was approved for one is not approved for the next; nor one for two. S4.6"""
    case = matter.received()

    ids = [digest(one, (COUPON,)) for one in (case, case.changed(number="X-2"), case.changed(cycle=2))]

    assert len({*ids, digest(case, (COUPON, COUPON)), digest(case, ())}) == 5
