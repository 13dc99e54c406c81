"""Messages of care: by consent, once, within a budget, true when they go out, never in the middle of something serious. S3.9"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import attrs
import pytest

from complaintkit import Contact, Customer, Desk, Member, NotAllowed, System
from complaintkit.decision.member import turns_today
from complaintkit.delivery import care
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.message.wording import message_id
from complaintkit.delivery.setting import Setting
from complaintkit.model.actor import DESK
from complaintkit.ports.storage import MemberFilter
from complaintkit.records.ledger import read_lines
from complaintkit.records.member import load_for_care
from complaintkit.records.task import task_facts
from tests.member.conftest import PHONE, person

NIGHTLY = System("nightly")


def test_a_birthday_is_wished_once_a_year(store, enrol):
    """On the day, from the hour that the playbook names, in their words, with what they have on it; next year again."""
    enrol()
    store.day(at=9)
    assert store.told() == []
    store.clock.advance(timedelta(minutes=31))
    store.work()
    assert store.told() == ["care:birthday"]
    assert store.texts() == ["王芳，公园路店祝您生日快乐！生日当月双倍积分，欢迎光临。退订回T"]
    for _ in range(3):
        store.day()
    assert store.told().count("care:birthday") == 1
    store.day(362)
    assert store.told().count("care:birthday") == 2


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "生日快乐"), ("en", "happy birthday"), ("fr", "生日快乐")])
def test_it_is_said_in_their_language(store, enrol, language, word):
    """Else in the first of the playbook."""
    enrol(person(language=language))
    store.day()
    assert word in store.texts()[0]


@pytest.mark.parametrize(
    ("birthday", "start", "told"),
    [
        ("05-18", 1, False),
        (None, 1, False),
        ("02-29", 288, True),  # 2027 has none: on the 28th
        ("02-28", 288, True),
    ],
)
def test_only_who_has_their_birthday(store, enrol, birthday, start, told):
    """Who was born on 29 February has theirs on the 28th in other years."""
    enrol(birthday=birthday)
    store.day(start)
    assert ("care:birthday" in store.told()) is told


def test_nothing_is_sent_without_consent(store, enrol):
    """To each kind by itself, and to each medium."""
    member = enrol(agrees=False)
    store.day()
    assert store.told() == []
    store.desk.members.consent(member, ["festival"], ["sms"], by="chen", via="paper")
    store.desk.members.consent(member, ["birthday"], ["email"], by="chen", via="paper")
    store.day(365)
    assert store.told() == []
    assert store.entries(member)["care:birthday"][0] == "dead"  # agreed to mail, and no address for it


@pytest.mark.parametrize(
    "ends",
    [
        lambda desk, member: desk.members.withdraw(member, by="chen", via="phone"),
        lambda desk, member: desk.members.withdraw(member, by="chen", via="phone", kinds=["birthday"], media=["sms"]),
        lambda desk, member: desk.members.leave(member, by="chen"),
        lambda desk, _: desk.restrict_person(Customer(member=Member("88012")), by="tang"),
        lambda desk, _: desk.erase_person(Customer(member=Member("88012")), by="tang"),
        lambda desk, _: desk.stop_messages(Contact("phone", PHONE), by="chen", reason="不要短信"),
    ],
    ids=["withdrawn", "this one withdrawn", "left", "restricted", "erased", "stopped"],
)
def test_what_was_planned_is_not_sent_when_it_is_wanted_no_more(store, enrol, ends):
    """Looked at when its turn comes: between night and morning they changed their mind."""
    member = enrol()
    store.day(at=6)
    assert store.entries(member)["care:birthday"][0] == "ready"
    ends(store.desk, member)
    store.clock.advance(timedelta(hours=4))
    store.work()
    assert "care:birthday" not in store.told()
    assert store.entries(member)["care:birthday"][0] in ("cancelled", "dead")


@pytest.mark.parametrize(
    ("severity", "told"), [("low", True), ("normal", True), ("high", False), ("major", False), (None, False)]
)
@pytest.mark.parametrize("known_by", ["number", "phone"])
def test_nobody_is_wished_well_in_the_middle_of_something_serious(store, enrol, severity, told, known_by):
    """A complaint of theirs that is open and serious, or that nobody has assessed; by whatever it is theirs."""
    member = enrol()
    who = person() if known_by == "number" else Customer(name="王芳", phone="138 0013 8000")
    case = store.desk.receive(
        "酸奶发苦", by="chen", channel="service-desk", unit="park-road", category="goods/out-of-stock", customer=who
    )
    if severity:
        store.desk.assess(case, by="chen", severity=severity, approach="查批次")
    store.day()
    assert ("care:birthday" in store.told()) is told
    if not told:
        assert store.entries(member)["care:birthday"] == ("cancelled", "a complaint of theirs is open")


def test_what_is_settled_holds_nothing_back(store, enrol):
    """Nor does an inquiry of theirs."""
    enrol()
    given = {"by": "chen", "channel": "service-desk", "unit": "park-road", "customer": person()}
    store.desk.receive("轮椅在哪里？", kind="inquiry", category="reception/aisle", **given)
    case = store.desk.receive("酸奶发苦", category="goods/out-of-stock", **given)
    store.desk.settle(case, by="chen", facts="换了", agreed="in-person", apology=True)
    store.day()
    assert "care:birthday" in store.told()


def test_a_month_has_a_budget(store, enrol):
    """Three to one member, all kinds together, in the order of the playbook; the next month begins anew."""
    member = enrol()
    for number in range(4):
        at = store.clock.now() + timedelta(days=10)
        event = store.desk.members.plan_event(f"活动{number}", by="chen", on=at, unit="park-road")
        store.desk.members.announce(event, by=event.waits_for)
    store.day()
    assert sorted(set(store.told())) == ["care:birthday", "care:event"]
    assert len(store.told()) == 3
    assert len(store.desk.members.show(member, by="chen").cares) == 3


def test_what_was_cancelled_costs_nothing(store, enrol):
    """The budget counts what they get."""
    member = enrol()
    store.day(at=6)
    store.desk.members.withdraw(member, by="chen", via="phone")
    store.clock.advance(timedelta(hours=4))
    store.work()
    store.desk.members.consent(member, ["event"], ["sms"], by="chen", via="phone")
    for number in range(4):
        at = store.clock.now() + timedelta(days=10)
        event = store.desk.members.plan_event(f"活动{number}", by="chen", on=at, unit="park-road")
        store.desk.members.announce(event, by=event.waits_for)
    store.day()
    assert store.told() == ["care:event"] * 3


def test_quiet_hours_hold(store, enrol):
    """A wish that would go out at night waits for the morning; the next day it is none any more."""
    member = enrol()
    now = store.clock.now()
    store.clock.advance(datetime.fromisoformat("2026-05-17T22:00+08:00") - now)
    store.work()
    assert store.told() == []
    assert store.entries(member)["care:birthday"] == ("ready", "quiet hours")
    store.clock.advance(timedelta(hours=11))
    store.work()
    assert store.entries(member)["care:birthday"] == ("cancelled", "too late")


def test_festivals_of_the_moon_are_known(store, enrol):
    """Mid-Autumn 2026 is on 25 September; the day before nobody is told."""
    enrol(birthday=None)
    store.day(131)  # 24 September
    assert "care:festival" not in store.told()
    store.day()
    assert store.texts()[-1] == "王芳，公园路店祝您中秋节快乐！店内节日促销已开始。退订回T"


def test_who_joined_is_thanked_once(store, enrol):
    """The day after, and never again."""
    enrol(birthday=None)
    for _ in range(3):
        store.day()
    assert store.told() == ["care:thanks"]
    assert "88012" in store.texts()[0]


def test_an_event_is_announced_once_a_leader_says_so(store, enrol):
    """To members of the store, once each; whoever planned it can't let it out, nor does it go out when it is dropped."""
    desk = store.desk
    enrol(birthday=None)
    enrol(person("88013", phone="13900139000"), birthday=None, unit="north-gate", by="tang")
    store.day()
    at = datetime.fromisoformat("2026-05-30T15:00+08:00")
    event = desk.members.plan_event("中秋品鉴会", by="chen", on=at, unit="park-road")
    assert event.waits_for == "bai"
    assert event in desk.duties("bai").tasks
    with pytest.raises(NotAllowed):
        desk.members.announce(event, by="chen")
    other = desk.members.plan_event("被取消的活动", by="chen", on=at, unit="park-road")
    desk.members.announce(other, by="bai")
    desk.members.drop_event(other, by="bai", reason="场地不可用")
    store.day()
    assert "care:event" not in store.told()

    desk.members.announce(event, by="bai")
    for _ in range(3):
        store.day()
    assert [one for one in store.texts() if "品鉴会" in one] == [
        "王芳，公园路店会员活动：中秋品鉴会，5月30日15:00，恭候光临。退订回T"
    ]
    assert store.told("13900139000") == ["care:thanks"]
    assert not any("被取消" in one for one in store.texts())
    held = desk.members.hold_event(event, by="chen", came=40)
    assert (held.state, held.open, held.values["came"]) == ("held", False, ("40",))


def test_a_chains_event_is_for_all_its_stores(store, enrol):
    """Planned at the top, told in each store; after it took place nobody is told."""
    enrol(birthday=None)
    enrol(person("88013", phone="13900139000"), birthday=None, unit="north-gate", by="tang")
    at = store.clock.now() + timedelta(days=2)
    event = store.desk.members.plan_event("周年庆", by="tang", on=at, unit="yuelin")
    store.desk.members.announce(event, by="tang")
    store.day()
    assert "care:event" in store.told()
    assert "care:event" in store.told("13900139000")
    enrol(person("88014", phone="13700137000"), birthday=None)
    store.day(3)
    assert "care:event" not in store.told("13700137000")


# ---- once, whatever happens -------------------------------------------------------------------------------------------
def test_who_looks_twice_plans_once(store, enrol):
    """A worker that was stopped before it said that it had looked."""
    members = [enrol(person(f"9{index}", phone=f"1380013{index:04d}")) for index in range(5)]
    store.clock.advance(timedelta(hours=20))
    door = store.desk._opened.door
    assert care.tell_members(door, "park-road") > 0
    assert care.tell_members(door, "park-road") == 0
    store.work()
    for one in members:
        assert [care.care for care in store.desk.members.show(one, by="chen").cares].count("birthday") == 1


def test_a_worker_killed_half_way_leaves_the_rest_to_the_next(store, enrol, monkeypatch):
    """What is planned stays planned, once; what is not comes with the next look."""
    monkeypatch.setattr(care, "_PAGE", 2)
    for index in range(7):
        enrol(person(f"9{index}", phone=f"1380013{index:04d}"))
    store.clock.advance(timedelta(hours=20))
    door = store.desk._opened.door
    pages = []

    def recorded(rows):
        pages.append(rows)
        if len(pages) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        care.tell_members(attrs.evolve(door, recorded=recorded), "park-road")
    store.clock.advance(timedelta(hours=5))
    store.work()
    assert [store.told(f"1380013{index:04d}").count("care:birthday") for index in range(7)] == [1] * 7


def test_two_workers_at_once_send_one(store, enrol, tmp_path):
    """Each on a connection of its own."""
    for index in range(10):
        enrol(person(f"9{index}", phone=f"1380013{index:04d}"))
    store.clock.advance(timedelta(hours=24))
    with (
        Desk.open(f"sqlite:///{tmp_path}/desk.db", plugins=[store.heard], clock=store.clock) as first,
        Desk.open(f"sqlite:///{tmp_path}/desk.db", plugins=[store.heard], clock=store.clock) as second,
    ):
        workers = [threading.Thread(target=desk.work_blocking, kwargs={"limit": 100}) for desk in (first, second)]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
    store.work()
    assert [store.told(f"1380013{index:04d}").count("care:birthday") for index in range(10)] == [1] * 10


def test_a_day_without_a_birthday_looks_at_nobody(store, enrol):
    """Found by an index of days, which tells nobody's birthday to whoever reads the rows."""
    enrol(birthday="07-01")
    door = store.desk._opened.door
    with door.storage.reading() as reader:
        facts = task_facts(door, reader, "park-road", by=DESK)
        turns = {turn.rule.id: turn for turn in turns_today(facts, "park-road", ())}
        [row] = reader.members(MemberFilter())
    assert turns["birthday"].days == ("05-16",)
    assert "07-01" not in row.birthday
    assert len(row.birthday) == 32


def test_whom_to_wish_well_is_known_without_what_they_bought(store, enrol, monkeypatch):
    """Of a member with many points as many lines are read as of one with none; and what is planned is written behind them. S3.9"""
    desk = store.desk
    members = [enrol(person(f"8801{one}", phone=f"1380013800{one}")) for one in range(2)]
    for sale in range(30):
        desk.members.credit(members[0], 1, by=System("pos"), because="purchase", sale=f"S-{sale}")
    read: dict[str, int] = {}

    def counting(rows, vault):
        read.update({case: sum(row.case == case for row in rows) for case in {row.case for row in rows}})
        return read_lines(rows, vault)

    monkeypatch.setattr("complaintkit.records.member.read_lines", counting)
    with desk._door.storage.reading() as reader:
        rows = [reader.member(one.id) for one in members]
        loaded = list(load_for_care(reader, rows))
    assert read[members[0].id] == read[members[1].id]
    assert [one.member.version for one in loaded] == [one.version for one in rows]
    monkeypatch.undo()

    store.day()

    assert {one.customer.member.points for one in (desk.members.show(each.id, by="chen") for each in members)} == {
        100,
        130,
    }
    assert [sorted(store.entries(one)) for one in members] == [["care:birthday", "care:thanks"]] * 2
    assert desk.ledger.verify(by="tang").ok


def test_a_message_in_doubt_is_asked_about_at_the_members_address(store, enrol):
    """By the id under which it went out: its own, or that of a digest."""
    member = enrol()
    store.day()
    door = store.desk._door
    messages = Messages(Setting.of(door, store.desk._opened.plugins.notifiers))
    with door.storage.reading() as reader:
        row = next(one for one in reader.outbox(case=member.id) if one.name == "care:birthday")
        attempt = reader.attempts(row.id)[-1]
        asked = messages.question(reader, row, attempt)
        together = messages.question(reader, row, attrs.evolve(attempt, digest="digest-1"))

    assert (asked.id, asked.to) == (message_id(row.id), Contact("phone", PHONE))
    assert together.id == "digest-1"
