"""One customer is one, however they come: what they got counts in their windows under every contact, spelling and name. R2, F6"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import BeyondAuthority, Case, Contact, Customer, Desk, Member, Money, Remedy
from complaintkit.testing import open_test_desk

PHONE, OTHER_PHONE, MAIL = "13800138000", "13911112222", "fang.wang@example.com"
SPELLINGS = {
    "phone": [
        Customer(phone=PHONE),
        Customer(phone="+86 138-0013-8000"),
        Customer(phone="１３８００１３８０００"),
        Customer(phone="13800138000转1"),
        Customer(phone="13800138000*2"),
        Customer(phone="138-0013-8000-2"),
        Customer(phone="8613800138000内线3"),
        Customer(phone="١٣٨٠٠١٣٨٠٠٠"),
        Customer(name="王先生", phone=PHONE, email="other@example.com"),
        Customer(email="other@example.com", contacts=[Contact("phone", PHONE)]),
        Customer(phone=OTHER_PHONE, contacts=[Contact("phone", PHONE)]),
        Customer(reference="crm-9", phone=PHONE),
        Customer(member=Member("M-9"), phone=PHONE),
    ],
    "landline": [
        Customer(phone="010-6666 8888"),
        Customer(phone="+86 10 66668888"),
        Customer(phone="00861066668888转3"),
    ],
    "email": [
        Customer(email=MAIL),
        Customer(email="Fang.Wang@Example.COM"),
        Customer(email="fang.wang+coupon@example.com"),
        Customer(email="ｆａｎｇ.wang@example.com"),
        Customer(phone=OTHER_PHONE, email=MAIL),
        Customer(email="second@example.com", contacts=[Contact("email", MAIL)]),
    ],
    "reference": [
        Customer(reference="crm-1"),
        Customer(reference=" CRM-1 "),
        Customer(reference="ｃｒｍ-1", phone=PHONE),
    ],
    "member": [
        Customer(member=Member("M-7")),
        Customer(member=Member("m-7 ")),
        Customer(reference="crm-1", member=Member("M-7")),
    ],
}
STRANGERS = [
    Customer(phone="13800138001"),
    Customer(email="fang.wang@example.org"),
    Customer(email="fang@example.com"),
    Customer(reference="crm-2"),
    Customer(member=Member("crm-1")),
    Customer(reference="M-7"),
    Customer(name="王芳"),
    Customer.anonymous(no_contact_because="refused"),
]


@pytest.fixture
def desk():
    """A canteen's."""
    with open_test_desk() as opened:
        yield opened


def received(desk: Desk, customer: Customer) -> Case:
    """Sour rice, in the shop."""
    return desk.receive(
        "米饭是酸的", by="chen", channel="hotline", unit="s1", category="food/sensory", customer=customer
    )


def give(desk: Desk, case: Case) -> Case:
    """Put right on the spot, with ten yuan."""
    coupon = Remedy.coupon(Money(10, "CNY"), valid_days=30)
    return desk.settle(case, by="chen", facts="当场换货", agreed="in-person", remedies=[coupon])


def got(desk: Desk, case: Case) -> int:
    """What limits say that the customer of a case got in ninety days."""
    door = desk._door
    with door.storage.reading() as reader:
        full = door.readable(reader, case, "chen").case
        records = door.facts(reader, full, by="chen").records
        return int(records.promised(since=full.received_at - timedelta(days=90), customer=full.person).amount)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("known_by", SPELLINGS)
def test_whatever_two_cases_share_makes_them_one_customers(desk, known_by, backwards) -> None:
    """A phone, a mail address, a membership, a reference: any one of them, however it is spelled. R2, F6"""
    customers = SPELLINGS[known_by][:: -1 if backwards else 1]
    for count, customer in enumerate(customers):
        case = received(desk, customer)
        assert got(desk, case) == 10 * count
        give(desk, case)


def test_strangers_stay_strangers(desk) -> None:
    """What nobody shares makes nobody one; a membership is no reference, though it reads the same. R2"""
    for same in SPELLINGS.values():
        give(desk, received(desk, same[0]))

    assert {got(desk, received(desk, one)) for one in STRANGERS} == {0}


def test_what_two_contacts_tie_together_counts_from_then_on(desk) -> None:
    """By phone, then by mail, then by both: from the third on all is one customer's, from whichever side it is asked. R2, F6"""
    first, second = (give(desk, received(desk, one)) for one in (Customer(phone=PHONE), Customer(email=MAIL)))
    assert (got(desk, first), got(desk, second)) == (10, 10)

    third = give(desk, received(desk, Customer(phone=OTHER_PHONE, email=MAIL, contacts=[Contact("phone", PHONE)])))

    assert {got(desk, one) for one in (first, second, third)} == {30}
    assert got(desk, received(desk, Customer(phone=OTHER_PHONE))) == 30


def test_who_was_anonymous_first_is_known_with_their_contact(desk) -> None:
    """What was given on a case that began without a contact counts for them, once somebody registers who they are. R2, F6"""
    case = desk.receive("米饭是酸的", by="chen", channel="hotline", unit="s1", customer=Customer(name="王芳"))
    case = desk.register(case, by="chen", category="food/sensory", customer=Customer(phone=PHONE))
    give(desk, case)

    assert got(desk, received(desk, Customer(phone=PHONE, email=MAIL))) == 10
    assert got(desk, received(desk, Customer(name="王芳"))) == 0


def test_a_limit_reached_under_one_contact_is_reached_under_the_other(desk) -> None:
    """Three hundred in ninety days, and nothing by mail after it was given by phone. F6"""
    for _ in range(30):
        give(desk, received(desk, Customer(phone=PHONE, email=MAIL)))

    with pytest.raises(BeyondAuthority) as refused:
        give(desk, received(desk, Customer(email="fang.wang+again@example.com")))

    assert str(refused.value.data["limit"]).endswith("per-customer.90 days")
