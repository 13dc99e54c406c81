"""Ideas of staff 合理化建议: from anybody, decided by who answers for the unit, adopted or not, with the reason. S0.11, S2.9"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

IDEA: Final = Machine(
    kind=TaskKind.IDEA,
    states={
        "open": phrase("to be decided", context="task state"),
        "adopted": phrase("adopted", context="task state"),
        "declined": phrase("not adopted", context="task state"),
    },
    waits={"open": Who.OWNER},
    opens=(Who.ANYBODY,),
    about=("cause", "category", "place"),
    fields={"decisions": Field(title=phrase("what was decided", context="task field"), form=Form.TASK)},
    steps={
        "adopt": Step(
            title=phrase("Adopt it", context="task step"),
            after=("open",),
            to="adopted",
            who=(Who.OWNER, Who.LEADER),
            needs=("reason",),
            may=("decisions",),
            by_another=True,
        ),
        "decline": Step(
            title=phrase("Say why it is not adopted", context="task step"),
            after=("open",),
            to="declined",
            who=(Who.OWNER, Who.LEADER),
            needs=("reason",),
        ),
    },
)
