"""Reading: as far as the one who asks may see, as of this moment, masked. R15, R16, R20"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from complaintkit import Case, Customer, Desk, NotFound, System
from complaintkit.decision import record
from complaintkit.desk.admin.in_force import put_playbook
from complaintkit.events import MessageUndelivered
from complaintkit.testing import FakeClock

WANG = Customer(name="王芳", phone="13800138000")


def received(desk: Desk, by: str, unit: str) -> Case:
    """Sour rice."""
    return desk.receive("米饭酸", by=by, channel="hotline", unit=unit, category="food/sensory", customer=WANG)


def test_people_see_what_their_place_allows(desk: Desk) -> None:
    """A kitchen sees its own canteens, headquarters all; and nobody is told what they may not see. R20"""
    east, west = received(desk, "chen", "no3-school"), received(desk, "chen", "softpark")

    assert {one.number for one in desk.cases(by="fang")} == {east.number, west.number}
    assert {one.number for one in desk.cases(by="hu")} == {east.number}
    assert desk.cases(by="hu").count() == 1
    with pytest.raises(NotFound):
        desk.case(west, by="hu")
    with pytest.raises(NotFound):
        desk.timeline(west.number, by="hu")


def test_acting_on_what_one_may_not_see_tells_nothing(desk: Desk) -> None:
    """The same words as for a case that is not there, whatever is tried: not its state, not its owner, not its answers. R20"""
    west = received(desk, "chen", "softpark").number
    nowhere = "SOFTPARK-261121-999"
    tries: dict[str, dict[str, object]] = {
        "note": {"text": "x"}, "tell": {"text": "x"}, "assess": {"severity": "high", "approach": "x"}, "archive": {},
        "answer_plan": {"plan": "1", "accepted": True}, "answer_survey": {"outcome": 5, "process": 5}, "withdraw": {},
        "accept_handover": {"handover": "1"}, "resolve": {"result": "x"}, "settle": {"facts": "x", "agreed": "in-person"},
    }  # fmt: skip

    def told(verb: str, number: str) -> tuple[str, ...]:
        with pytest.raises(NotFound) as error:
            getattr(desk, verb)(number, by="hu", **tries[verb])
        words = (str(error.value), error.value.user_message("en"), error.value.user_message("zh"))
        return tuple(one.replace(number, "?") for one in words)

    for verb in tries:
        assert told(verb, west) == told(verb, nowhere), verb


def test_who_is_asked_sees_the_case(desk: Desk) -> None:
    """Somebody who has a duty on a case of another unit sees that case. R20"""
    west = received(desk, "chen", "softpark")
    desk.ask_advice(west, by="chen", of="hu", question="怎么看?")

    assert desk.case(west, by="hu").number == west.number
    assert [one.number for one in desk.cases(by="hu")] == [west.number]


def test_a_number_is_read_as_people_type_it(desk: Desk, case: Case) -> None:
    """Small letters, full width, blanks around it: by readings and by commands alike; an id stays as it is."""
    wide = "".join(chr(ord(one) + 0xFEE0) for one in case.number)
    for typed in (case.number.lower(), f" {case.number} ", wide, case.id):
        assert desk.case(typed, by=case.owner).number == case.number
        assert desk.note(typed, by=case.owner, text="来电催问").number == case.number


def test_a_case_shows_the_customer_masked(desk: Desk) -> None:
    """Lists show a masked name and number; the whole is read with a purpose, on record."""
    case = received(desk, "chen", "softpark")
    assert (case.customer.name, case.customer.contacts[0].address) == ("王*", "138****8000")
    assert "王芳" not in str(desk.timeline(case, by="chen"))

    assert (case.customer.phone, case.customer.email) == ("138****8000", None)

    whole = desk.contact(case, by="chen", purpose="回访")
    assert (whole.name, whole.phone) == ("王芳", "13800138000")

    assert desk.timeline(case, by="chen")[-1].event.name == "contact-read"


def test_reading_shows_what_is_late_though_no_worker_ran(desk: Desk, clock: FakeClock) -> None:
    """Without a worker nothing is judged wrongly: a read shows the breach, and a later command records it. R15"""
    case = received(desk, "chen", "softpark")
    clock.advance(timedelta(hours=25))

    seen = desk.case(case, by="chen")

    late = {one.name for one in seen.deadlines if one.breached_at}
    assert "assessment" in late
    assert seen.version == case.version
    assert [line.event.name for line in desk.timeline(case, by="chen")].count("deadline-breached") == 0
    desk.note(case, by="chen", text="晚了")
    assert {one.name for one in desk.case(case, by="chen").deadlines if one.breached_at} >= late


def test_a_comment_never_resets_a_clock(desk: Desk, clock: FakeClock) -> None:
    """Neither a note nor a word to the customer moves a due date. R15"""
    case = received(desk, "chen", "softpark")
    due = {one.id: one.due_at for one in case.deadlines}
    clock.advance(timedelta(hours=20))

    for text in ("还在查", "快了"):
        case = desk.note(case, by="chen", text=text)
        case = desk.tell(case, by="chen", text=text)

    assert {one.id: one.due_at for one in case.deadlines if one.id in due} == due


def test_waiting_for_the_customer_pauses_what_may_pause(desk: Desk, clock: FakeClock) -> None:
    """Only deadlines that may pause do, and the pause is explained with its cause. R16"""
    case = desk.assess(received(desk, "chen", "softpark"), by="chen", severity="high", approach="核实")
    result = next(one for one in case.deadlines if one.name == "result")
    case = desk.wait_for_customer(case, by="chen", question="请发照片")
    clock.advance(timedelta(days=4))

    case = desk.hear_customer(case, by="chen", text="已发")

    after = next(one for one in case.deadlines if one.id == result.id)
    assert after.due_at > result.due_at
    assert not after.breached_at
    assert after.explain("zh-CN") != result.explain("zh-CN")


def test_every_due_date_can_be_explained(desk: Desk) -> None:
    """Calendar, playbook version, days counted: in Chinese and English. R16"""
    case = received(desk, "chen", "softpark")

    for deadline in case.deadlines:
        assert deadline.within
        assert str(deadline.due_at.astimezone().year) in deadline.explain("en")
        assert "到期" in deadline.explain("zh-CN")
    assert case.playbook.startswith("canteen-delivery ")


def test_the_feed_goes_on_where_it_was_left(desk: Desk) -> None:
    """Events in commit order, a page at a time, each once; nothing personal in them."""
    cases = [received(desk, "chen", "softpark") for _ in range(3)]
    seen, after = [], None
    while page := list(desk.events(after, limit=5)):
        seen += page
        after = page[-1].position

    assert [one.position for one in seen] == sorted(
        {one.position for one in seen}, key=lambda position: int(position.partition("-")[0])
    )
    assert {one.number for one in seen if one.number} == {one.number for one in cases}
    assert not any("13800138000" in one.data or "王芳" in one.data or "米饭" in one.data for one in seen)


def test_duties_name_everything_somebody_owes(desk: Desk, investigated: Case) -> None:
    """Cases, handovers to answer, tasks: everyone knows what they are responsible for. S0.12"""
    desk.ask_advice(investigated, by="chen", of="luo", question="口径?")
    desk.offer_handover(investigated, by="chen", to="li", reason="supplier-side")

    assert [one.number for one in desk.duties("chen").cases] == [investigated.number]
    assert [(one.giver, one.case) for one in desk.duties("li").handovers_to_answer] == [("chen", investigated.number)]
    assert [one.what for one in desk.duties("luo").owed] == ["advice"]


def test_allowed_is_what_would_not_be_refused_for_who_and_when(desk: Desk, case: Case) -> None:
    """The buttons a till shows: by state, role and responsibility."""
    assert "assess" in desk.allowed(case, by="chen")
    assert "assess" not in desk.allowed(case, by="wu")
    assert {"note", "escalate", "ask-advice"} <= desk.allowed(case, by="wu")
    assert "archive" not in desk.allowed(case, by="chen")


def test_the_business_day_is_the_units_own(desk: Desk, clock: FakeClock) -> None:
    """03:00 belongs to the day before, where the kitchens start at five."""
    clock.advance(timedelta(hours=17))  # 03:00 on Sunday

    assert desk.business_day("softpark").label == "2026-11-21"


def test_a_message_that_never_arrived_is_somebodys_task(desk: Desk, case: Case) -> None:
    """Nobody knows that the customer heard: the owner owes them a word, until they were told. R4"""
    door = desk._door
    with door.changing(case.id) as (tx, loaded):
        event = MessageUndelivered(message="received", outbox="o1", recipient="customer", state="parked")
        door.write(tx, loaded, record(loaded.case, door.facts(tx, loaded.case, by=System("test")), event))
    assert [one.ref for one in desk.duties("chen").of_kind("message")] == ["received:o1"]

    desk.tell(case, by="chen", text="您好,已收到您的投诉。")

    assert desk.duties("chen").of_kind("message") == ()


def test_a_list_shows_the_deadlines_of_the_case(desk: Desk, clock: FakeClock, case: Case, tmp_path: Path) -> None:
    """Also where the case carries an older version of the playbook than the one in force. R16"""
    from complaintkit.playbook import load_playbook

    newer = tmp_path / "newer.toml"
    text = (Path(load_playbook.__code__.co_filename).parent / "procedures" / "canteen-delivery.toml").read_text("utf-8")
    newer.write_text(text.replace('within = "24 h"', 'within = "23 h"'), encoding="utf-8")
    put_playbook(desk._door, load_playbook(newer))
    assert desk.playbook(by="fang").digest != case.playbook_digest
    clock.advance(timedelta(days=3))

    (listed,) = desk.cases(by="chen")
    assert listed.deadlines == desk.case(case, by="chen").deadlines
    assert any(one.state == "breached" for one in listed.deadlines)


def test_a_list_finds_what_is_late_before_a_group_or_waiting(desk: Desk, clock: FakeClock, investigated: Case) -> None:
    """What a screen asks for; all conditions hold together."""

    def found(**conditions: Any) -> list[str]:
        return [one.number for one in desk.cases(by="fang", **conditions)]

    other = desk.receive("汤凉了", by="chen", channel="hotline", unit="softpark", customer=WANG)
    assert found(overdue=True) == found(before_group=True) == found(waiting=True) == found(unread=True) == []

    desk.wait_for_customer(investigated, by="chen", question="哪天的?")
    assert found(waiting=True) == [investigated.number]
    desk.escalate(other, by="chen", reason="suspected-poisoning")
    assert found(before_group=True) == [other.number]
    assert found(before_group=True, waiting=True) == []
    clock.advance(timedelta(days=30))
    assert other.number in found(overdue=True)
    desk.run_due()
    assert other.number in found(overdue=True, before_group=True)
