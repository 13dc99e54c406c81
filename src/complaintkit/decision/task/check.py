"""Checks 日常检查: a round with a list; what it finds is tracked until it is put right. S1.4, S3.14"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

CHECK: Final = Machine(
    kind=TaskKind.CHECK,
    states={
        "due": phrase("to be made", context="task state"),
        "made": phrase("made", context="task state"),
        "missed": phrase("not made", context="task state"),
    },
    waits={"due": Who.OWNER},
    opens=(Who.DESK, Who.LEADER),
    right="record-check",
    about=("rule", "place", "category"),
    fields={
        "items": Field(title=phrase("what was looked at", context="task field"), form=Form.LINES),
        "findings": Field(title=phrase("what was found", context="task field"), form=Form.TASK),
    },
    steps={
        "record": Step(
            title=phrase("Put on record what was found", context="task step"),
            after=("due",),
            to="made",
            right="record-check",
            may=("items", "findings", "remark"),
        ),
        "miss": Step(
            title=phrase("The next one is due, and it was not made", context="task step"),
            after=("due",),
            to="missed",
            who=(Who.DESK,),
        ),
    },
)

FINDING: Final = Machine(
    kind=TaskKind.FINDING,
    states={
        "open": phrase("to be put right", context="task state"),
        "put-right": phrase("put right, to be looked at", context="task state"),
        "confirmed": phrase("put right", context="task state"),
    },
    waits={"open": Who.OWNER, "put-right": Who.OPENER},
    opens=(Who.LEADER,),
    right="record-check",
    about=("place", "rule", "category"),
    steps={
        "put_right": Step(
            title=phrase("Put on record that it is put right", context="task step"),
            after=("open",),
            to="put-right",
            needs=("evidence",),
        ),
        "confirm": Step(
            title=phrase("Confirm that it is put right", context="task step"),
            after=("put-right",),
            to="confirmed",
            who=(Who.OPENER, Who.LEADER),
            may=("remark",),
        ),
        "reopen": Step(
            title=phrase("Say that it is not put right", context="task step"),
            after=("put-right",),
            to="open",
            who=(Who.OPENER, Who.LEADER),
            needs=("reason", "until"),
        ),
    },
)
