"""Whatever happens to a case after its customer was erased: nothing of them comes back, and verifying finds nothing. R13"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from complaintkit import (
    BeyondAuthority,
    Case,
    ComplaintKitError,
    Contact,
    Customer,
    Item,
    Money,
    Purchase,
    Remedy,
    System,
)
from complaintkit.model import commands as c
from complaintkit.ports.storage import TokenRow
from complaintkit.records.link import Purpose
from complaintkit.records.sealed.row import OPENED
from complaintkit.records.token import LINK, contact_token, own_key
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES, RECEIVERS

AUDITOR = System("auditor")
HERS = ("Zqfang", "zqfang", "1361234", "R-4711")
COUPON = Remedy.coupon(Money(1, "CNY"), valid_days=30)
SALE: dict[str, Any] = {"by": System("till"), "spend": Money(50, "CNY")}


@pytest.fixture(params=HOUSES)
def playbook(request: pytest.FixtureRequest) -> str:
    """Each procedure that ships."""
    name: str = request.param
    return name


@pytest.fixture
def house(playbook: str, world: Any) -> Iterator[SimpleNamespace]:
    """A desk of it, and what guesses at commands want to know."""
    with open_test_desk(playbook=playbook, organisation=HOUSES[playbook]) as desk:
        staff = desk.people.organisation(by=AUDITOR).staff
        reached = {id: found.address for id, one in staff.items() if (found := one.contact("phone"))}
        yield SimpleNamespace(
            name=playbook, desk=desk, world=world, here=set(staff), reached=reached, numbers=[], proposals=["x"]
        )


def filed(house: SimpleNamespace) -> Case:
    """A complaint made good with three coupons that are alike, one of them spent, and archived; its customer erased."""
    desk: DeskUnderTest = house.desk
    unit = house.world.units[0]
    number = f"{len(house.numbers):04}"  # each is somebody else
    fang = Customer(name=f"Zqfang{number}", phone=f"1361234{number}", email=f"zqfang{number}@example.com")
    case = desk.receive(
        "Zqfang waited",
        by=RECEIVERS[house.name][0],
        channel=house.world.channel,
        unit=unit,
        category=next(one for one in house.world.categories if one.startswith(("service", "printing"))),
        customer=fang,
        purchase=Purchase("R-4711", items=[Item("x", lot="L-1")]),
    )
    desk.note(case, by=AUDITOR, text="Zqfang, 1361234")
    case = desk.settle(case, by=case.owner, facts="Zqfang", agreed="by-phone", remedies=[COUPON] * 3, apology=True)
    house.codes = [one.code for one in case.coupons]
    desk.redeem_coupon(house.codes[1], sale="S-R-4711", unit=unit, **SALE)
    case = desk.case(case, by=AUDITOR)
    if not case.archived_at:
        case = desk.archive(case, by=case.owner)
    desk.erase_person(case, by=AUDITOR)
    house.numbers.append(case.number)
    return desk.case(case, by=AUDITOR)


def reopened(house: SimpleNamespace) -> Case:
    """The same, opened again by a follow-up a day later that was not satisfied."""
    case = filed(house)
    house.desk.clock.advance(timedelta(days=1))
    return house.desk.record_follow_up(case, by=case.owner, satisfied=False, remark="no")


def check(house: SimpleNamespace, done: object) -> None:
    """Hold that the ledger is sound, nothing is to be rebuilt, and whoever has the key reads nothing of theirs."""
    desk: DeskUnderTest = house.desk
    problems = desk.ledger.verify(by=AUDITOR, deep=True).problems
    assert not problems, f"{done}: {problems}"
    assert not desk.ledger.rebuild(by=AUDITOR, apply=False).rows
    with desk._opened.storage.reading() as reader:
        kept = "\n".join(repr(row) for kind in OPENED for row in reader.every(kind))
    assert not [one for one in HERS if one in kept], done


def buttons(house: SimpleNamespace, case: Case) -> list[tuple[str, str]]:
    """What can be done, and who has a button for it."""
    found = []
    for by in sorted(house.here):
        with suppress(ComplaintKitError):
            found += [(word, by) for word in sorted(house.desk.allowed(case, by=by))]
    return found


def press(house: SimpleNamespace, guess: Callable[..., Any], case: Case, word: str, by: str, seed: int) -> bool:
    """Do it in a way that is guessed; say whether it was done."""
    try:
        given = guess(house, Random(seed), case, by, word)  # noqa: S311  a test's chance
        command: Any = c.commands()[word]
        done = house.desk.do(command(case=case.number, **given), by=by).case
    except BeyondAuthority as refused:
        house.proposals.append(refused.proposal)
    except ComplaintKitError:
        return False
    else:
        house.numbers += [] if done.number in house.numbers else [done.number]
        return True
    return False


def somebody_does(house: SimpleNamespace, guess: Callable[..., Any], case: Case, word: str) -> bool:
    """Have whoever has the button press it until one guess is taken; say whether one was."""
    who = [by for one, by in buttons(house, case) if one == word]
    return any(press(house, guess, case, word, by, seed) for seed in range(40) for by in who)


@pytest.mark.parametrize("made", [filed, reopened])
def test_every_verb(house: SimpleNamespace, guess: Callable[..., Any], made: Callable[[SimpleNamespace], Case]) -> None:
    """Each that anybody has a button for, on a case of its own: of one that is filed, and of one that was opened again. R13"""
    words = {word for word, _ in buttons(house, made(house))}
    done = {}
    for word in sorted(words):
        case = made(house)
        if somebody_does(house, guess, case, word):
            done[case.number] = word
    assert words - set(done.values()) <= {"ask-approval"}  # it takes a refusal before
    check(house, done)


@pytest.mark.parametrize("made", [filed, reopened])
def test_every_coupon(house: SimpleNamespace, made: Callable[[SimpleNamespace], Case]) -> None:
    """Spent, given back and spent again, whichever of those that are alike it is. R13, F6"""
    unit = made(house).unit
    for code in (house.codes[2], house.codes[0]):
        spent = house.desk.redeem_coupon(code, sale=f"S-{code}", unit=unit, **SALE)
        check(house, code)
        house.desk.reverse_redemption(spent.id, by=SALE["by"], reason="no")
        check(house, code)
    house.desk.redeem_coupon(house.codes[2], sale="S-1", unit=unit, **SALE)
    check(house, house.codes)


def test_who_is_known_then_may_be_erased_as_well(house: SimpleNamespace, guess: Callable[..., Any]) -> None:
    """What they said since, and how they are reached, goes too, and that is on record, once. R13"""
    desk: DeskUnderTest = house.desk
    case = reopened(house)
    fang = Customer(name="Zqfang", phone="13612349999")
    desk.correct(
        case, by=case.owner, reason="x", customer=fang, purchase=Purchase("R-4711", items=[Item("x", lot="L-2")])
    )
    assert desk.cases(by=AUDITOR, contact="13612349999").count() == 1
    assert not desk.ledger.verify(by=AUDITOR, deep=True).problems
    desk.tell(case, by=case.owner, text="Zqfang")
    for word in ("withdraw", "decide-meeting", "archive"):
        somebody_does(house, guess, desk.case(case, by=AUDITOR), word)

    for _ in range(2):
        desk.erase_person(case, by=AUDITOR)

    assert [one.event.name for one in desk.timeline(case, by=AUDITOR)].count("person-erased") == 2
    assert desk.cases(by=AUDITOR, contact="13612349999").count() == 0
    assert desk.cases(by=AUDITOR, lot="L-2").count() == 1
    check(house, "erased again")


def test_what_was_taken_away_is_found_where_it_stands_again(house: SimpleNamespace) -> None:
    """A link of before, a contact of theirs, another number of a sale: no line since says so, and rebuilding mends it. R13"""
    case, desk = reopened(house), house.desk
    door, spent = desk._opened.door, desk.redeem_coupon(house.codes[0], sale="S-1", unit="x", **SALE)
    link = door.links.digest(door.links.token(case.id, 1, Purpose.ANSWER))
    phone = contact_token(door.key, Contact("phone", "13612340000"))
    with door.storage.writing() as tx:
        tx.put_tokens([TokenRow(token=link, kind=LINK, case=case.id, person=own_key(case.id))])
        tx.put_tokens([TokenRow(token=phone, kind="phone", case=case.id, person=case.person)])
        tx.put_redemption(attrs.evolve(tx.redemption(id=spent.id), sale="S-2"))

    problems = desk.ledger.verify(by=AUDITOR, deep=True).problems

    assert sorted((one.table, one.field) for one in problems) == [("redemption", "sale"), ("token", ""), ("token", "")]
    assert desk.ledger.rebuild(by=AUDITOR, apply=True).rows == 3
    check(house, "rebuilt")
