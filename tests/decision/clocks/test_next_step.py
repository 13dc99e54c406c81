"""No open case rests: in every state, of every kind, under every procedure, something is owed by a date. F1, S0.2"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Customer, Measure
from complaintkit.decision.clocks.next_step import NEXT, STEPS, see_to_next_step
from complaintkit.decision.draft import Draft
from complaintkit.decision.duty import owed_on
from complaintkit.decision.outbox import messages
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Moment
from complaintkit.model.due import Within
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.vocabulary import EVENTS
from tests.decision.clocks.test_owed import BOOKS, matter_of, receive
from tests.decision.conftest import Matter

Step = Callable[[Matter, str], Any]


def _plan(matter: Matter, by: str) -> None:
    measure = Measure(f"第{len(matter.case.plans)}套", who=by, due=timedelta(hours=2))
    matter.do(
        c.OfferPlan,
        by=by,
        measures=[measure],
        follow_up=timedelta(days=2),
        decisions=dict.fromkeys([one.id for one in matter.case.issues], ("upheld", "查过了")),
    )


def _answer(matter: Matter, *, accepted: bool) -> None:
    assert matter.case.plan is not None
    matter.do(c.AnswerPlan, by=CUSTOMER, plan=matter.case.plan.id, accepted=accepted)


def _done(matter: Matter, by: str) -> None:
    for one in matter.case.measures:
        matter.do(c.DoMeasure, by=by, measure=one.id)


def _silence(matter: Matter, _: str) -> None:
    for _again in range(3):
        matter.later(days=8)
        matter.due()


STEP: dict[str, Step] = {
    "assess": lambda matter, by: matter.do(c.Assess, by=by, severity="low", approach="核实"),
    "look": lambda matter, by: matter.do(
        c.RecordFacts, by=by, facts="放了两小时", root_cause=next(iter(matter.playbook.causes)), heard=[by], fields={}
    ),
    "note": lambda matter, by: matter.do(c.Note, by=by, text="备注"),
    "tell": lambda matter, by: matter.do(c.Tell, by=by, text="正在处理", media=["in-person"]),
    "ask": lambda matter, by: matter.do(c.WaitForCustomer, by=by, question="有小票吗"),
    "hear": lambda matter, by: matter.do(c.HearCustomer, by=CUSTOMER, text="没有"),
    "silence": _silence,
    "plan": _plan,
    "agree": lambda matter, _: _answer(matter, accepted=True),
    "refuse": lambda matter, _: _answer(matter, accepted=False),
    "measures": _done,
    "resolve": lambda matter, by: matter.do(
        c.Resolve,
        by=by,
        result="已换货",
        improvement="加装温控",
        apology=True,
        adopted=True if matter.case.kind == "suggestion" else None,
        decisions={"1": ("not-upheld", "查无此事")},
    ),
    "settle": lambda matter, by: matter.do(c.Settle, by=by, facts="换货", agreed="in-person", apology=True),
    "clear-up": lambda matter, by: matter.do(c.ClearUp, by=by, explanation="误会"),
    "withdraw": lambda matter, _: matter.do(c.Withdraw, by=CUSTOMER, reason="算了"),
    "refer": lambda matter, by: matter.do(c.Refer, by=by, authority="12315", told="可拨打12315"),
    "unhappy": lambda matter, _: matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=1, process=1),
    "happy": lambda matter, _: matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=5, process=5),
}
WORK = "assess tell look"
PATHS = [
    "note hear",
    "ask silence ask silence ask silence",
    "settle",
    "withdraw",
    "assess withdraw",
    f"{WORK} refer",
    f"{WORK} clear-up unhappy",
    f"{WORK} plan silence hear silence ask silence",
    f"{WORK} plan ask silence agree silence ask silence measures resolve silence",
    f"{WORK} plan agree measures resolve happy",
    f"{WORK} plan refuse silence",
]
OTHERS = ["note hear", "ask silence hear silence", "assess silence", "tell silence", "resolve silence"]


def rests(matter: Matter) -> str | None:
    """Why nothing is owed by a date; None where something is, by its owner among others."""
    case = matter.case
    if not case.open:
        return None
    dated = [one for one in owed_on(matter.facts(), case) if one.due_at and one.staff == case.owner]
    return None if dated and case.next_due_at else f"{case.kind} {case.state} {case.cycle}"


def never_rests(matter: Matter) -> None:
    """Now, and on any day of the year to come, where nobody does anything."""
    case, now = matter.case, matter.now
    assert rests(matter) is None
    for _ in range(40):
        matter.later(days=9)
        matter.due()
        assert rests(matter) is None, matter.now
    matter.case, matter.now = case, now


def walk(matter: Matter, by: str, path: str) -> None:
    """Go a way, step by step."""
    for step in path.split():
        STEP[step](matter, by)
        never_rests(matter)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("book", BOOKS)
def test_no_complaint_rests(book, path) -> None:
    """Whatever was done and whoever was silent. F1, S4.2"""
    matter, by = matter_of(book)
    receive(matter, by, next(iter(matter.playbook.categories)))
    never_rests(matter)
    walk(matter, by, path)


@pytest.mark.parametrize("path", OTHERS)
@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.COMPLAINT])
@pytest.mark.parametrize("book", BOOKS)
def test_no_other_matter_rests(book, kind, path) -> None:
    """Questions, suggestions and praise are somebody's by a date as well. S3.1, S2.6, S2.4"""
    matter, by = matter_of(book)
    receive(matter, by, next(iter(matter.playbook.categories)), kind=kind)
    never_rests(matter)
    walk(matter, by, path)


@pytest.mark.parametrize("path", [*PATHS, f"{WORK} plan agree measures resolve silence"])
def test_a_playbook_without_deadlines_lets_nothing_rest(matter, path) -> None:
    """A procedure of one's own may say nothing of time: the core does. F1"""
    matter.rule(deadlines={}, surveys={})
    matter.received(category="service/on-site")
    walk(matter, "chen", path)


def test_nobody_who_can_be_reached_rests_no_case(matter) -> None:
    """Deadlines that take the customer are waived; the next step is not. R2"""
    matter.rule(deadlines={"it": attrs.evolve(NEXT, id="it", starts="received", stops=("told",))})
    matter.received(category="service/on-site", customer=Customer.anonymous(no_contact_because="refused"))
    assert [one.state for one in matter.case.deadlines if one.name == "it"] == ["waived"]
    never_rests(matter)


# ---- the core's own date ---------------------------------------------------------------------------------------------
@pytest.fixture
def resting(matter) -> Matter:
    """A case of which nothing else runs."""
    matter.rule(deadlines={})
    matter.received(category="service/on-site")
    return matter


def steps(matter: Matter) -> list[str]:
    """What became of each date for a next step."""
    return [one.state for one in matter.case.deadlines if one.name == NEXT.id]


def test_a_next_step_is_due_in_a_week(resting) -> None:
    """The owner is reminded the day before; owner and leader hear that it is late, and it stays so. R15, S0.12"""
    [one] = [one for one in resting.case.deadlines if one.name == NEXT.id]
    assert (one.due_at - resting.now, one.due_at - one.warn_at) == (timedelta(days=7), timedelta(days=1))
    assert "7 days from" in one.explain("en")

    resting.now = one.warn_at
    resting.due()
    assert ("deadline-near", "chen") in {(said.name, said.recipient) for said in messages(resting.draft)}
    resting.now = one.due_at
    resting.due()
    assert steps(resting) == ["breached"]
    resting.do(c.Tell, text="正在处理")
    assert steps(resting) == ["met-late", "running"]


@pytest.mark.parametrize("idle", ["note", "hear"])
def test_what_takes_it_no_further_moves_no_date(resting, idle) -> None:
    """A note, or what the customer says, is no step of ours. R15"""
    due = resting.case.next_due_at
    resting.later(days=3)
    STEP[idle](resting, "chen")
    assert (steps(resting), resting.case.next_due_at) == (["running"], due)


def test_passing_it_on_moves_no_date(resting) -> None:
    """Who takes it over takes over its date. F2"""
    due = resting.case.next_due_at
    resting.do(c.RecordFacts, facts="查过了")
    resting.later(days=3)
    due = [one.due_at for one in resting.case.open_deadlines if one.name == NEXT.id]
    resting.handed("li")
    assert resting.case.owner == "li"
    assert [one.due_at for one in resting.case.open_deadlines if one.name == NEXT.id] == due


def test_a_case_that_is_filed_owes_no_next_step(resting) -> None:
    """It was the last one."""
    resting.do(c.Settle, facts="换货", agreed="in-person")
    resting.do(c.Archive)
    assert not resting.case.open
    assert set(steps(resting)) == {"met"}


def test_where_something_runs_it_does_not(matter) -> None:
    """It takes no playbook's place."""
    matter.received()
    assert list(matter.case.open_deadlines)
    assert steps(matter) == []


def test_a_playbook_says_how_long_a_case_may_rest(matter) -> None:
    """Its own deadline of that name goes before the core's."""
    mine = attrs.evolve(NEXT, within=Within.parse("2 h"), warn=None)
    matter.rule(deadlines={NEXT.id: mine})
    matter.received(category="service/on-site")
    assert matter.case.next_due_at == matter.now + timedelta(hours=2)
    assert steps(matter) == ["running"]


@pytest.mark.parametrize(("warn", "hours"), [("1 h", 3), ("3 h", 1), ("4 h", None), ("5 h", None), (None, None)])
def test_the_owner_is_warned_where_that_is_still_to_come(matter, warn, hours) -> None:
    """Not of a step whose warning would be now, or past. R3"""
    mine = attrs.evolve(NEXT, within=Within.parse("4 h"), warn=Within.parse(warn) if warn else None)
    matter.rule(deadlines={NEXT.id: mine})
    matter.received(category="service/on-site")
    before = matter.draft.lines[-1].event

    assert before.warn_at == (matter.now + timedelta(hours=hours) if hours else None)
    assert before.deadline == f"{NEXT.id}-{matter.case.seq}"


def test_where_the_category_would_say_and_does_not_it_is_a_week(matter) -> None:
    """A case never rests without a date. F1"""
    matter.rule(deadlines={NEXT.id: attrs.evolve(NEXT, within="of category")})
    matter.received(category="contract")
    assert matter.case.next_due_at == matter.now + timedelta(days=7)


@pytest.mark.parametrize(("until", "at"), [(None, "2026-11-23T17:30+08:00"), ("same-time", "2026-11-23T12:00+08:00")])
def test_a_playbook_says_when_its_days_end(matter, until, at) -> None:
    """At the close, where it does not. S0.2"""
    within = Within.parse("1 working day")
    matter.rule(deadlines={NEXT.id: attrs.evolve(NEXT, within=within, calendar="office", until=until)})
    matter.received(category="service/on-site")
    assert matter.case.next_due_at == datetime.fromisoformat(at)


TAKES_ON = (
    *("registered", "assessed", "first-handling-done", "facts-recorded", "dispatch-reported", "meeting-decided"),
    *("approved", "approval-refused", "plan-offered", "plan-answered", "measure-done", "remedy-given", "told"),
    *("waiting-for-customer", "customer-silent", "answer-recorded", "resolved", "settled", "cleared-up", "withdrawn"),
    *("referred", "survey-answered", "follow-up-recorded", "new-cycle", "objected", "unlinked", "archived"),
)


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_what_somebody_did_for_the_case_is_a_step(resting, event) -> None:
    """The date is met, and the next one runs from then; whatever else happens leaves it where it was. S0.2, R15"""
    case = resting.case
    moment = Moment(event=event, at=resting.now, by="chen", seq=case.seq + 1)
    draft = Draft(resting.facts(), case.changed(moments=(*case.moments, moment)), lambda draft, line: None)

    see_to_next_step(draft)

    assert [line.event.name for line in draft.lines] == (
        ["deadline-met", "deadline-started"] if event in TAKES_ON else []
    )


def test_steps_are_events() -> None:
    """Each is one that clocks go by."""
    assert STEPS <= EVENTS
