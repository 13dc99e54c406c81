"""The rows derived from a task's ledger, held against a replay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from complaintkit.decision.task import TaskDraft
from complaintkit.decision.task.replay import apply_task
from complaintkit.ports import storage as port
from complaintkit.records.audit.difference import differences
from complaintkit.records.audit.outbox import check_keeper, check_run, check_state
from complaintkit.records.audit.run import runs_of
from complaintkit.records.task import task_row
from complaintkit.records.task_message import task_messages

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.model.task import Task
    from complaintkit.model.verification import LedgerProblem
    from complaintkit.ports.storage import EventRow, OutboxRow
    from complaintkit.records.audit.past import Past
    from complaintkit.records.audit.side import Beside


def check_task(
    id: str, rows: Sequence[EventRow], lines: Sequence[LedgerEntry], beside: Beside, past: Past
) -> Iterator[LedgerProblem]:
    """Yield where the rows of a task differ from what its ledger makes of it."""
    states: list[Task] = []
    for line in lines:
        states.append(apply_task(states[-1] if states else None, line, id=id))
    task = states[-1]
    yield from differences(task.number, "task", beside[port.TaskRow], [task_row(task, rows[-1].hash)], ("id",))
    cases = [port.TaskCaseRow(task=id, case=one) for one in task.cases]
    yield from differences(task.number, "task_case", beside[port.TaskCaseRow], cases, ("task", "case"))
    kept: list[OutboxRow] = beside[port.OutboxRow]

    def called_for(start: int, end: int) -> list[OutboxRow]:
        mark, unit = past.at(rows[start].position), states[end - 1].unit
        facts = past.facts(mark, past.playbook_of(mark, unit), lines[end - 1].recorded_at)
        draft = TaskDraft(facts, id, states[start - 1] if start else None)
        draft.task, draft.lines = states[end - 1], list(lines[start:end])
        return task_messages(draft, first=start + 1)

    runs = list(runs_of(rows))
    for start, end in runs:
        here = [row for row in kept if start < row.seq <= end]
        yield from check_run(task.number, here, start, end, called_for)
    stray = [row for row in kept if not 0 < row.seq <= len(rows)]
    yield from differences(task.number, "outbox", stray, [], ("id",))
    for row in kept:
        yield from check_state(task.number, row, lines)
        yield from check_keeper(task.number, row, {""})
