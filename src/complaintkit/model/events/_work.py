"""What happens while it is worked on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import attrs

from complaintkit.model.events._happened import Happened, personal, said
from complaintkit.model.evidence import Evidence
from complaintkit.model.money import Money
from complaintkit.model.plan import Measure
from complaintkit.model.remedy import Remedy
from complaintkit.model.vocabulary import Decision, Severity


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessed(Happened):
    """How urgent, how to go about it, when the customer will hear. S0.5"""

    severity: Severity
    category: str | None = None
    answer_expected: datetime | None = None
    approach: str | None = said()
    evidence: tuple[Evidence, ...] | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FirstHandlingDone(Happened):
    """What the category asks for at once is done. S1.7"""

    result: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FactsRecorded(Happened):
    """What was found out, and why it happened. S0.6 Before schema 2 the ledger itself said who was heard."""

    schema: ClassVar[int] = 2

    root_cause: str | None = None
    causes: Mapping[str, str] = attrs.field(factory=dict)  # of the other issues, by their ids
    fields: Mapping[str, str] = personal(attrs.Factory(dict))
    facts: str | None = said()
    heard: tuple[str, ...] | None = said()
    evidence: tuple[Evidence, ...] | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlanOffered(Happened):
    """What was proposed to the customer, with a decision per issue. S0.7, R7"""

    plan: str
    remedies: tuple[Remedy, ...] = ()
    values: tuple[Money | None, ...] = ()  # what each costs us, where that is not what it says
    decisions: Mapping[str, Decision] = attrs.field(factory=dict)
    answer_by: datetime | None = None
    measures: tuple[Measure, ...] | None = said()
    reasons: Mapping[str, str] | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlanAnswered(Happened):
    """What the customer said of it. R8"""

    plan: str
    accepted: bool
    via: str | None = None
    told_to: str | None = None  # the member of staff who says that the customer said so (R9)
    remark: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NewCycle(Happened):
    """The next round: another plan; another investigator where the facts are disputed. R8"""

    cycle: int
    cause: str
    facts_disputed: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MeasureDone(Happened):
    """Something that the plan promised was done. S0.7"""

    measure: str
    result: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Told(Happened):
    """Something was said to the customer."""

    media: tuple[str, ...] = ()
    text: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Noted(Happened):
    """Something was said among staff."""

    text: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WaitingForCustomer(Happened):
    """The customer was asked for something; what may pause does. R16"""

    question: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CustomerSilent(Happened):
    """The customer did not answer in the time there was: we wait no longer, for the answer to a question or to a `plan`. R8"""

    plan: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CustomerHeard(Happened):
    """The customer said something more."""

    via: str | None = None
    text: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class IssueRaised(Happened):
    """The customer complains of one thing more; where it is graver than what was known, the case is handled as that. R7"""

    issue: str
    category: str | None = None
    about_staff: str | None = None
    leads: bool = False
    text: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resolved(Happened):
    """The plan is carried out; a suggestion was adopted or not. S1.9, S2.6"""

    apology: bool = False
    adopted: bool | None = None
    decisions: Mapping[str, Decision] = attrs.field(factory=dict)
    result: str | None = said()
    improvement: str | None = said()
    reasons: Mapping[str, str] | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SurveyAnswered(Happened):
    """The customer's two scores. R9"""

    outcome: int
    process: int
    satisfied: bool
    via: str | None = None
    told_to: str | None = None
    remark: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FollowUpRecorded(Happened):
    """The customer was asked afterwards, or could not be reached. S3.6"""

    satisfied: bool | None = None
    via: str = "call"
    remark: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Archived(Happened):
    """Filed, and why it could be. S0.10"""

    because: str
