"""Deadlines that are owed again, or still: what was cancelled, done or waived for nothing runs on. R2, R9, R15, R16, R18"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from complaintkit import Customer
from complaintkit.decision.duty import owed_on
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.due import Within
from complaintkit.model.duty import DutyKind
from tests.decision.clocks.ruling import clock, rules, states
from tests.decision.conftest import FANG, Matter

UNREACHED = Customer(name="王芳", no_contact_because="打错了")
PAUSING = {"within": "24 h", "pauses": ("waiting-for-customer",), "categories": ("food",)}
LATE = pytest.mark.parametrize("late", [False, True])


def with_an_office(matter: Matter) -> None:
    """Let one of the units keep office hours: this Saturday it is closed."""
    units = matter.organisation.units
    office = attrs.evolve(units["softpark"], calendar="office")
    matter.organisation = attrs.evolve(matter.organisation, units={**units, "softpark": office})


def another_category_and_back(matter: Matter) -> None:
    """Somebody takes it for something else, and is put right."""
    matter.do(c.Reclassify, category="service/attitude", reason="写错了")
    matter.do(c.Reclassify, category="food/sensory", reason="没写错")


def withdrawn_and_objected_to(matter: Matter) -> None:
    """Staff take down that the customer withdrew; the customer did not."""
    matter.do(c.Withdraw, reason="不用了")
    matter.do(c.Object, by=CUSTOMER, text="我没有说过")


# ---- what was cancelled ----------------------------------------------------------------------------------------------
@LATE
@pytest.mark.parametrize("way", [another_category_and_back, withdrawn_and_objected_to])
def test_what_was_cancelled_is_again_the_deadline_it_was(matter, way, late) -> None:
    """No second one begins: it runs from its true start, and is late if it was. R9, R15"""
    rules(matter, it={"categories": ("food",)})
    matter.received()
    before = clock(matter)
    matter.later(hours=3 if late else 1)

    way(matter)

    [it] = (one for one in matter.case.deadlines if one.name == "it")
    assert (it.id, it.started_at, it.due_at) == (before.id, before.started_at, before.due_at)
    assert it.state == ("breached" if late else "running")


def test_what_is_owed_again_goes_by_the_hours_of_where_the_case_is_now(matter) -> None:
    """It was at another place that it was owed before. R15"""
    with_an_office(matter)
    rules(matter, it={"within": "2 working hours", "categories": ("food",)})
    matter.received()
    matter.do(c.Reclassify, category="service/attitude", reason="写错了")
    matter.do(c.Correct, reason="写错了", unit="softpark")

    matter.do(c.Reclassify, category="food/sensory", reason="没写错")

    assert clock(matter).due_at == datetime.fromisoformat("2026-11-23T10:30+08:00")


@pytest.mark.parametrize("way", [another_category_and_back, withdrawn_and_objected_to])
def test_what_stood_still_when_it_was_cancelled_has_stood_still(matter, way) -> None:
    """The customer was waited for that long: owed again, it is not late by it. R15, R16"""
    rules(matter, it=PAUSING)
    matter.investigated()
    due, asked = clock(matter).due_at, matter.now
    matter.do(c.WaitForCustomer, question="小票号?")
    matter.later(hours=30)

    way(matter)
    matter.do(c.HearCustomer, text="0042")

    assert (clock(matter).state, clock(matter).due_at) == ("running", due + timedelta(hours=30))
    assert clock(matter).pauses[0] == (asked, matter.now, "waiting-for-customer")


# ---- what was done ---------------------------------------------------------------------------------------------------
def test_what_was_done_by_a_word_that_was_not_said_is_to_be_done(matter) -> None:
    """The customer objects to it: it runs again. R9"""
    rules(matter, it={"stops": ("withdrawn",)})
    matter.received()
    matter.do(c.Withdraw, reason="不用了")
    assert states(matter)["it"] == "met"

    matter.do(c.Object, by=CUSTOMER, text="我没有说过")

    assert (clock(matter).state, clock(matter).met_at) == ("running", None)


def test_an_objection_gives_back_nothing_that_was_not_taken(matter) -> None:
    """What outlived the end stands still for the plan again; it was owed all the time. R9, R16"""
    rules(matter, it={**PAUSING, "starts": "dispatched", "stops": ("dispatch-reported",)})
    matter.investigated()
    matter.do(c.Dispatch, who="li", what="去看看")
    matter.offered()
    matter.do(c.Withdraw, reason="不用了")
    assert clock(matter).state == "running"

    matter.do(c.Object, by=CUSTOMER, text="我没有说过")

    assert clock(matter).state == "paused"
    assert clock(matter).id not in restored(matter)


def restored(matter: Matter) -> list[str]:
    """Return the deadlines that the last decision said are owed again."""
    return [line.event.deadline for line in matter.draft.lines if isinstance(line.event, e.DeadlineRestored)]


def test_what_was_done_by_whom_it_was_for_stays_done(matter) -> None:
    """Though they have other work since. S3.1"""
    roles = matter.organisation.staff["chen"].roles
    rules(matter, it={"stops": ("told",), "by": roles[0]})
    matter.investigated()
    matter.do(c.Tell, text="正在查")
    assert states(matter)["it"] == "met"

    matter.seated("chen", roles=())
    matter.do(c.Note, by="li", text="忙")

    assert (states(matter)["it"], restored(matter)) == ("met", [])


def test_what_turns_out_to_be_a_danger_is_made_safe_though_it_was_looked_at(matter) -> None:
    """Facts that were first handling enough make no hazard safe: its time runs again, from its true start. R11, R18, S4.9"""
    matter.received()
    due = clock(matter, "first-handling").due_at
    matter.do(c.RecordFacts, by="zhou", facts="放了两小时", heard=["hu"])
    assert clock(matter, "first-handling").state == "met"

    matter.do(c.Assess, severity="major", approach="核实")

    assert (clock(matter, "first-handling").state, clock(matter, "first-handling").due_at) == ("running", due)
    owed = {one.due_at for one in owed_on(matter.facts(), matter.case) if one.what == DutyKind.FIRST_HANDLING}
    assert owed == {due}


# ---- what was waived -------------------------------------------------------------------------------------------------
def test_a_contact_that_was_taken_out_and_given_again_wins_no_time(matter) -> None:
    """The one that was waived is owed again, from its true start; no other begins. R2, R15"""
    rules(matter, it={"stops": ("told",)})
    matter.received()
    before = clock(matter)
    matter.do(c.Correct, reason="听错了", customer=UNREACHED)
    assert clock(matter).state == "waived"
    matter.later(hours=1)

    matter.do(c.Correct, reason="还是这个", customer=FANG)

    [it] = (one for one in matter.case.deadlines if one.name == "it")
    assert (it.state, it.started_at, it.due_at) == ("running", before.started_at, before.due_at)


def test_whoever_is_late_is_late_though_nobody_can_be_told_any_more(matter) -> None:
    """A breach is not waived. R2, R15"""
    rules(matter, it={"stops": ("told",)})
    matter.received()
    matter.later(hours=3)

    matter.do(c.Correct, reason="听错了", customer=UNREACHED)

    assert clock(matter).state == "breached"


# ---- what stands still -----------------------------------------------------------------------------------------------
def test_what_is_written_down_meanwhile_is_no_new_pause(matter) -> None:
    """It stands still already. R15, R16"""
    rules(matter, it=PAUSING)
    matter.received()
    matter.do(c.WaitForCustomer, question="小票号?")

    matter.do(c.Note, text="忙")

    assert matter.happened == ["noted"]


def test_a_plan_that_is_offered_meanwhile_gives_its_own_time_beside_that_of_the_question(matter) -> None:
    """Both together from when it first stood still, not from when the plan was offered. R16"""
    rules(matter, it=PAUSING)
    matter.investigated()
    asked = matter.now
    matter.do(c.WaitForCustomer, question="小票号?")
    matter.later(days=3)

    matter.offered()

    assert (clock(matter).paused_at, clock(matter).resumes_at) == (asked, asked + timedelta(days=7 + 14))


def test_what_stands_still_has_the_date_of_the_right_place_at_once(matter) -> None:
    """Whoever looks meanwhile reads the date that counts. R15, R16"""
    with_an_office(matter)
    rules(matter, it={**PAUSING, "within": "2 working hours"})
    matter.received()
    matter.do(c.WaitForCustomer, question="小票号?")

    matter.do(c.Correct, reason="写错了", unit="softpark")

    assert (clock(matter).state, clock(matter).due_at) == (
        "paused",
        datetime.fromisoformat("2026-11-23T10:30+08:00"),
    )


@pytest.mark.parametrize(("fields", "moves"), [({"channel": "email"}, False), ({"unit": "softpark"}, True)])
def test_only_a_correction_that_changes_a_date_moves_one(matter, fields, moves) -> None:
    """Evidence is to be secured by when it was, unless other hours count. R12, R15"""
    with_an_office(matter)
    food = matter.playbook.categories["food/sensory"]
    by_hours = attrs.evolve(food.evidence, secure_within=Within.parse("2 working hours"), kept_for=None)
    matter.rule(categories={**matter.playbook.categories, food.id: attrs.evolve(food, evidence=by_hours)})
    matter.received()
    due = clock(matter, "evidence-secured").due_at

    matter.do(c.Correct, reason="写错了", **fields)

    moved = [line.event for line in matter.draft.lines if isinstance(line.event, e.DeadlineMoved)]
    assert ("evidence-secured" in {one.rule for one in moved}) is moves
    assert (clock(matter, "evidence-secured").due_at != due) is moves


# ---- what nobody reckoned yet ----------------------------------------------------------------------------------------
def test_what_was_not_reckoned_yet_runs_from_its_true_start_whatever_happens_first(matter) -> None:
    """As where an earlier version of the kit knew no such deadline: only an offer waits for its receiver's shift. F2, R15"""
    rules(matter, it={})
    matter.until("2026-11-21T19:30+08:00")
    matter.investigated()
    received = clock(matter).started_at
    matter.case = matter.case.changed(deadlines=())

    matter.do(c.OfferHandover, to="zhou", reason="shift-change")

    assert clock(matter).started_at == received
    assert clock(matter, "handover").started_at == datetime.fromisoformat("2026-11-21T20:00+08:00")
