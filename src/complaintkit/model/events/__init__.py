"""Everything that can happen to a case: the closed vocabulary of the ledger.

A field made with `said()` holds what a person said or is called: it lives in the vault, by person, and the ledger keeps only
its salted digest. Everything else is ids, numbers, words of closed lists. An erased text reads as None.
"""

from __future__ import annotations

from complaintkit.model.events._compensation import (
    ApprovalAsked,
    ApprovalRefused,
    Approved,
    BudgetReleased,
    BudgetReserved,
    CouponMinted,
    CouponRedeemed,
    RedemptionReversed,
    RemedyGiven,
    RemedyOrdered,
    RemedyParked,
    RemedyRejected,
    RemedyReversed,
    ReversalOrdered,
    ReversalRejected,
)
from complaintkit.model.events._deadline import (
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineMet,
    DeadlinePaused,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineWaived,
    DeadlineWarned,
)
from complaintkit.model.events._desk import (
    ContactRead,
    OrganisationSet,
    PlaybookSet,
    StaffAway,
    StaffLeft,
)
from complaintkit.model.events._ending import (
    ClearedUp,
    Linked,
    ReclassificationAsked,
    Reclassified,
    Referred,
    SecondGrievanceMarked,
    Unlinked,
    Withdrawn,
)
from complaintkit.model.events._escalation import (
    Escalated,
    EscalationReceived,
    MeetingDecided,
    MeetingHeld,
)
from complaintkit.model.events._happened import SAID, Happened, said
from complaintkit.model.events._intake import (
    Acknowledged,
    AnswerRecorded,
    AttachmentAdded,
    Completed,
    ExceptionRecorded,
    OwnerChanged,
    OwnerTold,
    Received,
    Registered,
    Settled,
)
from complaintkit.model.events._message import (
    MessageGivenUp,
    MessageRetried,
    MessageSent,
    MessageUndelivered,
)
from complaintkit.model.events._responsibility import (
    AdviceAsked,
    AdviceGiven,
    Dispatched,
    DispatchReported,
    HandoverAccepted,
    HandoverCancelled,
    HandoverDeclined,
    HandoverLapsed,
    HandoverOffered,
    HandoverRuled,
)
from complaintkit.model.events._work import (
    Archived,
    Assessed,
    CustomerHeard,
    FactsRecorded,
    FirstHandlingDone,
    FollowUpRecorded,
    NewCycle,
    Noted,
    PlanAnswered,
    PlanOffered,
    Resolved,
    SurveyAnswered,
    Told,
    WaitingForCustomer,
)

__all__ = [
    "SAID",
    "Acknowledged",
    "AdviceAsked",
    "AdviceGiven",
    "AnswerRecorded",
    "ApprovalAsked",
    "ApprovalRefused",
    "Approved",
    "Archived",
    "Assessed",
    "AttachmentAdded",
    "BudgetReleased",
    "BudgetReserved",
    "ClearedUp",
    "Completed",
    "ContactRead",
    "CouponMinted",
    "CouponRedeemed",
    "CustomerHeard",
    "DeadlineBreached",
    "DeadlineCancelled",
    "DeadlineMet",
    "DeadlinePaused",
    "DeadlineResumed",
    "DeadlineStarted",
    "DeadlineWaived",
    "DeadlineWarned",
    "DispatchReported",
    "Dispatched",
    "Escalated",
    "EscalationReceived",
    "ExceptionRecorded",
    "FactsRecorded",
    "FirstHandlingDone",
    "FollowUpRecorded",
    "HandoverAccepted",
    "HandoverCancelled",
    "HandoverDeclined",
    "HandoverLapsed",
    "HandoverOffered",
    "HandoverRuled",
    "Happened",
    "Linked",
    "MeetingDecided",
    "MeetingHeld",
    "MessageGivenUp",
    "MessageRetried",
    "MessageSent",
    "MessageUndelivered",
    "NewCycle",
    "Noted",
    "OrganisationSet",
    "OwnerChanged",
    "OwnerTold",
    "PlanAnswered",
    "PlanOffered",
    "PlaybookSet",
    "Received",
    "ReclassificationAsked",
    "Reclassified",
    "RedemptionReversed",
    "Referred",
    "Registered",
    "RemedyGiven",
    "RemedyOrdered",
    "RemedyParked",
    "RemedyRejected",
    "RemedyReversed",
    "Resolved",
    "ReversalOrdered",
    "ReversalRejected",
    "SecondGrievanceMarked",
    "Settled",
    "StaffAway",
    "StaffLeft",
    "SurveyAnswered",
    "Told",
    "Unlinked",
    "WaitingForCustomer",
    "Withdrawn",
    "events",
    "said",
]


def events() -> dict[str, type[Happened]]:
    """Every event by its name.

    >>> events()["handover-offered"].__name__
    'HandoverOffered'
    """
    return {kind.name: kind for kind in Happened.__subclasses__()}
