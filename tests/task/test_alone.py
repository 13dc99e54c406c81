"""Who stands at the top of the house judges their own work: on record, and in the report, for every kind of task. R6"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit import Desk, Period, Task
from complaintkit.decision.task import EXTEND, MACHINES, Step, TaskDraft
from complaintkit.decision.task.machine import Who
from complaintkit.model.events import TaskOpened
from complaintkit.model.task import TaskKind
from complaintkit.records.task import task_facts, write_task

DAY = timedelta(days=1)
NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")
GIVEN: dict[str, Any] = {
    "reason": "没有别人",
    "marks": {"greeting": 4},
    "proposal": "reward",
    "decision": "agreed",
    "until": 3 * DAY,
}


def is_judged(kind: TaskKind, step: Step) -> bool:
    """Tell if a step is for another person than who did the work, or than whom the task is about."""
    does = {Who.CONCERNED} if MACHINES[kind].impartial else {Who.OWNER, Who.CONCERNED}
    return step.who != (Who.DESK,) and does.isdisjoint(step.who)


JUDGED = [
    pytest.param(kind, word, step, id=f"{kind}-{word}")
    for kind, machine in MACHINES.items()
    for word, step in machine.steps.items()
    if is_judged(kind, step)
]
OWN = [
    pytest.param(kind, word, step, id=f"{kind}-{word}")
    for kind, machine in MACHINES.items()
    for word, step in machine.steps.items()
    if not step.needs and Who.OWNER in step.who and not machine.impartial and kind not in {"incident", "training"}
]
DATED = [kind for kind, machine in MACHINES.items() if machine.extendable]


def standing(desk: Desk, kind: TaskKind, state: str, *, owner: str = "lu") -> Task:
    """Put down a task that stands in this state; where it may be about a person, it is about its owner."""
    door = desk._opened.door
    with door.storage.writing() as tx:
        facts = task_facts(door, tx, "river-street", by=owner)
        draft = TaskDraft(facts, door.rules.new_id())
        draft.add(
            TaskOpened(
                kind=kind.value,
                number="RIVER-STREET-T261121-999",
                unit="river-street",
                owner=owner,
                state=state,
                waits_for=owner,
                about={"staff": owner} if "staff" in MACHINES[kind].about else {},
                due_at=facts.now + DAY,
            )
        )
        write_task(door, tx, None, draft)
    return draft.made


def exceptions(desk: Desk, by: str = "lu") -> dict[str, tuple[int, tuple[str, ...]]]:
    """Return what a report counts as acted alone, with what stands behind each number."""
    report = desk.report(NOVEMBER, unit="river-street", by=by)
    return {one.key: (one.count, report.cases[f"exception/{one.key}"]) for one in report.figures.exceptions}


@pytest.mark.parametrize(("kind", "word", "step"), JUDGED)
def test_what_somebody_judges_alone_stands_in_the_report(desk: Desk, kind: TaskKind, word: str, step: Step) -> None:
    """Whichever step it is: counted, named in both languages, with the task behind the number. R6"""
    task = standing(desk, kind, step.after[0])

    desk.tasks.step(task, word, by="lu", **{name: GIVEN[name] for name in step.needs})

    assert exceptions(desk) == {f"R6 {kind}:{word}": (1, (task.number,))}
    page = desk.report(NOVEMBER, by="lu").to_html("zh")
    assert step.title.to("zh") in page
    assert desk.report(Period.month(2026, 12, zone="Asia/Shanghai"), by="lu").figures.exceptions == ()


@pytest.mark.parametrize("kind", DATED, ids=str)
def test_who_puts_off_their_own_date_is_in_the_report(desk: Desk, kind: TaskKind) -> None:
    """A leader puts it off; who has none does it alone. R6, R15"""
    machine = MACHINES[kind]
    task = standing(desk, kind, next(iter(machine.waits)))

    desk.tasks.step(task, EXTEND, by="lu", until=3 * DAY, reason="没有别人")

    assert exceptions(desk) == {f"R6 {kind}:{EXTEND}": (1, (task.number,))}


@pytest.mark.parametrize(("kind", "word", "step"), OWN)
def test_what_is_ones_own_to_do_is_no_exception(desk: Desk, kind: TaskKind, word: str, step: Step) -> None:
    """At the top as anywhere: the report is not filled with it. R6"""
    desk.tasks.step(standing(desk, kind, step.after[0]), word, by="lu")

    assert exceptions(desk) == {}


def test_what_somebody_above_judges_is_no_exception(desk: Desk) -> None:
    """Two people took part. R6"""
    task = standing(desk, TaskKind.ACTION, "done", owner="xu")
    desk.tasks.step(task, EXTEND, by="lu", until=3 * DAY, reason="再看一周")
    desk.actions.confirm(task, by="lu")

    assert exceptions(desk) == {}


def test_it_is_counted_where_it_happened_and_named_to_who_may_see_it(desk: Desk) -> None:
    """A store's own report has it, another's has not; whose assessment it is no program of the house tells a colleague. R6, R20"""
    machine = MACHINES[TaskKind.ASSESSMENT]
    step = machine.steps["drop"]
    task = standing(desk, TaskKind.ASSESSMENT, step.after[0])
    desk.tasks.step(task, "drop", by="lu", reason="没有别人")

    key = "R6 assessment:drop"
    assert desk.report(NOVEMBER, unit="old-town", by="lu").figures.exceptions == ()
    report = desk.report(NOVEMBER, unit="river-street", by="xu")
    assert [(one.key, one.count) for one in report.figures.exceptions] == [(key, 1)]
    assert f"exception/{key}" not in report.cases
