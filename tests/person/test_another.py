"""A case that turns out to be somebody else's: how each could be reached stays theirs, what was said goes with the case. R2"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from complaintkit import BeyondAuthority, Case, Contact, Customer, Desk, Money, Purchase, Remedy, System
from complaintkit.model.evidence import Attachment
from complaintkit.model.person import PersonRef
from complaintkit.ports.storage import AttachmentRow, CouponRow, TokenRow, VaultRow
from complaintkit.records.key.keyring import person_key
from complaintkit.testing import FakeClock
from tests.database import content_of

WHO: Mapping[str, Customer] = {
    "nobody": Customer.anonymous(no_contact_because="没留"),
    "fang": Customer(name="王芳芳", phone="13800138000", email="fang@example.com"),
    "qiang": Customer(name="赵强强", phone="13911112222", reference="order-7781"),
}
ASKED: Mapping[str, PersonRef] = {"fang": Contact("phone", "138 0013 8000"), "qiang": Customer(reference="order-7781")}
"""How each is named who asks for their data."""
CONTACTS = {"fang": ("王芳芳", "13800138000", "fang@example.com"), "qiang": ("赵强强", "13911112222", "order-7781")}
MINUTE = timedelta(minutes=1)
PATHS = [
    path
    for length in (2, 3)
    for path in product(WHO, repeat=length)
    if all(one != other for one, other in pairwise(path))
]
"""Whose a case was taken to be, one after the other: every way there and back."""


KEPT: Sequence[type[Any]] = (VaultRow, AttachmentRow)


def words(step: int) -> tuple[str, ...]:
    """What is said, sent and shown while the case stands as it does after a number of corrections."""
    return (f"第{step}回说的话", f"第{step}张照片", f"RECEIPT-{step}")


def played(desk: Desk, clock: FakeClock, path: Sequence[str]) -> Case:
    """A case that was taken to be each one's in turn; at every stop something is said, a file comes, a receipt is shown."""
    first, *others = path
    clock.advance(MINUTE)
    case = desk.receive(
        words(0)[0], by="chen", channel="hotline", unit="softpark", customer=WHO[first], **shown(0)
    )  # without a category it is not on file yet
    for step, who in enumerate(others, start=1):
        if case.missing:
            case = desk.register(case, by="chen", customer=WHO[who], category="service/attitude", **shown(step))
        else:
            case = desk.correct(case, by="chen", reason="弄错了人", customer=WHO[who], **shown(step))
        case = desk.note(case, by="chen", text=words(step)[0], attachments=[photo(step)])
        clock.advance(MINUTE)
    return case


def shown(step: int) -> dict[str, Any]:
    """The receipt of a stop, and of the first its photo."""
    receipt = Purchase(receipt=words(step)[2])
    return {"purchase": receipt} if step else {"purchase": receipt, "attachments": [photo(0)]}


def photo(step: int) -> Attachment:
    """The photo of a stop."""
    return Attachment(f"{words(step)[1]}.jpg", words(step)[1].encode(), media_type="image/jpeg")


def filed(desk: Desk, clock: FakeClock, case: Case) -> Case:
    """At its end, so that it may be erased."""
    clock.advance(MINUTE)
    if case.settled:
        case = desk.answer_survey(case, by="chen", process=5, outcome=5, via="call")
    else:
        case = desk.withdraw(case.number, by="chen", reason="不用了")
    clock.advance(MINUTE)
    while case.escalation:  # another address was put in their customer's place: a leader looks at that
        case = desk.decide_meeting(case, by="tao", escalation=case.escalation.id, decision="是这样")
    return case if case.archived_at else desk.archive(case, by="chen")


def opened(desk: Desk) -> str:
    """All that whoever has the master key can read: words, files, codes."""
    with desk._door.storage.reading() as tx:
        said = [one.content for kind in KEPT for one in tx.every(kind)]
        return "\n".join([*((one or b"").decode() for one in said), *(one.code for one in tx.every(CouponRow))])


def sealed(desk: Desk) -> dict[str, tuple[str, bytes]]:
    """What stands in the file for each of these words and contacts: the key that it lies under, and its bytes."""
    marks = [mark for step in range(3) for mark in words(step)] + [mark for who in CONTACTS.values() for mark in who]
    with desk._door.storage.reading() as tx, desk._door.storage.inner.reading() as raw:  # type: ignore[attr-defined]
        found: dict[str, tuple[str, bytes]] = {}
        for kind in KEPT:
            for plain, row in zip(tx.every(kind), raw.every(kind), strict=True):
                hit = [mark for mark in marks if mark in (plain.content or b"").decode()]
                found.update({f"{mark} {len(found)}": (row.person, row.content) for mark in hit})
        return found


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_whoever_is_erased_takes_what_is_theirs_and_nothing_else(
    desk: Desk, clock: FakeClock, tmp_path: Path, path: Sequence[str]
) -> None:
    """Erased one after the other: the last one takes all that was said, another only how they could be reached."""
    case = filed(desk, clock, played(desk, clock, path))
    steps, last = range(len(path)), path[-1]
    before = sealed(desk)
    gone = set[str]()
    for who in sorted(ASKED, key=lambda one: one == last):  # whoever it is of in the end comes last
        done = desk.erase_person(ASKED[who], by="fang")
        assert (done.cases, done.former) == (
            (case.number,) if who == last else (),
            (case.number,) if who in path and who != last else (),
        )
        gone.add(who)
        text = opened(desk)
        assert {mark for step in steps for mark in words(step) if mark in text} == (
            set() if last in gone else {mark for step in steps for mark in words(step)}
        )
        for known, marks in CONTACTS.items():
            assert [mark in text for mark in marks] == [known in path and known not in gone] * len(marks)
    if last == "nobody":
        desk.erase_person(case.number, by="fang")

    assert opened(desk).strip() == ""
    left = content_of(tmp_path)
    with desk._door.storage.inner.reading() as raw:  # type: ignore[attr-defined]
        assert before
        assert not [
            mark for mark, (person, content) in before.items() if content in left and raw.key(person_key(person))
        ]
        assert {row.kind for row in raw.every(TokenRow)} == set()
    verified = desk.ledger.verify(by=System("test"), deep=True)
    assert verified.problems == ()


@pytest.mark.parametrize("path", [one for one in PATHS if len(one) == 3], ids=" ".join)
def test_each_gets_a_copy_of_what_is_theirs(desk: Desk, clock: FakeClock, path: Sequence[str]) -> None:
    """Whoever the case is of in the end: all that was said; who it was of before: how they could be reached, and nothing else."""
    case = played(desk, clock, path)
    for who, asked in ASKED.items():
        copy = json.dumps(desk.export_person(asked, by="fang"), ensure_ascii=False)
        theirs = [mark in copy for mark in CONTACTS[who]]
        assert theirs == [who in path] * len(theirs)
        assert not [mark for other, marks in CONTACTS.items() if other != who for mark in marks if mark in copy]
        said = {words(step)[0] for step in range(len(path))}
        assert {one for one in said if one in copy} == (said if who == path[-1] else set())
    assert desk.ledger.verify(by=System("test"), deep=True).problems == ()
    assert desk.case(case, by="chen").number == case.number


@pytest.mark.parametrize("erased", ["fang", "qiang"])
def test_what_was_promised_goes_along(desk: Desk, clock: FakeClock, erased: str) -> None:
    """A coupon's code, and what counts against the limit per customer, 1,500 in 90 days, are his once the case is. F6"""
    told: dict[str, Any] = {"by": "chen", "channel": "hotline", "category": "service/attitude", "text": "酸"}
    settled: dict[str, Any] = {"by": "chen", "facts": "酸", "agreed": "in-person"}
    case = desk.receive(unit="softpark", customer=WHO["fang"], **told)
    coupon = Remedy.coupon(Money("20", "CNY"), valid_days=30)
    case = desk.settle(case, remedies=[coupon], **settled)
    code = case.coupons[0].code
    desk.correct(case, by="chen", reason="是赵强强", customer=WHO["qiang"])
    for unit, amount in {"softpark": "480", "no3-school": "500", "kitchen-east": "500"}.items():
        one = desk.receive(unit=unit, customer=WHO["qiang"], **told)
        desk.settle(one, remedies=[Remedy.refund(Money(amount, "CNY"))], **settled)
    last = desk.receive(unit="no3-school", customer=WHO["qiang"], **told)
    with pytest.raises(BeyondAuthority, match="per-customer"):
        desk.settle(last, remedies=[Remedy.refund(Money("1", "CNY"))], **settled)
    for row in desk.cases(by="chen"):
        filed(desk, clock, desk.case(row.number, by="chen"))

    desk.erase_person(ASKED[erased], by="fang")

    assert (code in opened(desk)) == (erased == "fang")
    assert desk.ledger.verify(by=System("test"), deep=True).problems == ()
