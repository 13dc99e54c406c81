"""Waiting for the customer: they are asked and reminded, the wait has an end, and the case goes on. R16, R8, S4.10"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from complaintkit.decision.clocks.awaited import SILENT, UNANSWERED, WAITS
from complaintkit.decision.duty import owed_on
from complaintkit.decision.outbox import messages
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.due import Within
from complaintkit.model.duty import DutyKind
from complaintkit.model.vocabulary import Kind


def told(matter) -> set[tuple[str, str]]:
    """The messages that the last decision calls for."""
    return {(one.name, one.recipient) for one in messages(matter.draft)}


def asked(matter) -> str:
    """Ask the customer something; return the name of the wait."""
    matter.investigated()
    matter.do(c.WaitForCustomer, question="几点送到的")
    return SILENT.id


def proposed(matter) -> str:
    """Offer a plan; return the name of the wait."""
    matter.investigated()
    matter.offered()
    return UNANSWERED.id


def state_of(matter, rule: str) -> str:
    """How the newest deadline of that name stands."""
    return [one.state for one in matter.case.deadlines if one.name == rule][-1]


@pytest.fixture(params=[asked, proposed])
def wait(request: pytest.FixtureRequest, matter) -> str:
    """Each way to wait for the customer."""
    return request.param(matter)


def test_the_question_is_sent(matter) -> None:
    """Whoever has to answer is asked."""
    asked(matter)
    assert ("waiting-for-customer", "customer") in told(matter)


def test_they_are_reminded_first(matter, wait) -> None:
    """Once; the owner hears of it, and the wait goes on."""
    deadline = next(one for one in matter.case.deadlines if one.name == wait)
    matter.now = deadline.warn_at
    matter.due()
    assert ("customer-reminded", "customer") in told(matter)
    assert ("deadline-near", "chen") in told(matter)
    assert matter.case.waiting_for_customer

    matter.now += timedelta(hours=1)
    matter.due()
    assert told(matter) == set()


def test_then_the_wait_ends(matter, wait) -> None:
    """What was paused runs again; customer and owner are told; nobody here is late by the customer's silence. R15, R16"""
    paused = {one.name for one in matter.case.deadlines if one.state == "paused"}
    assert paused
    deadline = next(one for one in matter.case.deadlines if one.name == wait)

    matter.now = deadline.due_at
    matter.due()

    assert not matter.case.waiting_for_customer
    assert {("customer-silent", "chen"), ("customer-silent.customer", "customer")} <= told(matter)
    assert {one.state for one in matter.case.deadlines if one.name in paused} == {"running"}
    assert state_of(matter, wait) == "met"
    assert not any(one.breached_at for one in matter.case.deadlines if one.name == wait)


def test_it_ends_once(matter, wait) -> None:
    """However often somebody looks."""
    matter.later(days=60)
    matter.due()
    matter.later(days=60)
    matter.due()
    assert "customer-silent" not in matter.happened


def test_an_answer_in_time_ends_it_otherwise(matter, wait) -> None:
    """Whoever answers is not told that they did not."""
    if wait == SILENT.id:
        matter.do(c.HearCustomer, by=CUSTOMER, text="十一点")
    else:
        matter.answered(accepted=True)
    matter.later(days=60)
    matter.due()
    assert "customer-silent" not in matter.happened
    assert state_of(matter, wait) in ("met", "cancelled")


def test_a_plan_may_still_be_answered(matter) -> None:
    """It stands, though nobody waits for it; what they say meanwhile begins no wait without an end. R8"""
    proposed(matter)
    matter.later(days=20)
    matter.due()
    matter.do(c.HearCustomer, by=CUSTOMER, text="我想想")
    assert not matter.case.waiting_for_customer

    matter.answered(accepted=True)
    assert matter.case.state == "executing"


def test_who_is_asked_again_is_waited_for_again(matter) -> None:
    """Each question has its own time."""
    asked(matter)
    matter.later(days=8)
    matter.due()
    matter.do(c.WaitForCustomer, question="还在吗")
    assert matter.case.waiting_for_customer
    assert state_of(matter, SILENT.id) == "running"


@pytest.mark.parametrize("name", WAITS)
def test_a_playbook_says_how_long(matter, name) -> None:
    """Its own deadline of that name goes before the core's, whatever it stops with."""
    mine = evolve(WAITS[name], within=Within.parse("2 h"), warn=Within.parse("1 h"), stops=("withdrawn",))
    matter.rule(deadlines={**matter.playbook.deadlines, name: mine})
    {SILENT.id: asked, UNANSWERED.id: proposed}[name](matter)

    matter.later(hours=2)
    matter.due()

    assert "customer-silent" in matter.happened
    matter.later(days=30)
    matter.due()
    assert "customer-silent" not in matter.happened


@pytest.mark.parametrize(("ask", "reminded", "ends"), [(asked, 3, 7), (proposed, 7, 14)], ids=["a question", "a plan"])
def test_how_long_where_a_playbook_says_nothing(matter, ask, reminded, ends) -> None:
    """A week for a question, two for a plan; they are reminded after three days, or one week. R16"""
    name = ask(matter)
    [wait] = [one for one in matter.case.deadlines if one.name == name]
    days = [(at.date() - wait.started_at.date()).days for at in (wait.warn_at, wait.due_at)]
    assert days == [reminded, ends]


@pytest.mark.parametrize("name", WAITS)
@pytest.mark.parametrize(("to", "up"), [(None, []), ("executive", ["fang"])])
def test_whom_silence_is_brought_to(matter, name, to, up) -> None:
    """Whoever the playbook names for it; nobody, where it names nobody. F7"""
    mine = evolve(WAITS[name], breach_escalate=to)
    matter.rule(deadlines={**matter.playbook.deadlines, name: mine})
    {SILENT.id: asked, UNANSWERED.id: proposed}[name](matter)

    [matter.now] = [one.due_at for one in matter.case.deadlines if one.name == name]
    matter.due()

    assert matter.event("customer-silent")
    assert [one.to for one in matter.case.escalations if one.reason == "deadline-breached"] == up


def test_silence_to_a_question_is_none_to_the_plan(matter) -> None:
    """The plan goes on waiting for its answer, by its own time: no wait is without an end. R8, R16"""
    proposed(matter)
    matter.later(days=1)
    matter.do(c.WaitForCustomer, question="周三方便吗")
    matter.later(days=7)
    matter.due()
    assert matter.event("customer-silent").plan is None
    assert (state_of(matter, SILENT.id), state_of(matter, UNANSWERED.id)) == ("met", "running")
    assert matter.case.waiting_for_customer

    matter.later(days=6)
    matter.due()
    assert matter.event("customer-silent").plan == matter.case.plan.id
    assert state_of(matter, UNANSWERED.id) == "met"
    assert not matter.case.waiting_for_customer


def test_silence_to_the_plan_is_none_to_a_question(matter) -> None:
    """Who is asked something while the plan waits is waited for until that question has its own time. R16"""
    proposed(matter)
    matter.later(days=10)
    matter.do(c.WaitForCustomer, question="周三方便吗")
    matter.later(days=4)
    matter.due()
    assert matter.event("customer-silent").plan == matter.case.plan.id
    assert (state_of(matter, SILENT.id), state_of(matter, UNANSWERED.id)) == ("running", "met")
    assert matter.case.waiting_for_customer

    matter.later(days=3)
    matter.due()
    assert matter.event("customer-silent").plan is None
    assert not matter.case.waiting_for_customer


def test_who_answers_the_plan_is_silent_to_nothing(matter) -> None:
    """No message says later that they did not answer what they were asked beside it. R16"""
    proposed(matter)
    matter.do(c.WaitForCustomer, question="周三方便吗")
    matter.answered(accepted=True)
    assert not matter.case.waiting_for_customer

    matter.later(days=20)
    matter.due()
    assert "customer-silent" not in matter.happened


def test_a_wait_that_a_playbook_has_for_complaints_alone_ends_for_others_as_well(matter) -> None:
    """By the core's time. R16"""
    mine = evolve(SILENT, kinds=(Kind.COMPLAINT,), within=Within.parse("1 h"), warn=None)
    matter.rule(deadlines={**matter.playbook.deadlines, SILENT.id: mine})
    matter.received(kind="inquiry")
    matter.do(c.WaitForCustomer, question="哪天的")
    matter.later(days=7)
    matter.due()
    assert not matter.case.waiting_for_customer


@pytest.mark.parametrize("end", ["clear-up", "settle", "withdraw", "refer", "resolve"])
def test_what_is_over_waits_for_nobody(matter, end) -> None:
    """However it ends while we wait: its next step is to be filed, and the survey's time runs. R16, R8"""
    if end == "resolve":
        matter.investigated()
        matter.agreed()
        matter.do(c.WaitForCustomer, question="几点送到的")
    else:
        asked(matter)
    ends: dict[str, tuple[Any, dict[str, Any]]] = {
        "clear-up": (c.ClearUp, {"explanation": "误会"}),
        "settle": (c.Settle, {"facts": "换货", "agreed": "by-phone"}),
        "withdraw": (c.Withdraw, {"reason": "算了"}),
        "refer": (c.Refer, {"authority": "12315", "told": "可拨打12315"}),
        "resolve": (c.Resolve, {"result": "已换货", "decisions": {"1": ("not-upheld", "查无此事")}}),
    }
    command, fields = ends[end]
    matter.do(command, **fields)

    assert not matter.case.waiting_for_customer
    assert DutyKind.WAIT not in {one.what for one in owed_on(matter.facts(), matter.case)}
    assert all(one.state != "paused" for one in matter.case.deadlines)
