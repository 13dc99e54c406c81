"""What a campaign has to give: to each customer in its windows, to all of them together; to the cent, to the last one. S3.9"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Money, Remedy
from complaintkit.decision.money.campaign import is_exhausted, left_to_customer


def yuan(amount: str) -> Money:
    """So much money."""
    return Money(amount, "CNY")


def of_spring(value: str | None = "20.00", **more: object) -> Remedy:
    """A coupon of a campaign of which a customer gets 60 in 90 days, and everybody three."""
    usual = {"campaign": "spring", "per_customer": {"90 days": yuan("60.00")}, "how_many": 3}
    remedy = Remedy.coupon(yuan(value or "1.00"), valid_days=30)
    if value is None:
        remedy = Remedy.apology()
    return attrs.evolve(remedy, **{**usual, **more})  # type: ignore[arg-type]  # its own fields


@pytest.mark.parametrize(("got", "exhausted"), [("39.99", False), ("40.00", False), ("40.01", True), ("60.00", True)])
def test_a_customer_is_proposed_what_is_left_to_the_cent(matter, got, exhausted) -> None:
    """The limit is met exactly, and not passed by a cent."""
    matter.received()
    matter.gave(yuan(got), customer="person-1", campaign="spring")

    assert is_exhausted(matter.facts(), matter.case, of_spring()) is exhausted


@pytest.mark.parametrize(("given", "exhausted"), [(2, False), (3, True), (4, True)])
def test_a_campaign_gives_its_last_one(matter, given, exhausted) -> None:
    """And no other, whoever got them."""
    matter.received()
    for number in range(given):
        matter.gave(yuan("1.00"), customer=f"other-{number}", campaign="spring")

    assert is_exhausted(matter.facts(), matter.case, of_spring()) is exhausted
    assert not is_exhausted(matter.facts(), matter.case, of_spring(how_many=None))


def test_what_has_no_price_is_bounded_by_its_number_alone(matter) -> None:
    """An apology of a campaign costs nothing of what a customer may get."""
    matter.received()
    matter.gave(yuan("60.00"), customer="person-1", campaign="spring")

    assert not is_exhausted(matter.facts(), matter.case, of_spring(None))


@pytest.mark.parametrize(("later", "left"), [(-1, "0.00"), (0, "0.00"), (1, "60.00")], ids=["before", "at", "after"])
def test_a_window_ends_at_its_second(matter, later, left) -> None:
    """What was given just so long ago still counts."""
    matter.received()
    matter.gave(yuan("60.00"), customer="person-1", campaign="spring")
    matter.now += timedelta(days=90, seconds=later)

    ((window, most, found),) = left_to_customer(matter.facts(), matter.case, of_spring())

    assert (window, most, found) == ("90 days", yuan("60.00"), yuan(left))


def test_what_is_given_beside_counts_first(matter) -> None:
    """Of the same campaign; of another one, or without a price, nothing."""
    matter.received()
    beside = (of_spring("20.00"), of_spring("30.00", campaign="autumn"), of_spring(None))

    ((_, _, left),) = left_to_customer(matter.facts(), matter.case, of_spring(), beside)

    assert left == yuan("40.00")


@pytest.mark.parametrize(("year", "exhausted"), [("79.99", True), ("80.00", True), ("100.00", False)])
def test_every_window_bounds_it(matter, year, exhausted) -> None:
    """What fits into ninety days may be too much for a year, and the other way round."""
    matter.received()
    matter.gave(yuan("80.00"), customer="person-1", campaign="spring", at="2026-03-01T12:00+08:00")
    windows = {"90 days": yuan("20.00"), "365 days": yuan(year)}

    assert is_exhausted(matter.facts(), matter.case, of_spring(per_customer=windows)) is exhausted
