"""Whose list of duties one may read. R20"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import pytest

from complaintkit import Case, Customer, Desk, Duty, InvalidInput, System
from complaintkit.desk.reading.duties import _PASSED
from complaintkit.organisation import Structure
from complaintkit.testing import FakeClock, open_test_desk
from tests.houses import HOUSES

WANG = Customer(name="王芳", phone="13800138000")


def test_somebody_elses_duties_are_told_as_far_as_one_may_see(desk: Desk, investigated: Case) -> None:
    """A kitchen's head reads of the duty manager's list what concerns that kitchen; headquarters and programs read it all."""
    west = desk.receive("汤凉了", by="chen", channel="hotline", unit="softpark", customer=WANG)
    desk.ask_advice(west, by="chen", of="luo", question="口径?")
    everything = {investigated.number, west.number}

    assert {one.number for one in desk.duties("chen").cases} == everything
    for by in ("chen", "fang", System("board")):
        assert {one.number for one in desk.duties("chen", by=by).cases} == everything
    assert {one.number for one in desk.duties("chen", by="hu").cases} == {investigated.number}
    assert [one.what for one in desk.duties("luo", by="fang").owed] == ["advice"]
    assert desk.duties("luo", by="hu").owed == ()


def test_a_stranger_reads_nobodys_duties(desk: Desk, investigated: Case) -> None:
    """Who does not work here is told so. R20"""
    with pytest.raises(InvalidInput, match="does not work here"):
        desk.duties("chen", by="nobody")
    assert investigated.number in {one.number for one in desk.duties("chen", by="fang").cases}


def test_what_several_are_asked_for_stands_in_a_list_once(desk: Desk) -> None:
    """Also in the list of who acts for another of them. S1.7, F8"""
    case = desk.receive("有人呕吐", by="chen", channel="hotline", category="food/illness", customer=WANG)
    desk.staff_away("zhou", by=System("roster"), start=desk.clock.now(), end=desk.clock.now() + timedelta(days=1))

    owed = [(one.what, one.ref) for one in desk.duties("chen").owed if one.case == case.number]
    assert "first-handling" in [what for what, _ in owed]
    assert len(set(owed)) == len(owed)


def owed_by_all(desk: Desk, case: Case, kind: str) -> list[Duty]:
    """What anybody owes on a case, of one kind."""
    staff = desk.people.organisation(by=System("board")).staff
    return [
        one for who in staff for one in desk.duties(who).of_kind(kind) if one.case == case.number and one.staff == who
    ]


def test_what_is_owed_is_written_whoever_changed_who_works_here_meanwhile(
    desk: Desk, open_desk: Callable[[], Desk], investigated: Case
) -> None:
    """A process that has a case in mind with what was owed on it does not go by that once people have changed. F8"""
    asked = desk.ask_advice(investigated, by="chen", of="luo", question="口径?")
    other = open_desk()
    other.staff_left("luo", by="fang")
    assert [one.what for one in desk.duties("luo").owed] == []
    (falls_to,) = {one.staff for one in owed_by_all(desk, asked, "advice")}

    desk.note(asked, by="chen", text="在等")
    assert {one.staff for one in owed_by_all(desk, asked, "advice")} == {falls_to}
    desk.give_advice(asked, by=falls_to, advice=asked.advice[-1].id, answer="赔")
    assert owed_by_all(desk, asked, "advice") == []
    assert desk.ledger.verify(by="fang", deep=True).ok


def test_who_gives_a_case_is_not_asked_to_take_it_for_somebody_else(desk: Desk, investigated: Case) -> None:
    """They act for whoever it is offered to, and could not take it back all the same: it waits for the receiver. F3"""
    now = desk.clock.now()
    desk.staff_away("zhou", by="zhou", start=now, end=now + timedelta(hours=8))  # chen acts for them
    asked = desk.ask_advice(investigated, by="chen", of="zhou", question="口径?")
    desk.offer_handover(asked, by="chen", to="zhou", reason="overloaded")
    assert [one.what for one in desk.duties("chen").owed if one.staff == "zhou"] == ["advice"]
    assert [one.staff for one in desk.duties("zhou").of_kind("handover")] == ["zhou"]


def test_a_list_is_of_one_moment(
    desk: Desk, investigated: Case, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many people work here, whom somebody acts for is asked of one moment, and once for the whole list. F8"""
    asked: list[tuple[str, datetime]] = []
    acting_for = Structure.acting_for

    def counted(structure: Structure, staff: str, at: datetime, *, without: Collection[str] = ()) -> str:
        asked.append((staff, at))
        return acting_for(structure, staff, at, without=without)

    monkeypatch.setattr(Structure, "acting_for", counted)
    now = clock.now()
    moments = (now + timedelta(microseconds=one) for one in range(1_000_000))
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    assert investigated.number in {one.case for one in desk.duties("chen").owed}
    assert asked
    assert len({at for _, at in asked}) == 1
    assert max(Counter(staff for staff, _ in asked).values()) <= _PASSED


def test_who_acts_for_whoever_takes_such_a_matter_first_can_do_something() -> None:
    """They may not take it themselves, but bring it upwards: no duty stands there without a button. S4.6, F8, R20"""
    with open_test_desk(playbook="canteen-delivery", organisation=HOUSES["canteen-delivery"]) as desk:
        given = {"channel": "hotline", "unit": "no3-school", "category": "food/sensory", "customer": WANG}
        case = desk.receive("米饭酸", by="fang", about_staff="zhou", **given)  # type: ignore[arg-type]
        now = desk.clock.now()
        desk.staff_away("chen", by="fang", start=now, end=now + timedelta(days=2), deputy="sun")
        (duty,) = (one for one in desk.duties("sun").owed if one.what == "take")
        assert (duty.case, duty.staff) == (case.number, "chen")
        assert duty.commands
        assert set(duty.commands) <= desk.allowed(case, by="sun")
