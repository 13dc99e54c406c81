"""What members are sent, and what becomes of who leaves. S3.7, S3.9"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer, Membership, NotAllowed
from complaintkit.decision.member import (
    MemberDraft,
    check_active,
    consent,
    enrol,
    festival_today,
    leave,
    media_agreed,
    not_before,
    plan_care,
    sees_member,
    turns_today,
    useless_after,
)
from complaintkit.decision.member.care import CareTurn
from complaintkit.decision.member.replay import apply_member
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.care import CareKind
from complaintkit.model.task import Task, TaskKind
from complaintkit.playbook import CareRule
from tests.decision.test_member import AT, PLAYBOOK, TILL, enrolled, facts, names, somebody


@pytest.fixture
def draft() -> Callable[..., MemberDraft]:
    """Makes a draft on somebody who joined with these points."""

    def one(*, at: datetime = AT, by: Any = "chen", **points: Any) -> MemberDraft:
        first = MemberDraft(facts(), "m1")
        enrol(first, somebody(**points), enrolled())
        return MemberDraft(facts(at, by=by), "m1", first.made)

    return one


# ---- gone ------------------------------------------------------------------------------------------------------------
def test_who_leaves_twice_left_once(draft) -> None:
    """And is none from then on. S3.17"""
    one = draft()
    leave(one, reason="搬家")
    leave(one, reason="还是搬家")
    assert (names(one), one.made.left_at, one.made.active) == (["member-left"], AT, False)


def test_who_is_restricted_is_let_alone_until_it_is_lifted(draft) -> None:
    """Nobody works on them, nor on who left; each is told apart."""
    member = draft().made

    def after(event: e.Happened, of: Membership = member) -> Membership:
        line = LedgerEntry(event=event, at=AT, by="tang", recorded_at=AT, recorded_by="tang")
        return apply_member(of, line, id="m1")

    restricted = after(e.PersonRestricted(because="asked"))
    check_active(member, "credit")
    check_active(after(e.RestrictionLifted(), restricted), "credit")
    with pytest.raises(NotAllowed, match="restricted"):
        check_active(restricted, "credit")
    with pytest.raises(NotAllowed, match="no member any more"):
        check_active(after(e.MemberLeft()), "credit")
    assert not restricted.active


@pytest.mark.parametrize("left", [None, AT - timedelta(days=3)])
def test_erased_nothing_is_left_of_who_they_were(draft, left) -> None:
    """Not their birthday, nor a restriction; who had left before left then. S3.7"""
    before = attrs.evolve(draft().made, birthday="05-17", restricted=True, left_at=left)
    line = LedgerEntry(event=e.PersonErased(because="asked"), at=AT, by="tang", recorded_at=AT, recorded_by="tang")
    found = apply_member(before, line, id="m1")
    assert (found.customer, found.birthday, found.erased, found.restricted) == (Customer(), None, True, False)
    assert found.left_at == (left or AT)


@pytest.mark.parametrize(
    ("who", "seen"), [("chen", True), ("yan", True), ("tang", True), ("pan", False), ("stranger", False), (TILL, True)]
)
def test_a_member_is_seen_where_they_are_known(draft, who, seen) -> None:
    """By who works in their store, or sees it whole, and by programs. R20"""
    assert sees_member(facts(by=who), draft().made) is seen


# ---- care ------------------------------------------------------------------------------------------------------------
def rule(name: str = "birthday", **changes: Any) -> CareRule:
    """A rule of the playbook, changed."""
    return attrs.evolve(PLAYBOOK.cares[name], **changes)


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ("2026-05-17T10:00+08:00", ("05-17",)),
        ("2027-02-28T10:00+08:00", ("02-28", "02-29")),
        ("2028-02-28T10:00+08:00", ("02-28",)),
        ("2028-02-29T10:00+08:00", ("02-29",)),
        ("2027-01-31T10:00+08:00", ("01-31",)),
        ("2027-03-28T10:00+08:00", ("03-28",)),
        ("2027-03-01T04:59+08:00", ("02-28", "02-29")),  # the business day begins at five
    ],
)
def test_whose_birthday_a_day_is(at, days) -> None:
    """Born on 29 February has theirs on the 28th, where there is no other; once a year. S3.9"""
    turns = {one.rule.id: one for one in turns_today(facts(datetime.fromisoformat(at)), "park-road", ())}
    assert (turns["birthday"].days, turns["birthday"].name, turns["birthday"].joined) == (days, at[:4], None)


def test_who_joined_yesterday_is_thanked_today() -> None:
    """From one morning to the next, as the store counts its days. S3.17"""
    [turn] = [one for one in turns_today(facts(), "park-road", ()) if one.rule.on is CareKind.THANKS]
    start = datetime.fromisoformat("2026-05-15T05:00+08:00")
    assert (turn.name, turn.joined, turn.days) == ("once", (start, start + timedelta(days=1)), ())


def test_each_event_that_was_announced_has_its_own_message() -> None:
    """By the number of its task: for every member, once. S3.9"""
    told = facts().playbook.cares["event"]
    task = Task(
        id="t1", number="T-1", kind=TaskKind.EVENT, unit="park-road", what="品酒会",
        owner="bai", opened_by="bai", opened_at=AT, state="announced",
    )  # fmt: skip
    announced = (task, attrs.evolve(task, number="T-2"))
    turns = [one for one in turns_today(facts(), "park-road", announced) if one.rule.on is CareKind.EVENT]
    assert turns == [CareTurn(rule=told, name="T-1"), CareTurn(rule=told, name="T-2")]


@pytest.mark.parametrize(
    ("at", "word"),
    [("2026-10-01", "national-day"), ("2026-10-02", None), ("2026-05-20", "05-20"), ("2026-09-25", "mid-autumn")],
)
def test_a_festival_is_a_word_of_the_kit_or_a_date_of_the_playbook(at, word) -> None:
    """On its own day of this year, in the order of the rules; on other days nothing is owed. S3.9"""
    one = rule("festival", dates={"05-20": "爱心日"})
    assert festival_today(one, date.fromisoformat(at)) == word
    known = facts(datetime.fromisoformat(f"{at}T10:00+08:00"), cares={"festival": one})
    assert [turn.name for turn in turns_today(known, "park-road", ())] == ([f"{word}-2026"] if word else [])


def thankful(draft: MemberDraft, media: Any = "sms") -> Membership:
    """A member who agreed to be thanked."""
    consent(draft, "thanks", media, via="paper", given_at=None)
    return draft.made


def test_a_message_of_care_is_planned_once(draft) -> None:
    """With its own entry; another turn, or another rule, is another. S3.9"""
    member, turn = thankful(draft()), CareTurn(rule=rule("thanks"), name="once")
    planned = plan_care(facts(), member, turn, spent=0)
    assert planned is not None
    assert planned.lines[0].event == e.MemberCareOwed(care="thanks", turn="once", entry="m1.thanks.once")
    [kept] = planned.made.cares
    assert (kept.care, kept.turn, kept.at, kept.entry) == ("thanks", "once", AT, "m1.thanks.once")
    assert plan_care(facts(), planned.made, turn, spent=0) is None
    for other in (attrs.evolve(turn, name="twice"), attrs.evolve(turn, rule=rule("thanks", id="thanks-2"))):
        assert plan_care(facts(), planned.made, other, spent=0) is not None


@pytest.mark.parametrize(("spent", "owed"), [(0, True), (2, True), (3, False), (4, False)])
def test_a_month_has_so_many_messages(draft, spent, owed) -> None:
    """Three by this playbook. S3.9"""
    turn = CareTurn(rule=rule("thanks"), name="once")
    assert (plan_care(facts(), thankful(draft()), turn, spent=spent) is not None) is owed


def test_who_wants_none_or_is_gone_gets_none(draft) -> None:
    """Not who agreed to nothing, to another kind, or to a medium that the rule does not use. S3.9"""
    turn = CareTurn(rule=rule("thanks"), name="once")
    member = thankful(draft())
    gone = [attrs.evolve(member, left_at=AT), attrs.evolve(member, restricted=True), attrs.evolve(member, erased=True)]
    for one in (draft().made, thankful(draft(), "fax"), *gone):
        assert plan_care(facts(), one, turn, spent=0) is None
    assert plan_care(facts(), member, CareTurn(rule=rule(), name="2026"), spent=0) is None


def test_media_come_in_the_order_of_the_rule(draft) -> None:
    """Whatever order they were agreed to in. S3.9"""
    assert media_agreed(thankful(draft(), ["wechat", "fax", "sms"]), rule("thanks")) == ("sms", "wechat")


@pytest.mark.parametrize(
    ("at", "hour", "begins"),
    [
        (None, "10:00", "10:00"),
        (9 * 60 + 30, "08:00", "09:30"),
        (9 * 60 + 30, "09:31", "09:31"),
        (0, "10:00", "10:00"),
    ],
)
def test_it_goes_out_at_the_rules_hour(at, hour, begins) -> None:
    """Or at once where that has passed, or none is said; the day is over when the next one of the store begins. S3.9"""
    known = facts(datetime.fromisoformat(f"2026-05-16T{hour}+08:00"))
    assert not_before(known, "park-road", rule(at=at)) == datetime.fromisoformat(f"2026-05-16T{begins}+08:00")
    assert useless_after(known, "park-road") == datetime.fromisoformat("2026-05-17T05:00+08:00")
