"""A filed case on which the customer speaks again goes on as another: one complaint, which is promised what one may be. F6, R8"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from complaintkit import (
    BeyondAuthority,
    Case,
    ConflictError,
    Customer,
    Desk,
    Docket,
    InvalidInput,
    Item,
    Measure,
    Money,
    NotAllowed,
    Remedy,
)
from complaintkit.testing import FakeClock
from tests.houses import HOUSES, ON_BOTH

AT = "2026-11-21T20:00+08:00"
pytestmark = [ON_BOTH, pytest.mark.usefixtures("on_storage")]


def coupon(amount: int) -> Remedy:
    """A coupon of a face value."""
    return Remedy.coupon(Money(amount, "CNY"), valid_days=30)


@pytest.fixture
def desk(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Desk]:
    """A market's, whose agents promise thirty in a case."""
    founded(tmp_path, playbook="night-market", organisation=HOUSES["night-market"], at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(AT)) as desk:
        yield desk


@pytest.fixture
def filed(desk: Desk) -> Case:
    """Raw squid, of somebody who left no number, so that no window of a customer counts; put right with twenty."""
    nobody = Customer.anonymous(no_contact_because="refused")
    case = desk.receive(
        "鱿鱼没熟", by="xiaolu", channel="hotline", unit="market", category="service/food", customer=nobody,
        fields={"fell-ill": "no"}, items=[Item("烤鱿鱼")],
    )  # fmt: skip
    return desk.archive(settle(desk, case, coupon(20)), by="xiaolu")


def settle(desk: Desk, case: Case, remedy: Remedy) -> Case:
    """Put right on the spot."""
    return desk.settle(case, by="xiaolu", facts="当场重做", agreed="in-person", remedies=[remedy])


def offer(desk: Desk, case: Case, remedy: Remedy) -> Case:
    """Offer it by a plan."""
    case = desk.assess(case, by="xiaolu", severity="normal", approach="重做")
    case = desk.record_facts(case, by="xiaolu", facts="属实", root_cause="food/undercooked", heard=["hao"])
    due = datetime.fromisoformat("2026-11-21T22:00+08:00")
    return desk.offer_plan(
        case, by="xiaolu", measures=[Measure("重做", who="xiaolu", due=due)], remedies=[remedy],
        decisions={"1": ("upheld", "确实没熟")}, follow_up=due,
    )  # fmt: skip


def spoken(desk: Desk, filed: Case) -> Case:
    """The customer comes back."""
    return desk.hear_customer(filed, by="xiaolu", text="还是没熟，要投诉")


def sent(desk: Desk, filed: Case) -> Case:
    """The authority writes of it."""
    docket = Docket("D-1", authority="12345", answer_by=datetime.fromisoformat("2026-12-01T20:00+08:00"))
    return desk.record_docket(filed, by="xiaolu", docket=docket)


WAYS = {"settle": settle, "offer-plan": offer}
"""Every verb that promises a remedy."""
AGAIN = {"hear-customer": spoken, "record-docket": sent}
"""Every verb that has a filed case go on."""


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("way", WAYS)
def test_who_files_it_and_goes_on_promises_no_more(desk: Desk, filed: Case, again: str, way: str) -> None:
    """Twenty of thirty were promised: ten are left, however often it is filed in between. F6"""
    case = AGAIN[again](desk, filed)
    assert case.number != filed.number
    with pytest.raises(BeyondAuthority) as refused:
        WAYS[way](desk, case, coupon(11))
    assert (refused.value.data["limit"], refused.value.left) == ("authority.agent.per-case", Money(10, "CNY"))
    if again == "record-docket":  # it is not filed before the authority has its answer
        return
    third = spoken(desk, desk.archive(settle(desk, case, coupon(10)), by="xiaolu"))
    with pytest.raises(BeyondAuthority, match=r"0\.00 CNY"):
        WAYS[way](desk, third, coupon(1))


def test_nobody_makes_another_complaint_of_it(desk: Desk, filed: Case) -> None:
    """The tie stays, from both sides, whatever else is said of the two. R14, F6"""
    case = spoken(desk, filed)
    for one, other in ((case, filed), (filed, case)):
        with pytest.raises(NotAllowed, match="one complaint"):
            desk.unlink(one, by="xiaolu", to=other.number)
        for relation in ("related", "follows"):
            with pytest.raises(ConflictError, match="linked already"):
                desk.link(one, by="xiaolu", to=other.number, relation=relation)  # type: ignore[arg-type]  # one of them
        assert "unlink" not in desk.allowed(one, by="xiaolu")
    beside = desk.receive(
        "太吵", by="xiaolu", channel="hotline", unit="market", customer=Customer.anonymous(no_contact_because="refused")
    )
    desk.link(case, by="xiaolu", to=beside.number)
    with pytest.raises(InvalidInput, match="one complaint"):
        desk.unlink(case, by="xiaolu", to=filed.number)
    assert desk.unlink(case, by="xiaolu", to=beside.number).links == {filed.number: "follows"}
