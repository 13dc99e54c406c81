"""Every open thing that a case waits for is in somebody's duties, and can be done by whoever has it. S0.12, F7, F8"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from complaintkit import (
    Case,
    ComplaintKitError,
    Customer,
    Desk,
    Duty,
    Evidence,
    InvalidInput,
    Item,
    Kind,
    Measure,
    Money,
    NotFound,
    Purchase,
    System,
)
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES

HOST = System("test")
WANG = Customer(name="王芳", phone="13800138000")


def opened(playbook: str) -> DeskUnderTest:
    """A desk of a playbook, with the people of its sample."""
    return open_test_desk(playbook=playbook, organisation=HOUSES[playbook])


def staff_of(desk: Desk) -> list[str]:
    """Everybody who works there."""
    return list(desk.people.organisation(by=HOST).staff)


def owed(desk: Desk, number: str) -> Iterator[tuple[str, Duty]]:
    """What anybody has in their list of this case, with whose list it is."""
    for staff in staff_of(desk):
        yield from ((staff, one) for one in desk.duties(staff).owed if one.case == number)


def check(desk: Desk, number: str) -> list[tuple[str, Duty]]:
    """An open case is in its owner's list; whoever has a duty in theirs can do it now, and it says what it is."""
    case, found = desk.case(number, by=HOST), list(owed(desk, number))
    if case.open:
        assert {"own", "wait"} & {one.what.value for _, one in found if one.staff == case.owner}
    for staff, duty in found:
        assert duty.commands, (staff, duty)
        assert set(duty.commands) <= desk.allowed(number, by=staff), (staff, duty)
        assert duty.sentence("zh") != duty.sentence("en")
        assert number in duty.sentence("zh")
    waits = [
        *(one.id for one in case.escalations if one.open),
        *(one.id for one in case.advice if one.answered_at is None),
        *(one.id for one in case.dispatches if one.done_at is None),
        *(one.id for one in case.approvals if one.state == "asked"),
        *([case.handover.id] if case.handover else []),
        *(one.id for one in case.unanswered),
        *(one.id for one in case.promises if one.stuck),
        *(one.id for one in case.measures if one.done_at is None and case.resolved_at is None),
    ]
    if case.open:
        assert set(waits) <= {one.ref for _, one in found}
    return found


def form(desk: Desk, case: Case, duty: Duty) -> dict[str, dict[str, Any]]:
    """What a form would hold, by command."""
    seats = [duty.staff]
    matter = next((one for one in case.escalations if one.id == duty.ref and one.group), None)
    if matter:
        with desk._opened.storage.reading() as reader:
            structure = desk._door.facts(reader, case, by=HOST).structure
        seats = list(structure.group(matter.to, case.unit).everybody)
    asked = {one: "18" for one in case.missing if one not in ("item", "purchase")}
    goods = {"purchase": Purchase(receipt="7", items=[Item(name="烤串", quantity=1)])} if "item" in case.missing else {}
    goods |= {"purchase": Purchase(receipt="7", paid=Money(18, "CNY"))} if "purchase" in case.missing else {}
    return {
        "register": {"fields": asked, **goods},
        "assess": {
            "severity": "normal",
            "approach": "核实",
            "evidence": [Evidence("录像", where="门口")],
            "answer_expected": timedelta(hours=4),
        },
        "do-first-handling": {"result": "已处理"},
        "record-facts": {
            "facts": "查清了",
            "root_cause": "none-found",
            "evidence": [Evidence("录像", where="门口")],
            "heard": [case.owner],
        },
        "offer-plan": {
            "measures": [Measure("整改", who=case.owner, due=timedelta(hours=2))],
            "decisions": dict.fromkeys([one.id for one in case.issues], ("not-upheld", "不属实")),
            "follow_up": timedelta(days=2),
        },
        "answer-plan": {"plan": case.plan.id if case.plan else "", "accepted": True, "via": "call"},
        "resolve": {
            "result": "已整改",
            "decisions": {"1": ("not-upheld", "查无此事")},
            "improvement": "加强检查",
            "apology": True,
            "adopted": True if case.kind is Kind.SUGGESTION else None,
        },
        "record-follow-up": {"satisfied": True, "via": "call"},
        "accept-handover": {"handover": duty.ref},
        "give-advice": {"advice": duty.ref, "answer": "可以"},
        "do-measure": {"measure": duty.ref, "result": "已整改"},
        "report-dispatch": {"dispatch": duty.ref, "result": "看过了"},
        "decide-meeting": {"escalation": duty.ref, "decision": "同意", "present": seats},
        "tell": {"text": "您好"},
        "archive": {},
    }


def do_one(desk: Desk, case: Case, found: list[tuple[str, Duty]]) -> None:
    """Do the first thing of the lists that nothing else has to come before."""
    for staff, duty in sorted(found, key=lambda one: one[1].what in ("own", "wait")):
        for command in duty.commands:
            fields = form(desk, case, duty).get(command)
            if fields is None or command not in desk.allowed(case, by=staff):
                continue
            if command == "decide-meeting" and case.facts_at is None:
                continue  # the facts come first, by whoever has the case
            getattr(desk, command.replace("-", "_"))(case, by=staff, **fields)
            return
    raise AssertionError([(staff, str(one.what), one.commands) for staff, one in found])


def follow(desk: Desk, number: str) -> Case:
    """Do what the lists say, one thing after the other, until nobody has anything to do on the case."""
    for _ in range(40):
        found = check(desk, number)
        case = desk.case(number, by=HOST)
        if not found:
            return case
        do_one(desk, case, found)
    raise AssertionError([one.event.name for one in desk.timeline(number, by=HOST)])


def receiver(desk: Desk) -> str:
    """Somebody who may take complaints in, and see to them."""
    book = desk.playbook(by=HOST)
    people = desk.people.organisation(by=HOST).staff.values()
    return next(one.id for one in people if {"agent", "counter", "hotline"} & set(one.roles) & set(book.roles))


def started(desk: Desk, category: str, **more: Any) -> Case:
    """A complaint that somebody received."""
    return desk.receive("不好", by=receiver(desk), channel="hotline", customer=WANG, category=category, **more)


def tops(desk: Desk) -> list[str]:
    """Categories of every kind: the first of each branch, and those that raise an alarm or ask for something at once."""
    book = desk.playbook(by=HOST)
    first = {id.partition("/")[0]: id for id in reversed(list(book.categories))}
    asked = [id for id, one in book.categories.items() if one.alarm or one.first]
    return sorted({*first.values(), *asked[:3]})


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("playbook", HOUSES)
def test_following_the_duties_alone_brings_every_case_to_its_end(playbook: str, kind: Kind) -> None:
    """No open case is without somebody who has it to do, and can do it; done one after the other, they lead to the archive.

    Of every kind; a suggestion is adopted or not, and nothing else ends it. S0.11, S2.6
    """
    with opened(playbook) as desk:
        for category in tops(desk)[: None if kind is Kind.COMPLAINT else 2]:
            ended = follow(desk, started(desk, category, kind=kind).number)
            assert ended.state == "archived", category
            assert ended.adopted is (True if kind is Kind.SUGGESTION else None), category


@pytest.mark.parametrize("playbook", HOUSES)
def test_no_suggestion_ends_without_the_word(playbook: str) -> None:
    """By nobody, by nothing: neither settled nor cleared up nor filed, nor answered without it. S2.6, S3.8"""
    with opened(playbook) as desk:
        case = started(desk, tops(desk)[0], kind=Kind.SUGGESTION)
        without: dict[str, dict[str, Any]] = {
            "settle": {"facts": "好主意", "agreed": "in-person", "apology": True},
            "clear-up": {"explanation": "误会"},
            "archive": {},
            "resolve": {
                "result": "谢谢",
                "decisions": {"1": ("not-upheld", "无")},
                "improvement": "无",
                "apology": True,
            },
        }
        for staff, (command, fields) in product(staff_of(desk), without.items()):
            with suppress(NotFound):  # not theirs to see
                assert command == "resolve" or command not in desk.allowed(case, by=staff)
            with pytest.raises(ComplaintKitError):
                getattr(desk, command.replace("-", "_"))(case, by=staff, **fields)


@pytest.mark.parametrize("playbook", HOUSES)
def test_whatever_is_asked_of_somebody_stands_in_their_list(playbook: str) -> None:
    """Advice, somebody sent, an offer, a matter by every route: in the list of who has it, then done."""
    with opened(playbook) as desk:
        book, people = desk.playbook(by=HOST), staff_of(desk)
        case = started(desk, tops(desk)[0])
        other = next(one for one in people if one != case.owner)
        for reason in [route.when[0] for route in book.escalations.values()]:
            desk.escalate(case, by=case.owner, reason=reason)
        check(desk, case.number)
        desk.ask_advice(case, by=case.owner, of=other, question="怎么看?")
        desk.dispatch(case, by=case.owner, who=other, what="取样")
        assert {"advice", "dispatch"} <= {one.what.value for one in desk.duties(other).owed}
        assert follow(desk, case.number).state == "archived"


@pytest.mark.parametrize("playbook", HOUSES)
def test_nothing_rests_with_whoever_is_away_or_gone(playbook: str) -> None:
    """Who acts for an absent owner, or came after one who left, has all of it in their list, and can do it. F8"""
    with opened(playbook) as desk:
        case = started(desk, tops(desk)[0])
        owner, now = case.owner, desk.clock.now()
        desk.staff_away(owner, by=HOST, start=now, end=now + timedelta(days=2))
        acting = [staff for staff, one in check(desk, case.number) if one.staff == owner and staff != owner]
        assert acting
        desk.staff_left(owner, by=HOST)
        assert owner not in [one.staff for _, one in check(desk, case.number)]
        assert follow(desk, case.number).state == "archived"


@pytest.mark.parametrize("playbook", HOUSES)
def test_a_leader_sees_what_is_late_below(playbook: str) -> None:
    """Behind their own: the cases of whoever they lead with a deadline that has passed, each once. R18"""
    with opened(playbook) as desk:
        case = started(desk, tops(desk)[0])
        with desk._opened.storage.reading() as reader:
            leaders = desk._door.facts(reader, case, by=HOST).structure.chain(case.owner, case.unit)
        assert leaders
        assert [one for _, one in owed(desk, case.number) if one.what == "overdue"] == []
        desk.clock.advance(timedelta(days=40))
        late = [staff for staff, one in owed(desk, case.number) if one.what == "overdue"]
        assert set(late) == set(leaders) - {case.owner}
        assert len(late) == len(set(late))


def test_pages_hold_everything_once() -> None:
    """Page by page the list is the same as at once, own things before what is late below, also where one was done meanwhile."""
    with opened("canteen-delivery") as desk:
        for category in [*tops(desk), *tops(desk)]:
            started(desk, category)
        desk.clock.advance(timedelta(days=40))
        leader = next(one for one in staff_of(desk) if desk.duties(one).of_kind("overdue"))
        whole = desk.duties(leader).owed
        seen: list[Duty] = []
        page = desk.duties(leader, limit=3)
        while True:
            assert len(page.owed) <= 3
            seen += page.owed
            if page.next is None:
                break
            page = desk.duties(leader, limit=3, after=page.next)
        assert seen == list(whole)
        with pytest.raises(InvalidInput, match="after"):
            desk.duties(leader, after="nonsense")


def test_an_owner_whom_others_keep_waiting_is_told_what_for() -> None:
    """Nothing is named that a matter above bars: the owner's duty says what it waits for, and what can be done meanwhile. F7"""
    with opened("canteen-delivery") as desk:
        case = started(desk, "contract")
        desk.escalate(case, by=case.owner, reason="several-affected")
        desk.withdraw(case, by=case.owner, reason="算了")
        [own] = [one for staff, one in check(desk, case.number) if one.what == "own" and staff == case.owner]
        assert "archive" not in own.commands
        assert own.sentence() == f"{case.number} waits: a matter was brought to coordination and is not decided."
