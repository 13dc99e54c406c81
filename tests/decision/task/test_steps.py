"""Steps of a task: whose they are, what they take, the date put off or missed. R6, R15, R20"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import attrs
import pytest

from complaintkit import InvalidInput, NotAllowed
from complaintkit.decision.task import MACHINES, settle_task, take_step
from complaintkit.decision.task.decide import possible_steps, why_not_extend
from complaintkit.decision.task.give import give_task
from complaintkit.model import events as e
from complaintkit.model.actor import DESK, actor_name
from tests.decision.task.conftest import (
    AT,
    MONTH,
    PROGRAM,
    STORE,
    assessment,
    event,
    events,
    facts,
    finished,
    opened,
    seated,
    stepped,
)
from tests.decision.task.test_decide import SECOND, refused


# ---- who takes which step --------------------------------------------------------------------------------------------
def may(task, *staff: Any) -> dict[str, set[Any]]:
    """Who may take which step now."""
    found = {one: possible_steps(facts(one), task) for one in (*STORE.staff, PROGRAM, *staff)}
    return {word: {one for one, words in found.items() if word in words} for word in MACHINES[task.kind].steps}


NOBODY = set[Any]()
LEADERS = {"zhao", "xu", "lu"}


def test_an_improvement_is_finished_by_its_owner_and_judged_above() -> None:
    """A program counts and may close it; nobody at another store has to do with it. S3.6"""
    usual = {"confirm": NOBODY, "weigh": NOBODY, "reopen": NOBODY}
    assert may(opened()) == {**usual, "finish": {"chen", PROGRAM}, "drop": {*LEADERS, PROGRAM}}
    done = {*LEADERS, PROGRAM}
    assert may(finished()) == {"finish": NOBODY, "confirm": done, "weigh": {PROGRAM}, "reopen": done, "drop": NOBODY}


def test_a_right_holds_in_ones_own_units() -> None:
    """What a role may, in the units of whoever has it and below; who sees all, everywhere. R20"""
    incident = opened("incident", by="wei", who="wei", due_at=None, about={"lot": "L1"})
    assert may(incident)["investigate"] == {
        *(LEADERS | {"chen", "sun", "hao", "ding", "jin", "wei"}),
        PROGRAM,
    }
    assert may(incident)["grade"] == {"wei", *LEADERS, PROGRAM}
    elsewhere = facts("jin", organisation=seated("jin", "old-town"))
    assert "investigate" in possible_steps(elsewhere, incident)
    assert "investigate" not in possible_steps(facts("chen", organisation=seated("chen", "old-town")), incident)
    assert "investigate" in possible_steps(facts("chen", organisation=seated("chen", "hejia")), incident)


def test_who_put_something_forward_does_not_decide_on_it() -> None:
    """Though it was given to them since; anybody else above may, and who has nobody above. R6"""
    idea = opened("idea", by="chen", who="zhao")
    assert may(idea)["adopt"] == {*LEADERS, PROGRAM}
    mine = give_task(facts("xu"), idea, "chen", "请自己定").made
    assert (mine.owner, may(mine)["adopt"]) == ("chen", {*LEADERS, PROGRAM})
    assert may(mine)["decline"] == {"chen", *LEADERS, PROGRAM}
    with pytest.raises(NotAllowed, match="R6"):
        stepped(mine, "adopt", by="chen", reason="好")
    top = opened("idea", by="lu", who="lu")
    adopted = take_step(facts("lu"), top, "adopt", {"reason": "好"})
    assert [(line.event.name, getattr(line.event, "rule", None)) for line in adopted.lines] == [
        ("exception-recorded", "R6"),
        ("task-stepped", None),
    ]


def test_who_did_it_does_not_judge_it_after_they_gave_it_on() -> None:
    """Until the work begins anew; a date that was put off meanwhile is no work. R6"""
    done = finished(opened(who="zhao"), by="zhao")
    done = attrs.evolve(done, due_at=AT + MONTH)
    given = give_task(facts("zhao"), done, "chen", "交给陈").made
    assert may(given)["confirm"] == {"xu", "lu", PROGRAM}
    later = take_step(facts("xu"), given, "extend", {"until": AT + 2 * MONTH, "reason": "等"}).made
    assert may(later)["confirm"] == {"xu", "lu", PROGRAM}
    counted = stepped(later, "weigh", by=PROGRAM, before=3, after=3)
    assert may(counted)["confirm"] == {"xu", "lu", PROGRAM}
    anew = stepped(counted, "reopen", by="xu", reason="没用", until=MONTH)
    assert may(anew)["drop"] == {*LEADERS, PROGRAM}
    assert may(finished(anew))["confirm"] == {*LEADERS, PROGRAM}
    first = take_step(facts("xu"), opened(who="zhao"), "extend", {"until": AT + 2 * MONTH, "reason": "等"}).made
    assert may(give_task(facts("zhao"), first, "chen", "交给陈").made)["drop"] == {*LEADERS, PROGRAM}


def test_whom_it_is_about_answers_and_does_nothing_else() -> None:
    """Who marks them, who decides; at the top of the house somebody does it for themselves, on record. R6, S3.15"""
    due = assessment()
    assert may(due)["assess"] == {"zhao", PROGRAM}
    told = stepped(due, "propose", by="zhao", marks={"态度": 3}, proposal="coaching", reason="多练")
    assert may(told)["answer"] == {"chen", PROGRAM}
    heard = stepped(told, "answer", by="chen", answer="同意")
    assert may(heard)["decide"] == {"xu", "lu", PROGRAM}
    top = assessment(who="lu", about={"staff": "lu"})
    marked = take_step(facts("lu"), top, "propose", {"marks": {"a": 3}, "proposal": "reward", "reason": "好"})
    assert events(marked) == ["exception-recorded", "task-stepped"]
    answered = take_step(facts("lu"), marked.made, "answer", {"answer": "同意"})
    assert events(answered) == ["task-stepped"]
    other = take_step(
        facts("lu"), opened(by=PROGRAM, who="lu", about={"staff": "lu"}), "finish", {"evidence": "见附表"}
    )
    assert events(other) == ["task-stepped"]
    assert events(take_step(facts("lu"), other.made, "confirm", {})) == ["exception-recorded", "task-stepped"]


def test_who_has_what_another_did_judges_it_as_their_own() -> None:
    """They answer for it: where nobody is above them, on record. R6"""
    given = give_task(facts("lu"), finished(), "lu", None).made
    assert events(take_step(facts("lu"), given, "confirm", {})) == ["exception-recorded", "task-stepped"]
    assert events(take_step(facts("lu"), finished(), "confirm", {})) == ["task-stepped"]


def test_a_program_judges_nobodys_work_as_its_own() -> None:
    """Whoever opened or did it by a program. R6"""
    done = finished(opened(by=PROGRAM), by=PROGRAM)
    assert events(take_step(facts(PROGRAM), done, "confirm", {})) == ["task-stepped"]
    idea = opened("idea", by=PROGRAM)
    assert events(take_step(facts(PROGRAM), idea, "adopt", {"reason": "好"})) == ["task-stepped"]


# ---- steps -----------------------------------------------------------------------------------------------------------
def test_a_step_is_on_record_with_what_was_given() -> None:
    """Who has the next one, and the date of what follows; where it ends the date stays as it was. R14"""
    done = take_step(facts("chen"), opened(), "finish", {"evidence": "见附表", "check_at": MONTH})
    told = done.made.steps[0]
    assert (told.word, told.by, told.words) == ("finish", "chen", {"evidence": "见附表"})
    assert (told.values, done.made.due_at) == ({"check_at": ((AT + MONTH).astimezone(UTC).isoformat(),)}, None)
    task = take_step(facts("chen"), opened(), "finish", {"evidence": "见附表"}, due_at=AT + 2 * MONTH).made
    assert (task.state, task.open, task.waits_for, task.due_at) == ("done", True, "zhao", AT + 2 * MONTH)
    again = take_step(facts("zhao"), task, "reopen", {"reason": "没用", "until": MONTH}, due_at=AT + 3 * MONTH).made
    assert (again.state, again.due_at, again.closed_at) == ("open", AT + MONTH, None)
    closed = take_step(facts("zhao"), task, "confirm", {}, due_at=AT + 3 * MONTH)
    assert (closed.made.open, closed.made.due_at, closed.made.closed_at) == (False, AT + 2 * MONTH, AT)
    assert (closed.made.waits_for, closed.lines[0].event) == ("", e.TaskStepped(
        step="confirm", state="worked", open=False, waits_for="", due_at=AT + 2 * MONTH, values={}, words=None,
    ))  # fmt: skip


def test_a_state_that_has_its_time_ends_then() -> None:
    """Seven days to answer, where nothing else is said; a state without one has no date. S3.15"""
    told = stepped(assessment(), "assess", by="zhao", marks={"态度": 3})
    assert told.due_at == AT + timedelta(days=7)
    draft = take_step(facts("zhao"), assessment(), "assess", {"marks": {"态度": 3}}, due_at=AT + MONTH)
    assert draft.made.due_at == AT + MONTH
    assert finished().due_at is None


@pytest.mark.parametrize(
    ("word", "given", "named"),
    [
        ("fly", {}, "step"),
        (7, {}, "step"),
        (["finish"], {}, "step"),
        ("finish", {}, "evidence"),
        ("finish", {"evidence": "见", "reason": "为何"}, "reason"),
        ("extend", {"reason": "等"}, "until"),
    ],
)
def test_a_step_that_can_not_be_read_names_the_field(word, given, named) -> None:
    """No step of this kind, or what belongs to another."""
    assert refused(lambda: take_step(facts("chen"), opened(), word, given)) == named


def test_a_step_that_is_not_theirs_says_what_is() -> None:
    """By the state it stands at, or by whose it is; a long word is cut. R20"""
    for by, word, allowed in (("chen", "confirm", ("finish",)), ("sun", "finish", ()), ("zhao", "finish", ("drop",))):
        with pytest.raises(NotAllowed) as found:
            take_step(facts(by), opened(), word, {"evidence": "见附表"})
        assert (found.value.rule, found.value.command, found.value.allowed) == ("R20", word, allowed)
        assert found.value.state == "open"
    with pytest.raises(InvalidInput, match=f"'{'x' * 100}'"):
        take_step(facts("chen"), opened(), "x" * 101, {})


def test_a_date_of_a_step_is_still_to_come() -> None:
    """By the second; the desk may say one that has passed."""
    done = finished()
    assert refused(lambda: stepped(done, "reopen", by="zhao", reason="没用", until=AT)) == "until"
    assert stepped(done, "reopen", by=PROGRAM, reason="没用", until=AT).due_at == AT


@pytest.mark.parametrize(
    ("marks", "match"),
    [
        ({"态度": 3, "时效": 4}, None),
        ({"时效": 4, "态度": 3}, None),
        ({"态度": 3}, "时效.*no mark"),
        ({"态度": 3, "时效": 4, "仪表": 5}, "仪表.*not in the list"),
        ({"态度": 3, "仪表": 5}, "仪表.*not in the list"),
    ],
)
def test_each_standard_of_the_list_is_marked(marks, match) -> None:
    """None left out, no other; where there is no list any may be. S3.15"""
    task = assessment(counted={"items": ["态度", "时效"]})
    assert stepped(assessment(), "assess", by="zhao", marks=marks).state == "told"
    assert stepped(task, "drop", by="xu", reason="调岗").state == "dropped"
    if match is None:
        assert stepped(task, "assess", by="zhao", marks=marks).state == "told"
        return
    with pytest.raises(InvalidInput, match=match) as found:
        stepped(task, "assess", by="zhao", marks=marks)
    assert found.value.field == "marks"


@pytest.mark.parametrize("marks", [{"态度=笑": 3}, "态度=笑=3"])
def test_a_standard_may_be_written_with_an_equals_sign(marks) -> None:
    """The mark is what follows the last. S3.15"""
    task = assessment(counted={"items": ["态度=笑"]})
    assert stepped(task, "assess", by="zhao", marks=marks).values["marks"] == ("态度=笑=3",)


# ---- put off, late ---------------------------------------------------------------------------------------------------
PUT_OFF = {"until": 2 * MONTH, "reason": "等设备"}


def test_a_date_is_put_off_once_by_somebody_above() -> None:
    """The first date stays on record, and whose turn it is. R15"""
    draft = take_step(facts("zhao"), opened(), "extend", PUT_OFF)
    later = draft.made
    assert (later.due_at, later.first_due_at, later.state, later.open) == (AT + 2 * MONTH, AT + MONTH, "open", True)
    assert (later.waits_for, later.closed_at, events(draft)) == ("chen", None, ["task-stepped"])
    assert (later.words, later.steps[0].by) == ({"reason": "等设备"}, "zhao")
    with pytest.raises(NotAllowed, match="once already") as found:
        take_step(facts("zhao"), later, "extend", PUT_OFF)
    assert (found.value.rule, found.value.command, found.value.allowed) == ("R15", "extend", ("drop",))
    assert why_not_extend(facts("zhao"), stepped(finished(), "reopen", by="zhao", reason="没用", until=MONTH)) is None


@pytest.mark.parametrize(
    ("task", "by", "match"),
    [
        (stepped(opened(), "drop", by="zhao", reason="不做"), "zhao", "no date that runs"),
        (finished(), "zhao", "no date that runs"),
        (opened("recall", by=PROGRAM), "zhao", "can't be put off"),
        (opened(), "chen", "above chen"),
        (opened(), "sun", "above chen"),
        (opened(), "xu", None),
        (opened(), PROGRAM, None),
        (opened(by="lu", who="lu"), "lu", None),
    ],
)
def test_who_puts_off_which_date(task, by, match) -> None:
    """One that runs, and may move, by somebody above the owner; at the top of the house by the owner, on record. R6, R15"""
    why = why_not_extend(facts(by), task)
    assert (why is None) is (match is None)
    if match is None:
        first = ["exception-recorded"] if by == "lu" else []
        assert events(take_step(facts(by), task, "extend", PUT_OFF)) == [*first, "task-stepped"]
    else:
        with pytest.raises(NotAllowed, match=match):
            take_step(facts(by), task, "extend", PUT_OFF)


def test_it_is_put_off_to_what_is_still_to_come() -> None:
    """Not to yesterday. R15"""
    given = {**PUT_OFF, "until": AT - SECOND}
    assert refused(lambda: take_step(facts("zhao"), opened(), "extend", given)) == "until"


def test_a_date_that_passed_is_a_breach_once() -> None:
    """From its very second; not of what has ended, or has no date. R15"""
    task = opened()
    assert settle_task(facts(PROGRAM, AT + MONTH - SECOND), task).lines == []
    late = settle_task(facts("xu", AT + MONTH), task)
    assert [(line.event, line.by, line.recorded_by) for line in late.lines] == [
        (e.TaskBreached(due_at=AT + MONTH, noticed_at=AT + MONTH), actor_name(DESK), "xu")
    ]
    assert settle_task(facts(PROGRAM, AT + 2 * MONTH), late.made).lines == []
    dropped = stepped(task, "drop", by="zhao", reason="不做")
    for one in (dropped, finished()):
        assert settle_task(facts(PROGRAM, AT + 9 * MONTH), one).lines == []


def test_an_answer_that_was_only_waited_for_is_none() -> None:
    """No breach: it goes on. S3.15"""
    told = stepped(assessment(), "assess", by="zhao", marks={"态度": 3})
    settled = settle_task(facts(PROGRAM, AT + timedelta(days=7)), told)
    assert (events(settled), settled.made.state) == (["task-stepped"], "closed")
    assert settle_task(facts(PROGRAM, AT + timedelta(days=6)), told).lines == []


def test_an_event_is_announced_by_who_did_not_plan_it() -> None:
    """Somebody above its owner; whoever planned it does not. R6"""
    assert may(event())["announce"] == {*LEADERS, PROGRAM}
    assert may(event(by="zhao"))["announce"] == {"xu", "lu", PROGRAM}
