"""Assessments 考核: marks by a list, beside figures that were counted; answered, decided on. S3.11, S3.15, S3.17, S4.5"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from complaintkit.decision.task.machine import Field, Form, Machine, Step, Who
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind

TO_ANSWER: Final = timedelta(days=7)
"""How long the person concerned may answer from when they are told; and as long again who decides on it."""

_MAY: Final = ("strengths", "remark")

ASSESSMENT: Final = Machine(
    kind=TaskKind.ASSESSMENT,
    states={
        "due": phrase("to be made", context="task state"),
        "told": phrase("told to the person concerned, who may answer", context="task state"),
        "proposed": phrase("told with a proposal, to be answered", context="task state"),
        "heard": phrase("heard, to be decided on", context="task state"),
        "closed": phrase("closed", context="task state"),
        "missed": phrase("not made", context="task state"),
        "dropped": phrase("not to be made", context="task state"),
    },
    waits={"due": Who.OWNER, "told": Who.CONCERNED, "proposed": Who.CONCERNED, "heard": Who.LEADER},
    opens=(Who.DESK, Who.ABOVE),
    about=("unit", "staff", "rule"),
    counted=("figures", "items", "span"),
    impartial=True,
    fields={
        "figures": Field(title=phrase("figures of the period", context="task field"), form=Form.LINES),
        "items": Field(title=phrase("standards that are marked", context="task field"), form=Form.WORD),
        "span": Field(title=phrase("period", context="task field"), form=Form.LINES),
        "marks": Field(title=phrase("marks, 1 to 5", context="task field"), form=Form.MARKS),
        "strengths": Field(title=phrase("what was done well", context="task field")),
        "proposal": Field(
            title=phrase("proposal", context="task field"),
            form=Form.WORD,
            choices=("reward", "coaching", "consequence"),
        ),
        "answer": Field(title=phrase("answer of the person concerned", context="task field")),
        "decision": Field(
            title=phrase("decision on the proposal", context="task field"),
            form=Form.WORD,
            choices=("agreed", "refused"),
        ),
    },
    steps={
        "assess": Step(
            title=phrase("Mark each standard, with no proposal", context="task step"),
            after=("due",),
            to="told",
            needs=("marks",),
            may=_MAY,
        ),
        "propose": Step(
            title=phrase("Mark each standard, and propose a reward, coaching or a consequence", context="task step"),
            after=("due",),
            to="proposed",
            needs=("marks", "proposal", "reason"),
            may=_MAY,
        ),
        "answer": Step(
            title=phrase("Answer the assessment", context="task step"),
            after=("told", "proposed"),
            to="heard",
            who=(Who.CONCERNED,),
            needs=("answer",),
        ),
        "close": Step(
            title=phrase("Close it: nobody answered", context="task step"),
            after=("told",),
            to="closed",
            who=(Who.DESK,),
        ),
        "lapse": Step(
            title=phrase("Go on: nobody answered the proposal", context="task step"),
            after=("proposed",),
            to="heard",
            who=(Who.DESK,),
        ),
        "decide": Step(
            title=phrase("Decide on the proposal and the answer", context="task step"),
            after=("heard",),
            to="closed",
            who=(Who.LEADER,),
            needs=("decision", "reason"),
        ),
        "drop": Step(
            title=phrase("Decide that it is not to be made", context="task step"),
            after=("due",),
            to="dropped",
            who=(Who.LEADER,),
            needs=("reason",),
        ),
        "miss": Step(
            title=phrase("The next one is due, and it was not made", context="task step"),
            after=("due",),
            to="missed",
            who=(Who.DESK,),
        ),
    },
    terms=dict.fromkeys(("told", "proposed", "heard"), TO_ANSWER),
    lapses={"told": "close", "proposed": "lapse"},
)
