"""A coupon reaches whom it was promised: its code and conditions, by message and at their door. S1.9"""

from __future__ import annotations

import pytest

from complaintkit import Case, Customer, Desk, Money, Remedy, System
from complaintkit.records.link import Purpose
from complaintkit.testing import DeskUnderTest, open_test_desk
from complaintkit.testing.desk import SentMessage
from tests.houses import HOUSES

PHONE = "13800138000"
HOST = System("test")


def opened(playbook: str) -> DeskUnderTest:
    """A desk of a playbook, with the people of its sample."""
    return open_test_desk(playbook=playbook, organisation=HOUSES[playbook])


def settled(desk: Desk, language: str = "zh") -> tuple[Case, str]:
    """Put right at the counter with two coupons, by the leader of all; with the unit where one of them is good."""
    organisation = desk.people.organisation(by=HOST)
    top = next(one.id for one in organisation.staff.values() if "settle" in desk_rights(desk, one.id))
    unit = next(iter(organisation.units))
    category = next(iter(desk.playbook(by=HOST).categories))
    case = desk.receive(
        "不好",
        by=top,
        channel="hotline",
        unit=unit,
        customer=Customer(name="王芳", phone=PHONE, language=language),
        category=category,
    )
    coupons = [
        Remedy.coupon(Money("5", "CNY"), valid_days=30, min_spend=Money("50", "CNY"), units=[unit]),
        Remedy.coupon(Money("3", "CNY"), valid_days=14),
    ]
    return desk.settle(case, by=top, facts="属实", agreed="in-person", remedies=coupons), unit


def desk_rights(desk: Desk, staff: str) -> set[str]:
    """What nobody is above to approve for, may."""
    roles = desk.playbook(by=HOST).roles
    mine = desk.people.organisation(by=HOST).staff[staff].roles
    return {"settle"} if any(role in roles and roles[role].leader is None for role in mine) else set()


def to_her(desk: DeskUnderTest, message: str) -> list[SentMessage]:
    """What the customer was sent under this name."""
    return [one for one in desk.sent if one.message == message and one.to == PHONE]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("playbook", HOUSES)
def test_each_coupon_is_sent_with_its_code_and_conditions(playbook: str, language: str) -> None:
    """In every procedure, in the customer's language: worth, from how much on, where, until when."""
    with opened(playbook) as desk:
        case, unit = settled(desk, language)
        title = desk.people.organisation(by=HOST).units[unit].title
        told = [one.text for one in to_her(desk, "coupon-minted")]
        assert len(told) == 2
        for coupon, text in zip(case.coupons, told, strict=True):
            assert coupon.code in text
            assert coupon.value.in_words(language) in text
        assert ("满50元可用" if language == "zh" else "when you spend 50.00 CNY or more") in told[0]
        assert any(name in told[0] for name in title.values())
        assert not any(name in told[1].partition("。")[2] for name in title.values())


def test_the_door_shows_those_that_are_good() -> None:
    """Code, worth and conditions; what was spent, or taken back, is gone from it."""
    with opened("supermarket") as desk:
        case, unit = settled(desk)
        token = desk._door.links.token(case.linked_as, case.cycle, Purpose.SURVEY)
        door = desk.customer(token)
        assert sorted(one.code for one in door.coupons) == sorted(one.code for one in case.coupons)
        first = case.coupons[0]
        desk.redeem_coupon(first.code, by=case.owner, sale="S-1", unit=unit, spend=Money("60", "CNY"))
        assert [one.code for one in door.coupons] == [one.code for one in case.coupons if one.code != first.code]
        desk.reverse_remedy(case, by=case.owner, promise=case.promises[1], reason="要退款")
        assert door.coupons == ()
