"""A customer whom nobody knew when they spoke, and whom a correction names: found by whatever finds the rest of theirs. R2, F6"""

from __future__ import annotations

import pytest

from complaintkit import BeyondAuthority, Case, Contact, Customer, Desk, Member, Money, Remedy
from complaintkit.model.person import PersonRef

NAMES = {
    "phone": (Customer(name="王芳", phone="13800138000"), Contact("phone", "138 0013 8000")),
    "member": (Customer(member=Member("M-7"), phone="13800138000"), Customer(member=Member("M-7"))),
    "reference": (Customer(reference="order 9", phone="13800138000"), Customer(reference="order 9")),
}
"""What she is known by, and how she is asked for then."""
FANG = NAMES["reference"][0]
NOBODY = Customer.anonymous(no_contact_because="没留")


def received(desk: Desk, customer: Customer, text: str = "米饭是酸的", unit: str = "softpark") -> Case:
    """Sour rice."""
    return desk.receive(text, by="chen", channel="hotline", unit=unit, category="service/attitude", customer=customer)


def both(desk: Desk, customer: Customer) -> tuple[Case, Case]:
    """A case that she brought under her name, and one anonymously, before somebody found out who she is."""
    known, case = received(desk, customer), received(desk, NOBODY, "汤也是酸的")
    assert case.person != known.person
    return known, desk.correct(case, by="chen", reason="是王芳", customer=customer)


@pytest.mark.parametrize("erased", [False, True])
@pytest.mark.parametrize("asked", ["herself", "known", "corrected"])
@pytest.mark.parametrize("name", NAMES)
def test_both_are_hers_however_she_is_named(desk: Desk, name: str, asked: str, *, erased: bool) -> None:
    """Her copy holds both, and nothing of either is left when she is erased."""
    customer, herself = NAMES[name]
    known, corrected = both(desk, customer)
    named: PersonRef = {"herself": herself, "known": known, "corrected": corrected}[asked]  # type: ignore[assignment]
    numbers = {known.number, corrected.number}
    assert {one["number"] for one in desk.export_person(named, by="fang")["cases"]} == numbers  # type: ignore[attr-defined]
    if not erased:
        return
    for number in numbers:
        desk.withdraw(number, by="chen", reason="不用了")
        desk.archive(number, by="chen")

    assert set(desk.erase_person(named, by="fang").cases) == numbers

    assert [desk.case(number, by="fang").text for number in numbers] == [None, None]


def test_somebody_else_with_one_of_her_addresses_is_not_her(desk: Desk) -> None:
    """Who has a name of their own is named beside, and left alone."""
    known, corrected = both(desk, FANG)
    other = received(desk, Customer(name="王强", phone="13800138000", reference="order 4"))

    copy = desk.export_person(corrected, by="fang")

    assert {one["number"] for one in copy["cases"]} == {known.number, corrected.number}  # type: ignore[attr-defined]
    assert copy["others"] == [other.number]


@pytest.mark.parametrize("asked", [{"contact": "13800138000"}, {"customer": "order 9"}])
def test_both_are_listed(desk: Desk, asked: dict[str, str]) -> None:
    """By number, and by the host's reference."""
    known, corrected = both(desk, FANG)
    found = {one.number for one in desk.cases(by="chen", **asked)}  # type: ignore[arg-type]
    assert found == {known.number, corrected.number}


@pytest.mark.parametrize("name", NAMES)
def test_what_was_given_on_either_counts_on_the_other(desk: Desk, name: str) -> None:
    """A limit per customer is hers, by whichever case: 1,500 in 90 days. F6"""
    customer, _ = NAMES[name]
    given = [Remedy.refund(Money("500", "CNY"))]
    known, corrected = both(desk, customer)
    for case in (corrected, known, received(desk, customer, unit="no3-school")):
        desk.settle(case, by="chen", facts="酸", agreed="in-person", remedies=given)
    last = received(desk, customer, unit="no3-school")
    with pytest.raises(BeyondAuthority, match="per-customer"):
        desk.settle(last, by="chen", facts="酸", agreed="in-person", remedies=[Remedy.refund(Money("1", "CNY"))])
