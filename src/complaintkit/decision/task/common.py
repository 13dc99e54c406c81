"""Steps that every kind of task has: put off, given, offered and answered, with cases tied to it. F2-F4, R14, R15"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from complaintkit.decision.task.machine import Field, Form, Step, Who
from complaintkit.model.phrase import phrase

EXTEND: Final = "extend"
GIVE: Final = "give"
OFFER: Final = "offer"
ACCEPT: Final = "accept_offer"
DECLINE: Final = "decline_offer"
TIE: Final = "tie"
UNTIE: Final = "untie"

COMMON: Final[Mapping[str, Step]] = {
    EXTEND: Step(
        title=phrase("Put the date off", context="task step"),
        after=(),
        to="",
        who=(Who.LEADER,),
        needs=("until", "reason"),
    ),
    GIVE: Step(
        title=phrase("Give it to somebody", context="task step"),
        after=(),
        to="",
        who=(Who.OWNER, Who.LEADER),
        needs=("to", "reason"),
    ),
    OFFER: Step(
        title=phrase("Ask a colleague to take it", context="task step"),
        after=(),
        to="",
        who=(Who.OWNER, Who.LEADER),
        needs=("to", "reason"),
        may=("note",),
    ),
    ACCEPT: Step(
        title=phrase("Take it over", context="task step"), after=(), to="", who=(Who.ASKED,), needs=("handover",)
    ),
    DECLINE: Step(
        title=phrase("Say why not to take it over", context="task step"),
        after=(),
        to="",
        who=(Who.ASKED,),
        needs=("handover", "reason"),
        may=("note",),
    ),
    TIE: Step(
        title=phrase("Let a case belong to it", context="task step"),
        after=(),
        to="",
        who=(Who.ANYBODY,),
        needs=("case",),
    ),
    UNTIE: Step(
        title=phrase("Let a case not belong to it", context="task step"),
        after=(),
        to="",
        who=(Who.ANYBODY,),
        needs=("case",),
        may=("reason",),
    ),
}
"""By word, in the order in which they are shown; each leaves the task in the state in which it is."""

COMMON_FIELDS: Final[Mapping[str, Field]] = {
    "to": Field(title=phrase("to whom", context="task field"), form=Form.STAFF),
    "note": Field(title=phrase("what they should know", context="task field")),
    "handover": Field(title=phrase("which offer", context="task field"), form=Form.WORD),
    "case": Field(title=phrase("number of the case", context="task field"), form=Form.CASE),
}
"""What they ask for, beside the fields that all steps share."""
