"""Reviews 总结会议: due when a period has ended; held by a group, with minutes and decisions; or missed. S0.11, S1.12, S2.9"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

REVIEW: Final = Machine(
    kind=TaskKind.REVIEW,
    states={
        "due": phrase("to be held", context="task state"),
        "held": phrase("held", context="task state"),
        "missed": phrase("not held", context="task state"),
    },
    waits={"due": Who.OWNER},
    opens=(Who.DESK, Who.LEADER),
    right="report",
    about=("rule", "theme"),
    fields={
        "present": Field(title=phrase("who was there", context="task field"), form=Form.STAFF),
        "minutes": Field(title=phrase("minutes", context="task field")),
        "decisions": Field(title=phrase("what was decided", context="task field"), form=Form.TASK),
    },
    steps={
        "hold": Step(
            title=phrase("Put on record that it was held", context="task step"),
            after=("due",),
            to="held",
            who=(Who.OWNER, Who.LEADER),
            needs=("present", "minutes"),
            may=("decisions",),
        ),
        "miss": Step(
            title=phrase("The next one is due, and it was not held", context="task step"),
            after=("due",),
            to="missed",
            who=(Who.DESK,),
        ),
    },
)
