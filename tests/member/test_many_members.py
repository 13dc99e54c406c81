"""Members read in and changed many at once. S3.7"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit import (
    ConflictError,
    Customer,
    InvalidInput,
    Member,
    NewMember,
    Period,
)
from tests.member.conftest import PHONE, person
from tests.member.test_members import POS


def new(number: str, **more: object) -> NewMember:
    """A member as a host knows them."""
    return NewMember(customer=person(number, phone=f"1380000{number[-4:]}"), unit="park-road", **more)  # type: ignore[arg-type]


def test_a_list_is_taken_in_and_again_changes_nothing(store):
    """New ones, what is new of who is known; what can't be is named by its place, and the rest goes in."""
    desk = store.desk
    rows = [new(f"M{index:04d}") for index in range(230)]
    rows[7] = NewMember(customer=Customer(phone=PHONE))
    first = desk.members.take_in(rows, by=POS)
    assert (first.new, first.changed, first.known) == (229, 0, 0)
    assert {place: one.field for place, one in first.refused.items()} == {8: "customer.member"}
    again = desk.members.take_in(rows, by=POS)
    assert (again.new, again.changed, again.known) == (0, 0, 229)
    rows[0] = NewMember(customer=Customer(member=Member("M0000", tier="black")), birthday="05-17")
    third = desk.members.take_in(rows, by=POS)
    assert (third.changed, third.known) == (1, 228)
    found = desk.members.show("M0000", by="chen")
    assert (found.customer.name, found.customer.member.tier, found.customer.member.points) == ("王*", "black", 100)
    assert (found.birthday, found.recruited_by) == ("05-17", None)


def test_an_old_list_brings_back_no_consent(store):
    """What was withdrawn after it was given stays withdrawn; what is given anew later holds."""
    desk = store.desk
    before = new("M0001", consents=[("birthday", "sms")], consented_at=store.clock.now() - timedelta(days=30))
    desk.members.take_in([before], by=POS)
    desk.members.withdraw("M0001", by="chen", via="phone")
    store.clock.advance(timedelta(days=1))
    assert desk.members.take_in([before], by=POS).known == 1
    assert not desk.members.show("M0001", by="chen").agrees("birthday", "sms")
    later = new("M0001", consents=[("birthday", "sms")], consented_at=store.clock.now())
    desk.members.take_in([later], by=POS)
    assert desk.members.show("M0001", by="chen").agrees("birthday", "sms")


def test_who_left_joins_again_with_their_number(store, enrol):
    """Entered anew: agreeing to nothing yet, with the points that are said; the number finds the new entry. S3.7, S3.17"""
    desk = store.desk
    before = enrol()
    desk.members.credit(before, 40, by=POS, because="purchase", sale="S-1")
    desk.members.leave(before, by="chen", reason="搬家")
    left = desk.members.show(before, by="chen")
    store.clock.advance(timedelta(days=30))

    anew = person().changed(member=Member("88012", points=5))
    again = desk.members.enrol(anew, by="yan", via="checkout")

    assert (again.id != before.id, again.person, again.left_at) == (True, before.person, None)
    assert (again.joined_at, again.recruited_by, again.consents, again.credits) == (store.clock.now(), "yan", (), ())
    assert again.customer.member is not None
    assert again.customer.member.points == 5
    assert desk.members.show("88012", by="chen").id == again.id
    old = desk.members.show(before.id, by="chen")
    assert (old.left_at, old.credits, old.customer.member) == (left.left_at, left.credits, None)
    assert old.since == left.since
    assert desk.ledger.verify(by="tang").ok


def test_both_entries_are_in_the_copy_of_their_data(store, enrol):
    """And both go, when the person is erased. S3.7"""
    desk = store.desk
    before = enrol()
    desk.members.credit(before, 40, by=POS, because="purchase", sale="S-1")
    desk.members.leave(before, by="chen")
    again = desk.members.enrol(person(), by="yan", via="checkout")

    copy: Any = desk.export_person(Customer(member=Member("88012")), by="tang")
    histories = [[line["event"] for line in one["history"]] for one in copy["memberships"]]
    assert sorted("member-credited" in one for one in histories) == [False, True]
    desk.erase_person(Customer(member=Member("88012")), by="tang")
    assert all(desk.members.show(one, by="tang").erased for one in (before.id, again.id))


def test_a_number_that_somebody_has_is_nobody_elses(store, enrol):
    """While they are a member. S3.7"""
    enrol()
    with pytest.raises(ConflictError):
        store.desk.members.enrol(person(phone="13900000001"), by="yan", via="checkout")


STRANGERS = {
    "another address": Customer(name="李强", phone="13900000001", member=Member("88012")),
    "the same name": Customer(name="王芳", phone="13900000001", member=Member("88012")),
    "only the number": Customer(member=Member("88012")),
    "another reference": Customer(reference="crm-9", email="li@example.com", member=Member("８８０１２")),
}


WAYS = [(who, way) for who in STRANGERS for way in ("left", "left twice", "update", "take_in")]
WAYS.remove(("the same name", "update"))  # they may have another address now
WAYS.remove(("the same name", "take_in"))
WAYS.remove(("only the number", "update"))  # says nothing of anybody
WAYS.remove(("only the number", "take_in"))


@pytest.mark.parametrize(("who", "way"), WAYS)
def test_no_number_is_given_to_somebody_else_after_whoever_had_it(store, enrol, who, way):
    """By no verb, in no order: who has the number of somebody who left would be erased, read and counted with them. R2, R20"""
    desk, stranger = store.desk, STRANGERS[who]
    first = enrol(person(reference="crm-7"))
    given = {"by": "chen", "channel": "service-desk", "unit": "park-road", "category": "member/points"}
    case = desk.receive("积分没到账", customer=person(), **given)
    if way.startswith("left"):
        desk.members.leave(first, by="chen")
        if way == "left twice":  # back, with another phone, and gone again
            desk.members.leave(enrol(person(reference="crm-7", phone="13911112222")), by="chen")
        with pytest.raises(InvalidInput, match="somebody else") as refused:
            enrol(stranger, agrees=False)
        assert refused.value.field == "customer.member"
    elif way == "update":
        with pytest.raises(InvalidInput, match="neither name nor address"):
            desk.members.update(first, stranger, by="chen")
    else:
        new = NewMember(customer=stranger, unit="park-road")
        assert dict(desk.members.take_in([new], by=POS).refused)[1].field == "customer"
    desk.archive(desk.settle(case, by="chen", facts="已补", agreed="in-person", apology=True), by="chen")
    desk.erase_person(Customer(member=Member("88012")), by="tang")

    later = enrol(stranger, agrees=False)  # nothing is left that could be read or erased with it
    copy: Any = desk.export_person(Customer(member=stranger.member, reference=stranger.reference), by="tang")
    assert {one["customer"]["name"] for one in copy["memberships"]} <= {None, stranger.name}
    assert later.active
    assert "积分没到账" not in repr(copy)


def test_a_report_says_who_joined_and_who_left_all_the_same(store, enrol):
    """Joining again changes nothing of the month in which somebody joined or left. S3.17, R15"""
    desk = store.desk
    before = enrol()
    desk.members.leave(before, by="chen")
    may = Period.month(2026, 5, zone="Asia/Shanghai")
    counted: Any = desk.report(may, by="tang").members
    store.clock.advance(timedelta(days=30))

    desk.members.enrol(person(), by="yan", via="checkout")

    later: Any = desk.report(may, by="tang").members
    assert [(one.joined, one.left) for one in later.units] == [(one.joined, one.left) for one in counted.units]


def test_who_left_does_not_come_back_by_a_list(store):
    """They were known."""
    desk = store.desk
    desk.members.take_in([new("M0001")], by=POS)
    desk.members.leave("M0001", by="chen")
    assert desk.members.take_in([new("M0001")], by=POS).known == 1
    assert desk.members.show("M0001", by="chen").left_at is not None
