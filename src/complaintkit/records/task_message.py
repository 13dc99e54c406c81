"""Messages about tasks: who is told, of which event, by the media that staff are told by. F8"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from complaintkit.decision.task import MACHINES, TaskDraft, is_passed_on
from complaintkit.decision.task.turn import told_of_report
from complaintkit.model import events as e
from complaintkit.model.outbox import EntryKind
from complaintkit.model.task import TaskKind
from complaintkit.playbook import Playbook
from complaintkit.ports.storage import OutboxRow

REPORT_TOLD: Final = "report-told"
"""Name of the entry by which staff are told the figures of a review's period. S2.7"""
TASK_MESSAGES: Final = frozenset(
    {
        REPORT_TOLD,
        *(kind.name for kind in (e.TaskOpened, e.TaskStepped, e.TaskGiven, e.TaskBreached)),
        *(kind.name for kind in (e.TaskOffered, e.TaskDeclined, e.TaskOfferLapsed)),
    }
)
"""Names of the entries of the outbox that tell of a task."""


def task_messages(draft: TaskDraft, *, first: int) -> list[OutboxRow]:
    """Return one entry for each person who is to know what happened, but for whoever did it themselves."""
    if draft.facts.quiet:
        return []
    told = [
        (index, line.event.name, staff) for index, line in enumerate(draft.lines) for staff in _told(draft, line.event)
    ]
    told += [
        (index, REPORT_TOLD, staff) for index in _reports(draft) for staff in told_of_report(draft.facts, draft.made)
    ]
    staff_media = media_of(draft.facts.playbook)
    return [
        _row(draft, seq=first + index, name=name, staff=staff, media=staff_media)
        for index, name, staff in dict.fromkeys(told)
        if staff in draft.facts.structure.organisation.staff and staff != draft.lines[index].by
    ]


def _reports(draft: TaskDraft) -> Iterator[int]:
    """Yield the line with which the figures of a review's period are told: it was held, or its date passed first. Once. S2.7"""
    late = draft.before is not None and bool(draft.before.breaches)
    if draft.made.kind is TaskKind.REVIEW and not late:
        ends = (
            index
            for index, line in enumerate(draft.lines)
            if isinstance(line.event, e.TaskBreached) or (isinstance(line.event, e.TaskStepped) and not line.event.open)
        )
        yield from islice(ends, 1)


def _told(draft: TaskDraft, event: e.Happened) -> Iterator[str]:
    """Yield who is told of an event: who has the next step; of a breach the leader, too; of the end whoever began it."""
    task, structure = draft.made, draft.facts.structure
    match event:
        case e.TaskOpened():
            yield from _told_first(draft, event)
        case e.TaskGiven():  # whoever offered it hears that they answer for it no more
            yield from (*(task.owners[-2:] if event.handover else (event.owner,)), event.waits_for)
        case e.TaskOffered():
            yield event.receiver
        case e.TaskDeclined() | e.TaskOfferLapsed():
            yield from (task.owner, event.waits_for)
        case e.TaskStepped():
            yield event.waits_for
            if not event.open:
                yield from (task.opened_by, task.owner)
                if MACHINES[task.kind].impartial:
                    yield task.about.get("staff", "")
        case e.TaskBreached():
            late = task.owner if is_passed_on(task) else task.waits_for or task.owner  # F2: nobody else is late
            yield from (late, structure.leader_of(late, task.unit) or "")


def _told_first(draft: TaskDraft, event: e.TaskOpened) -> Iterator[str]:
    """Yield who is told that there is a task."""
    if event.kind == TaskKind.CHECK and event.period:
        return  # a round that comes every day stands in the list of duties; only a late one is told
    if event.kind in (TaskKind.RECALL, TaskKind.REPORT):
        return  # whoever leads the incident is told of that, once
    if event.kind == TaskKind.INCIDENT:
        yield from dict.fromkeys((event.owner, *_alarmed(draft, event.about.get("category"))))
    else:
        yield from (event.owner, event.waits_for)


def _alarmed(draft: TaskDraft, category: str | None) -> Iterator[str]:
    """Yield whom the category of an incident alarms, once for all its cases. R11, R18"""
    known, structure = draft.facts.playbook.categories.get(category or ""), draft.facts.structure
    for role in known.alarm if known else ():
        held = structure.holders(role, draft.made.unit)
        present = [one for one in held if structure.present(one, draft.facts.now)]
        yield from present or structure.on_duty(draft.made.unit, draft.facts.now, role)


def media_of(playbook: Playbook) -> tuple[str, ...]:
    """Return the media by which staff are told: those of what a playbook tells a case's owner, in its order."""
    rules = sorted(playbook.all_messages.values(), key=lambda rule: rule.on != "owner-changed")
    return next((rule.media for rule in rules if rule.to == "owner"), ())


def _row(draft: TaskDraft, *, seq: int, name: str, staff: str, media: tuple[str, ...]) -> OutboxRow:
    task, facts = draft.made, draft.facts
    wanted, spoken = facts.structure.organisation.staff[staff].languages, facts.playbook.languages
    return OutboxRow(
        id=f"{task.number}.{seq}.{name}.{staff}",
        case=task.id,
        seq=seq,
        kind=EntryKind.MESSAGE,
        name=name,
        recipient=staff,
        person="",
        language=next((bare for one in wanted if (bare := one.partition("-")[0]) in spoken), spoken[0]),
        media=media,
        next_at=facts.now,
        urgent=name == e.TaskBreached.name or task.kind is TaskKind.INCIDENT,
        created_at=facts.now,
    )
