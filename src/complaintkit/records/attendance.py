"""Who attended which training, and when last: one setting for each, so that a command that waits for it reads one row. S3.10

A projection of the ledgers of trainings: nobody searches those for it. Who leaves has attended nothing when they come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from complaintkit.model import events as e

if TYPE_CHECKING:
    from complaintkit.decision.task import TaskDraft
    from complaintkit.ports.storage import Reader, Writer


def attended_by(tx: Reader, staff: str) -> Mapping[str, datetime]:
    """Return when somebody last attended each training, by its name in the playbook, else by the number of its task."""
    key = _key(staff, "")
    return {name.removeprefix(key): datetime.fromisoformat(at) for name, at in tx.metas(key).items()}


def attended(tx: Reader, staff: str, training: str) -> datetime | None:
    """Return when somebody last attended one; None where they have not since they came."""
    at = tx.meta(_key(staff, training))
    return None if at is None else datetime.fromisoformat(at)


def note_attendance(tx: Writer, draft: TaskDraft) -> None:
    """Note who attended a training that a decision put on record as held."""
    from complaintkit.model.task import TaskKind

    task = draft.made
    if task.kind is not TaskKind.TRAINING:
        return
    for line in draft.lines:
        if isinstance(line.event, e.TaskStepped) and line.event.step == "hold":
            for staff in line.event.values["attended"]:
                rule = task.about.get("rule", task.number)
                tx.put_meta(_key(staff, rule), line.at.isoformat())
                if is_newcomer(tx, staff, rule):
                    tx.drop_meta(_newcomer(staff, rule))


def note_newcomer(tx: Writer, staff: str, training: str, at: datetime) -> None:
    """Note that somebody came into the roles of a training, who has yet to attend it."""
    tx.put_meta(_newcomer(staff, training), at.isoformat())


def is_newcomer(tx: Reader, staff: str, training: str) -> bool:
    """Tell if somebody came into the roles of a training, and has not attended it since."""
    return tx.meta(_newcomer(staff, training)) is not None


def forget_attendance(tx: Writer, staff: str) -> None:
    """Forget what somebody attended, or had yet to attend, who works here no more."""
    for key in (*tx.metas(_key(staff, "")), *tx.metas(_newcomer(staff, ""))):
        tx.drop_meta(key)


def _key(staff: str, training: str) -> str:
    return f"attended:{staff}:{training}"


def _newcomer(staff: str, training: str) -> str:
    return f"newcomer:{staff}:{training}"
