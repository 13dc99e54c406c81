"""Points are value: by a person's hand they are given as remedies are, by whichever verb. F6, S3.7"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import (
    BeyondAuthority,
    Customer,
    InvalidInput,
    Member,
    Money,
    NewMember,
    NotAllowed,
    Remedy,
    System,
)
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES

POS = System("pos")


def person(number: str, points: int | None = None, tier: str | None = None) -> Customer:
    """Somebody with a number."""
    return Customer(name="王芳", phone=f"13800{number:0>6}", member=Member(number, points=points, tier=tier))


def enrol(desk, number, by, points=None, tier=None):
    """Enter somebody of park-road."""
    return desk.members.enrol(person(number, points, tier), by=by, unit="park-road", via="checkout")


def take_in(desk, number, by, points=None, tier=None):
    """Enter somebody by a list; raise what was refused of it."""
    new = NewMember(customer=person(number, points, tier), unit="park-road")
    for error in desk.members.take_in([new], by=by).refused.values():
        raise error


def credit(desk, number, by, points=None, tier=None):
    """Credit somebody who has nothing yet."""
    member = enrol(desk, number, POS)
    if tier:
        return desk.members.update(member, person(number, None, tier), by=by)
    return desk.members.credit(member, points, by=by, because="gift")


WAYS = {"enrol": enrol, "take in": take_in, "credit": credit}


# ---- who, and how much: 100 points are 1 CNY; a service desk may promise 50 of it, reception none, security gives nothing -----
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("by", "points", "may"), [
    ("chen", 5000, True),
    ("chen", 5001, False),
    ("yan", 5000, True),
    ("bai", 30_000, True),
    ("bai", 30_001, False),
    ("fu", 100_000, True),
    ("fu", 100_001, False),  # above that a second person sees it
    ("tang", 10**9, True),  # nobody is above
    ("ning", 1, False),
    ("wei", 1, False),
    ("shi", 1, False),
    (POS, 10**9, True),
])  # fmt: skip
def test_points_are_given_as_far_as_one_may_promise_them(store, way, by, points, may) -> None:
    """By the playbook's rate and the limits of one's roles, whichever verb they come by. F6, S3.7"""
    if may:
        WAYS[way](store.desk, "1", by, points)
        assert store.desk.members.show("1", by="tang").customer.member.points == points
        return
    with pytest.raises(NotAllowed):
        WAYS[way](store.desk, "1", by, points)
    found = store.desk.members.list(by="tang")
    assert [one.customer.member.points or 0 for one in found] in ([], [0])


def test_the_refusal_names_who_may(store, enrol) -> None:
    """The nearest above who may promise as much; and they do. F6"""
    enrol(person("1"))
    with pytest.raises(NotAllowed, match=r"50\.00 CNY is left .*; bai may") as refused:
        store.desk.members.credit("1", 6000, by="chen", because="gift")
    assert refused.value.data["rule"] == "F6"
    store.desk.members.credit("1", 6000, by="bai", because="gift")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("by", "may"), [("chen", True), ("ning", True), ("shi", False), ("qiao", False), (POS, True)])
def test_a_tier_takes_the_right_to_give(store, way, by, may) -> None:
    """It has benefits of its own. S3.7"""
    if may:
        WAYS[way](store.desk, "1", by, tier="gold")
        assert store.desk.members.show("1", by="tang").customer.member.tier == "gold"
        return
    with pytest.raises(NotAllowed, match="may settle"):
        WAYS[way](store.desk, "1", by, tier="gold")


@pytest.mark.parametrize(("by", "may"), [("chen", True), ("shi", False)])
def test_to_take_what_they_spend_takes_the_right(store, by, may) -> None:
    """Whatever it is worth: it is theirs, and on record by whom. S3.7"""
    enrol(store.desk, "1", POS, 90_000)
    if may:
        (one,) = store.desk.members.credit("1", -90_000, by=by, because="exchange").credits
        assert (one.by, one.by_hand) == (by, True)
        return
    with pytest.raises(NotAllowed):
        store.desk.members.credit("1", -1, by=by, because="exchange")


# ---- splitting --------------------------------------------------------------------------------------------------------
def test_splitting_changes_nothing(store) -> None:
    """For one member a day, and for one member in ninety days, whoever of the desk gives. F6"""
    members, given = store.desk.members, 0
    enrol(store.desk, "1", POS)
    for day in range(5):
        for by in ("chen", "lin", "chen"):
            for points in (3000, 2000, 1):
                try:
                    members.credit("1", points, by=by, because="gift")
                except NotAllowed:
                    continue
                given += points
        assert given == min(5000 * (day + 1), 15_000)
        store.clock.advance(timedelta(days=1))
    store.clock.advance(timedelta(days=91))
    members.credit("1", 5000, by="chen", because="gift")


def test_a_giver_has_a_day(store) -> None:
    """Over all whom they credit, however they do; the next day is another, and a colleague has their own. F6"""
    given = 0
    for number in range(14):
        way = (enrol, take_in, credit)[number % 3]
        try:
            way(store.desk, str(number), "chen", 5000)
        except NotAllowed:
            continue
        given += 5000
    assert given == 50_000
    enrol(store.desk, "90", "lin", 5000)
    store.clock.advance(timedelta(days=1))
    enrol(store.desk, "91", "chen", 5000)


def promise(desk, customer, yuan) -> None:
    """Have chen promise a coupon for a complaint of this customer."""
    case = desk.receive(
        "牛奶酸了", by="chen", channel="desk", unit="park-road", customer=customer, category="goods/quality"
    )
    desk.settle(
        case, by="chen", facts="换货", agreed="in-person", remedies=[Remedy.coupon(Money(yuan, "CNY"), valid_days=30)]
    )


def test_what_a_giver_entered_counts_where_they_promise(store) -> None:
    """Fifty yuan in points for each of ten members, and no coupon for the eleventh customer that day. F6"""
    for number in range(10):
        enrol(store.desk, str(number), "chen", 5000)
    with pytest.raises(BeyondAuthority, match="per-giver"):
        promise(store.desk, Customer(name="李雷", phone="13900139000"), 10)
    assert store.desk.ledger.verify(by=POS, deep=True).ok


def test_what_a_customer_was_entered_counts_where_they_are_promised(store) -> None:
    """A hundred and fifty yuan in points within ninety days, and no coupon on top, whoever gives it. F6"""
    enrol(store.desk, "1", POS)
    for _ in range(3):
        store.desk.members.credit("1", 5000, by="lin", because="gift")
        store.clock.advance(timedelta(days=1))
    with pytest.raises(BeyondAuthority, match="per-customer"):
        promise(store.desk, person("1"), 10)
    assert store.desk.ledger.verify(by=POS, deep=True).ok


def test_what_was_bought_counts_for_nobody(store) -> None:
    """A till's points leave the staff what they may give. S3.7"""
    member = enrol(store.desk, "1", POS)
    for sale in range(3):
        member = store.desk.members.credit(member, 40_000, by=POS, because="purchase", sale=f"S-{sale}")
    assert {one.by_hand for one in member.credits} == {False}
    store.desk.members.credit(member, 5000, by="chen", because="gift")


# ---- typed over -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("points", [0, 99, 101, 10**6])
@pytest.mark.parametrize("way", ["update", "take in"])
@pytest.mark.parametrize("by", ["chen", "bai", "tang"])
def test_nobody_types_points_over_others(store, points, way, by) -> None:
    """Neither more nor less: a credit says what for. S3.7"""
    member = enrol(store.desk, "1", POS, 100)
    ways = {"update": lambda: store.desk.members.update(member, person("1", points), by=by)}
    ways["take in"] = lambda: take_in(store.desk, "1", by, points)
    with pytest.raises(InvalidInput) as refused:
        ways[way]()
    assert refused.value.field == "points"
    assert store.desk.members.show("1", by=by).customer.member.points == 100


@pytest.mark.parametrize("points", [None, 100])
def test_points_that_are_not_said_or_the_same_stay(store, points) -> None:
    """Another number of a telephone changes nothing else. S3.7"""
    member = enrol(store.desk, "1", POS, 100)
    changed = person("1", points).changed(phone="13900139000")
    assert store.desk.members.update(member, changed, by="shi").customer.member.points == 100


# ---- elsewhere --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("playbook", "top", "desk_staff", "unit"), [
    ("canteen-delivery", "fang", "sun", "qinghe"),
    ("night-market", "qin", "xiaolu", "market"),
    ("print-shop", "zhao", "li", "shop"),
    ("supermarket", "lu", "jin", "hejia"),
    ("supermarket-service", "tang", "mei", "yuelin"),
])  # fmt: skip
def test_where_nobody_says_what_points_are_worth_who_is_above_all_gives_them(playbook, top, desk_staff, unit) -> None:
    """As a remedy of which nobody can tell what it costs. F6"""
    with open_test_desk(playbook=playbook, organisation=HOUSES[playbook]) as desk:
        member = desk.members.enrol(person("1"), by=POS, unit=unit, via="desk")
        with pytest.raises(NotAllowed) as refused:
            desk.members.credit(member, 10**8, by=desk_staff, because="gift")
        assert refused.value.data["rule"] == "F6"
        assert desk.members.credit(member, 5, by=top, because="gift").customer.member.points == 5
