"""Tasks in the storage: loaded from their ledgers, written with their rows and with what people are told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision.task import (
    MACHINES,
    Opening,
    TaskDraft,
    give_task,
    lapse_offer,
    open_task,
    rebuild_task,
    settle_task,
)
from complaintkit.model.actor import DESK
from complaintkit.model.errors import NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.task import Task
from complaintkit.ports.storage import EventRow, Reader, TaskCaseRow, TaskFilter, TaskRow, Writer
from complaintkit.records.attendance import note_attendance
from complaintkit.records.ledger import Chain, read_lines
from complaintkit.records.task_message import task_messages

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.records.door import Door

_PAGE = 200


@attrs.frozen
class LoadedTask:
    """A task with the row that it was read by: what is needed to add to it."""

    row: TaskRow
    task: Task


def find_task(tx: Reader, ref: str) -> LoadedTask:
    """Load the task of this number or id.

    Raises:
        NotFound: there is none.
    """
    row = tx.task(ref)
    if row is None:
        raise no_task(ref)
    return next(load_tasks(tx, [row]))


def no_task(ref: str) -> NotFound:
    """Make the refusal of a task that does not exist, or is not to be seen: nobody is told which. R20"""
    return NotFound(what="task", ref=ref, next_step=phrase("Check the number."))


def load_tasks(tx: Reader, rows: Sequence[TaskRow]) -> Iterator[LoadedTask]:
    """Load several tasks at once, in the order of their rows."""
    ids = [row.id for row in rows]
    lines = read_lines(tx.events(ids), tx.vault(ids))
    return (LoadedTask(row, rebuild_task(lines[row.id], id=row.id)) for row in rows)


def task_facts(door: Door, tx: Reader, unit: str, *, by: By) -> Facts:
    """Return what a decision on a task of this unit may know: its unit's playbook, and the organisation as it stands."""
    facts = door.facts(tx, None, by=by)
    rules = door.rules.in_force(tx)
    book = rules.playbook_of(unit)
    return attrs.evolve(facts, playbook=book, structure=rules.structure(book))


def is_seen(facts: Facts, task: Task) -> bool:
    """Tell if the actor may see a task: their own, one whose step is theirs or that is about them, or of a unit they see. R20

    One that judges somebody is seen by no colleague, how far they may see otherwise: only by who stands above them.
    """
    actor, concerned = facts.actor, task.about.get("staff")
    mine = actor in (task.owner, task.opened_by, task.waits_for, concerned)
    if MACHINES[task.kind].impartial and concerned and not (mine or facts.system):
        return facts.structure.is_leader_of(actor, concerned, task.unit)
    return facts.system or facts.structure.sees(actor, unit=task.unit, involved=mine)


# ---- written --------------------------------------------------------------------------------------------------------
def new_task(door: Door, tx: Writer, opening: Opening, *, by: By) -> tuple[TaskDraft, tuple[EventRow, ...]]:
    """Open a task in a transaction; return it with the rows written.

    Raises:
        ComplaintKitError: it is refused; nothing was written.
        ConflictError: this turn of it was opened before.
    """
    facts = task_facts(door, tx, opening.unit, by=by)
    # What is refused takes no number: a number is drawn when everything else is known to be right.
    open_task(facts, opening, id="", number="")
    draft = open_task(facts, opening, id=door.rules.new_id(), number=_number(tx, facts, opening.unit))
    return draft, write_task(door, tx, None, draft)


def _number(tx: Writer, facts: Facts, unit: str) -> str:
    """Allocate the next number of a unit's tasks on today's day there: `A12-T261121-001`."""
    day = facts.now.astimezone(ZoneInfo(facts.structure.zone_of(unit))).date()
    return f"{unit.upper()}-T{day:%y%m%d}-{tx.next_number(f'{unit}:tasks', day):03d}"


def write_task(door: Door, tx: Writer, loaded: LoadedTask | None, draft: TaskDraft) -> tuple[EventRow, ...]:
    """Write what a decision on a task leaves behind: ledger, row, cases, and what people are told."""
    if not draft.lines:
        return ()
    task = draft.made
    chain = Chain(
        door.keyring.ledger, task.id, task.id, loaded.task.version if loaded else 0, loaded.row.head if loaded else ""
    )
    first = chain.seq + 1
    sealed = chain.seal(draft.lines)
    row, cases = task_row(task, chain.head), [TaskCaseRow(task=task.id, case=one) for one in task.cases]
    if loaded is None:
        tx.add_task(row, cases)
    else:
        tx.put_task(row, cases, if_version=loaded.task.version)
    last = tx.append(sealed.events, sealed.vault, ())
    tx.put_outbox(task_messages(draft, first=first))
    note_attendance(tx, draft)
    start = last - len(sealed.events) + 1
    return tuple(attrs.evolve(one, position=start + index, task=task.number) for index, one in enumerate(sealed.events))


def task_row(task: Task, head: str) -> TaskRow:
    """Return the row that says where a task stands."""
    return TaskRow(
        id=task.id,
        number=task.number,
        kind=task.kind.value,
        unit=task.unit,
        subject=task.subject,
        period=task.period,
        owner=task.owner,
        opener=task.opened_by,
        waits_for=task.waits_for,
        state=task.state,
        open=task.open,
        source=task.source,
        opened_at=task.opened_at,
        due_at=task.due_at,
        next_at=task.next_at,
        closed_at=task.closed_at,
        version=task.version,
        head=head,
    )


# ---- by time, and by who has gone -----------------------------------------------------------------------------------
def settle_task_due(door: Door, ref: str) -> int:
    """Settle what fell due on one task by now; return the number of events that made."""
    with door.storage.writing() as tx:
        loaded = find_task(tx, ref)
        facts = task_facts(door, tx, loaded.task.unit, by=DESK)
        draft = settle_task(facts, loaded.task)
        lapse_offer(draft)
        rows = write_task(door, tx, loaded, draft)
    door.recorded(rows)
    return len(rows)


def pass_on_tasks(door: Door, tx: Writer, staff: str) -> list[EventRow]:
    """Give the open tasks of who has gone to whoever takes their place, and have their next steps taken by others. F8"""
    filters = (TaskFilter(owner=staff, open=True), TaskFilter(waits_for=frozenset({staff}), open=True))
    rows = {row.id: row for where in filters for row in tasks_in(tx, where)}
    written: list[EventRow] = []
    for loaded in load_tasks(tx, list(rows.values())):
        task = loaded.task
        facts = task_facts(door, tx, task.unit, by=DESK)
        to = task.owner
        if to == staff:
            concerned = task.about.get("staff")
            apart = (concerned,) if MACHINES[task.kind].impartial and concerned else ()
            to = facts.structure.replacement_for(staff, task.unit, at=facts.now, without=apart)
        written += write_task(door, tx, loaded, give_task(facts, task, to, None))
    return written


def tasks_in(tx: Reader, where: TaskFilter) -> Iterator[TaskRow]:
    """Yield every task that the filter lets through, newest first; however many."""
    after: str | None = None
    while rows := tx.tasks(where, after=after, limit=_PAGE):
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1].id
