"""What anybody may put forward, nobody puts onto a colleague, nor before a judge of their own choice. F2, R6"""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from complaintkit import Desk, NotAllowed, System, Task
from complaintkit.decision.task import MACHINES, Who
from complaintkit.model.task import TaskKind

MONTH = timedelta(days=30)
OPEN = [kind for kind, machine in MACHINES.items() if Who.ANYBODY in machine.opens]
STORE = ("xu", "zhao", "chen", "sun", "wei", "hao")
LEADS = {("xu", one) for one in STORE[1:]} | {("zhao", one) for one in ("chen", "sun", "wei", "hao")}


def given(desk: Desk, kind: TaskKind) -> dict[str, Any]:
    """What such a task has to be given."""
    fields = {"on": desk._door.clock.now() + MONTH, "answer": "八点", "language": "zh"}
    return {name: fields[name] for name in MACHINES[kind].needs}


@pytest.mark.parametrize("kind", OPEN)
def test_nobody_opens_a_task_for_a_colleague_who_was_not_asked(desk, kind) -> None:
    """Everybody for everybody: up, down, for oneself; what is judged by who answers for it only upwards. F2, R6"""
    steps = MACHINES[kind].steps.values()
    judged = any(one.by_another and Who.OWNER in one.who for one in steps)
    made = 0
    for opener, who in product(STORE, STORE):
        may = (who, opener) in LEADS or (not judged and (opener == who or (opener, who) in LEADS))
        try:
            desk.tasks.open(kind, "换冷柜", by=opener, who=who, due=MONTH, given=given(desk, kind))
        except NotAllowed:
            assert not may, (opener, who)
        else:
            assert may, (opener, who)
            made += 1
    assert made > 5


def leads(desk: Desk, one: str, other: str) -> bool:
    """Tell if somebody leads another at River Street."""
    with desk._door.storage.reading() as tx:
        return bool(desk._door.facts(tx, None, by=System("t")).structure.is_leader_of(one, other, "river-street"))


def idea(desk: Desk, by: str) -> Task:
    """Somebody's idea."""
    return desk.ideas.have("换冷柜", by=by)


@pytest.mark.parametrize("author", STORE)
def test_nobody_adopts_their_own_idea(desk, author) -> None:
    """Also who answers for the unit, and however it was given on since: whoever is above decides. R6, S2.9"""
    task = idea(desk, author)
    assert task.waits_for != author
    judge = task.owner
    for to in ("zhao", "wei", author):
        task = desk.tasks.give(task, by=System("t"), to=to, reason="换人") if to != task.owner else task
        with pytest.raises(NotAllowed):
            desk.ideas.adopt(task, by=author, reason="好")
    assert desk.ideas.adopt(task, by="lu", reason="好").state == "adopted"
    assert leads(desk, judge, author)


@pytest.mark.parametrize(("planner", "owner"), [("zhao", "wei"), ("zhao", "zhao"), ("xu", "zhao")])
def test_nobody_has_their_own_event_announced(desk, planner, owner) -> None:
    """A leader who planned it for somebody below: whoever is above them says so, and has it in their list. R6, S3.7"""
    task = desk.tasks.open("event", "品鉴会", by=planner, who=owner, due=MONTH, given=given(desk, TaskKind.EVENT))
    assert task.waits_for not in (planner, owner)
    with pytest.raises(NotAllowed):
        desk.members.announce(task, by=planner)
    assert desk.members.announce(task, by=task.waits_for).state == "announced"
