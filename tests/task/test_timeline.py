"""What happened to a task, in words: every event and every step of every kind has its sentence in both languages. R15, R20"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from complaintkit import Customer, Desk, NotFound, System
from complaintkit.decision.task import COMMON, COMMON_FIELDS, MACHINES, Form, Who
from complaintkit.decision.task.field import SHARED
from complaintkit.model import events
from complaintkit.model.event_words import EVENT_WORDS

MONTH = timedelta(days=30)
HAN = re.compile("[\u3400-\u9fff]")
HALF = re.compile("[\u3400-\u9fff][,:;!?()]|[,:;!?()][\u3400-\u9fff]")


def lived(desk: Desk, clock: object) -> str:
    """A task to which everything happened that can; its number."""
    case = desk.receive(
        "奶酸了", by="chen", channel="service-desk", unit="river-street", customer=Customer(phone="13800138000")
    )
    task = desk.actions.open("测温", by="xu", who="wei", due=MONTH, category="product-quality/food")
    desk.tasks.tie(task, case.number, by="xu")
    desk.tasks.untie(task, case.number, by="xu")
    desk.tasks.extend(task, by="xu", until=2 * MONTH, reason="等设备")
    desk.tasks.give(task, by="zhao", to="chen", reason="换班")
    offered = desk.tasks.offer(task, by="chen", to="fan", reason="出差", note="钥匙在柜台")
    assert offered.handover
    desk.tasks.decline(task, by="fan", handover=offered.handover.id, reason="overloaded", note="盘点")
    desk.tasks.offer(task, by="chen", to="lu", reason="出差")
    clock.advance(2 * MONTH)  # type: ignore[attr-defined]
    desk.run_due()
    desk.deliver_blocking()
    desk.actions.finish(task, by="chen", evidence="见附表", check_at=MONTH)
    return task.number


def test_everything_that_happens_has_its_sentence(desk, clock) -> None:
    """Each event once, with who did it, when by the unit's clock, and what was given. R15"""
    number = lived(desk, clock)
    lines = desk.tasks.timeline(number, by="xu")
    told = {name for name in EVENT_WORDS if name.startswith("task-")}
    assert told <= {one.event for one in lines}
    assert told == {name for name in events.events() if name.startswith("task-")}
    assert len(lines) == desk.tasks.show(number, by="xu").version
    for line in lines:
        assert line.at.utcoffset() == timedelta(hours=8)
        assert line.sentence()
        assert HAN.search(line.sentence("zh")), line.event
        for text in (line.sentence("zh"), *line.details("zh"), line.who.to("zh")):
            assert not HALF.search(text), text
        assert "{" not in " ".join((line.sentence(), *line.details()))


def test_what_was_given_stands_with_the_step(desk, clock) -> None:
    """Words as they were written, dates by the unit's clock, people by name."""
    lines = desk.tasks.timeline(lived(desk, clock), by="xu")
    [extended] = [one for one in lines if one.sentence() == "Put the date off"]
    assert extended.details() == ("new date: 2027-01-20 10:00", "reason: 等设备")
    assert extended.details("zh")[0] == "新的期限：2027-01-20 10:00"
    finished = lines[-1]
    assert finished.details() == ("when it is judged whether it works: 2027-02-19 10:00", "evidence: 见附表")
    assert "chen" in str(finished.who)
    assert finished.who != "chen"
    review = desk.reviews.call("专题会", by="xu", due=MONTH)
    held = desk.reviews.hold(review, by="xu", present=["xu", "wei"], minutes="换保温箱")
    present, minutes = desk.tasks.timeline(held, by="xu")[-1].details("zh")
    assert ("（xu）" in present, "（wei）" in present, minutes.endswith("换保温箱")) == (True, True, True)


def test_a_timeline_is_for_who_may_see_the_task(desk, clock) -> None:
    """R20"""
    number = lived(desk, clock)
    for by in ("fan", "yu"):
        with pytest.raises(NotFound):
            desk.tasks.timeline(number, by=by)
    assert desk.tasks.timeline(number, by=System("t")) == desk.tasks.timeline(number, by="lu")


# ---- the words of a screen ------------------------------------------------------------------------------------------
def test_a_screen_knows_every_kind_state_step_and_field(desk) -> None:
    """By their titles in both languages, with what each step asks for, as the machines have it. S0.11"""
    found = {one.id: one for one in desk.vocabulary(by="chen").tasks}
    assert set(found) == {one.value for one in MACHINES}
    for kind, machine in MACHINES.items():
        term = found[kind.value]
        assert [one.id for one in term.states] == list(machine.states)
        assert [one.id for one in term.steps] == [*machine.steps, *COMMON]
        assert [one.id for one in term.about] == list(machine.about)
        for word, step in machine.steps.items():
            made = term.step(word)
            assert made is not None
            assert (made.after, made.to) == (step.after, step.to)
            assert [one.id for one in made.fields if one.needed] == list(step.needs)
            assert [one.id for one in made.fields if not one.needed] == list(step.may)
        fields = [one for step in term.steps for one in step.fields] + list(term.fields)
        assert all(one.form == ({**SHARED, **COMMON_FIELDS, **machine.fields})[one.id].form for one in fields)
        for one in (term, *term.states, *term.steps, *term.about, *fields):
            assert one.title("en")
            assert HAN.search(one.title("zh")), one.id
    assert {one.form for term in found.values() for step in term.steps for one in step.fields} <= set(Form)
    assert found["action"].step("sing") is None


def test_extending_is_said_as_it_is_done(desk) -> None:
    """What a screen hears of putting off is what the step asks for: from every open state, with date and reason. R15"""
    for term in desk.vocabulary(by="chen").tasks:
        machine, extend = MACHINES[next(one for one in MACHINES if one.value == term.id)], term.step("extend")
        assert extend is not None
        assert set(extend.after) == {state for state, who in machine.waits.items() if who is not Who.NOBODY}
        assert ([one.id for one in extend.fields], extend.to) == (["until", "reason"], None)
