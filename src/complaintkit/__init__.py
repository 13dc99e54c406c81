"""Customer complaints for POS and CRM systems: lifecycle, first responsibility, deadlines, and proof of what happened.

Names are loaded when they are first used, so that importing the kit costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintkit.desk import CustomerDoor, Desk
    from complaintkit.desk.admin.coupons import Coupons
    from complaintkit.desk.admin.inbox import Inbox
    from complaintkit.desk.admin.ledger import Ledger
    from complaintkit.desk.admin.outbox import Outbox
    from complaintkit.desk.admin.people import People
    from complaintkit.desk.admin.refused import Refused
    from complaintkit.desk.admin.surveys import Surveys
    from complaintkit.desk.member.members import Members
    from complaintkit.desk.reading.timeline import TimelineEntry
    from complaintkit.desk.task.actions import Actions
    from complaintkit.desk.task.answers import Answers
    from complaintkit.desk.task.assessments import Assessments
    from complaintkit.desk.task.checks import Checks
    from complaintkit.desk.task.ideas import Ideas
    from complaintkit.desk.task.incidents import Incidents
    from complaintkit.desk.task.reviews import Reviews
    from complaintkit.desk.task.tasks import Tasks
    from complaintkit.desk.task.tendencies import Tendencies
    from complaintkit.desk.task.trainings import Trainings
    from complaintkit.insight import Report
    from complaintkit.model.actor import System
    from complaintkit.model.answer import Answer, Asked
    from complaintkit.model.care import CareKind
    from complaintkit.model.case import Case
    from complaintkit.model.coupon import Coupon, CouponState, IssuedCoupon, Redemption
    from complaintkit.model.customer import Contact, Customer, Member
    from complaintkit.model.deadline import Deadline
    from complaintkit.model.docket import AuthorityCase, Docket
    from complaintkit.model.duty import Duties, Duty, DutyKind
    from complaintkit.model.errors import (
        BeyondAuthority,
        ComplaintKitError,
        ConfigurationError,
        ConflictError,
        CouponRefused,
        DamagedError,
        IntakeRejected,
        InvalidInput,
        NotAllowed,
        NotFound,
        NotResponsible,
        OutcomeUnknown,
        PluginError,
        StorageError,
    )
    from complaintkit.model.evidence import AttachedFile, Attachment, Evidence
    from complaintkit.model.goods import Item, Purchase
    from complaintkit.model.handover import Handover
    from complaintkit.model.health import Health
    from complaintkit.model.inbox import InboxItem, TurnedAway
    from complaintkit.model.incident import Incident, IncidentCase
    from complaintkit.model.issue import Issue
    from complaintkit.model.member import Consent, Credit, Membership, NewMember, Taken
    from complaintkit.model.money import Money
    from complaintkit.model.outbox import OutboxAttempt, OutboxEntry, OutboxState
    from complaintkit.model.period import Cases, Done, Event, Period
    from complaintkit.model.plan import Measure, Plan
    from complaintkit.model.refused import RefusedRequest
    from complaintkit.model.remedy import Proposal, Remedy
    from complaintkit.model.survey import StandingSurvey, SurveyAnswer, SurveyLink, SurveyQuestion
    from complaintkit.model.task import Decided, Task, TaskKind, TaskLine
    from complaintkit.model.term import FieldTerm, Possible, StepTerm, TaskTerm, Term, Vocabulary
    from complaintkit.model.theme import Theme
    from complaintkit.model.verification import LedgerHead, LedgerProblem, LedgerRoot, Repair, Verification
    from complaintkit.model.vocabulary import Decision, Kind, Severity, State
    from complaintkit.paper import Register, RegistrationForm, SurveyCard
    from complaintkit.ports.envelope import Envelope, Reply

__version__ = "0.3.0"

_WHERE = {
    "desk": "CustomerDoor Desk",
    "desk.admin.coupons": "Coupons",
    "desk.admin.inbox": "Inbox",
    "desk.admin.ledger": "Ledger",
    "desk.admin.outbox": "Outbox",
    "desk.admin.people": "People",
    "desk.admin.refused": "Refused",
    "desk.admin.surveys": "Surveys",
    "desk.member.members": "Members",
    "desk.task.actions": "Actions",
    "desk.task.answers": "Answers",
    "desk.task.assessments": "Assessments",
    "desk.task.checks": "Checks",
    "desk.task.ideas": "Ideas",
    "desk.task.incidents": "Incidents",
    "desk.task.reviews": "Reviews",
    "desk.task.tasks": "Tasks",
    "desk.task.tendencies": "Tendencies",
    "desk.task.trainings": "Trainings",
    "desk.reading.timeline": "TimelineEntry",
    "insight": "Report",
    "model.actor": "System",
    "model.answer": "Answer Asked",
    "model.case": "Case",
    "model.coupon": "Coupon CouponState IssuedCoupon Redemption",
    "model.customer": "Contact Customer Member",
    "model.deadline": "Deadline",
    "model.errors": "BeyondAuthority ComplaintKitError ConfigurationError ConflictError CouponRefused DamagedError IntakeRejected"
    " InvalidInput NotAllowed NotFound NotResponsible OutcomeUnknown PluginError StorageError",
    "model.evidence": "AttachedFile Attachment Evidence",
    "model.docket": "AuthorityCase Docket",
    "model.goods": "Item Purchase",
    "model.handover": "Handover",
    "model.health": "Health",
    "model.inbox": "InboxItem TurnedAway",
    "model.incident": "Incident IncidentCase",
    "model.issue": "Issue",
    "model.care": "CareKind",
    "model.member": "Consent Credit Membership NewMember Taken",
    "model.money": "Money",
    "model.outbox": "OutboxAttempt OutboxEntry OutboxState",
    "model.duty": "Duties Duty DutyKind",
    "model.period": "Cases Done Event Period",
    "model.refused": "RefusedRequest",
    "model.plan": "Measure Plan",
    "model.remedy": "Proposal Remedy",
    "model.survey": "StandingSurvey SurveyAnswer SurveyLink SurveyQuestion",
    "model.task": "Decided Task TaskKind TaskLine",
    "model.term": "FieldTerm Possible StepTerm TaskTerm Term Vocabulary",
    "model.theme": "Theme",
    "model.verification": "LedgerHead LedgerProblem LedgerRoot Repair Verification",
    "model.vocabulary": "Decision Kind Severity State",
    "paper": "Register RegistrationForm SurveyCard",
    "ports.envelope": "Envelope Reply",
}
_MODULE_OF = {name: f"complaintkit.{module}" for module, names in _WHERE.items() for name in names.split()}

__all__ = [
    "Actions",
    "Answer",
    "Answers",
    "Asked",
    "Assessments",
    "AttachedFile",
    "Attachment",
    "AuthorityCase",
    "BeyondAuthority",
    "CareKind",
    "Case",
    "Cases",
    "Checks",
    "ComplaintKitError",
    "ConfigurationError",
    "ConflictError",
    "Consent",
    "Contact",
    "Coupon",
    "CouponRefused",
    "CouponState",
    "Coupons",
    "Credit",
    "Customer",
    "CustomerDoor",
    "DamagedError",
    "Deadline",
    "Decided",
    "Decision",
    "Desk",
    "Docket",
    "Done",
    "Duties",
    "Duty",
    "DutyKind",
    "Envelope",
    "Event",
    "Evidence",
    "FieldTerm",
    "Handover",
    "Health",
    "Ideas",
    "Inbox",
    "InboxItem",
    "Incident",
    "IncidentCase",
    "Incidents",
    "IntakeRejected",
    "InvalidInput",
    "Issue",
    "IssuedCoupon",
    "Item",
    "Kind",
    "Ledger",
    "LedgerHead",
    "LedgerProblem",
    "LedgerRoot",
    "Measure",
    "Member",
    "Members",
    "Membership",
    "Money",
    "NewMember",
    "NotAllowed",
    "NotFound",
    "NotResponsible",
    "Outbox",
    "OutboxAttempt",
    "OutboxEntry",
    "OutboxState",
    "OutcomeUnknown",
    "People",
    "Period",
    "Plan",
    "PluginError",
    "Possible",
    "Proposal",
    "Purchase",
    "Redemption",
    "Refused",
    "RefusedRequest",
    "Register",
    "RegistrationForm",
    "Remedy",
    "Repair",
    "Reply",
    "Report",
    "Reviews",
    "Severity",
    "StandingSurvey",
    "State",
    "StepTerm",
    "StorageError",
    "SurveyAnswer",
    "SurveyCard",
    "SurveyLink",
    "SurveyQuestion",
    "Surveys",
    "System",
    "Taken",
    "Task",
    "TaskKind",
    "TaskLine",
    "TaskTerm",
    "Tasks",
    "Tendencies",
    "Term",
    "Theme",
    "TimelineEntry",
    "Trainings",
    "TurnedAway",
    "Verification",
    "Vocabulary",
    "__version__",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_MODULE_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
