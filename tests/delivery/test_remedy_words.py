"""What a message says of what the customer gets: how much of what, for how long; of the plan told of, or of the case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from complaintkit import Item, Money, Remedy
from complaintkit.delivery.message._words import remedy_words, sentence
from complaintkit.delivery.message.field import values
from complaintkit.model import events as e
from complaintkit.model.plan import Plan
from complaintkit.testing import FakeClock

NOW = FakeClock("2026-11-21T10:00+08:00").now()
YUAN20 = Money("20", "CNY")


@pytest.mark.parametrize(
    ("remedy", "en"),
    [
        (Remedy.apology(), "an apology"),
        (Remedy.refund(YUAN20), "a refund of 20.00 CNY"),
        (Remedy.coupon(YUAN20, valid_days=30), "a coupon of 20.00 CNY (valid for 30 days)"),
        (Remedy.discount(Decimal("12.50"), cap=YUAN20, valid_days=7), "a discount of 12.5% (valid for 7 days)"),
        (Remedy.replacement(Item("squid"), cost=YUAN20), "a replacement of squid"),
        (Remedy.points(100, cost=YUAN20), "100 points"),
    ],
)
def test_a_remedy_is_said_with_what_it_is_worth_to_the_customer(remedy: Remedy, en: str) -> None:
    """Not with what it costs us; and until when, where it is not for ever."""
    assert remedy_words(remedy) == en


@pytest.mark.parametrize(
    ("percent", "zh"),
    [
        (Decimal("12.50"), "折扣减12.5%（八七五折）（7天内有效）"),
        (50, "折扣减50%（五折）（7天内有效）"),
        (95, "折扣减95%（零点五折）（7天内有效）"),
        (100, "折扣减100%（全免）（7天内有效）"),
    ],
)
def test_a_discount_can_be_read_one_way_only(percent: Decimal | int, zh: str) -> None:
    """What is taken off, and what is left, as a shop says it."""
    assert remedy_words(Remedy.discount(percent, cap=YUAN20, valid_days=7)).to("zh") == zh


def test_several_things_stand_in_one_sentence() -> None:
    """Without holes where one says nothing."""
    assert sentence(["a", "", "b"]).to("zh") == "a；b"
    assert sentence([]) == ""


@pytest.mark.parametrize(
    ("plan", "said"),
    [("P-1", "致歉。"), ("P-2", "退款20元。"), ("P-9", "退款20元。"), (None, "优惠券20元（30天内有效）。")],
)
def test_the_remedies_are_those_of_the_plan_told_of(occasion, plan: str | None, said: str) -> None:
    """Where it is gone, of the newest; where no plan is told of, what was given."""
    plans = tuple(
        Plan(id=id_, measures=(), remedies=(one,), offered_at=NOW)
        for id_, one in (("P-1", Remedy.apology()), ("P-2", Remedy.refund(YUAN20)))
    )
    event = e.PlanAnswered(plan=plan, accepted=True) if plan else None
    given: dict[str, Any] = {"plans": plans, "remedies": (Remedy.coupon(YUAN20, valid_days=30),)}

    assert values(occasion(event, **given), ["remedies"]) == {"remedies": said}
