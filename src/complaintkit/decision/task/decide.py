"""Decide what becomes of a task: opened, a step taken, put off, late. Pure: the same in, the same out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.decision.refusal import by_name, stranger, unknown_unit
from complaintkit.decision.replay import LedgerEntry
from complaintkit.decision.task.common import COMMON, EXTEND
from complaintkit.decision.task.field import (
    FARTHEST,
    Given,
    check_impersonal,
    check_whole,
    out_of_range,
    read_fields,
    read_words,
)
from complaintkit.decision.task.machine import Machine, Step, Who
from complaintkit.decision.task.machines import MACHINES
from complaintkit.decision.task.replay import apply_task
from complaintkit.decision.task.standing import People, check_judge, gives_work, has_right_there, stands, whose_turn
from complaintkit.model import events as e
from complaintkit.model.about import ABOUT, SHARED
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput, NotAllowed
from complaintkit.model.incident import alike
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.model.task import TASK_KINDS, Task, TaskKind


@attrs.define
class TaskDraft:
    """A task in the making: as it stands now, and the lines that made it so."""

    facts: Facts
    id: str
    task: Task | None = None
    lines: list[LedgerEntry] = attrs.field(factory=list)
    before: Task | None = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Keep the task as it was."""
        self.before = self.task

    @property
    def made(self) -> Task:
        """The task as it stands now."""
        if self.task is None:
            raise ValueError("nothing has happened yet")
        return self.task

    def add(self, event: e.Happened, *, by: str | None = None) -> None:
        """Add an event, and apply it."""
        facts = self.facts
        line = LedgerEntry(
            event=event, at=facts.now, by=by or facts.actor, recorded_at=facts.now, recorded_by=facts.actor
        )
        self.task = apply_task(self.task, line, id=self.id)
        self.lines.append(line)


@attrs.frozen(kw_only=True)
class Opening:
    """What somebody gives to open a task; `counted` is what the kit itself puts there; `assigned`: it named `who`, too."""

    kind: TaskKind
    unit: str
    what: str | None = None
    title: Mapping[str, str] = attrs.field(factory=dict)
    who: str | None = None
    due_at: datetime | None = None
    period: str = ""
    about: Mapping[str, str] = attrs.field(factory=dict)
    cases: tuple[str, ...] = ()
    source: str | None = None
    given: Mapping[str, object] = attrs.field(factory=dict)
    counted: Mapping[str, object] = attrs.field(factory=dict)
    assigned: bool = False


# ---- opened ---------------------------------------------------------------------------------------------------------
@by_name
def open_task(facts: Facts, opening: Opening, *, id: str, number: str) -> TaskDraft:
    """Open a task for whoever is to answer for it.

    Raises:
        InvalidInput: something is missing, or is not what belongs there; names the field.
        NotAllowed: no role of theirs may open one for this person.
    """
    machine, structure = MACHINES[opening.kind], facts.structure
    if opening.unit not in structure.organisation.units:
        raise unknown_unit(opening.unit, structure.organisation.units)
    owner = opening.who or facts.actor
    if owner not in structure.organisation.staff:
        raise stranger(owner, structure.organisation.staff, field="who")
    about = _about(machine, opening.about)
    people = People(
        unit=opening.unit,
        owner=owner,
        opener=facts.actor,
        concerned=about.get("staff"),
        impartial=machine.impartial,
    )
    _check_concerned(facts, people)
    _check_may_open(facts, machine, people)
    if not opening.assigned:
        _check_asked(facts, machine, people)
    check_judge(facts, people, owner, field="who")
    what = read_words("what", opening.what) if opening.what else None
    if what is None and not about:
        raise InvalidInput(field="what", reason=phrase("is missing"), next_step=phrase("Say what is to be done."))
    if machine.dated and opening.due_at is None:
        raise InvalidInput(
            field="due", reason=phrase("is missing"), next_step=phrase("Give a date, or a span from now on.")
        )
    _check_ahead(facts, opening.due_at, field="due")
    given = read_fields(facts, machine, opening.given, needs=machine.needs, may=machine.may)
    if machine.impersonal:
        for name, text in {"what": what or "", **given.words}.items():
            check_impersonal(name, text, {})
    counted = read_fields(facts, machine, opening.counted, needs=(), may=machine.counted)
    draft = TaskDraft(facts, id)
    draft.add(
        e.TaskOpened(
            kind=opening.kind.value,
            number=number,
            unit=opening.unit,
            owner=owner,
            state=machine.first,
            waits_for=whose_turn(facts, machine, machine.first, people),
            subject=subject_of(about),
            period=opening.period,
            about=about,
            cases=opening.cases,
            source=opening.source,
            due_at=opening.due_at,
            title=opening.title,
            what=what,
            values={**given.values, **counted.values},
            words=given.words or None,
        )
    )
    return draft


def subject_of(about: Mapping[str, str]) -> str:
    """Return what makes a task the same as another: the most telling thing that it concerns."""
    return next((f"{word}:{about[word]}" for word in ABOUT if word in about), "")


def _about(machine: Machine, about: Mapping[str, str]) -> dict[str, str]:
    given = {word: read_words(word, value) for word, value in about.items() if value}
    for word, value in given.items():
        check_whole(word, value)
        if word not in machine.about:
            raise InvalidInput(
                field=word,
                reason=phrase("does not belong to {kind}", kind=TASK_KINDS[machine.kind]),
                next_step=nearest(word, machine.about),
            )
    if machine.kind is TaskKind.INCIDENT:
        return {word: alike(value) if word in SHARED else value for word, value in given.items()}
    return given


def _check_concerned(facts: Facts, people: People) -> None:
    """Refuse what is about somebody who does not work here."""
    staff = facts.structure.organisation.staff
    if people.concerned is not None and people.concerned not in staff:
        raise stranger(people.concerned, staff, field="staff")


def _check_ahead(facts: Facts, at: datetime | None, *, field: str) -> None:
    if at is not None and at <= facts.now and not facts.system:
        raise InvalidInput(
            field=field,
            reason=phrase("{at} has passed", at=facts.time_in_words(at)),
            next_step=phrase("Give a date that is still to come."),
        )
    if at is not None and at - facts.now > FARTHEST:
        raise out_of_range(facts, at, field=field)


# ---- who ------------------------------------------------------------------------------------------------------------
def _check_may_open(facts: Facts, machine: Machine, people: People) -> None:
    """Refuse who may not open a task of this kind for this person.

    Raises:
        NotAllowed: no role of theirs may.
    """
    told = {people.owner, people.concerned or people.owner}
    reached = all(gives_work(facts, one, people.unit) for one in told) or Who.ANYBODY in machine.opens
    has_right = has_right_there(facts, machine.right, people.unit)
    if facts.system or (reached and (has_right or any(stands(facts, who, people) for who in machine.opens))):
        return
    kind, owner = TASK_KINDS[machine.kind], people.owner
    why = phrase("{actor} may not open {kind} for {owner}", actor=facts.actor, kind=kind, owner=owner)
    raise NotAllowed(command=_TO_OPEN, reason=why, rule="R20")


def _check_asked(facts: Facts, machine: Machine, people: People) -> None:
    """Refuse to open what anybody may open for a colleague who was not asked, or for a judge of one's own choice. F2, R6

    Raises:
        NotAllowed: says for whom it may be opened.
    """
    structure, actor = facts.structure, facts.actor
    if facts.system or Who.ANYBODY not in machine.opens or structure.leader_of(actor, people.unit) is None:
        return
    judged = any(step.by_another and Who.OWNER in step.who for step in machine.steps.values())
    above = structure.is_leader_of(people.owner, actor, people.unit)
    led = structure.is_leader_of(actor, people.owner, people.unit) and gives_work(facts, people.owner, people.unit)
    theirs = actor == people.owner or led
    if above or (theirs and not judged):
        return
    why = phrase("{owner} was not asked, and does not lead {actor}", owner=people.owner, actor=actor)
    if theirs:
        why = phrase("{actor} would judge what they did themselves (R6)", actor=actor)
    raise NotAllowed(command=_TO_OPEN, reason=why, rule="R6" if theirs else "F2")


def possible_steps(facts: Facts, task: Task) -> tuple[str, ...]:
    """Return the steps that the actor may take now."""
    steps = MACHINES[task.kind].steps
    return tuple(word for word, step in steps.items() if _why_not(facts, task, step) is None)


def _why_not(facts: Facts, task: Task, step: Step) -> Phrase | None:
    if task.state not in step.after:
        state = MACHINES[task.kind].states[task.state]
        return phrase("{number} stands at: {state}", number=task.number, state=state)
    if facts.system or has_right_there(facts, step.right, task.unit):
        return None
    alone = facts.structure.leader_of(facts.actor, task.unit) is None
    if _judges_own(facts, task, step) and not alone:
        return phrase("{actor} would judge what they did themselves (R6)", actor=facts.actor)
    if any(stands(facts, who, People.of(task)) for who in step.who):
        return None
    return phrase("it is not for {actor}", actor=facts.actor)


def _judges_own(facts: Facts, task: Task, step: Step) -> bool:
    """Tell if the actor judges by a step what they did: as the owner, or before they gave the task to somebody else. R6"""
    if facts.system:
        return False
    if step.by_another and facts.actor == task.opened_by:
        return True
    if not _is_anothers(step):
        return False
    return facts.actor in (task.owner, _who_did(task))


def _who_did(task: Task) -> str | None:
    """Return who did what is to be judged now; nobody where the work begins anew."""
    machine = MACHINES[task.kind]
    for one in reversed(task.steps):
        step = machine.steps.get(one.word)
        if step is not None and not _is_anothers(step):
            return one.by
        if step is not None and step.to == machine.first:
            return None
    return None


def _is_anothers(step: Step) -> bool:
    """Tell if a step is for somebody else than who does the work."""
    return Who.OWNER not in step.who and Who.CONCERNED not in step.who


# ---- steps ----------------------------------------------------------------------------------------------------------
_TO_OPEN = phrase("open a task", context="command").in_english("open-task")


def no_step(facts: Facts, task: Task, word: str, why: Phrase, *, rule: str) -> NotAllowed:
    """Make the refusal of a step: it and what is possible are called as on their buttons, in the words of this kind of task."""
    steps = {**COMMON, **MACHINES[task.kind].steps}
    called = {one: step.title.in_english(one) for one, step in steps.items()}
    now = [called.get(one, one) for one in possible_steps(facts, task)]
    return NotAllowed(command=called.get(word, word), reason=why, state=task.state, allowed=now, rule=rule)


@by_name
def take_step(
    facts: Facts, task: Task, word: str, given: Mapping[str, object], *, due_at: datetime | None = None
) -> TaskDraft:
    """Take a step of a task; `due_at` is the date of what follows, where the step itself gives none (`until`).

    Raises:
        NotAllowed: the state or the person is not the right one; names what is possible.
        InvalidInput: something is missing, or is not what belongs there; names the field.
    """
    machine = MACHINES[task.kind]
    if word == EXTEND:
        return _extend(facts, task, given)
    step = machine.steps.get(word) if isinstance(word, str) else None
    if step is None:
        raise InvalidInput(
            field="step",
            reason=phrase("{word!r} is no step of {kind}", word=str(word)[:100], kind=TASK_KINDS[task.kind]),
            next_step=nearest(str(word)[:100], machine.steps),
        )
    if (why := _why_not(facts, task, step)) is not None:
        raise no_step(facts, task, word, why, rule="R20")
    read = read_fields(facts, machine, given, needs=step.needs, may=step.may)
    _check_marks(task, read)
    until = read.moment("until") or due_at
    _check_ahead(facts, until, field="until")
    if until is None and step.to in machine.terms:
        until = facts.now + machine.terms[step.to]
    draft = TaskDraft(facts, task.id, task)
    about_themselves = machine.impartial and facts.actor == task.about.get("staff") and Who.CONCERNED not in step.who
    if about_themselves or _judges_own(facts, task, step):
        draft.add(e.ExceptionRecorded(rule="R6", command=word))
    draft.add(
        e.TaskStepped(
            step=word,
            state=step.to,
            open=machine.is_open(step.to),
            waits_for=whose_turn(facts, machine, step.to, People.of(task)),
            due_at=until if machine.is_open(step.to) else task.due_at,
            values=read.values,
            words=read.words or None,
        )
    )
    return draft


def _check_marks(task: Task, read: Given) -> None:
    """Refuse marks that leave out a standard of the list, or mark what is not in it. S3.15"""
    items, marked = task.values.get("items", ()), [one.rpartition("=")[0] for one in read.values.get("marks", ())]
    if "marks" not in read.values or not items or sorted(items) == sorted(marked):
        return
    strange = next((one for one in marked if one not in items), None)
    missing = next((one for one in items if one not in marked), "")
    raise InvalidInput(
        field="marks",
        reason=phrase("{item!r} is not in the list", item=strange)
        if strange
        else phrase("{item!r} has no mark", item=missing),
        next_step=phrase("Mark each of: {items}.", items=joined(items)),
    )


def _extend(facts: Facts, task: Task, given: Mapping[str, object]) -> TaskDraft:
    """Put the date off: once, by somebody above the owner, with the reason; the first date stays on record. R15"""
    read = read_fields(facts, MACHINES[task.kind], given, needs=COMMON[EXTEND].needs, may=COMMON[EXTEND].may)
    if (why := why_not_extend(facts, task)) is not None:
        raise no_step(facts, task, EXTEND, why, rule="R15")
    until = read.moment("until")
    _check_ahead(facts, until, field="until")
    draft = TaskDraft(facts, task.id, task)
    if facts.actor == task.owner:
        draft.add(e.ExceptionRecorded(rule="R6", command=EXTEND))
    draft.add(
        e.TaskStepped(
            step=EXTEND,
            state=task.state,
            open=True,
            waits_for=task.waits_for,
            due_at=until,
            values=read.values,
            words=read.words,
        )
    )
    return draft


def why_not_extend(facts: Facts, task: Task) -> Phrase | None:
    """Return why the actor may not put a task's date off now; None where they may. R15"""
    if not task.open or task.due_at is None:
        return phrase("{number} has no date that runs", number=task.number)
    if not MACHINES[task.kind].extendable:
        return phrase("its date can't be put off")
    if not (facts.system or stands(facts, Who.LEADER, People.of(task))):
        return phrase("somebody above {owner} puts it off", owner=task.owner)
    if any(one.word == EXTEND for one in task.steps):
        return phrase("it was put off once already")
    return None


def settle_task(facts: Facts, task: Task) -> TaskDraft:
    """Put on record that a date has passed: a breach (R15), or where only an answer was waited for that there was none."""
    draft = TaskDraft(facts, task.id, task)
    if task.open and not task.is_late and task.due_at is not None and task.due_at <= facts.now:
        if (step := MACHINES[task.kind].lapses.get(task.state)) is not None:
            return take_step(facts, task, step, {})
        draft.add(e.TaskBreached(due_at=task.due_at, noticed_at=facts.now), by=actor_name(DESK))
    return draft
