"""Nobody gives themselves points or a tier, nor has a case of their own by their membership, whatever else they say. R9, F6"""

from __future__ import annotations

from typing import Any

import pytest

from complaintkit import Customer, InvalidInput, Member, Money, NewMember, NotAllowed, Remedy, System

POS = System("pos")
SPELLED = ["13900000031", "+86 139-0000-0031", "１３９００００００３１"]


@pytest.fixture
def desk(store: Any) -> Any:
    """A store's, where chen is reached by one number."""
    data = dict(store.desk.people.organisation(by=POS).as_data())
    staff = {**data["staff"], "chen": {**data["staff"]["chen"], "phone": SPELLED[0]}}
    store.desk.set_organisation({**data, "staff": staff}, by=POS)
    return store.desk


def of(phone: str | None, *, points: int | None = None, tier: str | None = None) -> Customer:
    """A member of this number."""
    return Customer(name="王芳", phone=phone, member=Member("M-7", points=points, tier=tier))


def enrolled(desk: Any, phone: str = SPELLED[0]) -> Any:
    """The till enters them."""
    return desk.members.enrol(of(phone), by=POS, unit="park-road", via="checkout")


def enrol(desk: Any, by: str, phone: str) -> None:
    """Enter a member who has points from the start."""
    desk.members.enrol(of(phone, points=100), by=by, unit="park-road", via="checkout")


def take_in(desk: Any, by: str, phone: str) -> None:
    """Enter them so by a list; raise what was refused of it."""
    desk.members.take_in([NewMember(customer=of(phone, points=100), unit="park-road")], by=by)


def credit(desk: Any, by: str, phone: str) -> None:
    """Credit them to one that is there."""
    desk.members.credit(enrolled(desk, phone), 100, by=by, because="gift")


def upgrade(desk: Any, by: str, phone: str) -> None:
    """Give one that is there another tier."""
    enrolled(desk, phone)
    desk.members.update("M-7", of(phone, tier="gold"), by=by)


@pytest.mark.parametrize("phone", SPELLED)
@pytest.mark.parametrize("way", [enrol, take_in, credit, upgrade])
def test_nobody_gives_themselves_points_or_a_tier(desk, way, phone) -> None:
    """However their number is written; a colleague does, within what they may give. R9, F6"""
    with pytest.raises((NotAllowed, InvalidInput), match="the member is chen, by a contact of theirs"):
        way(desk, "chen", phone)


@pytest.mark.parametrize("way", [enrol, take_in, credit, upgrade])
def test_a_colleague_gives_them(desk, way) -> None:
    """They buy here, too. S3.7"""
    way(desk, "lin", SPELLED[0])


def test_nobody_takes_their_number_out_of_their_membership(desk) -> None:
    """It would be a stranger's then, whom they may give points. R9"""
    enrolled(desk)
    with pytest.raises(NotAllowed, match="their own contact stays in it"):
        desk.members.update("M-7", of("13800138000"), by="chen")
    desk.members.update("M-7", of("13800138000"), by="lin")


def test_a_case_is_known_for_theirs_by_the_membership(desk) -> None:
    """Under another number, of another name: what is given goes to the membership, which is theirs. R9"""
    enrolled(desk)
    other = of("13800138000")
    given: dict[str, Any] = {"channel": "hotline", "unit": "park-road", "category": "service/attitude"}
    with pytest.raises(InvalidInput) as refused:
        desk.receive("态度差", by="chen", customer=other, **given)
    assert refused.value.field == "customer.member"

    case = desk.receive("态度差", by="lin", customer=other, **given)
    assert not {"settle", "assess", "offer-plan", "give-remedy"} & desk.allowed(case, by="chen")
    coupon = Remedy.coupon(Money(10, "CNY"), valid_days=30)
    with pytest.raises(NotAllowed, match="by a contact of theirs"):
        desk.settle(case, by="chen", facts="换货", agreed="in-person", remedies=[coupon])


def test_whoever_left_the_register_is_not_known_by_it(desk) -> None:
    """Nor by a number that nobody has. R2"""
    enrolled(desk)
    desk.members.leave("M-7", by="lin")
    case = desk.receive(
        "态度差", by="lin", customer=of("13800138000"), channel="hotline", unit="park-road", category="service/attitude"
    )

    with pytest.raises(NotAllowed) as refused:
        desk.archive(case, by="chen")
    assert refused.value.data["rule"] != "R9"


def test_what_gives_nothing_they_put_right_themselves(desk) -> None:
    """Their name, or how the number is written: nobody else has to do it for them. S3.7"""
    enrolled(desk)
    renamed = Customer(name="陈洁", phone=SPELLED[1], member=Member("M-7"))

    assert desk.members.update("M-7", renamed, by="chen").customer.name == "陈*"
