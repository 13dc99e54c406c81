"""A message of care whose turn has come: whether it is still wanted, by which medium, and what it says. S3.9"""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

from complaintkit import Customer, Member
from complaintkit.decision.facts import Facts
from complaintkit.delivery.carrier import Cancel, MoveOn, Send, Verdict, Wait
from complaintkit.delivery.message.budget import HELD_BACK
from complaintkit.delivery.message.care import CareOccasion, _theirs, judge_care
from complaintkit.delivery.service import NotifierService, Stops
from complaintkit.model.customer import Contact
from complaintkit.model.member import Consent, Membership
from complaintkit.model.outbox import EntryKind
from complaintkit.model.task import Task, TaskKind
from complaintkit.organisation import Structure, load_organisation
from complaintkit.playbook import BenefitRule, load_playbook
from complaintkit.ports.notifier import Notification, Sender
from complaintkit.ports.outcome import Accepted
from complaintkit.ports.storage import CaseFilter, OutboxRow

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
PLAYBOOK = load_playbook("supermarket-service")
PEOPLE = load_organisation(SAMPLES / "supermarket-service" / "organisation.toml")
NOW = datetime.fromisoformat("2026-05-17T10:00+08:00")
MINUTE = timedelta(minutes=1)
KINDS = ("birthday", "festival", "event", "thanks")
FANG = Customer(
    name="王芳",
    phone="13800138000",
    email="wang@customer.example",
    language="zh",
    member=Member("88012", tier="gold", points=100),
)
SMS, MAIL = (
    NotifierService(medium, medium, kind, timedelta(0), None)  # type: ignore[arg-type]  # nothing is sent here
    for medium, kind in (("sms", "phone"), ("email", "email"))
)


def consents(media: tuple[str, ...] = ("sms", "email"), **changes: Any) -> tuple[Consent, ...]:
    """What they agreed to: every kind, by these media."""
    return tuple(
        Consent(kind=kind, medium=one, since=NOW, via="paper", by="chen", **changes)  # type: ignore[arg-type]
        for kind in KINDS
        for one in media
    )


def event(*, at: datetime = NOW + timedelta(days=3), **changes: Any) -> Task:
    """An event for members."""
    given: dict[str, Any] = {"state": "announced", "what": "新茶品尝", "values": {"on": (at.isoformat(),)}} | changes
    return Task(
        id="t",
        number="T-1",
        kind=TaskKind.EVENT,
        unit="park-road",
        owner="bai",
        opened_by="bai",
        opened_at=NOW,
        **given,
    )


def occasion(
    care: str = "birthday",
    *,
    turn: str = "2026",
    now: datetime = NOW,
    row: dict[str, Any] | None = None,
    about: Task | None = None,
    playbook: dict[str, Any] | None = None,
    opted_out: frozenset[Contact] = frozenset(),
    spent: dict[Contact, datetime] | None = None,
    serious: bool = False,
    **member: Any,
) -> CareOccasion:
    """A message of care to a member of the store who agreed to all of them."""
    known: dict[str, Any] = {"customer": FANG, "birthday": "05-17", "consents": consents()} | member
    rules = attrs.evolve(PLAYBOOK, **(playbook or {}))
    entry: dict[str, Any] = {"name": f"care:{care}", "media": ("sms", "email"), "language": "zh"} | (row or {})
    return CareOccasion(
        row=OutboxRow(
            id="m-1.2.care",
            case="m-1",
            seq=2,
            kind=EntryKind.MESSAGE,
            recipient="customer",
            person="p-1",
            next_at=None,
            created_at=NOW,
            **entry,
        ),
        facts=Facts(
            now=now,
            playbook=rules,
            structure=Structure(PEOPLE, rules.roles, rules.groups, rules.time_zone),
            records=None,  # type: ignore[arg-type]  # nothing is looked up
        ),
        member=Membership(
            id="m-1",
            person="p-1",
            since=date(2026, 1, 1),
            joined_at=NOW,
            via="checkout",
            **({"unit": "park-road"} | known),
        ),
        rule=rules.cares.get(care),
        turn=turn,
        event=about,
        serious=serious,
        opted_out=opted_out,
        spent=spent or {},
    )


def judged(care: CareOccasion) -> Verdict[Sender]:
    """What becomes of it, where SMS and mail can be sent."""
    return judge_care(care, [SMS, MAIL], Stops())


def sent(care: CareOccasion) -> Notification:
    """What goes out."""
    found: list[Notification] = []

    class Line:
        async def send(self, notification: Notification) -> Accepted:
            found.append(notification)
            return Accepted("ref")

        async def reconcile(self, attempt: object) -> Accepted:
            raise AssertionError(attempt)

    verdict = judged(care)
    assert isinstance(verdict, Send)
    asyncio.run(cast("Any", verdict.call(Line())))
    return found[0]


# ---- what becomes of it ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"care": "gone"}, "the playbook has no such message"),
        ({"row": {"useless_after": NOW - MINUTE}}, "too late"),
        ({"row": {"useless_after": NOW}}, "too late"),
        ({"row": {"useless_after": NOW + MINUTE}}, None),
        ({"left_at": NOW}, "they are no member any more"),
        ({"erased": True}, "they are no member any more"),
        ({"restricted": True}, "the member's data are restricted"),
        ({"consents": ()}, "they want no such messages any more"),
        ({"consents": consents(until=NOW)}, "they want no such messages any more"),
        ({"serious": True}, "a complaint of theirs is open"),
        ({"care": "event", "about": event()}, None),
        ({"care": "event", "about": event(state="dropped")}, "the event is over or dropped"),
        ({"care": "event", "about": event(at=NOW)}, "the event is over or dropped"),
        ({"care": "event", "about": event(at=NOW + MINUTE)}, None),
    ],
)
def test_it_goes_out_while_it_is_wanted_and_true(changes, why):
    """Else it is cancelled, and says why. S3.9"""
    assert isinstance(judged(occasion(**changes)), Send) if why is None else judged(occasion(**changes)) == Cancel(why)


@pytest.mark.parametrize(
    ("local", "until"),
    [("21:29", None), ("21:30", "2026-05-18T08:00"), ("07:59", "2026-05-17T08:00"), ("08:00", None)],
)
def test_nobody_is_woken_by_kindness(local, until):
    """Quiet hours are those of the member's unit; where the playbook has none, it goes at any hour."""
    care = occasion(now=datetime.fromisoformat(f"2026-05-17T{local}+08:00"))
    open_always = attrs.evolve(PLAYBOOK.customer, quiet=None)
    always = occasion(now=care.facts.now, playbook={"customer": open_always})

    waits = Wait(datetime.fromisoformat(f"{until}+08:00"), "quiet hours") if until else None
    assert judged(care) == waits if waits else isinstance(judged(care), Send)
    assert isinstance(judged(always), Send)


@pytest.mark.parametrize(
    ("agreed", "medium", "becomes"),
    [
        (("sms", "email"), 0, "sms"),
        (("sms", "email"), 1, "email"),
        (("sms", "email"), 2, MoveOn("no medium")),
        (("email",), 0, MoveOn("they want none by this medium any more")),
        (("email",), 1, "email"),
    ],
)
def test_it_goes_by_a_medium_that_they_agreed_to(agreed, medium, becomes):
    """By the one in hand; who wants none by that is told by the next."""
    verdict = judged(occasion(consents=consents(agreed), row={"medium": medium}))
    if isinstance(becomes, str):
        assert isinstance(verdict, Send)
        assert cast("NotifierService", verdict.service).medium == becomes
    else:
        assert verdict == becomes


def test_who_wants_none_at_an_address_or_had_enough_there_gets_none():
    """A stop holds for messages of care as for others, and so does what may go to one address in an hour."""
    phone = FANG.contacts[0]
    later = NOW + 7 * MINUTE

    assert judged(occasion(opted_out=frozenset({phone}))) == MoveOn("messages to this address were stopped")
    assert judged(occasion(spent={phone: later})) == Wait(later, HELD_BACK)
    verdict = judged(occasion())
    assert isinstance(verdict, Send)
    assert (verdict.to, verdict.most, verdict.part) == (phone, PLAYBOOK.customer.per_hour, None)


# ---- its words ------------------------------------------------------------------------------------------------------
def test_it_says_who_it_is_and_which_try():
    """Its entry names it on every attempt, which are counted from 1; who may not have it late is told until when."""
    told = sent(occasion(row={"attempts": 2, "useless_after": NOW + MINUTE}))

    assert (told.id, told.attempt, told.message, told.language) == ("m-1.2.care", 3, "care:birthday", "zh")
    assert (told.case_number, told.useless_after, told.to) == ("m-1", NOW + MINUTE, FANG.contacts[0])


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, {"tier": "gold", "points": "100", "member": "88012", "customer": "王芳", "unit": "公园路店"}),
        ({"customer": FANG.changed(member=Member("88012", points=0))}, {"tier": None, "points": "0"}),
        ({"customer": FANG.changed(member=Member("88012"))}, {"tier": None, "points": None, "member": "88012"}),
        (
            {"customer": FANG.changed(name=None, member=None)},
            {"customer": "尊敬的会员", "member": None, "tier": None, "points": None},
        ),
        ({"care": "birthday"}, {"festival": None, "event": None, "when": None}),
        ({"care": "festival", "turn": "mid-autumn-2026"}, {"festival": "中秋节", "event": None}),
        ({"care": "festival", "turn": "05-20-2026", "dates": {"05-20": {"zh": "店庆"}}}, {"festival": "店庆"}),
        ({"care": "event", "about": event()}, {"event": "新茶品尝", "when": "5月20日10:00", "festival": None}),
        ({"care": "event", "about": event(what=None)}, {"event": None, "when": "5月20日10:00"}),
    ],
)
def test_its_fields_say_what_is_known_of_the_member(changes, fields):
    """And nothing where nothing is: the words around it stand without it."""
    dates = changes.pop("dates", None)
    care = occasion(**changes)
    if dates:
        assert care.rule
        care = attrs.evolve(care, rule=attrs.evolve(care.rule, dates=dates))
    told = sent(care)

    assert {name: told.fields.get(name) for name in fields} == fields
    assert "" not in told.fields.values()


@pytest.mark.parametrize(
    ("when", "tiers", "member", "birthday", "told"),
    [
        ("always", (), FANG.member, "05-17", None),
        ("birthday", (), FANG.member, "05-17", "双倍"),
        ("birthday", (), FANG.member, "05-18", None),
        ("birthday", ("gold",), FANG.member, "05-17", "双倍"),
        ("birthday", ("silver",), FANG.member, "05-17", None),
        ("birthday", ("gold",), None, "05-17", None),
        ("birthday", (), None, "05-17", "双倍"),
    ],
)
def test_they_are_told_of_what_is_theirs_today(when, tiers, member, birthday, told):
    """Not of what they always have, nor of what other tiers have."""
    benefit = BenefitRule(id="b", title={"zh": "双倍"}, when=when, tiers=tiers)
    care = occasion(customer=FANG.changed(member=member), birthday=birthday, playbook={"benefits": {"b": benefit}})

    assert sent(care).fields.get("benefit") == told


@pytest.mark.parametrize(
    ("medium", "long", "subject", "expected"),
    [
        (0, {"zh": "长"}, {"zh": "题"}, (None, "短")),
        (1, {"zh": "长"}, {"zh": "题"}, ("题", "长")),
        (1, {}, {"zh": "{unit}"}, ("公园路店", "短")),
        (1, {}, {}, (PLAYBOOK.title["zh"], "短")),
    ],
)
def test_mail_has_a_subject_and_the_long_words(medium, long, subject, expected):
    """A subject of its own, else the procedure's title; a short message is as good where there is no long one."""
    care = occasion(row={"medium": medium})
    assert care.rule
    message = attrs.evolve(care.rule.message, short={"zh": "短"}, long=long, subject=subject)
    told = sent(attrs.evolve(care, rule=attrs.evolve(care.rule, message=message)))

    assert (told.subject, told.text) == expected


def test_whose_case_is_open_is_looked_for_by_all_that_is_known_of_them():
    """By who they are, by their number, by each address: what is closed holds nothing back."""
    found = list(_theirs(b"key", occasion().member, "p-1"))

    assert found[0] == CaseFilter(person="p-1", open=True)
    assert len(found) == len({one.tokens for one in found}) == 2 + len(FANG.contacts)
    assert all(one.open for one in found)
    nameless = occasion(customer=FANG.changed(member=None)).member
    assert len(list(_theirs(b"key", nameless, "p-1"))) == 1 + len(FANG.contacts)
