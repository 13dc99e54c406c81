"""Members' events 会员活动: planned by anybody, announced to members once a leader says so, held or dropped. S3.7, S3.9"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import Task, TaskKind

TO_RECORD: Final = timedelta(days=3)
"""How long after an event whoever answers for it puts on record that it was held."""

EVENT: Final = Machine(
    kind=TaskKind.EVENT,
    states={
        "planned": phrase("to be announced", context="task state"),
        "announced": phrase("announced to members", context="task state"),
        "held": phrase("held", context="task state"),
        "dropped": phrase("not to be held", context="task state"),
    },
    waits={"planned": Who.LEADER, "announced": Who.OWNER},
    opens=(Who.ANYBODY,),
    about=("category", "place"),
    needs=("on",),
    fields={
        "on": Field(title=phrase("when it takes place", context="task field"), form=Form.MOMENT),
        "came": Field(title=phrase("how many came", context="task field"), form=Form.NUMBER),
    },
    impersonal=True,
    steps={
        "announce": Step(
            title=phrase("Have it announced to members", context="task step"),
            after=("planned",),
            to="announced",
            who=(Who.LEADER,),
            by_another=True,
        ),
        "hold": Step(
            title=phrase("Put on record that it was held", context="task step"),
            after=("announced",),
            to="held",
            who=(Who.OWNER, Who.LEADER),
            may=("came", "remark"),
        ),
        "drop": Step(
            title=phrase("Decide that it is not to be held", context="task step"),
            after=("planned", "announced"),
            to="dropped",
            who=(Who.OWNER, Who.LEADER),
            needs=("reason",),
        ),
    },
)


def takes_place_at(event: Task) -> datetime:
    """Return when an event takes place."""
    return datetime.fromisoformat(event.values["on"][0])
