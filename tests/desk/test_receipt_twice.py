"""A receipt brings back what was paid once, however many complaints name it; duplicates are one complaint. R21, R14, F6"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from complaintkit import BeyondAuthority, Case, Customer, Desk, Item, Measure, Money, Purchase, Remedy
from complaintkit.testing import FakeClock
from tests.houses import HOUSES, ON_BOTH

AT = "2026-11-21T20:00+08:00"
SQUID = Item("烤鱿鱼", paid=Money(25, "CNY"))


def yuan(amount: int | str) -> Money:
    """Money of the market's playbook."""
    return Money(amount, "CNY")


@pytest.fixture
def desk(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Desk]:
    """A market's, on a Saturday night."""
    founded(tmp_path, playbook="night-market", organisation=HOUSES["night-market"], at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(AT)) as desk:
        yield desk


def complaint(desk: Desk, number: int, purchase: Purchase | None = None) -> Case:
    """Raw squid; each time somebody else brings the receipt."""
    customer = (
        Customer(name="王芳", phone=f"1380013800{number}")
        if number
        else Customer.anonymous(no_contact_because="refused")
    )
    return desk.receive(
        "鱿鱼没熟", by="xiaolu", channel="hotline", unit="market", category="service/food", customer=customer,
        purchase=purchase or Purchase("A7-0042", paid=yuan(25)), fields={"fell-ill": "no"}, items=[SQUID],
    )  # fmt: skip


def settle(desk: Desk, case: Case, remedy: Remedy) -> Case:
    """Put right on the spot."""
    return desk.settle(case, by="xiaolu", facts="当场重做", agreed="in-person", remedies=[remedy])


def offer(desk: Desk, case: Case, remedy: Remedy) -> Case:
    """Offer it by a plan."""
    case = desk.assess(case, by="xiaolu", severity="normal", approach="重做")
    case = desk.record_facts(case, by="xiaolu", facts="属实", root_cause="food/undercooked", heard=["hao"])
    measures = [Measure("重做", who="xiaolu", due=timedelta(hours=1))]
    decisions = {"1": ("upheld", "确实没熟")}
    return desk.offer_plan(
        case, by="xiaolu", measures=measures, remedies=[remedy], decisions=decisions, follow_up=timedelta(days=1)
    )


WAYS = {"settle": settle, "offer-plan": offer}
"""Every verb that promises a remedy."""


@ON_BOTH
@pytest.mark.usefixtures("on_storage")
@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("then", WAYS)
def test_money_comes_back_once_for_a_receipt(desk: Desk, first: str, then: str) -> None:
    """Another customer, or nobody, with the same receipt: a second person looks, though a row would give just that. R21, F6"""
    WAYS[first](desk, complaint(desk, 1), Remedy.refund(yuan(15)))
    WAYS[then](desk, complaint(desk, 2), Remedy.refund(yuan(10)))
    for number in (3, 0):
        with pytest.raises(BeyondAuthority) as refused:
            WAYS[then](desk, complaint(desk, number), Remedy.refund(yuan(1)))
        assert (refused.value.data["limit"], refused.value.left) == ("authority.above-paid", yuan(0))


SPELT = {
    "wide": Purchase("Ａ７－００４２", paid=yuan(25)),
    "small, with blanks": Purchase(" a7 0042 ", paid=yuan(25)),
    "a cent more": Purchase("A7-0042", paid=yuan("25.01")),
    "nothing paid": Purchase("A7-0042"),
}


@ON_BOTH
@pytest.mark.usefixtures("on_storage")
@pytest.mark.parametrize("how", SPELT)
@pytest.mark.parametrize("then", WAYS)
def test_however_it_is_written_it_is_one_receipt(desk: Desk, how: str, then: str) -> None:
    """Whoever gives writes it down: neither spelling nor amount makes another of it; it is found by each. R21, F6"""
    first = settle(desk, complaint(desk, 1), Remedy.refund(yuan(25)))
    again = complaint(desk, 2, SPELT[how])
    with pytest.raises(BeyondAuthority, match="paid"):
        WAYS[then](desk, again, Remedy.refund(yuan(10)))
    found = {one.number for one in desk.cases(by="qin", receipt=SPELT[how].receipt)}
    assert found == {first.number, again.number}


def test_many_complaints_on_top_hide_no_refund(desk: Desk) -> None:
    """Whoever files fifty of them on a receipt gets nothing more for it. F6"""
    settle(desk, complaint(desk, 1), Remedy.refund(yuan(25)))
    for _ in range(50):
        last = complaint(desk, 0)
    with pytest.raises(BeyondAuthority, match="paid"):
        settle(desk, last, Remedy.refund(yuan(25)))


def test_another_number_in_its_place_hides_no_refund(desk: Desk) -> None:
    """Whoever gave money back records another receipt in the place of the one that it was for. F6"""
    first = settle(desk, complaint(desk, 1), Remedy.refund(yuan(25)))
    desk.correct(first, by="xiaolu", reason="看错了", purchase=Purchase("Z-1", paid=yuan(25)))
    with pytest.raises(BeyondAuthority, match="paid"):
        settle(desk, complaint(desk, 2), Remedy.refund(yuan(25)))


def test_a_second_person_may_give_it(desk: Desk) -> None:
    """They were asked, and looked. F6"""
    settle(desk, complaint(desk, 1), Remedy.refund(yuan(25)))
    case = complaint(desk, 2)
    with pytest.raises(BeyondAuthority) as refused:
        settle(desk, case, Remedy.refund(yuan(25)))
    desk.ask_approval(case, by="xiaolu", proposal=refused.value.proposal)
    desk.approve(case, by=refused.value.approver, proposal=refused.value.proposal)
    assert settle(desk, case, Remedy.refund(yuan(25))).state == "resolved"


def test_what_is_no_money_is_given_as_before(desk: Desk) -> None:
    """A coupon is of other limits. F6"""
    settle(desk, complaint(desk, 1), Remedy.refund(yuan(25)))
    assert settle(desk, complaint(desk, 2), Remedy.coupon(yuan(10), valid_days=30)).state == "resolved"


def test_a_proposal_says_that_it_is_beyond_them(desk: Desk) -> None:
    """A row gives all of what was paid: within their authority the first time. S1.9"""
    case = complaint(desk, 1)
    (row,) = [one for one in desk.proposals(case, by="xiaolu") if one.remedy.kind == "refund"]
    assert row.within_authority
    settle(desk, case, row.remedy)
    (row,) = [one for one in desk.proposals(complaint(desk, 2), by="xiaolu") if one.remedy.kind == "refund"]
    assert not row.within_authority


@pytest.mark.parametrize(
    "other",
    [
        Purchase("A7-0043", paid=yuan(25)),
        Purchase("A7-0042", paid=yuan(25), unit="b15"),
        Purchase("A7-0042", paid=yuan(25), at=datetime.fromisoformat("2026-11-20T20:00+08:00")),
    ],
    ids=["number", "shop", "day"],
)
def test_numbers_begin_anew(desk: Desk, other: Purchase) -> None:
    """Another day or shop is another sale, whatever its number. R21"""
    sale = Purchase("A7-0042", paid=yuan(25), unit="a07", at=datetime.fromisoformat("2026-11-21T19:00+08:00"))
    settle(desk, complaint(desk, 1, sale), Remedy.refund(yuan(25)))
    assert settle(desk, complaint(desk, 2, other), Remedy.refund(yuan(25))).state == "resolved"


def test_what_was_refused_or_taken_back_is_there_again(desk: Desk) -> None:
    """The customer did not want it. R8"""
    case = offer(desk, complaint(desk, 1), Remedy.refund(yuan(25)))
    assert case.plan
    desk.answer_plan(case, by="xiaolu", plan=case.plan.id, accepted=False)
    assert settle(desk, complaint(desk, 2), Remedy.refund(yuan(25))).state == "resolved"


@ON_BOTH
@pytest.mark.usefixtures("on_storage")
@pytest.mark.parametrize("then", WAYS)
def test_duplicates_are_one_complaint(desk: Desk, then: str) -> None:
    """What was given in each of them is given: thirty for the complaint, and not for each time it was written down. R14, F6"""
    cases = [complaint(desk, 1, Purchase(f"A7-{number}")) for number in range(3)]
    settle(desk, cases[2], Remedy.coupon(yuan(12), valid_days=30))
    desk.link(cases[2], by="xiaolu", to=cases[1].number, relation="duplicate")
    settle(desk, cases[1], Remedy.coupon(yuan(10), valid_days=30))
    desk.link(cases[1], by="xiaolu", to=cases[0].number, relation="duplicate")
    with pytest.raises(BeyondAuthority) as refused:
        WAYS[then](desk, cases[0], Remedy.coupon(yuan(9), valid_days=30))
    assert (refused.value.data["limit"], refused.value.left) == ("authority.agent.per-case", yuan(8))
    desk.unlink(cases[1], by="xiaolu", to=cases[0].number)
    assert WAYS[then](desk, cases[0], Remedy.coupon(yuan(9), valid_days=30)).promises


@pytest.mark.parametrize(("goods", "again"), [(SQUID, True), (Item("可乐", paid=Money(25, "CNY")), False)])
def test_where_nobody_said_what_was_paid_in_all_it_is_about_the_goods(desk, goods, again) -> None:
    """Another dish of the same receipt was paid for as well. R21"""
    settle(desk, complaint(desk, 1, Purchase("A7-0042")), Remedy.refund(yuan(25)))
    customer = Customer(name="李雷", phone="13800138002")
    case = desk.receive(
        "不好吃", by="xiaolu", channel="hotline", unit="market", category="service/food", customer=customer,
        purchase=Purchase("A7-0042"), fields={"fell-ill": "no"}, items=[goods],
    )  # fmt: skip
    if again:
        with pytest.raises(BeyondAuthority, match="paid"):
            settle(desk, case, Remedy.refund(yuan(25)))
        return
    assert settle(desk, case, Remedy.refund(yuan(25))).state == "resolved"
