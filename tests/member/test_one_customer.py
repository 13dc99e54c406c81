"""One customer however they are entered: what they get in a window is added up over cases and memberships. F6, R2"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import BeyondAuthority, Customer, Member, Money, NewMember, NotAllowed, Remedy, System

POS = System("pos")
KNOWN = {
    "a phone": ({"phone": "13800138000"}, {"phone": "+86 138-0013-8000"}),
    "a mail": ({"email": "Wang@Example.com"}, {"email": "wang@example.com"}),
    "a reference": ({"reference": "K-1", "phone": "13800138000"}, {"reference": "k-1", "phone": "13800138001"}),
    "one of two phones": ({"phone": "13800138000", "email": "w@example.com"}, {"email": "w@example.com"}),
}
"""The same customer, as two people at the desk write them down."""


def enrol(desk, number, who):
    """Enter them as a member who has fifty yuan of points."""
    customer = Customer(name="王芳", member=Member(number, points=5000), **who)
    desk.members.enrol(customer, by="chen", unit="park-road", via="checkout")


def take_in(desk, number, who):
    """Enter them so by a list; raise what was refused of it."""
    customer = Customer(name="王芳", member=Member(number, points=5000), **who)
    desk.members.take_in([NewMember(customer=customer, unit="park-road")], by="chen")


def credit(desk, number, who):
    """Credit fifty yuan to a membership that the till made."""
    customer = Customer(name="王芳", member=Member(number), **who)
    member = desk.members.enrol(customer, by=POS, unit="park-road", via="checkout")
    desk.members.credit(member, 5000, by="chen", because="gift")


def settle(desk, number, who):
    """Give them a coupon of fifty yuan for what they complain of, without their number."""
    case = desk.receive("坏了", by="chen", channel="hotline", unit="park-road", customer=Customer(name="王芳", **who))
    remedies = [Remedy.coupon(Money(50, "CNY"), valid_days=30)]
    desk.settle(case, by="chen", facts="当场换货", agreed="in-person", remedies=remedies)


WAYS = {"enrol": enrol, "take in": take_in, "credit": credit, "settle": settle}
"""Every way by which somebody at the desk gives value."""


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("then", WAYS)
def test_what_a_customer_got_counts_however_they_are_entered(store, first, then, known) -> None:
    """A service desk gives one customer 150 yuan in ninety days, whichever verb it comes by, and not a yuan more. F6, R2"""
    one, other = KNOWN[known]
    for number in "123":
        WAYS[first](store.desk, number, one)
        store.clock.advance(timedelta(days=1))
    with pytest.raises((BeyondAuthority, NotAllowed), match="90 days"):
        WAYS[then](store.desk, "4", other)
    WAYS[then](store.desk, "5", {"phone": "13800138005"})


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("first", [enrol, take_in, credit])
@pytest.mark.parametrize("then", [enrol, take_in, credit])
def test_a_customer_has_one_day_for_all_their_memberships(store, first, then, known) -> None:
    """What may be entered by hand in a day is of the customer: another number, or a membership begun anew, brings no more. F6"""
    one, other = KNOWN[known]
    first(store.desk, "1", one)
    store.desk.members.leave("1", by="chen")
    for number in ("2",) if then is take_in else ("1", "2"):  # a list brings nobody back who left
        with pytest.raises(NotAllowed, match="per-case"):
            then(store.desk, number, one if number == "1" else other)
    store.clock.advance(timedelta(days=1))
    then(store.desk, "3", other)


def test_what_a_membership_ties_together_is_one_customer(store) -> None:
    """They gave one phone to the register and another with each complaint, which named their number. R2"""
    member = Customer(name="王芳", phone="13800138000", member=Member("88012"))
    store.desk.members.enrol(member, by=POS, unit="park-road", via="checkout")
    for day in range(3):
        named = Customer(name="王芳", phone=f"1380013800{day + 1}", member=Member("88012"))
        case = store.desk.receive("坏了", by="chen", channel="hotline", unit="park-road", customer=named)
        remedies = [Remedy.coupon(Money(50, "CNY"), valid_days=30)]
        store.desk.settle(case, by="chen", facts="当场换货", agreed="in-person", remedies=remedies)
        store.clock.advance(timedelta(days=1))
    with pytest.raises(BeyondAuthority, match="90 days"):
        settle(store.desk, "", {"phone": "13800138000"})
    settle(store.desk, "", {"phone": "13800138009"})
