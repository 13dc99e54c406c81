"""How long a deadline may stand still while the customer is waited for, however often they are asked. R16"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from attrs import evolve

from complaintkit.calendars import due_at
from complaintkit.decision.clocks.awaited import SILENT, UNANSWERED, resumes_at
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Until, Within
from complaintkit.model.plan import Plan
from complaintkit.playbook.deadline import OF_CATEGORY
from tests.decision.clocks.test_owed import BOOKS, matter_of, receive
from tests.decision.conftest import Matter

QUESTION, PLAN = timedelta(days=7), timedelta(days=14)


def stood_still(matter: Matter, one: Deadline) -> timedelta:
    """All of its pauses together, up to now."""
    begun = [(one.paused_at, matter.now, "")] if one.state == "paused" else []
    return sum((end - start for start, end, _ in (*one.pauses, *begun)), timedelta(0))


def ask(matter: Matter, by: str, *, days: float) -> None:
    """Ask the customer something; they answer after that long."""
    matter.do(c.WaitForCustomer, by=by, question="几点送到的")
    matter.later(days=days)
    matter.due()
    matter.do(c.HearCustomer, by=CUSTOMER, text="再说")


def paused_once(matter: Matter) -> Iterator[Deadline]:
    """Those that stood still at some time."""
    return (one for one in matter.case.deadlines if one.pauses or one.state == "paused")


@pytest.fixture(params=BOOKS)
def handled(request: pytest.FixtureRequest) -> tuple[Matter, str]:
    """A matter that is being looked into, and who does; under each procedure that ships."""
    matter, by = matter_of(request.param)
    receive(matter, by, next(iter(matter.playbook.categories)))
    matter.do(c.Assess, by=by, severity="low", approach="核实")
    return matter, by


@pytest.mark.parametrize("days", [0.5, 2, 6, 30])
def test_asking_again_and_again_stops_no_clock_for_ever(handled, days) -> None:
    """Together the pauses are no longer than the wait for one answer; then it runs, and is missed. R15, R16"""
    matter, by = handled
    matter.do(c.WaitForCustomer, by=by, question="有小票吗")
    pausing = {one.id for one in matter.case.deadlines if one.state == "paused"}
    assert pausing
    matter.do(c.HearCustomer, by=CUSTOMER, text="没有")

    for _ in range(int(60 / days)):
        ask(matter, by, days=days)

    for one in matter.case.deadlines:
        assert stood_still(matter, one) <= QUESTION, one.name
        assert one.id not in pausing or one.breached_at, one.name


def test_the_due_date_says_why_it_stood_still_no_longer(handled) -> None:
    """With the pause that was cut short, in both languages. R16"""
    matter, by = handled
    ask(matter, by, days=5)
    matter.do(c.WaitForCustomer, by=by, question="有照片吗")
    [at] = {one.resumes_at for one in matter.case.deadlines if one.state == "paused"}
    assert at == matter.now + QUESTION - timedelta(days=5)
    matter.now = at
    matter.due()

    assert matter.case.waiting_for_customer
    for one in paused_once(matter):
        assert [(end - start, why) for start, end, why in one.pauses] == [
            (timedelta(days=5), "waiting-for-customer"),
            (timedelta(days=2), "longest-pause"),
        ]
        assert "until it had stood still as long as it may" in one.explain("en")
        assert "累计暂停" in one.explain("zh")


def test_it_runs_from_then_on_also_where_nobody_looked(handled) -> None:
    """Whoever looks late finds the same date as whoever looked in time. R15, R16"""
    matter, by = handled
    ask(matter, by, days=5)
    matter.do(c.WaitForCustomer, by=by, question="有照片吗")
    [at] = {one.resumes_at for one in matter.case.deadlines if one.state == "paused"}
    asked, matter.now = matter.case, at
    matter.due()
    found = {one.id: (one.due_at, one.pauses) for one in paused_once(matter)}

    matter.case = asked
    matter.later(days=40)
    matter.due()

    assert {one.id: (one.due_at, one.pauses) for one in paused_once(matter)} == found


def test_a_plan_has_its_own_time_beside_the_questions(matter) -> None:
    """Whoever has asked for a week has the wait for an answer to the plan as well, and not more. S4.10, R16"""
    matter.investigated()
    matter.do(c.WaitForCustomer, question="几点送到的")
    before = {one.id: one.resumes_at for one in matter.case.deadlines if one.state == "paused"}
    matter.offered()
    after = {one.id: one.resumes_at for one in matter.case.deadlines if one.state == "paused"}
    assert {one: after[one] - before[one] for one in after} == dict.fromkeys(after, PLAN)
    for _ in range(40):
        ask(matter, "chen", days=2)
    assert max(stood_still(matter, one) for one in matter.case.deadlines) == QUESTION + PLAN


@pytest.mark.parametrize("within", ["2 h", "3 working days"])
def test_a_playbook_that_waits_less_pauses_less(matter, within) -> None:
    """As long as its own wait lasts, on its own calendar."""
    mine = evolve(SILENT, within=Within.parse(within), warn=None)
    matter.rule(deadlines={**matter.playbook.deadlines, SILENT.id: mine})
    matter.investigated()
    matter.do(c.WaitForCustomer, question="几点送到的")
    [wait] = [one for one in matter.case.open_deadlines if one.name == SILENT.id]
    assert {one.resumes_at for one in matter.case.deadlines if one.state == "paused"} == {wait.due_at}
    assert UNANSWERED.id not in {one.name for one in matter.case.open_deadlines}


# ---- to the minute -------------------------------------------------------------------------------------------------------
MINUTE = timedelta(minutes=1)


def left(
    matter: Matter, *pauses: tuple[timedelta, timedelta], plans: tuple[timedelta | None, ...] = ()
) -> timedelta | None:
    """How long a deadline that started now may stand still from ten days on, after these pauses of it, beside these plans."""
    at = matter.now
    [some, *_] = matter.case.deadlines
    stood = tuple((at + start, at + stop, "it") for start, stop in pauses)
    deadline = evolve(some, started_at=at, pauses=stood)
    offered = tuple(
        Plan(id=f"p{number}", cycle=1, offered_at=None if since is None else at + since, measures=(), remedies=())
        for number, since in enumerate(plans)
    )
    paused_at = at + timedelta(days=10)
    until = resumes_at(matter.facts(), matter.case.changed(plans=offered), deadline, paused_at=paused_at)
    return None if until is None else until - paused_at


def test_it_runs_again_when_the_wait_for_one_answer_is_used_up(matter: Matter) -> None:
    """All pauses together, to the minute; once that much has passed it stands still no more. R16"""
    matter.rule(deadlines={})
    matter.received()
    zero = timedelta(0)
    assert left(matter) == QUESTION
    assert left(matter, (zero, QUESTION - MINUTE)) == MINUTE
    assert left(matter, (zero, QUESTION)) is None
    assert left(matter, (zero, QUESTION + MINUTE)) is None
    assert left(matter, (zero, MINUTE), (2 * MINUTE, 4 * MINUTE)) == QUESTION - 3 * MINUTE


def test_a_plan_lengthens_what_ran_when_it_was_offered(matter: Matter) -> None:
    """Not what began after it, nor one that nobody has offered yet. R16, S4.10"""
    matter.rule(deadlines={})
    matter.received()
    assert left(matter, plans=(timedelta(0),)) == left(matter, plans=(MINUTE,)) == QUESTION + PLAN
    assert left(matter, plans=(-MINUTE,)) == left(matter, plans=(None, -MINUTE)) == QUESTION


OTHER = {Until.CLOSE: Until.SAME_TIME, Until.SAME_TIME: Until.CLOSE}


@pytest.mark.parametrize("until", OTHER)
def test_a_wait_of_working_days_is_reckoned_from_the_first_pause(matter: Matter, until: Until) -> None:
    """By the rule's own end of a day: over a weekend it is longer than in the week. R16"""
    own = evolve(SILENT, within=Within.parse("2 working days"), until=until, calendar="cn")
    matter.rule(deadlines={SILENT.id: own, "it": evolve(SILENT, id="it", starts="received", stops=("resolved",))})
    matter.received()
    begun = matter.now + timedelta(days=5)  # a Thursday
    calendar = matter.facts().calendar(matter.case.unit, own.calendar)
    end, other = (due_at(calendar, begun, Within.parse("2 working days"), until=one) for one in (until, OTHER[until]))
    first, again = ((one, one + MINUTE) for one in (timedelta(days=5), timedelta(days=6)))
    assert left(matter, first, again) == end - begun - 2 * MINUTE
    assert end != other


def test_a_wait_without_a_time_of_its_own_has_the_usual_one(matter: Matter) -> None:
    """Where it takes that of a category that has none. R16"""
    own = evolve(SILENT, within=OF_CATEGORY)
    matter.rule(deadlines={SILENT.id: own, "it": evolve(SILENT, id="it", starts="received", stops=("resolved",))})
    matter.received(category="contract")
    assert left(matter) == QUESTION
