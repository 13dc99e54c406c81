"""Answers: what was done, what was read, or why not. Nothing of an answer names a person but by staff id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.cli.door._task import TaskCommand
from complaintkit.cli.views.case_data import Zones, next_deadline
from complaintkit.cli.views.task_data import task_brief
from complaintkit.model.errors import ComplaintKitError
from complaintkit.model.wire import as_data, fields_of

if TYPE_CHECKING:
    from complaintkit.model.coupon import Redemption
    from complaintkit.model.period import Done
    from complaintkit.model.task import Task


Answer = dict[str, object]
# What stands in the message, or beside the data.
_SAID = frozenset("field next_step line problem noun word near approver_name".split())


def answer_command(id: object, result: Done, zones: Zones) -> Answer:
    """Answer a command that was performed, or had been before under the same key."""
    case = result.case
    return {
        "id": id,
        "ok": True,
        "replayed": result.replayed,
        "events": list(result.events),
        "case": {
            "number": case.number,
            "version": case.version,
            "state": case.state.value,
            "owner": case.owner,
            "missing": list(case.missing),
            "similar": list(case.similar),
            "next_deadline": next_deadline(case, zones.of(case)),
        },
    }


def answer_reading(id: object, result: object) -> Answer:
    """Answer a reading."""
    return {"id": id, "ok": True, "result": result}


def answer_redemption(id: object, result: Redemption, event: str) -> Answer:
    """Answer for a coupon spent or given back. Its code is not repeated: whoever reads it can spend it."""
    data = as_data(result)
    data["coupon"] = {name: value for name, value in data["coupon"].items() if name != "code"}
    events = [] if data.pop("replayed") else [event]
    return {"id": id, "ok": True, "replayed": result.replayed, "events": events, "result": data}


def answer_task(id: object, task: Task, event: str, zones: Zones) -> Answer:
    """Answer for what was done with a task, or had been before: under the same key, or because it needs no more."""
    events = [] if task.replayed else [event]
    return {"id": id, "ok": True, "replayed": task.replayed, "events": events, "task": task_brief(task, zones.of(task))}


def answer_taken(id: object) -> Answer:
    """Answer for what was taken: an answer to a survey is no case, and nothing of it is repeated."""
    return {"id": id, "ok": True}


def answer_refusal(id: object, line: int, error: ComplaintKitError, language: str, *, kind: type) -> Answer:
    """Answer a refusal; a line without an id is named by its number. `kind` is the class that `args` stand for, if known."""
    told: Answer = {
        "code": error.code,
        "message": str(error),
        "user_message": error.user_message(language),
        "field": _path(error, kind),
        "retry": error.retry,
        "data": as_data(
            {name: value for name, value in error.data.items() if name not in _SAID and value not in ("", None)}
        ),
    }
    if error.kept_as:
        told["kept_as"] = error.kept_as
    return {"id": id, **({} if isinstance(id, str) else {"line": line}), "ok": False, "error": told}


def _path(error: ComplaintKitError, kind: type) -> str | None:
    """Return the path of the field from the top of the request: what the desk calls `category` is `args.category` here."""
    field = error.data.get("field")
    if not isinstance(field, str) or not field:
        return None
    asked: type = kind
    if issubclass(asked, TaskCommand):
        return asked.path_of(field)
    first = field.partition(".")[0].partition("[")[0]
    inside = kind is not object and first in {one.name for one in fields_of(kind)}
    return f"args.{field}" if inside else field
