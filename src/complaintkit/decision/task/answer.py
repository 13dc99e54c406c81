"""Entries of the handbook of frequent questions 常见问题解答手册: proposed by anybody, approved by an editor, retired. S3.2"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.facts import Facts
from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

EDIT: Final = "edit-answers"
"""The word in a role's `may` that makes an editor."""

ANSWER: Final = Machine(
    kind=TaskKind.ANSWER,
    states={
        "draft": phrase("to be approved", context="task state"),
        "approved": phrase("in the handbook", context="task state"),
        "retired": phrase("not in the handbook any more", context="task state"),
    },
    waits={"draft": Who.OWNER},
    opens=(Who.ANYBODY,),
    about=("category",),
    needs=("answer", "language"),
    fields={
        "answer": Field(title=phrase("answer", context="task field")),
        "language": Field(title=phrase("language", context="task field"), form=Form.WORD),
        "next": Field(title=phrase("what replaces it", context="task field"), form=Form.TASK),
    },
    steps={
        "approve": Step(
            title=phrase("Take it into the handbook", context="task step"),
            after=("draft",),
            to="approved",
            who=(Who.OWNER, Who.LEADER),
            right=EDIT,
        ),
        "retire": Step(
            title=phrase("Take it out of the handbook, and say why", context="task step"),
            after=("draft", "approved"),
            to="retired",
            who=(Who.OWNER, Who.LEADER),
            right=EDIT,
            needs=("reason",),
        ),
        "replace": Step(
            title=phrase("Another entry takes its place", context="task step"),
            after=("draft", "approved"),
            to="retired",
            who=(Who.OWNER, Who.LEADER),
            right=EDIT,
            needs=("next",),
        ),
    },
    dated=False,
    impersonal=True,
)


def editor_for(facts: Facts, unit: str) -> str:
    """Return who edits the answers of a unit: the nearest there or around it, a role made for it before one that may all."""
    structure = facts.structure
    for place in structure.unit_path(unit):
        editors = [one for one in structure.at(place) if structure.may(one, EDIT)]
        if editors:
            return next(
                (one for one in editors if any(EDIT in (role.may or ()) for role in structure.roles_of(one))),
                editors[0],
            )
    return structure.last_resort(unit)


def holds_in(facts: Facts, entry: str, unit: str) -> bool:
    """Tell if an entry of one unit holds in another: in its own, and in all that lies within it."""
    return entry in facts.structure.unit_path(unit)
