"""What is possible with a task is what is not refused: of every kind, in every state, for whoever stands however to it. R20"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import attrs
import pytest

from complaintkit import ComplaintKitError, Customer, Desk, InvalidInput, System
from complaintkit.decision import Facts
from complaintkit.decision.task import (
    COMMON,
    MACHINES,
    SHARED,
    Form,
    Machine,
    Opening,
    accept_task,
    decline_task,
    give_task,
    offer_task,
    open_task,
    possible_words,
    take_step,
    tie_case,
    untie_case,
)
from complaintkit.model.handover import Handover
from complaintkit.model.task import Task, TaskKind
from complaintkit.records.task import task_facts

UNIT = "river-street"
STAFF = ("chen", "fan", "wei", "zhao", "ding", "xu", "lu", "yu")
"""Two at service desks, here and elsewhere; security, a supervisor, a duty manager; the store's manager, and two above."""
PROGRAM = System("nightly")
TRIED = 40
"""How many arrangements of people are tried in each state."""


def given(machine: Machine, name: str, facts: Facts, task: Task) -> Any:
    """Something that a field takes."""
    field = {**SHARED, **machine.fields}[name]
    if field.choices:
        return field.choices[0]
    match field.form:
        case Form.MOMENT:
            return facts.now + timedelta(days=3)
        case Form.STAFF:
            return ["chen"]
        case Form.MARKS:
            return dict.fromkeys(task.values.get("items") or ["attitude"], 4)
        case Form.NUMBER:
            return 3
        case Form.FLAG:
            return True
    return ["x"] if field.form is not Form.WORDS else "已办"


def not_refused(facts: Facts, task: Task) -> Iterator[str]:
    """Yield each word of a step that is not refused, by whatever it may be given: tried, not asked."""
    machine, tried = MACHINES[task.kind], dict[str, list[Callable[[], object]]]()
    for word, step in machine.steps.items():
        fields = {name: given(machine, name, facts, task) for name in step.needs}
        tried[word] = [lambda word=word, fields=fields: take_step(facts, task, word, fields)]  # type: ignore[misc]
    until = {"until": facts.now + timedelta(days=3), "reason": "等设备"}
    offer = task.handover.id if task.handover else "x"
    tried |= {
        "extend": [lambda: take_step(facts, task, "extend", until)],
        "give": [lambda to=to: give_task(facts, task, to, "换班") for to in STAFF],  # type: ignore[misc]
        "offer": [lambda to=to: offer_task(facts, task, to, "换班", id="h2") for to in STAFF],  # type: ignore[misc]
        "accept_offer": [lambda: accept_task(facts, task, offer)],
        "decline_offer": [lambda: decline_task(facts, task, offer, "overloaded")],
        "tie": [lambda: tie_case(facts, task, "B-1")],
        "untie": [lambda: untie_case(facts, task, "A-1", reason="另一批", led=task.owners)] if task.cases else [],
    }
    for word, ways in tried.items():
        if any(passes(one) for one in ways):
            yield word


def passes(deed: Callable[[], object]) -> bool:
    """Whether it is not refused."""
    try:
        deed()
    except ComplaintKitError:
        return False
    return True


@pytest.fixture
def people(desk: Desk) -> Mapping[Any, Facts]:
    """What each of them may know; and a program of the host."""
    with desk._door.storage.reading() as tx:
        return {one: task_facts(desk._door, tx, UNIT, by=one) for one in (*STAFF, PROGRAM)}


def arranged(kind: TaskKind, program: Facts, chance: Random, state: str) -> Task:
    """A task of a kind in a state, of somebody's, opened by somebody, about somebody; perhaps offered, late, passed on."""
    machine, owner = MACHINES[kind], chance.choice(STAFF)
    action = Opening(kind=TaskKind.ACTION, unit=UNIT, what="测温", who=owner, due_at=program.now + timedelta(days=9))
    made = open_task(program, action, id="t", number="T").made
    before = chance.choice(((), (), (chance.choice(STAFF),)))
    asked = Handover(
        id="h",
        case="t",
        giver=owner,
        receiver=chance.choice(STAFF),
        offered_at=program.now,
        lapses_at=program.now + timedelta(hours=5),
        reason="换班",
        state=chance.choice(["offered", "offered", "declined", "lapsed"]),
    )
    return attrs.evolve(
        made,
        kind=kind,
        state=state,
        open=machine.is_open(state),
        opened_by=chance.choice(STAFF),
        owners=(*before, owner),
        about={"staff": chance.choice(STAFF)} if "staff" in machine.about else {},
        cases=chance.choice(((), ("A-1",))),
        handovers=chance.choice(((), (asked,))) if machine.is_open(state) else (),
    )


@pytest.mark.parametrize("kind", TaskKind)
def test_what_is_possible_is_what_is_not_refused(people, kind) -> None:
    """A button for each thing that can be done, and none that is refused. R20, R6, F2-F4, R15"""
    chance = Random(kind.value)  # noqa: S311  the same each time
    shown = set()
    for state in MACHINES[kind].states:
        for _ in range(TRIED):
            task = arranged(kind, people[PROGRAM], chance, state)
            actor = chance.choice([*STAFF, PROGRAM, *(one.receiver for one in task.handovers for _ in STAFF)])
            words = possible_words(people[actor], task)
            assert sorted(words) == sorted(not_refused(people[actor], task)), (actor, task)
            shown |= set(words)
    assert shown >= COMMON.keys() - {"extend"}


def test_no_step_of_a_kind_is_called_as_one_that_every_kind_has() -> None:
    """One word is one thing."""
    assert not [kind for kind, machine in MACHINES.items() if machine.steps.keys() & COMMON.keys()]


# ---- at the desk ------------------------------------------------------------------------------------------------------
def test_a_form_takes_every_step_by_its_word(desk: Desk) -> None:
    """As it takes those of the kind: given, offered, taken, refused, put off, tied; what is missing is named. F2, F4, R14"""
    task, step = desk.actions.open("测温", by="xu", who="chen", due=timedelta(days=9)), desk.tasks.step
    with pytest.raises(InvalidInput) as missing:
        step(task, "offer", by="chen", reason="换班")
    with pytest.raises(InvalidInput) as strange:
        step(task, "give", by="chen", to="zhao", reason="由您安排", remark="无")
    assert (missing.value.field, strange.value.field) == ("to", "remark")

    asked = step(task, "offer", by="chen", to="fan", reason="换班", note="钥匙在柜台").handover
    assert asked is not None
    assert {"accept_offer", "decline_offer"} <= set(desk.tasks.possible(task, by="fan"))
    assert step(task, "decline_offer", by="fan", handover=asked.id, reason="overloaded").owner == "chen"
    again = step(task, "offer", by="chen", to="wei", reason="换班").handover
    assert again is not None
    assert step(task, "accept_offer", by="wei", handover=again.id).owner == "wei"

    assert step(task, "give", by="wei", to="zhao", reason="由您安排").owner == "zhao"
    put_off = step(task, "extend", by="xu", until=timedelta(days=30), reason="等设备")
    assert put_off.due_at == task.opened_at + timedelta(days=30)
    case = desk.receive(
        "奶是酸的", by="chen", channel="service-desk", unit=UNIT, customer=Customer(phone="13800138000")
    )
    assert step(task, "tie", by="chen", case=case.number).cases == (case.number,)
    assert "untie" in desk.tasks.possible(task, by="chen")
    assert step(task, "untie", by="chen", case=case.number).cases == ()


def test_an_incident_is_not_shown_to_be_closed_before_everything_is_done(desk: Desk) -> None:
    """The button comes with the last thing that was missing. R11"""
    incident = desk.incidents.open("酸奶涨袋", by="lu", who="lu", item="酸奶")
    assert "close" not in desk.tasks.possible(incident, by="lu")
    desk.incidents.investigate(incident, by="lu", facts="冷链断了")
    assert "close" in desk.tasks.possible(incident, by="lu")
