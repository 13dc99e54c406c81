"""What waits in the inbox: somebody answers for it, by a time, until it is a case or was put aside. S0.3"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.task.machine import Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

WAITING: Final = Machine(
    kind=TaskKind.INBOX,
    states={
        "waiting": phrase("waits in the inbox", context="task state"),
        "seen": phrase("was seen to", context="task state"),
    },
    waits={"waiting": Who.OWNER},
    opens=(Who.DESK,),
    about=("inbox",),
    extendable=False,
    by_verb="inbox.accept",
    steps={
        "finish": Step(
            title=phrase("Note that it was accepted or discarded", context="task step"),
            after=("waiting",),
            to="seen",
            who=(Who.DESK,),
        ),
    },
)
