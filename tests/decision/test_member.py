"""What becomes of a membership: joined, changed, credited, agreed to. S3.7, S3.17"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer, InvalidInput, Member, Money, System
from complaintkit.decision.facts import AHEAD, Facts
from complaintkit.decision.member import (
    MemberDraft,
    consent,
    credit,
    enrol,
    rebuild_member,
    update,
    withdraw,
)
from complaintkit.decision.member.decide import LARGEST
from complaintkit.decision.member.replay import apply_member
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.organisation import load_organisation
from complaintkit.playbook import load_playbook
from tests.decision.conftest import SAMPLES, Matter

PLAYBOOK = load_playbook("supermarket-service")
PEOPLE = load_organisation(SAMPLES / "supermarket-service" / "organisation.toml")
AT = datetime.fromisoformat("2026-05-16T10:00+08:00")
TILL = System("pos")


def facts(at: datetime = AT, *, by: Any = "chen", **rules: Any) -> Facts:
    """What may be known at the service desk of Park Road."""
    return Matter(attrs.evolve(PLAYBOOK, **rules), PEOPLE, at).facts(by=by)


def somebody(number: str = "88012", **more: Any) -> Customer:
    """A customer with a number."""
    return Customer(name="王芳", phone="13800138000", member=Member(number, **more))


def enrolled(**fields: Any) -> e.MemberEnrolled:
    """The event by which somebody joins."""
    usual = {"person": "person-1", "unit": "park-road", "since": "2026-05-16", "via": "checkout"}
    return e.MemberEnrolled(**{**usual, **fields})


@pytest.fixture
def draft() -> Callable[..., MemberDraft]:
    """Makes a draft on somebody who joined with these points."""

    def one(*, at: datetime = AT, by: Any = "chen", **points: Any) -> MemberDraft:
        first = MemberDraft(facts(), "m1")
        enrol(first, somebody(**points), enrolled())
        return MemberDraft(facts(at, by=by), "m1", first.made)

    return one


def names(draft: MemberDraft) -> list[str]:
    """The names of what happened."""
    return [line.event.name for line in draft.lines]


def points(draft: MemberDraft) -> int | None:
    """What they have."""
    member = draft.made.customer.member
    return member.points if member else None


# ---- joined ----------------------------------------------------------------------------------------------------------
def test_nobody_is_a_member_before_they_joined() -> None:
    """A draft says so, and so do lines that begin with something else, or none at all."""
    with pytest.raises(ValueError, match="nothing has happened yet"):
        _ = MemberDraft(facts(), "m1").made
    with pytest.raises(ValueError, match="without a beginning"):
        rebuild_member([], id="m1")
    line = LedgerEntry(event=e.MemberLeft(), at=AT, by="chen", recorded_at=AT, recorded_by="chen")
    with pytest.raises(ValueError, match="without a beginning"):
        rebuild_member([line], id="m1")


def test_who_joins_is_on_record_with_who_won_them() -> None:
    """Since when, where, by whom, and what they are called: version 1, whole. S3.17"""
    draft = MemberDraft(facts(), "m1")
    enrol(draft, somebody(points=7), enrolled(recruited_by="yan", birthday="05-17"))
    one = draft.made
    assert (one.id, one.person, one.unit, one.via, one.recruited_by) == (
        "m1",
        "person-1",
        "park-road",
        "checkout",
        "yan",
    )
    assert (one.customer, one.since, one.joined_at, one.birthday) == (
        somebody(points=7),
        date(2026, 5, 16),
        AT,
        "05-17",
    )
    assert (one.version, one.active) == (1, True)
    assert rebuild_member(draft.lines, id="m1") == one


@pytest.mark.parametrize(
    ("customer", "fields", "named"),
    [
        (Customer(name="王芳"), {}, "customer.member"),
        (somebody(points=LARGEST + 1), {}, "points"),
        (somebody(), {"recruited_by": "nobody"}, "recruited_by"),
        (somebody(), {"since": "2026-05-17"}, "since"),
    ],
)
def test_who_can_not_join_is_told_why(customer, fields, named) -> None:
    """Without a number, with more points than anybody has, won by a stranger, or tomorrow; nothing is on record. S3.17"""
    draft = MemberDraft(facts(), "m1")
    with pytest.raises(InvalidInput) as refused:
        enrol(draft, customer, enrolled(**fields))
    assert (refused.value.field, draft.lines) == (named, [])


def test_today_is_the_stores_own() -> None:
    """Half an hour after midnight in Shanghai somebody joins on a day that has not begun in Greenwich."""
    draft = MemberDraft(facts(datetime.fromisoformat("2026-05-16T16:30+00:00")), "m1")
    enrol(draft, somebody(), enrolled(since="2026-05-17"))
    assert draft.made.since == date(2026, 5, 17)


# ---- changed ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({}, False),
        ({"birthday": "05-17"}, True),
        ({"unit": "north-gate"}, True),
        ({"customer": somebody(points=5, tier="gold")}, True),
    ],
)
def test_what_is_known_already_is_nothing_new(draft, given, changed) -> None:
    """Their birthday, store or tier may be another; the number stays. S3.7"""
    one = draft(points=5)
    usual: dict[str, Any] = {"customer": somebody(points=5), "unit": "park-road", "birthday": None}
    update(one, **(told := {**usual, **given}))
    assert names(one) == (["member-updated"] if changed else [])
    assert (one.made.customer, one.made.unit, one.made.birthday) == tuple(told.values())


@pytest.mark.parametrize("customer", [Customer(name="王芳"), somebody("88013"), Customer(member=Member("99"))])
def test_their_number_stays(draft, customer) -> None:
    """Another is another member. S3.7"""
    one = draft()
    with pytest.raises(InvalidInput) as refused:
        update(one, customer, unit="park-road", birthday=None)
    assert (refused.value.field, one.lines) == ("customer.member", [])


def test_who_was_erased_has_no_number_to_keep(draft) -> None:
    """Nothing is kept of them any more, by nobody's number."""
    erased = MemberDraft(facts(), "m1", attrs.evolve(draft().made, customer=Customer(), erased=True))
    with pytest.raises(InvalidInput) as refused:
        update(erased, somebody(), unit="park-road", birthday=None)
    assert refused.value.field == "customer.member"


def test_of_who_was_erased_the_ledger_knows_nobody() -> None:
    """What was said of them has gone from the lines; what happened stays. S3.7"""
    events = [enrolled(customer=None), e.MemberUpdated(unit="north-gate", customer=None)]
    lines = [LedgerEntry(event=one, at=AT, by="chen", recorded_at=AT, recorded_by="chen") for one in events]
    for until in (1, 2):
        assert rebuild_member(lines[:until], id="m1").customer == Customer()


# ---- points ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("most", [LARGEST, -LARGEST])
def test_as_many_points_as_anybody_has(draft, most) -> None:
    """A thousand million are taken, one more is not: when they join, change, or are credited. S3.7"""
    assert points(draft(points=most)) == most
    beyond = most + (1 if most > 0 else -1)
    changed, credited = draft(), draft(points=max(-most, 0))
    update(changed, somebody(points=most), unit="park-road", birthday=None)
    credit(credited, most, because="gift")
    assert (points(changed), points(credited)) == (most, most + max(-most, 0))
    for refuse in (
        lambda: update(draft(), somebody(points=beyond), unit="park-road", birthday=None),
        lambda: credit(draft(points=max(-beyond, 0)), beyond, because="gift"),
    ):
        with pytest.raises(InvalidInput, match="points") as refused:
            refuse()
        assert refused.value.field == "points"


@pytest.mark.parametrize("given", [1.0, True, "5", None])
def test_points_are_whole_numbers(draft, given) -> None:
    """Nothing else, not even what is worth as much; who joins may have none said. S3.7"""
    one = draft(points=5)
    if given is not None:
        with pytest.raises(InvalidInput):
            update(one, somebody(points=given), unit="park-road", birthday=None)
    with pytest.raises(InvalidInput) as refused:
        credit(one, given, because="gift")
    assert (refused.value.field, one.lines) == ("points", [])


@pytest.mark.parametrize(
    ("has", "credited", "left"),
    [(5, -5, 0), (5, -6, None), (None, -1, None), (None, 3, 3), (-4, 1, -3), (-4, -1, None), (-4, 9, 5), (0, 0, 0)],
)
def test_nobody_spends_more_than_they_have(draft, has, credited, left) -> None:
    """To the last point; who owes some, by a list of the host's, may get some and spends none. S3.7"""
    one = draft(points=has)
    if left is None:
        with pytest.raises(InvalidInput) as refused:
            credit(one, credited, because="gift")
        assert (refused.value.field, one.lines) == ("points", [])
    else:
        credit(one, credited, because="gift")
        assert points(one) == left


def test_a_sale_is_credited_once(draft) -> None:
    """The same receipt again adds nothing; what comes without one is credited each time. S3.7"""
    one = draft(points=0, by=TILL)
    for sale in ("S-1", "S-1", "S-2", None, None):
        credit(one, 10, because="purchase", sale=sale, paid=Money(50, "CNY"))
    assert points(one) == 40
    assert [(kept.sale, kept.paid, kept.by, kept.at) for kept in one.made.credits] == [
        (sale, Money(50, "CNY"), one.facts.actor, AT) for sale in ("S-1", "S-2", None, None)
    ]


def test_points_of_who_was_erased_stay_counted_by_nobody(draft) -> None:
    """What was entered stays on record; there is no number to add it to. S3.7"""
    erased = attrs.evolve(draft(points=3).made, customer=Customer(), erased=True)
    line = LedgerEntry(
        event=e.MemberCredited(points=4, because="gift"), at=AT, by="chen", recorded_at=AT, recorded_by="chen"
    )
    found = apply_member(erased, line, id="m1")
    assert (found.customer, [one.points for one in found.credits], found.version) == (Customer(), [4], 2)
    one = MemberDraft(facts(), "m1", erased)
    with pytest.raises(InvalidInput, match="0 points"):
        credit(one, -1, because="gift")


# ---- consent ---------------------------------------------------------------------------------------------------------
def agreed(draft: MemberDraft) -> set[tuple[str, str]]:
    """What stands."""
    return {(one.kind.value, one.medium) for one in draft.made.consents if one.stands}


def test_each_kind_is_agreed_to_by_itself(draft) -> None:
    """By the media that were named, once; what they want already is nothing new. S3.9"""
    one = draft()
    consent(one, ["birthday", "birthday"], "sms", via="paper", given_at=None)
    consent(one, ["birthday", "thanks"], ["sms", "email", "sms"], via="phone", given_at=None)
    consent(one, "birthday", ["email"], via="phone", given_at=None)
    assert names(one) == ["member-consented"] * 3
    assert agreed(one) == {("birthday", "sms"), ("birthday", "email"), ("thanks", "sms"), ("thanks", "email")}
    assert len(one.made.consents) == 4
    first = one.made.consents[0]
    assert (first.since, first.via, first.by) == (AT, "paper", "chen")


@pytest.mark.parametrize(
    ("kinds", "media", "named"),
    [(["weather"], ["sms"], "kinds"), (["birthday"], ["by post"], "media"), (["birthday"], [7], "media")],
)
def test_what_is_no_kind_or_medium_is_refused(draft, kinds, media, named) -> None:
    """By its field. S3.9"""
    with pytest.raises(InvalidInput) as refused:
        consent(draft(), kinds, media, via="paper", given_at=None)
    assert refused.value.field == named


def test_nobody_agrees_tomorrow(draft) -> None:
    """This very moment is the last, and what a clock that is ahead takes for it. S3.9"""
    one = draft()
    with pytest.raises(InvalidInput) as refused:
        consent(one, "birthday", "sms", via="paper", given_at=AT + AHEAD + timedelta(seconds=1))
    assert (refused.value.field, one.lines) == ("given_at", [])
    consent(one, "birthday", "sms", via="paper", given_at=AT + AHEAD)
    assert one.made.consents[0].since == AT


@pytest.mark.parametrize(
    ("kind", "medium", "given", "holds"),
    [
        ("birthday", "sms", -1, False),
        ("birthday", "sms", 0, True),
        ("birthday", "sms", 1, True),
        ("birthday", "email", -1, True),
        ("thanks", "sms", -1, True),
    ],
)
def test_an_old_list_brings_back_no_consent(draft, kind, medium, given, holds) -> None:
    """What was given before it was withdrawn stays withdrawn: this kind by this medium, not another. S3.9"""
    one = draft()
    consent(one, "birthday", "sms", via="paper", given_at=AT - timedelta(days=9))
    withdraw(one, (), (), via="phone")
    later = MemberDraft(facts(AT + timedelta(days=2)), "m1", one.made)
    consent(later, kind, medium, via="import", given_at=AT + timedelta(days=given))
    assert agreed(later) == ({(kind, medium)} if holds else set())


@pytest.mark.parametrize(
    ("kinds", "media", "left"),
    [
        ((), (), set()),
        ("birthday", (), {("thanks", "sms"), ("thanks", "email")}),
        (["birthday"], ["sms"], {("birthday", "email"), ("thanks", "sms"), ("thanks", "email")}),
        ((), ["sms"], {("birthday", "email"), ("thanks", "email")}),
        (["festival"], ["sms"], {(kind, medium) for kind in ("birthday", "thanks") for medium in ("sms", "email")}),
    ],
)
def test_what_is_wanted_no_more_ends(draft, kinds, media, left) -> None:
    """Of these kinds, by these media; all where none is named; what ended before keeps its end. S3.9"""
    one = draft()
    consent(one, ["birthday", "thanks"], ["sms", "email"], via="paper", given_at=None)
    later = MemberDraft(facts(AT + timedelta(days=1)), "m1", one.made)
    withdraw(later, kinds, media, via="phone")
    assert agreed(later) == left
    ended = [one for one in later.made.consents if not one.stands]
    assert {(one.until, one.withdrawn_via) for one in ended} <= {(AT + timedelta(days=1), "phone")}
    last = MemberDraft(facts(AT + timedelta(days=2)), "m1", later.made)
    withdraw(last, (), (), via="sms")
    gone = [line.event.kinds for line in last.lines if isinstance(line.event, e.MemberConsentWithdrawn)]
    assert sum(map(len, gone)) == len(left)
    assert [one.until for one in last.made.consents if one in ended] == [AT + timedelta(days=1)] * len(ended)
    assert agreed(last) == set()


def test_what_ended_and_was_agreed_to_again_ends_again(draft) -> None:
    """Each time stays on record with its own end. S3.9"""
    one = draft()
    for day, way in enumerate(("paper", "phone", "sms", "post")):
        one = MemberDraft(facts(AT + timedelta(days=day)), "m1", one.made)
        if day % 2:
            withdraw(one, (), (), via=way)
        else:
            consent(one, "birthday", "sms", via=way, given_at=None)
    assert [(kept.via, kept.until) for kept in one.made.consents] == [
        ("paper", AT + timedelta(days=1)),
        ("sms", AT + timedelta(days=3)),
    ]
