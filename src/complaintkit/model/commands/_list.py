"""The list of all commands, and each by its door word."""

from __future__ import annotations

from functools import cache

from complaintkit.model.commands._authority import AnswerAuthority, RecordDocket, RecordOutcome, Refer
from complaintkit.model.commands._closing import (
    ClearUp,
    HearCustomer,
    Link,
    MarkSecondGrievance,
    Object,
    RaiseIssue,
    Reclassify,
    Unlink,
    WaitForCustomer,
    Withdraw,
)
from complaintkit.model.commands._command import Command, OnCase
from complaintkit.model.commands._compensation import (
    Approve,
    AskApproval,
    GiveRemedy,
    OrderRemedy,
    RefuseApproval,
    ReverseRemedy,
)
from complaintkit.model.commands._escalation import (
    AdjournMeeting,
    DecideMeeting,
    Escalate,
    ReceiveEscalation,
)
from complaintkit.model.commands._intake import (
    Acknowledge,
    Correct,
    Receive,
    RecordAnswer,
    Register,
    Settle,
)
from complaintkit.model.commands._responsibility import (
    AcceptHandover,
    AskAdvice,
    DeclineHandover,
    Dispatch,
    ExtendDeadline,
    GiveAdvice,
    OfferHandover,
    ReportDispatch,
    RuleHandover,
)
from complaintkit.model.commands._work import (
    AnswerPlan,
    AnswerSurvey,
    Archive,
    Assess,
    DoFirstHandling,
    DoMeasure,
    Note,
    OfferPlan,
    RecordFacts,
    RecordFollowUp,
    Resolve,
    Tell,
)

__all__ = [
    "AcceptHandover",
    "Acknowledge",
    "AdjournMeeting",
    "AnswerAuthority",
    "AnswerPlan",
    "AnswerSurvey",
    "Approve",
    "Archive",
    "AskAdvice",
    "AskApproval",
    "Assess",
    "ClearUp",
    "Command",
    "Correct",
    "DecideMeeting",
    "DeclineHandover",
    "Dispatch",
    "DoFirstHandling",
    "DoMeasure",
    "Escalate",
    "ExtendDeadline",
    "GiveAdvice",
    "GiveRemedy",
    "HearCustomer",
    "Link",
    "MarkSecondGrievance",
    "Note",
    "Object",
    "OfferHandover",
    "OfferPlan",
    "OnCase",
    "OrderRemedy",
    "RaiseIssue",
    "Receive",
    "ReceiveEscalation",
    "Reclassify",
    "RecordAnswer",
    "RecordDocket",
    "RecordFacts",
    "RecordFollowUp",
    "RecordOutcome",
    "Refer",
    "RefuseApproval",
    "Register",
    "ReportDispatch",
    "Resolve",
    "ReverseRemedy",
    "RuleHandover",
    "Settle",
    "Tell",
    "Unlink",
    "WaitForCustomer",
    "Withdraw",
    "commands",
]


@cache
def commands() -> dict[str, type[Command]]:
    """Return every command by its door word.

    >>> commands()["offer-handover"].__name__
    'OfferHandover'
    """
    found: dict[str, type[Command]] = {}
    waiting = [Command]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.word != OnCase.word:  # its class of before it had slots may still be there
                found[kind.word] = kind
    return dict(sorted(found.items()))
