"""Incidents: one lead, one investigation, one word to all; with the recall and the report, whose dates nobody moves. R11"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.about import SHARED
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

_GRADE: Final = Field(
    title=phrase("grade of the recall, 1 to 3", context="task field"), form=Form.WORD, choices=("1", "2", "3")
)

INCIDENT: Final = Machine(
    kind=TaskKind.INCIDENT,
    states={
        "open": phrase("under way", context="task state"),
        "closed": phrase("closed", context="task state"),
    },
    waits={"open": Who.OWNER},
    about=(*SHARED, "category"),
    may=("grade", "known_at"),
    dated=False,
    fields={
        "grade": _GRADE,
        "known_at": Field(title=phrase("when the risk was known", context="task field"), form=Form.MOMENT),
        "facts": Field(title=phrase("what was found", context="task field")),
        "cause": Field(title=phrase("root cause", context="task field"), form=Form.WORD),
        "text": Field(title=phrase("what all concerned are told", context="task field")),
    },
    steps={
        "grade": Step(
            title=phrase("Say how soon the goods are called back", context="task step"),
            after=("open",),
            to="open",
            who=(Who.OWNER, Who.LEADER),
            needs=("grade",),
        ),
        "investigate": Step(
            title=phrase("Put on record what was found", context="task step"),
            after=("open",),
            to="open",
            who=(Who.OWNER, Who.LEADER),
            right="record-facts",
            needs=("facts",),
            may=("cause",),
        ),
        "tell_all": Step(
            title=phrase("Tell all concerned", context="task step"),
            after=("open",),
            to="open",
            who=(Who.OWNER, Who.LEADER),
            needs=("text",),
        ),
        "close": Step(
            title=phrase("Close it: everything is done", context="task step"),
            after=("open",),
            to="closed",
            who=(Who.OWNER, Who.LEADER),
            may=("remark",),
        ),
        "reopen": Step(
            title=phrase("Open it again", context="task step"),
            after=("closed",),
            to="open",
            who=(Who.OWNER, Who.LEADER),
            needs=("reason",),
        ),
    },
)

RECALL: Final = Machine(
    kind=TaskKind.RECALL,
    states={
        "due": phrase("goods to be called back", context="task state"),
        "recalled": phrase("goods called back", context="task state"),
    },
    waits={"due": Who.OWNER},
    opens=(Who.DESK,),
    about=("incident",),
    extendable=False,
    steps={
        "recall": Step(
            title=phrase("Put on record that the goods are called back", context="task step"),
            after=("due",),
            to="recalled",
            who=(Who.OWNER, Who.LEADER),
            needs=("evidence",),
        ),
        "tighten": Step(
            title=phrase("A graver risk: it is due sooner", context="task step"),
            after=("due",),
            to="due",
            who=(Who.DESK,),
            needs=("until",),
        ),
    },
)

REPORT: Final = Machine(
    kind=TaskKind.REPORT,
    states={
        "due": phrase("to be reported", context="task state"),
        "reported": phrase("reported", context="task state"),
    },
    waits={"due": Who.OWNER},
    opens=(Who.DESK,),
    about=("incident",),
    extendable=False,
    fields={
        "reported_at": Field(title=phrase("when it was reported", context="task field"), form=Form.MOMENT),
        "reference": Field(title=phrase("the authority's number", context="task field")),
        "entries": Field(title=phrase("what the form says", context="task field"), form=Form.LINES),
    },
    steps={
        "report": Step(
            title=phrase("Put on record that it is reported to the authority", context="task step"),
            after=("due",),
            to="reported",
            who=(Who.OWNER, Who.LEADER),
            needs=("reported_at",),
            may=("reference", "entries"),
        ),
    },
)
