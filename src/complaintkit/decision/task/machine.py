"""The machine of a kind of task: its states, the steps between them, who takes each, and what has to be given with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

import attrs

from complaintkit.model.phrase import Phrase
from complaintkit.model.task import TaskKind


class Who(StrEnum):
    """Who may open a task, or take a step, or has the next one."""

    OWNER = "owner"
    LEADER = "leader"  # somebody above the owner; at the top of the house the owner, on record (R6)
    OPENER = "opener"  # whoever opened it
    CONCERNED = "concerned"  # the person whom it is about
    ASKED = "asked"  # whoever it was offered to
    ABOVE = "above"  # somebody above the person whom it is about
    ANYBODY = "anybody"  # who works here
    DESK = "desk"  # a program of the host, and the desk by itself
    NOBODY = "nobody"


class Form(StrEnum):
    """What a field holds."""

    WORDS = "words"  # what somebody writes
    FLAG = "flag"  # yes or no
    NUMBER = "number"  # a whole number or a decimal
    STAFF = "staff"  # people who work here
    CASE = "case"  # cases, by number
    TASK = "task"  # tasks, by number
    MOMENT = "moment"  # a date and time
    WORD = "word"  # a word of a closed list, an id
    MARKS = "marks"  # a mark from 1 to 5 for each of several items
    LINES = "lines"  # short lines, each by itself: items of a list, an agenda


@attrs.frozen(kw_only=True)
class Field:
    """One thing that is given with a step: how it is called, and what it holds."""

    title: Phrase
    form: Form = Form.WORDS
    choices: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Step:
    """One step: from which states, to which; who takes it; what has to be given, and what may be."""

    title: Phrase
    after: tuple[str, ...]
    to: str
    who: tuple[Who, ...] = (Who.OWNER,)
    right: str | None = None  # the word in a role's `may` that lets others take it as well
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    by_another: bool = (
        False  # judges what was put forward: nobody takes it who opened the task, while anybody is above them (R6)
    )


@attrs.frozen(kw_only=True)
class Machine:
    """One kind of task. What waits has somebody who takes the next step: `waits` says who, by state.

    `opens` and `right` say who opens one; `about` which words say what it concerns, the first of them that is given being its
    subject; `needs` and `may` what is given when it is opened,
    `counted` what nobody gives: the kit puts it there. `fields` says what each field holds, beside those that all
    kinds share. `dated`: it has a date from the beginning; `extendable`: a leader may put that off once.
    `impersonal`: nothing written when it is opened may name a person. `impartial`: whom it is about takes no step but those
    that are theirs, and nobody sees it but they, those who make it, and those above them. `terms` says how long a state lasts
    where its step gives no date, `lapses` which step the desk takes by itself when that time is over: there it is no breach.
    `by_verb` names the verb of another noun by which its owner does what is to be done: the desk then takes the step.
    """

    kind: TaskKind
    states: Mapping[str, Phrase]
    waits: Mapping[str, Who]
    steps: Mapping[str, Step]
    opens: tuple[Who, ...] = (Who.ANYBODY,)
    right: str | None = None
    about: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    fields: Mapping[str, Field] = attrs.field(factory=dict)
    dated: bool = True
    impersonal: bool = False
    extendable: bool = True
    impartial: bool = False
    terms: Mapping[str, timedelta] = attrs.field(factory=dict)
    lapses: Mapping[str, str] = attrs.field(factory=dict)
    by_verb: str = ""

    @property
    def first(self) -> str:
        """The state in which it begins."""
        return next(iter(self.states))

    def is_open(self, state: str) -> bool:
        """Tell if somebody has a next step there."""
        return state in self.waits
