"""Everything that can happen to a case: the closed vocabulary of the ledger.

A field made with `said()` holds what a person said or is called: it lives in the vault, by person, and the ledger keeps only
its salted digest. Everything else is ids, numbers, words of closed lists. An erased text reads as None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from complaintkit.model.customer import Customer
from complaintkit.model.goods import Docket, Item, Purchase
from complaintkit.model.remedy import Evidence, Measure, Remedy
from complaintkit.model.vocabulary import Decision, Kind, Severity

SAID = "said"


def said(default: Any = None) -> Any:  # noqa: ANN401  attrs' own signature
    """A field for what was said: kept in the vault."""
    return attrs.field(default=default, metadata={SAID: True})


@attrs.frozen(kw_only=True)
class Happened:
    """What every event is. `name` is its word in ledger, playbooks and feed; `schema` grows when its fields change.

    `is_deed`: somebody did something, and not a clock; that is what a case's version counts.
    """

    name: ClassVar[str] = "happened"
    schema: ClassVar[int] = 1

    is_deed: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        """`HandoverOffered` is `handover-offered`."""
        cls.name = re.sub(r"(?<!^)([A-Z])", r"-\1", cls.__name__).lower()
        cls.is_deed = not cls.name.startswith("deadline-")


# ---- intake ---------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class Received(Happened):
    number: str
    kind: Kind
    unit: str
    channel: str
    playbook: str
    playbook_digest: str
    currency: str
    person: str
    received_at: datetime
    first_receiver: str
    external_id: str | None = None
    category: str | None = None
    severity: Severity | None = None
    about_staff: str | None = None
    occurred_at: datetime | None = None
    purchase: Purchase | None = None
    items: tuple[Item, ...] = ()
    docket: Docket | None = None
    fields: Mapping[str, str] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    imported: bool = False
    text: str | None = said()
    subject: str | None = said()
    wanted: str | None = said()
    customer: Customer | None = said()


@attrs.frozen(kw_only=True)
class Completed(Happened):
    """Something that registration still needed was filled in."""

    category: str | None = None
    severity: Severity | None = None
    unit: str | None = None
    purchase: Purchase | None = None
    items: tuple[Item, ...] = ()
    fields: Mapping[str, str] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
    customer: Customer | None = said()


@attrs.frozen(kw_only=True)
class Registered(Happened):
    category: str | None = None
    severity: Severity | None = None


@attrs.frozen(kw_only=True)
class OwnerChanged(Happened):
    owner: str
    previous: str | None = None
    reason: str = "received"


@attrs.frozen(kw_only=True)
class OwnerTold(Happened):
    """The customer knows who is responsible now: the giver's last duty is done. F9"""


@attrs.frozen(kw_only=True)
class Acknowledged(Happened):
    via: str
    result: str = "told"


@attrs.frozen(kw_only=True)
class AttachmentAdded(Happened):
    attachment: str
    media_type: str
    size: int
    digest: str
    file: str | None = said()


@attrs.frozen(kw_only=True)
class ExceptionRecorded(Happened):
    """A rule that needs another person was kept by the owner of a business that has none. R6"""

    rule: str
    command: str


@attrs.frozen(kw_only=True)
class Settled(Happened):
    agreed: str
    apology: bool = False
    remedies: tuple[Remedy, ...] = ()
    facts: str | None = said()


@attrs.frozen(kw_only=True)
class AnswerRecorded(Happened):
    text: str | None = said()


# ---- work -----------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class Assessed(Happened):
    severity: Severity
    category: str | None = None
    answer_expected: datetime | None = None
    approach: str | None = said()
    evidence: tuple[Evidence, ...] | None = said()


@attrs.frozen(kw_only=True)
class FirstHandlingDone(Happened):
    result: str | None = said()


@attrs.frozen(kw_only=True)
class FactsRecorded(Happened):
    root_cause: str | None = None
    heard: tuple[str, ...] = ()
    fields: Mapping[str, str] = attrs.field(factory=dict)
    facts: str | None = said()
    evidence: tuple[Evidence, ...] | None = said()


@attrs.frozen(kw_only=True)
class PlanOffered(Happened):
    plan: str
    remedies: tuple[Remedy, ...] = ()
    decisions: Mapping[str, Decision] = attrs.field(factory=dict)
    answer_by: datetime | None = None
    measures: tuple[Measure, ...] | None = said()
    reasons: Mapping[str, str] | None = said()


@attrs.frozen(kw_only=True)
class PlanAnswered(Happened):
    plan: str
    accepted: bool
    via: str | None = None
    told_to: str | None = None  # the member of staff who says that the customer said so (R9)
    remark: str | None = said()


@attrs.frozen(kw_only=True)
class NewCycle(Happened):
    """The next round: another plan; another investigator where the facts are disputed. R8"""

    cycle: int
    cause: str
    facts_disputed: bool = False


@attrs.frozen(kw_only=True)
class Told(Happened):
    media: tuple[str, ...] = ()
    text: str | None = said()


@attrs.frozen(kw_only=True)
class Noted(Happened):
    text: str | None = said()


@attrs.frozen(kw_only=True)
class WaitingForCustomer(Happened):
    question: str | None = said()


@attrs.frozen(kw_only=True)
class CustomerHeard(Happened):
    via: str | None = None
    text: str | None = said()


@attrs.frozen(kw_only=True)
class Resolved(Happened):
    apology: bool = False
    result: str | None = said()
    improvement: str | None = said()


@attrs.frozen(kw_only=True)
class SurveyAnswered(Happened):
    outcome: int
    process: int
    satisfied: bool
    via: str | None = None
    told_to: str | None = None
    remark: str | None = said()


@attrs.frozen(kw_only=True)
class FollowUpRecorded(Happened):
    satisfied: bool | None = None
    via: str = "call"
    remark: str | None = said()


@attrs.frozen(kw_only=True)
class Archived(Happened):
    because: str


# ---- other ways to end ----------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class ClearedUp(Happened):
    explanation: str | None = said()


@attrs.frozen(kw_only=True)
class Withdrawn(Happened):
    reason: str | None = said()


@attrs.frozen(kw_only=True)
class Referred(Happened):
    authority: str
    told: str | None = said()


@attrs.frozen(kw_only=True)
class ReclassificationAsked(Happened):
    kind: Kind
    reason: str | None = said()


@attrs.frozen(kw_only=True)
class Reclassified(Happened):
    kind: Kind
    category: str | None = None
    reason: str | None = said()


@attrs.frozen(kw_only=True)
class SecondGrievanceMarked(Happened):
    text: str | None = said()


@attrs.frozen(kw_only=True)
class Linked(Happened):
    to: str
    relation: str


@attrs.frozen(kw_only=True)
class Unlinked(Happened):
    to: str


# ---- first responsibility -------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class HandoverOffered(Happened):
    handover: str
    giver: str
    receiver: str
    reason: str
    lapses_at: datetime
    note: str | None = said()


@attrs.frozen(kw_only=True)
class HandoverAccepted(Happened):
    handover: str
    receiver: str


@attrs.frozen(kw_only=True)
class HandoverDeclined(Happened):
    handover: str
    receiver: str
    reason: str
    note: str | None = said()


@attrs.frozen(kw_only=True)
class HandoverLapsed(Happened):
    handover: str


@attrs.frozen(kw_only=True)
class HandoverCancelled(Happened):
    handover: str
    reason: str


@attrs.frozen(kw_only=True)
class HandoverRuled(Happened):
    to: str
    handover: str | None = None
    ruling: str | None = said()


@attrs.frozen(kw_only=True)
class AdviceAsked(Happened):
    advice: str
    of: str
    question: str | None = said()


@attrs.frozen(kw_only=True)
class AdviceGiven(Happened):
    advice: str
    answer: str | None = said()


@attrs.frozen(kw_only=True)
class Dispatched(Happened):
    dispatch: str
    who: str
    what: str | None = said()


@attrs.frozen(kw_only=True)
class DispatchReported(Happened):
    dispatch: str
    result: str | None = said()


# ---- upwards --------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class Escalated(Happened):
    escalation: str
    route: str
    to: str
    group: bool
    reason: str
    note: str | None = said()


@attrs.frozen(kw_only=True)
class EscalationReceived(Happened):
    escalation: str


@attrs.frozen(kw_only=True)
class MeetingHeld(Happened):
    escalation: str
    present: tuple[str, ...] = ()
    decided: bool = False
    minutes: str | None = said()


@attrs.frozen(kw_only=True)
class MeetingDecided(Happened):
    escalation: str
    present: tuple[str, ...] = ()
    decision: str | None = said()


# ---- deadlines ------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class DeadlineStarted(Happened):
    deadline: str
    rule: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None = None
    within: str = ""
    title: Mapping[str, str] = attrs.field(factory=dict)
    why: Mapping[str, Any] = attrs.field(factory=dict)
    for_: str | None = None


@attrs.frozen(kw_only=True)
class DeadlineWarned(Happened):
    deadline: str
    rule: str


@attrs.frozen(kw_only=True)
class DeadlineBreached(Happened):
    deadline: str
    rule: str
    due_at: datetime
    noticed_at: datetime


@attrs.frozen(kw_only=True)
class DeadlineMet(Happened):
    deadline: str
    rule: str


@attrs.frozen(kw_only=True)
class DeadlinePaused(Happened):
    deadline: str
    rule: str
    cause: str


@attrs.frozen(kw_only=True)
class DeadlineResumed(Happened):
    deadline: str
    rule: str
    due_at: datetime
    warn_at: datetime | None = None
    why: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class DeadlineWaived(Happened):
    deadline: str
    rule: str
    reason: str


@attrs.frozen(kw_only=True)
class DeadlineCancelled(Happened):
    deadline: str
    rule: str
    reason: str


# ---- messages -------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class MessageSent(Happened):
    """A provider has taken a message. R4"""

    message: str
    outbox: str
    recipient: str
    medium: str
    reference: str | None = None


@attrs.frozen(kw_only=True)
class MessageUndelivered(Happened):
    """A message went out by no medium, or nobody knows whether it did. R4"""

    message: str
    outbox: str
    recipient: str
    state: str
    detail: str = ""


# ---- the desk itself ------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class OrganisationSet(Happened):
    digest: str
    departed: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class PlaybookSet(Happened):
    playbook: str
    version: str
    digest: str


@attrs.frozen(kw_only=True)
class StaffAway(Happened):
    staff: str
    start: datetime
    end: datetime
    deputy: str | None = None
    long: bool = False


@attrs.frozen(kw_only=True)
class StaffLeft(Happened):
    staff: str


@attrs.frozen(kw_only=True)
class ContactRead(Happened):
    """Somebody read the unmasked contact of a customer, and said what for."""

    purpose: str | None = said()


def events() -> dict[str, type[Happened]]:
    """Every event by its name.

    >>> events()["handover-offered"].__name__
    'HandoverOffered'
    """
    return {kind.name: kind for kind in Happened.__subclasses__()}


__all__ = ["Happened", "events", "said"]
__all__ += sorted(kind.__name__ for kind in events().values())
