"""A case: everything known of one complaint, inquiry, praise or suggestion at one version. Frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from complaintkit.model.coupon import Coupon
from complaintkit.model.customer import Customer
from complaintkit.model.deadline import OPEN, RUNNING, Deadline
from complaintkit.model.docket import AuthorityCase, Docket
from complaintkit.model.evidence import AttachedFile, Evidence
from complaintkit.model.frozen import changed
from complaintkit.model.goods import Item, Purchase, ReplacedGoods
from complaintkit.model.handover import Advice, Dispatch, Escalation, Handover
from complaintkit.model.issue import FIRST, RaisedIssue
from complaintkit.model.plan import Plan, PlannedMeasure
from complaintkit.model.remedy import Approval, PromisedRemedy, Remedy, Reservation
from complaintkit.model.vocabulary import Decision, Kind, Severity, State

if TYPE_CHECKING:
    from typing import Self

__all__ = [
    "DUPLICATE",
    "DUPLICATED",
    "FOLLOWED",
    "FOLLOWS",
    "Case",
    "CaseNumber",
    "CaseRef",
    "Entry",
    "Moment",
    "Quote",
    "Survey",
]

DUPLICATE: Final = "duplicate"
DUPLICATED: Final = "duplicated-by"
"""How a case is tied to the one that goes on for it, and how that one to it. R14"""
FOLLOWS: Final = "follows"
FOLLOWED: Final = "followed-by"
"""How a case is tied to the filed one that it follows, and how that one to it."""


class CaseNumber(str):
    """A case's number as the case itself gives it: it knows the `id`, so that another desk's case is not taken for one's own."""

    __slots__ = ("id",)
    id: str

    def __new__(cls, number: str, id: str = "") -> Self:
        """An empty id is that of any case."""
        made = super().__new__(cls, number)
        made.id = id
        return made


@attrs.frozen(kw_only=True)
class Survey:
    """What the customer said of the handling: outcome and process are two scores. R9"""

    cycle: int
    outcome: int | None = None
    process: int | None = None
    satisfied: bool | None = None  # None: asked, no answer
    remark: str | None = None
    answered_by: str = "customer"
    via: str | None = None
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Quote:
    """What the customer said as staff took it down: to whom, by which medium; it stands until the customer objects. R9

    `quoted` is settled, withdrawn, plan-agreed, plan-refused, satisfied or dissatisfied; `before` is the state that it was said in;
    `seq` is the place in the ledger of what was made of it.
    """

    id: str
    quoted: str
    told_to: str
    via: str
    at: datetime
    cycle: int
    before: State
    plan: str | None = None
    seq: int = 0
    objected_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Entry:
    """One thing said on a case: told to the customer, heard from them, or noted among staff."""

    kind: str  # told, said, noted, answered
    by: str
    at: datetime
    text: str | None
    media: tuple[str, ...] = ()
    id: str = ""  # of the customer's words that wait for an answer


@attrs.frozen(kw_only=True)
class Moment:
    """One thing that happened to a case and that its clocks may go by: what, when, by whom.

    `about` is the handover, escalation, dispatch, question, promise or unanswered plan that it is about; `seq` its place in
    the ledger.
    """

    event: str
    at: datetime
    by: str
    seq: int
    about: str | None = None


@attrs.frozen(kw_only=True, slots=False)
class Case:
    """A frozen snapshot. Every verb returns a new one; an old one still names the case.

    Texts are None where their person was erased; `customer` is masked when a desk hands the case out (`desk.contact` gives
    the whole, and is logged). `version` counts what somebody did to the case, `seq` the lines of its ledger, the desk's own
    included: a deadline that is noticed, or a message that goes out, makes nobody's form stale. `missing` says what
    registration still needs: receiving never fails for it. `issues` are what the customer complains of, one answer each (R7);
    `category` and `root_cause` are those of the gravest of them, `lead`.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    >>> case.owner, case.state.value, case.missing
    ('chen', 'received', ('category',))
    """

    id: str
    number: str
    version: int
    seq: int = attrs.field(repr=False)
    kind: Kind
    state: State
    unit: str
    channel: str
    owner: str
    first_receiver: str
    recorded_by: str
    received_at: datetime
    recorded_at: datetime
    playbook: str
    playbook_digest: str = attrs.field(repr=False)
    person: str = attrs.field(repr=False)
    former_persons: tuple[str, ...] = attrs.field(default=(), repr=False)
    currency: str = ""
    cycle: int = 1
    category: str | None = None
    severity: Severity | None = None
    customer: Customer = attrs.field(factory=Customer)
    text: str | None = None
    subject: str | None = None
    wanted: str | None = None
    occurred_at: datetime | None = None
    external_id: str | None = None
    about_staff: str | None = None
    purchase: Purchase | None = None
    items: tuple[Item, ...] = ()
    goods_before: tuple[ReplacedGoods, ...] = attrs.field(default=(), repr=False)
    docket: Docket | None = None
    authority_cases: tuple[AuthorityCase, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()
    fields: Mapping[str, str] = attrs.field(factory=dict)
    imported: bool = False
    missing: tuple[str, ...] = ()
    lead: str = "1"
    raised: tuple[RaisedIssue, ...] = attrs.field(
        default=(), repr=False
    )  # the others, and the texts of all but the first
    similar: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    contact_replaced: bool = attrs.field(
        default=False, repr=False
    )  # by a correction: whoever was told first is told no more
    customers: int = attrs.field(default=1, repr=False)  # whoever had the links of an earlier one has them no more
    acknowledged_at: datetime | None = None
    approach: str | None = None
    answer_expected: datetime | None = None
    answer_expected_since: int | None = attrs.field(
        default=None, repr=False
    )  # the entry of the ledger that promised it
    evidence: tuple[Evidence, ...] = ()
    facts: str | None = None
    facts_at: datetime | None = None
    facts_by: str | None = None
    root_cause: str | None = None
    heard: tuple[str, ...] = ()
    investigators: tuple[str, ...] = ()
    facts_disputed: bool = False
    alarms: tuple[str, ...] = ()  # the categories for which the alarm was raised
    first_handlings: Mapping[str, datetime | None] = attrs.field(factory=dict)  # by category: when it was done
    deadlines: tuple[Deadline, ...] = ()
    owners: tuple[str, ...] = ()
    customer_told_owner: bool = True
    handovers: tuple[Handover, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    advice: tuple[Advice, ...] = ()
    dispatches: tuple[Dispatch, ...] = ()
    plans: tuple[Plan, ...] = ()
    measures: tuple[PlannedMeasure, ...] = ()  # of the plan that was agreed to
    decisions: Mapping[str, tuple[Decision, str | None]] = attrs.field(factory=dict)
    remedies: tuple[Remedy, ...] = ()
    promises: tuple[PromisedRemedy, ...] = ()
    reservations: tuple[Reservation, ...] = attrs.field(default=(), repr=False)
    approvals: tuple[Approval, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    waiting_for_customer: bool = False
    result: str | None = None
    improvement: str | None = None
    apology: bool = False
    adopted: bool | None = None
    settled: bool = False
    resolved_at: datetime | None = None
    surveys: tuple[Survey, ...] = ()
    quotes: tuple[Quote, ...] = ()
    second_grievance: bool = False
    exceptions: tuple[str, ...] = ()
    links: Mapping[str, str] = attrs.field(factory=dict)
    filed_in: State | None = attrs.field(default=None, repr=False)  # the state of a duplicate when it was filed
    entries: tuple[Entry, ...] = attrs.field(default=(), repr=False)
    unanswered: tuple[Entry, ...] = attrs.field(
        default=(), repr=False
    )  # what the customer said, until somebody answers
    moments: tuple[Moment, ...] = attrs.field(default=(), repr=False)
    lost_messages: Mapping[str, str] = attrs.field(
        factory=dict
    )  # outbox entry to message, until the customer was told otherwise
    calls: tuple[str, ...] = ()  # those outbox entries that a person is to say
    reclassification: tuple[Kind, str] | None = None  # a downgrade asked for, and by whom (R5)
    archived_at: datetime | None = None
    restricted: bool = False  # nothing is sent, nobody works on it
    erased: bool = False  # what was said, and who said it, is gone

    def __hash__(self) -> int:
        """Equal snapshots have the same: those of one case at one line of its ledger."""
        return hash((self.id, self.seq))

    @property
    def open(self) -> bool:
        """True while anybody is accountable for it: until it is archived. F1"""
        return self.state is not State.ARCHIVED

    @property
    def issues(self) -> tuple[RaisedIssue, ...]:
        """Everything that the customer complains of, in the order in which it was raised. R7"""
        known = self.raised or (RaisedIssue(id=FIRST),)
        return tuple(self._as_it_stands(one) for one in known)

    def _as_it_stands(self, issue: RaisedIssue) -> RaisedIssue:
        """Return an issue with what the case says of it: its answer, the category and the cause of the gravest, the first text."""
        decision, reasons = self.decisions.get(issue.id, (None, None))
        leads = issue.id == self.lead
        return attrs.evolve(
            issue,
            text=self.text if issue.id == FIRST else issue.text,
            category=self.category if leads else issue.category,
            about_staff=self.about_staff if issue.id == FIRST else issue.about_staff,
            root_cause=self.root_cause if leads else issue.root_cause,
            decision=decision,
            reasons=reasons,
        )

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of all issues, that of the gravest first."""
        others = [one.category for one in self.raised if one.id != self.lead] if self.raised else ()
        return tuple(dict.fromkeys(filter(None, (self.category, *others))))

    @property
    def undecided(self) -> tuple[RaisedIssue, ...]:
        """Those of several issues on which nobody has decided yet; a case of one issue says so where its playbook asks. R7"""
        return tuple(one for one in self.issues if one.decision is None) if self.raised else ()

    @property
    def handover(self) -> Handover | None:
        """The offer that waits for an answer."""
        return next((one for one in reversed(self.handovers) if one.state == "offered"), None)

    @property
    def plan(self) -> Plan | None:
        """The newest plan of this round."""
        return next((one for one in reversed(self.plans) if one.cycle == self.cycle), None)

    @property
    def survey(self) -> Survey | None:
        """The customer's answer to the survey of this round."""
        return next((one for one in reversed(self.surveys) if one.cycle == self.cycle), None)

    @property
    def complained_about(self) -> frozenset[str]:
        """Whom any of its issues is about, where that is no praise: they have no part in it. R6"""
        if self.kind is Kind.PRAISE or not (self.about_staff or self.raised):
            return frozenset()
        return frozenset(filter(None, (self.about_staff, *(one.about_staff for one in self.raised))))

    @property
    def linked_as(self) -> str:
        """What the customer's links are made of: another customer, as one is corrected, has others."""
        return self.id if self.customers == 1 else f"{self.id}#{self.customers}"

    @property
    def duplicate_of(self) -> str | None:
        """The number of the case that goes on for this one, which was filed as its duplicate. R14"""
        if not self.filed_in or self.open:
            return None
        return next((number for number, relation in self.links.items() if relation == DUPLICATE), None)

    @property
    def quote(self) -> Quote | None:
        """The newest word of the customer that staff took down, and that the customer has not objected to."""
        return next((one for one in reversed(self.quotes) if one.objected_at is None), None)

    @property
    def escalation(self) -> Escalation | None:
        """The newest matter that still waits for a decision from above."""
        return next((one for one in reversed(self.escalations) if one.open), None)

    @property
    def escalated(self) -> bool:
        """Whether the complaint itself was brought upwards, not only something beside it: a plan may take more then. S1.8"""
        return any(one.of_the_matter for one in self.escalations)

    @property
    def open_deadlines(self) -> Iterator[Deadline]:
        """Those that somebody still owes."""
        return iter([one for one in self.deadlines if one.state in OPEN])

    @property
    def next_deadline(self) -> Deadline | None:
        """The deadline that is due next (what is late already comes first)."""
        return min(self.open_deadlines, key=lambda one: one.due_at, default=None)

    @property
    def next_due_at(self) -> datetime | None:
        """When the nearest deadline is due that runs; what waits for the customer is not late. None where none runs."""
        return min([one.due_at for one in self.deadlines if one.state in RUNNING], default=None)

    @property
    def ref(self) -> CaseNumber:
        """Its number, which knows whose it is."""
        return CaseNumber(self.number, self.id)

    def masked(self) -> Self:
        """Return the case as a desk hands it out: the customer masked."""
        return self.changed(customer=self.customer.masked())

    def changed(self, **changes: Any) -> Self:  # noqa: ANN401  any field
        """Return the case with some fields changed."""
        return changed(self, **changes)


CaseRef: TypeAlias = Case | str
"""A Case or its number (or id); either only *names* the case."""
