"""Tendencies 倾向性问题: found by the nightly counts, told to whoever answers for the unit, with the cases behind. S0.10, S4.11"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

TENDENCY: Final = Machine(
    kind=TaskKind.TENDENCY,
    states={
        "told": phrase("told, to be answered", context="task state"),
        "answered": phrase("something is done about it", context="task state"),
        "dismissed": phrase("nothing is to be done", context="task state"),
    },
    waits={"told": Who.OWNER},
    opens=(Who.DESK, Who.LEADER),
    right="report",
    about=("lot", "cause", "category", "item", "shift"),
    needs=("count", "expected"),
    may=("of", "few"),
    fields={
        "count": Field(title=phrase("cases in seven days", context="task field"), form=Form.NUMBER),
        "expected": Field(title=phrase("expected", context="task field"), form=Form.NUMBER),
        "of": Field(title=phrase("of all cases", context="task field"), form=Form.NUMBER),
        "few": Field(title=phrase("rests on few cases", context="task field"), form=Form.FLAG),
        "decisions": Field(title=phrase("what was decided", context="task field"), form=Form.TASK),
    },
    steps={
        "answer": Step(
            title=phrase("Say what is done about it", context="task step"),
            after=("told",),
            to="answered",
            who=(Who.OWNER, Who.LEADER),
            needs=("decisions",),
            may=("remark",),
        ),
        "dismiss": Step(
            title=phrase("Say why nothing is to be done", context="task step"),
            after=("told",),
            to="dismissed",
            who=(Who.OWNER, Who.LEADER),
            needs=("reason",),
        ),
    },
)
