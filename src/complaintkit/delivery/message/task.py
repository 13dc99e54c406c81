"""Messages to staff about a task: cancelled when it is no longer theirs, else worded in their language. F8"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision import Facts
from complaintkit.decision.task import MACHINES
from complaintkit.delivery.carrier import Cancel, Verdict
from complaintkit.delivery.message._choice import choose
from complaintkit.delivery.message._time import write_time
from complaintkit.delivery.message.period import Counted, tell_period
from complaintkit.delivery.message.wording import message_id
from complaintkit.model import events as e
from complaintkit.model.actor import DESK
from complaintkit.model.customer import Contact
from complaintkit.model.phrase import Template, phrase
from complaintkit.model.task import TASK_KINDS, Task, TaskKind
from complaintkit.ports.notifier import Notification, Sender
from complaintkit.ports.storage import OutboxRow, Reader
from complaintkit.records.task import find_task, is_seen, task_facts
from complaintkit.records.task_message import REPORT_TOLD

if TYPE_CHECKING:
    from complaintkit.delivery.service import NotifierService, Stops
    from complaintkit.organisation import Staff
    from complaintkit.records.door import Door

_STOPS: Final = ("。", "！", "？", ".", "!", "?")
_BECAUSE: Final = phrase.template("{number}, {kind}: {what} It stands at: {state}. {reason}")
_TAKEN: Final = phrase.template("{number}, {kind}: {what} {owner} has taken it.")
_ALARM: Final = phrase.template("{number}, {kind}: {what} Responsible: {owner}.")
_WORDING: Final[Mapping[str, Template]] = {
    e.TaskOpened.name: phrase.template("{number}, {kind}: {what} It is yours, {when}."),
    e.TaskGiven.name: phrase.template("{number}, {kind}: {what} It is yours now, {when}."),
    e.TaskStepped.name: phrase.template("{number}, {kind}: {what} It stands at: {state}. Due {due}."),
    e.TaskOffered.name: phrase.template(
        "{number}, {kind}: {what} {owner} asks you to take it, {when}. Accept it, or decline."
    ),
    e.TaskDeclined.name: phrase.template("{number}, {kind}: {what} The offer was declined. Responsible: {owner}."),
    e.TaskOfferLapsed.name: phrase.template("{number}, {kind}: {what} Nobody took it in time. Responsible: {owner}."),
    e.TaskBreached.name: phrase.template(
        "{number}, {kind}: {what} It was due {due} and is late. Responsible: {owner}."
    ),
}


@attrs.frozen
class TaskOccasion:
    """A task that staff are told of, with all that the message depends on, as of now: whom to tell, and a report's text."""

    task: Task
    facts: Facts
    people: tuple[Staff, ...]
    told: str = ""


def _about(door: Door, tx: Reader, row: OutboxRow) -> TaskOccasion:
    task = find_task(tx, row.case).task
    facts = task_facts(door, tx, task.unit, by=DESK)
    return TaskOccasion(task, facts, whom_to_tell(facts, task, row))


def whom_to_tell(facts: Facts, task: Task, row: OutboxRow) -> tuple[Staff, ...]:
    """Return who acts for the recipient, then the recipient; a report's figures are for whoever may see them, and no other.

    What judges somebody is told to nobody who may not see it, whomever they stand in for. R20
    """
    staff, wanted = facts.structure.organisation.staff, row.recipient
    if wanted not in staff:
        return ()
    acting = facts.structure.acting_for(wanted, facts.now)
    private = row.name == REPORT_TOLD or (
        MACHINES[task.kind].impartial and not is_seen(attrs.evolve(facts, by=acting), task)
    )
    told = (wanted,) if private else (acting, wanted)
    return tuple(staff[one] for one in dict.fromkeys(told) if one in staff)


def task_contact(door: Door, tx: Reader, row: OutboxRow, kind: str) -> Contact | None:
    """Return the first address of a kind of the recipient, or of who acts for them."""
    return _contact(_about(door, tx, row).people, kind)


def _contact(people: Iterable[Staff], kind: str) -> Contact | None:
    return next((found for one in people if (found := one.contact(kind))), None)


def read_task_occasion(door: Door, tx: Reader, row: OutboxRow, *, counted: Counted) -> TaskOccasion:
    """Read what a message about a task depends on, as of now; `counted` is kept for others."""
    about = _about(door, tx, row)
    if about.people and row.name == REPORT_TOLD:
        told = tell_period(door, tx, about.task, staff=row.recipient, language=row.language, counted=counted)
        return attrs.evolve(about, told=told)
    return about


def judge_task(
    about: TaskOccasion, row: OutboxRow, notifiers: Iterable[NotifierService], stops: Stops
) -> Verdict[Sender]:
    """Return what becomes of a message about a task now."""
    if why := _why_pointless(about, row):
        return Cancel(why)
    return choose(
        row,
        notifiers,
        stops,
        now=about.facts.now,
        address=lambda kind: _contact(about.people, kind),
        message=lambda to, _: _render(about, row, to),
        bundled=not _is_alarm(about, row),
    )


def _is_alarm(about: TaskOccasion, row: OutboxRow) -> bool:
    """Say whether it tells of a new incident. R11, R18"""
    return about.task.kind is TaskKind.INCIDENT and row.name == e.TaskOpened.name


def _why_pointless(about: TaskOccasion, row: OutboxRow) -> str | None:
    """Return why nobody would gain by it; None where somebody would."""
    task = about.task
    if not about.people:
        return "nobody can be reached"
    if row.name == REPORT_TOLD:
        return None
    if row.name == e.TaskBreached.name:
        return None if task.is_late else "it is not late any more"
    if row.name == e.TaskStepped.name:
        return None
    if not task.open:
        return "it has ended"
    if row.name == e.TaskOffered.name and (task.handover is None or task.handover.receiver != row.recipient):
        return "nobody asks them any more"
    givers = task.owners[-2:] if row.name == e.TaskGiven.name else (task.owner,)
    return None if _is_alarm(about, row) or row.recipient in (*givers, task.waits_for) else "somebody else has it"


def _reason(task: Task) -> str | None:
    """Return why it ended so, where somebody had to say why: whoever had an idea hears it. S2.6, S2.9"""
    return None if task.open or not task.steps else task.steps[-1].words.get("reason")


def _dates(about: TaskOccasion, language: str) -> tuple[str, str]:
    """Return its date, and by when it is to be done; in words where it has none."""
    task, structure = about.task, about.facts.structure
    if task.due_at is None:
        return phrase("at no set date").to(language), phrase("with no set date").to(language)
    due = write_time(task.due_at, ZoneInfo(structure.zone_of(task.unit)), language, now=about.facts.now)
    return due, phrase("due {due}", context="task", due=due).to(language)


def _wording(about: TaskOccasion, row: OutboxRow) -> Template:
    """Return how it is worded: to others than its owner who has it, else what happened to it, with the reason of its end."""
    task = about.task
    if _is_alarm(about, row) and row.recipient != task.owner:
        return _ALARM
    if row.name == e.TaskGiven.name and row.recipient not in (task.owner, task.waits_for):
        return _TAKEN
    return _BECAUSE if _reason(task) else _WORDING[row.name]


def _render(about: TaskOccasion, row: OutboxRow, to: Contact) -> Notification:
    task, facts, language = about.task, about.facts, row.language
    due, when = _dates(about, language)
    what = task.in_words(language)
    staff = facts.structure.organisation.staff
    given = {
        "number": task.number,
        "kind": TASK_KINDS[task.kind].to(language),
        "what": what if what.endswith(_STOPS) else what + ("。" if language == "zh" else "."),
    }
    if row.name == REPORT_TOLD:
        text, given["text"] = about.told, about.told
    else:
        given |= {
            "due": due,
            "when": when,
            "state": MACHINES[task.kind].states[task.state].to(language),
            "owner": staff[task.owner].name if task.owner in staff else task.owner,
            "reason": _reason(task) or "",
        }
        text = _wording(about, row).filled(**given).to(language)
    return Notification(
        id=message_id(row.id),
        attempt=row.attempts + 1,
        to=to,
        message=row.name,
        language=language,
        fields=given,
        subject=f"{task.number} {TASK_KINDS[task.kind].to(language)}",
        text=text,
        case_number=task.number,
        useless_after=row.useless_after,
    )
