"""Deadlines with a date of their own: what perishes (R12), and what an authority asks for (R19)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Case, Customer, Desk, Docket, Evidence, Measure
from complaintkit.model.deadline import Deadline
from complaintkit.testing import FakeClock

WANG = Customer(name="王芳", phone="13800138000")
HOUR = timedelta(hours=1)


def named(case: Case, name: str) -> Deadline:
    """The deadline of that name."""
    (found,) = [one for one in case.deadlines if one.name == name]
    return found


def test_what_perishes_is_secured_in_time(desk: Desk, case: Case, clock: FakeClock) -> None:
    """A food sample is secured within an hour, says the category; an assessment that secures nothing leaves it owed. R12"""
    owed = named(case, "evidence-secured")
    assert (owed.due_at, owed.title["zh"], owed.title["en"]) == (clock.now() + HOUR, "保全留样", "Secured: food sample")
    assert "1 h" in owed.explain("en")

    case = desk.assess(case, by="chen", severity="high", approach="核实")
    assert named(case, "evidence-secured").state == "running"
    sample = Evidence("留样一份", where="冷藏柜2层", kept_until=clock.now() + 48 * HOUR)
    case = desk.record_facts(case, by="chen", facts="在室温放了两小时", evidence=[sample])

    assert named(case, "evidence-secured").state == "met"
    assert "evidence-perishes" not in {one.name for one in case.deadlines}


def test_what_was_not_secured_is_a_breach_and_told(desk: Desk, case: Case, clock: FakeClock) -> None:
    """The owner and the leader hear of it. R12, R15"""
    clock.advance(HOUR)
    desk.run_due()

    assert named(desk.case(case, by="chen"), "evidence-secured").state == "breached"
    with desk._opened.storage.reading() as reader:
        told = {row.recipient for row in reader.outbox(limit=100) if row.name == "deadline-breached"}
    assert {"chen", "shen"} <= told


def test_only_a_complaint_has_evidence_to_secure(desk: Desk) -> None:
    """Who praises the food, or asks about it, leaves no sample behind."""
    for kind in ("praise", "inquiry", "suggestion"):
        case = desk.receive(
            "米饭很好",
            by="chen",
            channel="hotline",
            unit="no3-school",
            category="food/sensory",
            kind=kind,
            customer=WANG,
        )
        assert "evidence-secured" not in {one.name for one in case.deadlines}


def test_it_is_secured_before_it_is_gone(desk: Desk, clock: FakeClock) -> None:
    """Where the meal was two days ago, the sample is kept for hours at most: its end counts, not the hour."""
    case = desk.receive(
        "前天的米饭酸", by="chen", channel="hotline", unit="no3-school", category="food/sensory", customer=WANG,
        occurred_at=clock.now() - 48 * HOUR + timedelta(minutes=20),
    )  # fmt: skip

    assert named(case, "evidence-secured").due_at == clock.now() + timedelta(minutes=20)


def test_evidence_with_an_end_is_looked_at_before_it(desk: Desk, case: Case, clock: FakeClock) -> None:
    """CCTV that is overwritten in three days: the owner is warned, and the facts are recorded before. R12"""
    tape = Evidence("后厨监控", where="安保室", kept_until=clock.now() + 72 * HOUR)
    sample = Evidence("留样", where="冷藏柜", kept_until=clock.now() + 48 * HOUR)
    case = desk.assess(case, by="chen", severity="high", approach="核实", evidence=[tape, sample])

    perishes = named(case, "evidence-perishes")
    assert (perishes.due_at, perishes.warn_at) == (clock.now() + 48 * HOUR, clock.now() + 36 * HOUR)
    assert named(case, "evidence-secured").state == "met"
    case = desk.record_facts(case, by="chen", facts="在室温放了两小时")
    assert named(case, "evidence-perishes").state == "met"


def test_an_authority_says_itself_by_when(desk: Desk, clock: FakeClock) -> None:
    """Its date runs beside ours, is warned of a day before, and no round of ours moves it. R19"""
    docket = Docket("12345-2026-0815", authority="12345热线", answer_by=clock.now() + 120 * HOUR)
    case = desk.receive(
        "米饭酸", by="chen", channel="docket", unit="no3-school", category="food/sensory", customer=WANG, docket=docket
    )
    owed = named(case, "authority-answer")
    assert (owed.due_at, owed.warn_at) == (docket.answer_by, clock.now() + 96 * HOUR)
    desk.assess(case, by="chen", severity="high", approach="核实")
    case = desk.record_facts(case, by="chen", facts="在室温放了两小时")
    plan = Measure("更换", who="chen", due=HOUR)
    case = desk.offer_plan(case, by="chen", measures=[plan], follow_up=HOUR)
    assert case.plan is not None
    case = desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=False, via="phone")

    assert (case.cycle, named(case, "authority-answer").state) == (2, "running")
    clock.advance(121 * HOUR)
    assert named(desk.case(case, by="chen"), "authority-answer").state == "breached"


@pytest.mark.parametrize("end", ["settle", "withdraw"])
def test_what_ends_the_case_here_answers_no_authority(desk: Desk, clock: FakeClock, end: str) -> None:
    """Put right or taken back: the authority waits for our answer. R19"""
    docket = Docket("12345-2026-0815", authority="12345热线", answer_by=clock.now() + 120 * HOUR)
    case = desk.receive(
        "米饭酸", by="chen", channel="docket", unit="no3-school", category="food/sensory", customer=WANG, docket=docket
    )
    if end == "settle":
        case = desk.settle(case, by="chen", facts="已更换", agreed="by-phone", apology=True)
    else:
        case = desk.withdraw(case, by="chen", reason="误会")

    assert named(case, "authority-answer").state == "running"
    case = desk.answer_authority(case, by="chen", text="已更换")
    assert named(case, "authority-answer").state == "met"
    assert named(case, "evidence-secured").state == "cancelled"
