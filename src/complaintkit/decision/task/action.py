"""Improvements 改进措施: done by a date with evidence, then judged by somebody above whether they worked. S0.11, S3.6, S4.4"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

ACTION: Final = Machine(
    kind=TaskKind.ACTION,
    states={
        "open": phrase("to be done", context="task state"),
        "done": phrase("done, to be judged", context="task state"),
        "worked": phrase("done, and it works", context="task state"),
        "dropped": phrase("not to be done", context="task state"),
    },
    waits={"open": Who.OWNER, "done": Who.LEADER},
    opens=(Who.LEADER, Who.DESK),
    right="report",
    about=("lot", "cause", "category", "shift", "staff", "place"),
    fields={
        "check_at": Field(title=phrase("when it is judged whether it works", context="task field"), form=Form.MOMENT),
        "before": Field(title=phrase("cases a month before", context="task field"), form=Form.NUMBER),
        "after": Field(title=phrase("cases a month after", context="task field"), form=Form.NUMBER),
    },
    steps={
        "finish": Step(
            title=phrase("Put on record that it is done", context="task step"),
            after=("open",),
            to="done",
            needs=("evidence",),
            may=("check_at",),
        ),
        "confirm": Step(
            title=phrase("Confirm that it works", context="task step"),
            after=("done",),
            to="worked",
            who=(Who.LEADER, Who.DESK),
            may=("before", "after", "remark"),
        ),
        "weigh": Step(
            title=phrase("The figures do not say that it worked: somebody above judges", context="task step"),
            after=("done",),
            to="done",
            who=(Who.DESK,),
            needs=("before", "after"),
        ),
        "reopen": Step(
            title=phrase("Say that it did not work: something else has to be done", context="task step"),
            after=("done",),
            to="open",
            who=(Who.LEADER, Who.DESK),
            needs=("reason", "until"),
            may=("before", "after"),
        ),
        "drop": Step(
            title=phrase("Decide that it is not to be done", context="task step"),
            after=("open",),
            to="dropped",
            who=(Who.LEADER,),
            needs=("reason",),
        ),
    },
)
