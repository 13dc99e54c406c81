"""The words of tasks beside the cases: kinds, states, steps, and what each step asks for, with their titles. S0.11"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from complaintkit.decision.task import COMMON, COMMON_FIELDS, MACHINES, SHARED, Field, Machine, Who
from complaintkit.model.phrase import Phrase, as_it_is, phrase
from complaintkit.model.task import TASK_KINDS
from complaintkit.model.term import FieldTerm, StepTerm, TaskTerm, Term
from complaintkit.model.wording import WORDS

ABOUT_WORDS: Final[Mapping[str, Phrase]] = phrase.table(
    "task about", "rule incident lot meal cause category item shift staff till place theme unit inbox"
)
"""What a task may concern, as people call it."""


def task_terms() -> tuple[TaskTerm, ...]:
    """Return every kind of task that there is, in the order of the machines."""
    return tuple(_kind(machine) for machine in MACHINES.values())


def _kind(machine: Machine) -> TaskTerm:
    return TaskTerm(
        id=machine.kind.value,
        words=TASK_KINDS[machine.kind],
        states=tuple(Term(id=word, words=title) for word, title in machine.states.items()),
        steps=tuple(_steps(machine)),
        about=tuple(Term(id=word, words=ABOUT_WORDS.get(word) or as_it_is(word)) for word in machine.about),
        fields=_fields(machine, machine.needs, machine.may),
        dated=machine.dated,
    )


def _steps(machine: Machine) -> Iterator[StepTerm]:
    """Yield the steps of a kind, and at last those that every kind has, which leave it in its state."""
    for word, step in machine.steps.items():
        asks = _fields(machine, step.needs, step.may)
        yield StepTerm(id=word, words=step.title, after=step.after, to=step.to, fields=asks)
    still = tuple(state for state in machine.states if machine.is_open(state))
    for word, step in COMMON.items():
        after = tuple(machine.states) if Who.ANYBODY in step.who else still
        yield StepTerm(id=word, words=step.title, after=after, to=None, fields=_fields(machine, step.needs, step.may))


def _fields(machine: Machine, needs: tuple[str, ...], may: tuple[str, ...]) -> tuple[FieldTerm, ...]:
    known = {**SHARED, **COMMON_FIELDS, **machine.fields}
    return tuple(_field(name, known[name], needed=name in needs) for name in (*needs, *may))


def _field(name: str, field: Field, *, needed: bool) -> FieldTerm:
    choices = tuple(Term(id=one, words=WORDS.get(one) or as_it_is(one)) for one in field.choices)
    return FieldTerm(id=name, words=field.title, form=field.form.value, needed=needed, choices=choices)
