"""Tasks of a supermarket that are only decided: chen at the service desk, zhao above, xu the store manager, lu above all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs

from complaintkit import System, Task
from complaintkit.decision.facts import Facts
from complaintkit.decision.task import Opening, TaskDraft, open_task, take_step
from complaintkit.decision.task.standing import People
from complaintkit.model.actor import By
from complaintkit.model.task import TaskKind
from complaintkit.organisation import Organisation, load_organisation
from complaintkit.playbook import load_playbook
from tests.decision.conftest import SAMPLES, Matter

PLAYBOOK = load_playbook("supermarket")
STORE = load_organisation(SAMPLES / "supermarket" / "organisation.toml")
AT = datetime.fromisoformat("2026-11-21T10:00+08:00")
MONTH = timedelta(days=30)
PROGRAM = System("nightly")


def facts(by: By = "xu", at: datetime = AT, organisation: Organisation = STORE, **rules: Any) -> Facts:
    """What may be known when somebody acts then."""
    return Matter(attrs.evolve(PLAYBOOK, **rules), organisation, at).facts(by=by)


def without(*staff: str) -> Organisation:
    """The store after these have gone."""
    left = {id_: one for id_, one in STORE.staff.items() if id_ not in staff}
    return attrs.evolve(STORE, staff=left, departed={one: STORE.staff[one] for one in staff})


def seated(staff: str, *units: str) -> Organisation:
    """The store where somebody works elsewhere."""
    return attrs.evolve(STORE, staff={**STORE.staff, staff: attrs.evolve(STORE.staff[staff], units=units)})


def opening(kind: str = "action", **fields: Any) -> Opening:
    """What opens a task at River Street: an improvement of chen's, where nothing else is said."""
    usual: dict[str, Any] = {"unit": "river-street", "what": "鲜奶到货测温", "who": "chen", "due_at": AT + MONTH}
    return Opening(kind=TaskKind(kind), **{**usual, **fields})


def draft_of(kind: str = "action", *, by: By = "xu", **fields: Any) -> TaskDraft:
    """Open one."""
    return open_task(facts(by), opening(kind, **fields), id="t1", number="T-1")


def opened(kind: str = "action", *, by: By = "xu", **fields: Any) -> Task:
    """The task that this opens."""
    return draft_of(kind, by=by, **fields).made


def event(**fields: Any) -> Task:
    """A members' event of chen's, opened by them."""
    return opened("event", **{"by": "chen", "given": {"on": AT + 2 * MONTH}, **fields})


def assessment(**fields: Any) -> Task:
    """An assessment of chen, by zhao."""
    usual: dict[str, Any] = {"by": PROGRAM, "who": "zhao", "about": {"staff": "chen"}}
    return opened("assessment", **{**usual, **fields})


def stepped(task: Task, word: str, *, by: By, at: datetime = AT, **given: Any) -> Task:
    """The task after a step."""
    return take_step(facts(by, at), task, word, given).made


def finished(task: Task | None = None, *, by: By = "chen", at: datetime = AT) -> Task:
    """An improvement that is done, to be judged."""
    return stepped(task or opened(), "finish", by=by, at=at, evidence="见附表")


def people(**fields: Any) -> People:
    """Chen has it, xu opened it, at River Street."""
    usual: dict[str, Any] = {
        "unit": "river-street", "owner": "chen", "opener": "xu", "concerned": None, "impartial": False,
    }  # fmt: skip
    return People(**{**usual, **fields})


def events(draft: TaskDraft) -> list[str]:
    """The names of what happened."""
    return [line.event.name for line in draft.lines]
