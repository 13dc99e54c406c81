"""Trainings 培训: planned, held with who attended, or dropped by a leader. S0.15, S1.11, S2.11, S3.10"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

TRAINING: Final = Machine(
    kind=TaskKind.TRAINING,
    states={
        "planned": phrase("planned", context="task state"),
        "held": phrase("held", context="task state"),
        "dropped": phrase("not to be held", context="task state"),
    },
    waits={"planned": Who.OWNER},
    opens=(Who.DESK, Who.LEADER),
    right="report",
    about=("rule", "cause", "category"),
    may=("people",),
    fields={
        "people": Field(title=phrase("who is to attend", context="task field"), form=Form.STAFF),
        "attended": Field(title=phrase("who attended", context="task field"), form=Form.STAFF),
    },
    steps={
        "hold": Step(
            title=phrase("Put on record that it was held", context="task step"),
            after=("planned",),
            to="held",
            who=(Who.OWNER, Who.LEADER),
            needs=("attended",),
            may=("remark",),
        ),
        "drop": Step(
            title=phrase("Decide that it is not to be held", context="task step"),
            after=("planned",),
            to="dropped",
            who=(Who.LEADER,),
            needs=("reason",),
        ),
    },
)
