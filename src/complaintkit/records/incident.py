"""Incidents in the storage: opened in the transaction of the complaint that makes them one; what their steps bring about. R11"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.calendars import due_at
from complaintkit.decision.people.apart import left_out, rule_left_out, why_left_out
from complaintkit.decision.task import Opening, TaskDraft, give_task, take_step, tie_case
from complaintkit.decision.task.common_cause import (
    belongs,
    counts,
    lead_of,
    near,
    recall_by,
    report_by,
    rules_of,
    standing_of,
    suspected,
    to_tell,
    traits,
    unfinished,
)
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import DESK
from complaintkit.model.errors import ConflictError, NotAllowed
from complaintkit.model.incident import Incident
from complaintkit.model.phrase import SEMICOLON, joined, phrase
from complaintkit.model.task import TaskKind
from complaintkit.model.text import said
from complaintkit.model.vocabulary import Kind
from complaintkit.ports.storage import CaseFilter, TaskFilter
from complaintkit.records.case import cases_in, find, load
from complaintkit.records.request import Request
from complaintkit.records.task import find_task, load_tasks, new_task, task_facts, write_task
from complaintkit.records.unseen import UNSEEN

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.model.task import Task
    from complaintkit.playbook import IncidentRule
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door

_SHARED: Final = attrgetter("items", "purchase", "fields", "category", "raised", "lead", "unit")
"""What a case's traits and categories are read from."""
_MOST: Final = 200
"""So many incidents about one thing are looked at, newest first."""
_COMPARED: Final = 1_000
"""So many complaints of a unit within the time of a row are compared with a new one, newest first."""


# ---- by itself ------------------------------------------------------------------------------------------------------
def gather(door: Door, tx: Writer, before: Case | None, case: Case, facts: Facts) -> list[EventRow]:
    """Let a case belong to the incidents about what it shares with others; open one where it makes too many alike. R11

    Looked at when something became known that it may share, or its category.
    """
    if facts.quiet or not counts(case):
        return []
    written: list[EventRow] = []
    if before is not None and left_out(facts, before) != left_out(facts, case):
        its_own = TaskFilter(kinds=frozenset({TaskKind.INCIDENT.value}), open=True, case=case.number)
        for loaded in load_tasks(tx, tx.tasks(its_own, limit=_MOST)):
            written += keep_apart(door, tx, loaded.task)
    if before is not None and _shares_the_same(before, case):
        return written
    found = [
        (loaded, word)
        for word, value in sorted(traits(case))
        for loaded in load_tasks(tx, tx.tasks(_about(word, value), limit=_MOST))
        if belongs(loaded.task, case, word)
    ]
    for loaded, _ in {one.task.id: (one, word) for one, word in found}.values():
        facts_there = task_facts(door, tx, loaded.task.unit, by=DESK)
        draft = tie_case(facts_there, loaded.task, case.number)
        written += [*write_task(door, tx, loaded, draft), *keep_apart(door, tx, draft.made)]
    return written if found else [*written, *_open_suspected(door, tx, case)]


def keep_apart(door: Door, tx: Writer, incident: Task) -> Sequence[EventRow]:
    """Give an incident to somebody else, once whoever leads it has no say in a case of it. R6, R9"""
    if incident.kind is not TaskKind.INCIDENT or not incident.open:
        return ()
    facts, cases = task_facts(door, tx, incident.unit, by=DESK), cases_of(tx, incident)
    if not any(incident.owner in left_out(facts, one) for one in cases):
        return ()
    loaded = find_task(tx, incident.id)
    return write_task(door, tx, loaded, give_task(facts, loaded.task, lead_of(facts, incident.unit, cases), None))


def check_lead(facts: Facts, tx: Reader, kind: TaskKind, cases: Sequence[str], who: str | None) -> None:
    """Refuse who has no say in a case as the lead of its incident, and as who says that it is one of an incident, or none.

    Raises:
        NotAllowed: the complaint is about them (R6), or they are the customer (R9).
    """
    if kind is TaskKind.INCIDENT and who is not None:
        _check_none_their_own(facts, [find(tx, number).case for number in cases], who, "lead")


def is_apart(facts: Facts, tx: Reader, task: Task) -> bool:
    """Tell if the actor has no say in a case of an incident: then they have no part in it. R6, R9"""
    return task.kind is TaskKind.INCIDENT and any(facts.actor in left_out(facts, one) for one in cases_of(tx, task))


def check_apart(facts: Facts, tx: Reader, task: Task, word: str) -> None:
    """Refuse that whoever has no say in a case of an incident has a part in it.

    Raises:
        NotAllowed: a complaint is about them (R6), or they are the customer (R9).
    """
    if task.kind is TaskKind.INCIDENT:
        _check_none_their_own(facts, cases_of(tx, task), facts.actor, word)


def _check_none_their_own(facts: Facts, cases: Sequence[Case], who: str, word: str) -> None:
    for one in cases:
        if who in left_out(facts, one):
            raise NotAllowed(command=word, reason=why_left_out(one, who), rule=rule_left_out(one, who))


def _shares_the_same(before: Case, case: Case) -> bool:
    """Tell if a case may share with others what it did before; most commands touch nothing that it is read from."""
    return (counts(before) and _SHARED(before) == _SHARED(case)) or _key(before) == _key(case)


def _key(case: Case) -> tuple[object, ...]:
    return traits(case), case.categories, case.unit, counts(case)


def _about(word: str, value: str) -> TaskFilter:
    return TaskFilter(kinds=frozenset({TaskKind.INCIDENT.value}), open=True, subject=f"{word}:{value}")


class OpenedMeanwhile(ConflictError):
    """Another complaint made the same incident of it between the decision and its keeping. Never seen outside."""


def _open_suspected(door: Door, tx: Writer, case: Case) -> list[EventRow]:
    """Open the incident that a complaint makes of several alike, once, however many come at the same moment.

    Raises:
        OpenedMeanwhile: another one has just opened it; nothing of the decision may be kept, and the next try joins it.
    """
    facts = task_facts(door, tx, case.unit, by=DESK)
    rules = rules_of(facts, case)
    if not rules or not traits(case):
        return []
    others = list(_near(tx, facts, case, list(rules.values())))
    if (made := suspected(facts, case, others)) is None:
        return []
    category, grade = made.category, rules[made.category].grade
    opening = Opening(
        kind=TaskKind.INCIDENT,
        unit=case.unit,
        what=f"{said(facts.playbook.category(category).title, facts.playbook.languages[0])} {made.value}",
        who=lead_of(facts, case.unit, made.cases),
        about={made.word: made.value, "category": category},
        period=_turn(tx, case.unit, made.word, made.value),
        cases=tuple(one.number for one in made.cases),
        given={
            "known_at": max(one.received_at for one in made.cases),
            "grade": str(grade) if grade else None,
        },
    )
    try:
        draft, rows = new_task(door, tx, opening, by=DESK)
        tx.task(draft.made.id)  # a storage that waits with its rows has written them then
    except ConflictError as error:
        subject = f"{made.word}:{made.value}"
        raise OpenedMeanwhile(reason=phrase("{subject} is an incident already", subject=subject)) from error
    return [*rows, *follow(door, tx, draft)]


def _near(tx: Reader, facts: Facts, case: Case, rules: Sequence[IncidentRule]) -> Iterator[Case]:
    """Yield the complaints of a case's unit that are near enough in time for one of these rows, whatever leads them. R7"""
    last = max(due_at(facts.calendar(case.unit), case.received_at, rule.within) for rule in rules)
    units, until = frozenset({case.unit}), last + timedelta(microseconds=1)
    where = CaseFilter(kind=Kind.COMPLAINT.value, units=units, received_before=until)
    for row in islice(cases_in(tx, where), _COMPARED):
        if not any(near(facts, rule, case, row.received_at) for rule in rules):
            return
        yield load(tx, row).case


def _turn(tx: Reader, unit: str, word: str, value: str) -> str:
    """Return which incident of a unit about one thing the next one is: the storage keeps each of them once."""
    same = TaskFilter(kinds=frozenset({TaskKind.INCIDENT.value}), units=frozenset({unit}), subject=f"{word}:{value}")
    return str(sum(bool(row.period) for row in tx.tasks(same, limit=_MOST)) + 1)


# ---- what a step brings about ---------------------------------------------------------------------------------------
def follow(door: Door, tx: Writer, draft: TaskDraft) -> list[EventRow]:
    """Bring about what a step of an incident calls for: its recall and its report, the cause to each case, one word to all. R11"""
    incident = draft.made
    if incident.kind is not TaskKind.INCIDENT:
        return []
    steps = {line.event.step for line in draft.lines if isinstance(line.event, e.TaskStepped)}
    opened = any(isinstance(line.event, e.TaskOpened) for line in draft.lines)
    written: list[EventRow] = []
    if opened or "grade" in steps:
        written += _recall(door, tx, incident)
    if opened and (at := report_by(draft.facts, incident)) is not None:
        written += new_task(door, tx, _part(incident, TaskKind.REPORT, due_at=at), by=DESK)[1]
    if "investigate" in steps:
        _offer_cause(door, tx, incident, written)
    if "tell_all" in steps:
        _tell(door, tx, incident, written)
    return written


def _part(incident: Task, kind: TaskKind, **dated: object) -> Opening:
    return Opening(
        kind=kind,
        unit=incident.unit,
        what=incident.what,
        who=incident.owner,
        about={"incident": incident.number},
        source=incident.number,
        **dated,  # type: ignore[arg-type]  # its date
    )


def _recall(door: Door, tx: Writer, incident: Task) -> Sequence[EventRow]:
    """Owe the recall from when a grade is known; a graver one makes it due sooner, a milder one never later."""
    due_at = recall_by(incident)
    if due_at is None:
        return ()
    rows = tx.tasks(TaskFilter(kinds=frozenset({TaskKind.RECALL.value}), source=incident.number), limit=1)
    if not rows:
        return new_task(door, tx, _part(incident, TaskKind.RECALL, due_at=due_at), by=DESK)[1]
    loaded = next(load_tasks(tx, rows))
    if not loaded.task.open or loaded.task.due_at is None or due_at >= loaded.task.due_at:
        return ()
    facts = task_facts(door, tx, incident.unit, by=DESK)
    return write_task(door, tx, loaded, take_step(facts, loaded.task, "tighten", {"until": due_at}))


def _offer_cause(door: Door, tx: Writer, incident: Task, written: list[EventRow]) -> None:
    """Note on each case that goes on what was found: its owner takes it over, or not."""
    cause = ", ".join(incident.values.get("cause", ()))
    text = " · ".join(filter(None, (incident.number, incident.words["facts"], cause)))
    for case in cases_of(tx, incident):
        if case.open:
            _do(door, tx, c.Note(case=case.number, text=text), written)


def _tell(door: Door, tx: Writer, incident: Task, written: list[EventRow]) -> None:
    for case in list(to_tell(incident, cases_of(tx, incident))):
        _do(door, tx, c.Tell(case=case.number, text=incident.words["text"]), written)


def _do(door: Door, tx: Writer, command: c.Command, written: list[EventRow]) -> None:
    """Do something on a case, in the desk's name; one that takes it no more is left as it is."""
    try:
        door.perform_in(tx, Request(command=command, by=DESK), written)
    except NotAllowed:
        return


# ---- how it stands --------------------------------------------------------------------------------------------------
def cases_of(tx: Reader, incident: Task) -> list[Case]:
    """Load the cases of an incident."""
    return [find(tx, number).case for number in incident.cases]


def incident_for(door: Door, tx: Reader, task: Task, by: By) -> Incident:
    """Return how an incident stands, as somebody who may see it reads it: without the cases that they may not see. R20"""
    whole = incident_of(tx, task)
    seen = set(door.seen_of(tx, task.cases, by))
    named = (one if one.number in seen else attrs.evolve(one, number=UNSEEN) for one in whole.cases)
    recall, report = (door.task_for(tx, one, by) if one else None for one in (whole.recall, whole.report))
    return Incident(
        task=door.task_for(tx, task, by),
        recall=recall,
        report=report,
        cases=tuple(one for one in whole.cases if one.number in seen),
        missing=tuple(unfinished(task, recall, report, tuple(named))),
    )


def incident_of(tx: Reader, task: Task) -> Incident:
    """Return how an incident stands."""
    wanted = TaskFilter(kinds=frozenset({TaskKind.RECALL.value, TaskKind.REPORT.value}), source=task.number)
    parts = {one.task.kind: one.task for one in load_tasks(tx, tx.tasks(wanted, limit=_MOST))}
    recall, report = parts.get(TaskKind.RECALL), parts.get(TaskKind.REPORT)
    cases = standing_of(task, cases_of(tx, task))
    missing = tuple(unfinished(task, recall, report, cases))
    return Incident(task=task, recall=recall, report=report, cases=cases, missing=missing)


def is_ready(door: Door, tx: Reader, task: Task, word: str, by: By) -> bool:
    """Tell if nothing has to be done before a step: an incident is closed last. R11"""
    closes = task.kind is TaskKind.INCIDENT and word == "close"
    return not (closes and incident_for(door, tx, task, by).missing)


def check_step(door: Door, tx: Reader, task: Task, word: str, by: By) -> None:
    """Refuse to close an incident before everything is done.

    Raises:
        NotAllowed: something is not; names all of it. R11
    """
    if task.kind is TaskKind.INCIDENT and word == "close" and (missing := incident_for(door, tx, task, by).missing):
        reason = phrase(
            "{number}: {missing}", context="incident", number=task.number, missing=joined(missing, SEMICOLON)
        )
        raise NotAllowed(command="close", reason=reason, state=task.state, rule="R11")
