"""A task as JSON: as it stands, with what one may do next and what happened so far."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.desk import Desk
    from complaintkit.model.actor import By
    from complaintkit.model.task import Task
    from complaintkit.model.term import StepTerm, TaskTerm

_INTERNAL = frozenset({"id", "replayed"})
_BRIEF = "number version kind state open unit owner waits_for due_at".split()


def task_brief(task: Task, zone: ZoneInfo) -> dict[str, object]:
    """Return where a task stands, for the answer to what was done with it."""
    return {name: as_data(getattr(task, name), zone) for name in _BRIEF}


def task_data(task: Task, zone: ZoneInfo, language: str) -> dict[str, object]:
    """Return everything that is known of a task, with a sentence."""
    data = {name: value for name, value in as_data(task, zone).items() if name not in _INTERNAL}
    return {**data, "late": task.is_late, "says": task.sentence(language)}


def task_duty(task: Task, zone: ZoneInfo, language: str, *, late: bool) -> dict[str, object]:
    """Return a task as one thing that is owed."""
    return {
        "id": task.number,
        "what": "task",
        "staff": task.waits_for,
        "task": task.number,
        "since": as_data(task.opened_at, zone),
        "due_at": as_data(task.due_at, zone),
        "late": late,
        "commands": ["accept-task", "decline-task"] if task.handover else ["step-task"],
        "says": task.sentence(language),
        "of": task_data(task, zone, language),
    }


def whole_task(desk: Desk, task: Task, by: By, zone: ZoneInfo, language: str) -> dict[str, object]:
    """Return a task with the steps that one may take now, what each needs, and what happened."""
    lines = desk.tasks.timeline(task, by=by)
    return {
        **task_data(task, zone, language),
        "possible": [_step(one, language) for one in possible_terms(desk, task, by)],
        "timeline": [
            {
                "at": as_data(line.at, zone),
                "by": line.by,
                "event": line.event,
                "says": line.sentence(language),
                "details": list(line.details(language)),
            }
            for line in lines
        ],
    }


def term_of(desk: Desk, task: Task, by: By) -> TaskTerm:
    """Return the words of its kind."""
    return next(one for one in desk.vocabulary(by=by).tasks if one.id == task.kind.value)


def possible_terms(desk: Desk, task: Task, by: By) -> Iterator[StepTerm]:
    """Yield the steps that one may take now, with their words."""
    term = term_of(desk, task, by)
    for word in desk.tasks.possible(task, by=by):
        if found := term.step(word):
            yield found


def _step(step: StepTerm, language: str) -> dict[str, object]:
    fields = [
        {"id": one.id, "title": one.title(language), "form": one.form, "needed": one.needed} for one in step.fields
    ]
    return {"step": step.id, "title": step.title(language), "fields": fields}
