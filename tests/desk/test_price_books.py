"""The host's price list: goods count by it in every limit, whichever way they are promised; unknown, they need approval. F6"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import attrs
import pytest
from typing_extensions import override

from complaintkit import BeyondAuthority, Case, Customer, Desk, Item, Measure, Money, Remedy
from complaintkit.commands import OfferPlan
from complaintkit.plugin import Plugin, PriceBook, hookimpl
from complaintkit.testing import open_test_desk

PHONE = Item("iPhone", sku="P-17", paid=Money(1, "CNY"))
RICE = Item("米饭", sku="R-1")


@attrs.frozen
class Prices:
    """A price list in memory; `wrong` is what it gives instead."""

    known: dict[str, Money]
    wrong: object = None
    asked: list[tuple[str, str]] = attrs.field(factory=list)
    name: str = "prices"

    def price(self, item: Item, *, unit: str) -> Money | None:
        """By SKU."""
        self.asked.append((item.name, unit))
        if isinstance(self.wrong, Exception):
            raise self.wrong
        return self.wrong or self.known.get(item.sku or "")  # type: ignore[return-value]


@attrs.frozen(kw_only=True, eq=False)
class Pos(Plugin):
    """Brings the till's prices."""

    prices: Prices
    name: str = "pos"

    @override
    @hookimpl
    def complaintkit_price_books(self) -> Iterable[PriceBook]:
        """One list."""
        yield self.prices


@pytest.fixture
def prices() -> Prices:
    """Rice is twelve yuan, a telephone 8999."""
    return Prices({"R-1": Money(12, "CNY"), "P-17": Money(8999, "CNY")})


@pytest.fixture
def desk(prices):
    """A canteen's, with a till."""
    with open_test_desk(plugins=[Pos(prices=prices)]) as opened:
        yield opened


def received(desk: Desk, **more) -> Case:
    """Sour rice."""
    customer = Customer(phone="13800138000")
    return desk.receive(
        "米饭是酸的", by="chen", channel="hotline", unit="s1", category="food/sensory", customer=customer, **more
    )


def settle(desk: Desk, case: Case, *remedies: Remedy, by: str = "chen") -> Case:
    """Put right on the spot."""
    return desk.settle(case, by=by, facts="当场换货", agreed="in-person", remedies=remedies)


def test_goods_count_by_the_price_list(desk, prices) -> None:
    """By the piece, asked for the case's unit, and kept with the promise. F6"""
    three = attrs.evolve(RICE, quantity=3)

    case = settle(desk, received(desk), Remedy.replacement(three, cost=Money(1, "CNY")))

    assert case.promises[0].value == Money(36, "CNY")
    assert prices.asked == [("米饭", "s1")]


@pytest.mark.parametrize("way", ["settle", "offer-plan", "do"])
def test_it_is_asked_whichever_way_goods_are_promised(desk, way) -> None:
    """A telephone for one yuan is beyond an agent by every verb, and the approver sees the price. F6"""
    case, goods = received(desk), Remedy.replacement(PHONE)
    desk.assess(case, by="chen", severity="low", approach="核实")
    desk.record_facts(case, by="chen", facts="属实", heard=["li"])
    measures = [Measure("换", who="chen", due=timedelta(hours=2))]
    plan = OfferPlan(case=case.number, measures=measures, remedies=[goods])
    ways = {
        "settle": lambda: settle(desk, case, goods),
        "offer-plan": lambda: desk.offer_plan(case, by="chen", measures=measures, remedies=[goods]),
        "do": lambda: desk.do(plan, by="chen"),
    }

    with pytest.raises(BeyondAuthority) as refused:
        ways[way]()
    assert refused.value.data["value"] == Money(8999, "CNY")

    asked = desk.ask_approval(case, by="chen", proposal=str(refused.value.proposal)).approvals[-1]
    assert asked.values == (Money(8999, "CNY"),)


def test_a_proposal_knows_the_price(desk) -> None:
    """What a row gives in goods says whether this person may. S1.9"""
    case = received(desk, items=[attrs.evolve(PHONE, paid=None)])

    found = next(one for one in desk.proposals(case, by="chen") if one.remedy.kind == "replacement")

    assert not found.within_authority


@pytest.mark.parametrize("wrong", [RuntimeError("down"), 12, Money(0, "CNY"), Money(-1, "CNY"), "12 CNY"], ids=repr)
def test_a_list_that_fails_knows_nothing(wrong) -> None:
    """Then somebody has to approve: a broken till gives nothing away. F6"""
    with (
        open_test_desk(plugins=[Pos(prices=Prices({}, wrong=wrong))]) as desk,
        pytest.raises(BeyondAuthority) as refused,
    ):
        settle(desk, received(desk), Remedy.replacement(RICE))

    assert refused.value.data["limit"] == "authority.unvalued"


def test_a_price_in_another_currency_is_none(prices) -> None:
    """Nobody converts. F6"""
    prices.known["R-1"] = Money(1, "USD")
    with open_test_desk(plugins=[Pos(prices=prices)]) as desk, pytest.raises(BeyondAuthority) as refused:
        settle(desk, received(desk), Remedy.replacement(RICE))

    assert refused.value.data["limit"] == "authority.unvalued"
