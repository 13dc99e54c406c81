"""What staff promise is kept track of: an answer by a time, a follow-up, each measure of a plan. S0.5, S0.7, R15"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit import ConflictError, Customer, Measure, NotAllowed, NotFound
from complaintkit.decision import allowed
from complaintkit.decision.clocks.pledge import ANSWER, FOLLOW_UP, MEASURE, pledged
from complaintkit.decision.duty import owed_on
from complaintkit.decision.outbox import messages
from complaintkit.model import commands as c
from complaintkit.model.case import Moment
from complaintkit.model.duty import DutyKind
from complaintkit.model.vocabulary import State

HOURS = timedelta(hours=4)
NEVER = {"customer": Customer(no_contact_because="不愿留")}


def told(matter) -> set[tuple[str, str]]:
    """The messages that the last decision calls for."""
    return {(one.name, one.recipient) for one in messages(matter.draft)}


def states(matter, rule: str) -> list[str]:
    """How the deadlines of that name stand."""
    return [one.state for one in matter.case.deadlines if one.name == rule]


def answer(matter, **fields: Any) -> str:
    """Promise the customer an answer."""
    matter.received(**fields)
    matter.do(c.Assess, severity="low", approach="核实", answer_expected=HOURS)
    return ANSWER.id


def follow_up(matter, **fields: Any) -> str:
    """Offer a plan with its follow-up."""
    matter.investigated(**fields)
    matter.offered(follow_up=HOURS)
    return FOLLOW_UP.id


def measures(matter, *who: str) -> str:
    """Agree with the customer on a plan, in which each of these people has something to do."""
    matter.investigated()
    matter.offered(measures=[Measure(f"请{one}换货", who=one, due=HOURS) for one in who or ("li",)])
    matter.answered(accepted=True)
    return MEASURE.id


PROMISES = pytest.mark.parametrize("promise", [answer, follow_up, measures])


@PROMISES
def test_the_owner_is_reminded(matter, promise) -> None:
    """Before it is late, once."""
    rule = promise(matter)
    matter.later(hours=3)
    matter.due()
    assert [one.rule for one in happened(matter, "deadline-warned") if one.rule == rule] == [rule]
    assert ("deadline-near", "chen") in told(matter)
    matter.later(minutes=1)
    matter.due()
    assert not [one for one in happened(matter, "deadline-warned") if one.rule == rule]


def happened(matter, name: str) -> list[Any]:
    """The events of that name in the last decision."""
    return [line.event for line in matter.draft.lines if line.event.name == name]


@PROMISES
def test_a_promise_that_is_broken_is_on_record(matter, promise) -> None:
    """At its minute, and it stays when it is done later. R15"""
    rule = promise(matter)
    matter.later(hours=4)
    matter.due()
    assert states(matter, rule) == ["breached"]

    matter.later(hours=1)
    if rule == MEASURE.id:
        matter.do(c.DoMeasure, by="li", measure=matter.case.measures[0].id)
    else:
        matter.do(c.Tell, text="已处理")
    assert states(matter, rule) == ["met-late"]


@pytest.mark.parametrize("promise", [answer, follow_up])
def test_a_word_in_time_keeps_it(matter, promise) -> None:
    """Whoever was told, or asked again, heard in time."""
    rule = promise(matter)
    matter.do(c.Tell, text="下午到")
    assert states(matter, rule) == ["met"]


@PROMISES
def test_nothing_is_promised_for_ever(matter, promise) -> None:
    """With the end of the case ends what was promised for it."""
    rule = promise(matter)
    matter.do(c.Withdraw, reason="顾客说算了")
    assert states(matter, rule) == ["cancelled"]


def test_another_time_is_another_promise(matter) -> None:
    """What was broken stays on record, what is promised anew runs anew. R15"""
    answer(matter)
    matter.later(hours=5)
    matter.do(c.Assess, severity="low", approach="再核实", answer_expected=HOURS)
    first, second = (one for one in matter.case.deadlines if one.name == ANSWER.id)
    assert first.breached_at
    assert second.state == "running"


def test_who_can_not_be_told_is_promised_nothing(matter) -> None:
    """R2."""
    assert states(matter, answer(matter, **NEVER)) == []


# ---- measures --------------------------------------------------------------------------------------------------------
def test_a_measure_is_a_task_of_whoever_has_it(matter) -> None:
    """They are told, it stands in their duties with its date, and they may do it, and nothing else; the owner hears of it. S0.12"""
    measures(matter)
    assert ("measure-assigned", "li") in told(matter)
    (owed,) = (one for one in owed_on(matter.facts(), matter.case) if one.what is DutyKind.MEASURE)
    assert (owed.staff, owed.due_at) == ("li", matter.case.measures[0].due)
    assert "do-measure" in allowed(matter.case, matter.facts(by="li"))
    assert "resolve" not in allowed(matter.case, matter.facts(by="li"))

    matter.do(c.DoMeasure, by="li", measure=owed.ref, result="换好了")

    assert ("measure-done", "chen") in told(matter)
    done = matter.case.measures[0]
    assert (done.done_by, done.done_at, done.result) == ("li", matter.now, "换好了")
    assert not [one for one in owed_on(matter.facts(), matter.case) if one.what is DutyKind.MEASURE]
    assert states(matter, MEASURE.id) == ["met"]


def test_nobody_has_anything_to_do_before_the_customer_agrees(matter) -> None:
    """A plan that was offered is no task yet."""
    matter.investigated()
    matter.offered(measures=[Measure("换货", who="li", due=HOURS)])
    assert matter.case.measures == ()
    assert ("measure-assigned", "li") not in told(matter)


def test_who_has_it_hears_when_it_is_late(matter) -> None:
    """Beside the owner and their leader."""
    measures(matter)
    matter.later(hours=4)
    matter.due()
    late = {who for name, who in told(matter) if name.startswith("deadline-breached") or name == "late"}
    assert "li" in late


def test_each_measure_has_its_own_date(matter) -> None:
    """Also two of one person for the same time."""
    measures(matter, "li", "li", "luo")
    assert states(matter, MEASURE.id) == ["running"] * 3
    matter.do(c.DoMeasure, by="li", measure=matter.case.measures[1].id)
    assert sorted(states(matter, MEASURE.id)) == ["met", "running", "running"]


def test_no_result_while_others_have_something_to_do(matter) -> None:
    """It names what, and what to do; one's own part is done by reporting it. S0.7"""
    measures(matter, "li", "chen")
    with pytest.raises(NotAllowed) as refused:
        matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})
    assert "请li换货" in str(refused.value)
    assert "请chen换货" not in str(refused.value)
    assert "do-measure" in refused.value.allowed
    assert "resolve" not in allowed(matter.case, matter.facts(by="chen"))

    matter.do(c.DoMeasure, measure=matter.case.measures[0].id)
    matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})
    assert all(one.done_at for one in matter.case.measures)
    assert matter.case.state == "resolved"


def test_only_whoever_has_it_or_the_owner_does_it(matter) -> None:
    """A colleague has no part in it, nor in another's measure; it is done once."""
    measures(matter, "li", "luo")
    mine, theirs = matter.case.measures
    with pytest.raises(NotAllowed):
        matter.do(c.DoMeasure, by="li", measure=theirs.id)
    matter.do(c.DoMeasure, by="li", measure=mine.id)
    with pytest.raises(ConflictError):
        matter.do(c.DoMeasure, measure=mine.id)
    with pytest.raises(NotFound):
        matter.do(c.DoMeasure, measure="m")


# ---- what keeps a promise, what ends it --------------------------------------------------------------------------------
ENDS = "settled resolved answer-recorded withdrawn cleared-up referred archived".split()
KEEPS = {
    ANSWER.id: "told plan-offered resolved settled cleared-up referred answer-recorded".split(),
    FOLLOW_UP.id: "told waiting-for-customer follow-up-recorded survey-answered resolved".split(),
}
WORDS = sorted(
    {
        *ENDS,
        *KEEPS[ANSWER.id],
        *KEEPS[FOLLOW_UP.id],
        "plan-answered",
        "noted",
        "customer-heard",
        "assessed",
        "escalated",
    }
)


def kept(matter, rule: str, *events: str, **changes: Any) -> list[bool]:
    """Whether each promise of that name is kept, were these to happen; those that are owed no more are left out."""
    case, seq = matter.case, matter.case.seq
    later = tuple(Moment(event=one, at=matter.now, by="chen", seq=seq + n) for n, one in enumerate(events, 1))
    return [one.met for one in pledged(case.changed(moments=(*case.moments, *later), **changes)) if one.rule.id == rule]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("promise", [answer, follow_up])
def test_what_keeps_a_promise_and_what_ends_it(matter, promise, word) -> None:
    """The customer hears, or is asked again; the end of the case ends it; nothing else does. S0.5, S0.7"""
    rule = promise(matter)
    expected = [True] if word in KEEPS[rule] else [] if word in ENDS else [False]
    assert kept(matter, rule, word) == expected
    assert kept(matter, rule, word, "withdrawn") == ([True] if word in KEEPS[rule] else [])


def test_a_promise_runs_from_when_it_was_made(matter) -> None:
    """Not from when the customer spoke. S0.5"""
    matter.received()
    matter.do(c.Tell, text="在查")
    made = matter.later(hours=3)
    matter.do(c.Assess, severity="low", approach="核实", answer_expected=HOURS)
    [one] = pledged(matter.case)
    assert (one.started_at, one.due_at, one.met) == (made, made + HOURS, False)
    assert one.warn_at == made + timedelta(hours=3)  # in the last quarter


def test_what_was_not_promised_is_not_owed(matter) -> None:
    """Neither an answer by a time, nor a follow-up. S0.5, S0.7"""
    matter.investigated()
    matter.offered(follow_up=None)
    assert list(pledged(matter.case)) == []


def test_a_result_ends_what_is_left_of_a_plan(matter) -> None:
    """What was done stays done. S0.7"""
    measures(matter, "li", "chen")
    first = next(one for one in matter.case.measures if one.who == "li")
    matter.do(c.DoMeasure, by="li", measure=first.id, result="好了")
    assert kept(matter, MEASURE.id) == [True, False]
    assert kept(matter, MEASURE.id, resolved_at=matter.now) == [True]


def test_what_is_promised_here_is_owed_wherever_the_case_came_from(matter) -> None:
    """History is taken over without promises; who goes on with it keeps theirs. S0.5, S2.12"""
    rule = answer(matter)
    assert kept(matter, rule) == kept(matter, rule, imported=True) == [False]


@pytest.mark.parametrize("state", [one for one in State if one is not State.EXECUTING])
def test_a_measure_is_owed_while_it_can_be_done(matter, state) -> None:
    """By whoever has it, in the one state that takes it: nobody owes what they may not do. S0.7"""
    matter.investigated()
    matter.agreed()
    assert "measure" in {one.what for one in owed_on(matter.facts(), matter.case)}

    case = matter.case.changed(state=state)

    assert "measure" not in {one.what for one in owed_on(matter.facts(), case)}
