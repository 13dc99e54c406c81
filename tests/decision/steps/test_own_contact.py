"""Nobody takes a complaint down, or has one, under a contact of their own: they would be asked as the customer. R9"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Customer, InvalidInput
from complaintkit.model import commands as c

CHEN, SUN, FANG = "13900000011", "13900000022", "13900000001"
REFUSED = pytest.raises(InvalidInput, match="of whoever takes it down or is responsible")


def of(phone: str) -> Customer:
    """Somebody whom we reach by this number."""
    return Customer(name="王芳", phone=phone)


@pytest.mark.parametrize(("by", "heard"), [("chen", None), ("sun", "chen"), ("chen", "sun")])
def test_neither_who_hears_it_nor_who_types_it_in(matter, by, heard) -> None:
    """Their own number is none of the customer's. R9"""
    for own in {by, heard} - {None}:
        with REFUSED:
            matter.received(by=by, received_by=heard, customer=of({"chen": CHEN, "sun": SUN}[own]))


def test_a_colleague_who_complains_is_a_customer(matter) -> None:
    """Somebody else takes it down. R9"""
    assert matter.received(customer=of(SUN)).owner == "chen"


@pytest.mark.parametrize("phone", [CHEN, FANG], ids=["the owner's", "of who corrects it"])
def test_it_is_not_put_in_afterwards(matter, phone) -> None:
    """The owner would be asked, or who wrote it. R9"""
    matter.received()

    with REFUSED:
        matter.do(c.Correct, by="fang", reason="换了号码", customer=of(phone))
    assert matter.do(c.Correct, by="fang", reason="换了号码", customer=of(SUN)).customer.contacts[0].address == SUN


def test_what_is_past_is_taken_as_it_was(matter) -> None:
    """History is imported whoever was reached, for nobody is asked any more."""
    matter.known["quiet"] = True

    assert matter.received(customer=of(CHEN)).owner == "chen"


@pytest.mark.parametrize("ahead", ["received_at", "occurred_at"])
def test_a_till_whose_clock_is_ahead_says_now(matter, ahead) -> None:
    """Up to five minutes; the other time stays what was said. R1"""
    said = {one: matter.now - timedelta(hours=1) for one in ("received_at", "occurred_at")}

    case = matter.received(**{**said, ahead: matter.now + timedelta(minutes=5)})

    other = next(one for one in said if one != ahead)
    assert (getattr(case, ahead), getattr(case, other)) == (matter.now, said[other])
    with pytest.raises(InvalidInput):
        matter.received(**{**said, ahead: matter.now + timedelta(minutes=5, seconds=1)})
