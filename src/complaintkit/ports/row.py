"""The rows that go into a storage and come out of it: frozen, whole, told by the core what they mean.

All times are aware UTC datetimes, all money decimal strings with a currency, all ids strings.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import attrs

from complaintkit.model.outbox import AttemptOutcome, EntryKind, OutboxState

__all__ = [
    "AttachmentRow",
    "AttemptRow",
    "BudgetRow",
    "CaseRow",
    "CounterRow",
    "CouponRow",
    "DeadlineRow",
    "DocumentRow",
    "DutyRow",
    "EventRow",
    "GrantRow",
    "IdempotencyRow",
    "KeyRow",
    "MemberRow",
    "MetaRow",
    "OutboxRow",
    "OwnerRow",
    "RedemptionRow",
    "RefusedRow",
    "StateRow",
    "SummaryRow",
    "SurveyAnswerRow",
    "TallyRow",
    "TaskCaseRow",
    "TaskRow",
    "TokenRow",
    "VaultRow",
]


@attrs.frozen(kw_only=True, slots=False)
class CaseRow:
    """Where a case stands: derived from its ledger, kept for lists and look-ups.

    `category` is that of the gravest issue; `other_categories` are those of the others, each once, "-" for one without. R7
    """

    id: str
    number: str
    unit: str
    kind: str
    state: str
    open: bool
    category: str | None
    other_categories: tuple[str, ...] = ()
    severity: str | None
    owner: str
    first_receiver: str
    channel: str
    external_id: str | None
    person: str
    customer_reference: str | None
    received_at: datetime
    recorded_at: datetime
    version: int
    cycle: int
    next_due: datetime | None
    playbook: str
    head: str  # hash of the newest event


@attrs.frozen(kw_only=True, slots=False)
class StateRow:
    """What a case's ledger makes of it up to one line, so that only the lines after that need to be replayed."""

    case: str
    seq: int  # the last line that is in it
    schema: int  # how it is written; another is not read, but made anew from the ledger
    head: str  # hash of that line
    content: bytes


@attrs.frozen(kw_only=True, slots=False)
class SummaryRow:
    """What reports count of a case by its whole ledger, so that they need not read that."""

    case: str
    seq: int  # the last line that is in it
    schema: int  # how it is made; another is not used, but made anew from the ledger
    head: str  # hash of that line: it is good while the case has it
    content: bytes


@attrs.frozen(kw_only=True, slots=False)
class EventRow:
    """One line of the append-only ledger: unique by (case, seq), and by position over all cases."""

    case: str
    seq: int
    name: str
    at: datetime  # when it happened
    recorded_at: datetime
    by: str
    recorded_by: str
    schema: int
    data: str  # canonical JSON, without anything personal
    hash: str
    position: int = 0  # the storage gives it; never reused, never out of commit order
    number: str = ""  # the case's number, filled in by the feed
    task: str = ""  # the task's number, where it is a task's ledger


@attrs.frozen(kw_only=True, slots=False)
class VaultRow:
    """What somebody said or is called: held by person, sealed into the chain by a salted hash, removable."""

    case: str
    seq: int
    field: str
    person: str
    salt: bytes
    content: bytes | None  # None once erased


@attrs.frozen(kw_only=True, slots=False)
class AttachmentRow:
    """A file's bytes; its name stands in the vault."""

    id: str
    case: str
    person: str
    media_type: str
    size: int
    digest: str
    content: bytes | None


@attrs.frozen(kw_only=True)
class TokenRow:
    """A keyed token that finds a case (word, contact, lot, receipt) without telling what it stands for."""

    token: str
    kind: str
    case: str
    person: str


@attrs.frozen(kw_only=True)
class OwnerRow:
    """Who was accountable from when to when; at most one open interval per case, enforced by the database. F1"""

    case: str
    seq: int
    owner: str
    since: datetime
    until: datetime | None = None


@attrs.frozen(kw_only=True)
class DeadlineRow:
    """A deadline of a case; `next_at` is when somebody has to look at it again (to warn, to breach)."""

    case: str
    id: str
    name: str
    state: str
    due_at: datetime
    warn_at: datetime | None
    next_at: datetime | None
    breached_at: datetime | None
    noticed_at: datetime | None


@attrs.frozen(kw_only=True)
class DutyRow:
    """Something one person owes on a case: its next step, an answer, a task; by when, where there is a date."""

    case: str
    staff: str
    kind: str
    ref: str
    since: datetime
    due_at: datetime | None = None


@attrs.frozen(kw_only=True, slots=False)
class OutboxRow:
    """Something to send or carry out after commit. Holds references; the wording is rendered when it is sent."""

    id: str
    case: str
    seq: int
    kind: EntryKind = attrs.field(converter=EntryKind)
    name: str  # of the message; of a remedy, the promise it carries out
    recipient: str  # "customer" or a staff id
    person: str
    language: str
    media: tuple[str, ...]
    medium: int = 0  # index into media: which one is being tried
    state: OutboxState = attrs.field(default=OutboxState.READY, converter=OutboxState)
    epoch: int = 0
    attempts: int = 0
    next_at: datetime | None
    lease_until: datetime | None = None
    useless_after: datetime | None = None
    urgent: bool = False
    created_at: datetime
    detail: str = ""


@attrs.frozen(kw_only=True, slots=False)
class AttemptRow:
    """One try to send an outbox entry, committed before the provider is called.

    `digest` is the id under which it went out together with others; None where it went out by itself.
    """

    id: str
    outbox: str
    epoch: int
    number: int
    notifier: str
    medium: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: AttemptOutcome | None = attrs.field(default=None, converter=attrs.converters.optional(AttemptOutcome))
    reference: str | None = None
    detail: str = ""
    digest: str | None = None


@attrs.frozen(kw_only=True, slots=False)
class IdempotencyRow:
    """A key, the digest of the command it stood for, and what that command did."""

    key: str
    digest: str
    case: str | None
    first_seq: int
    last_seq: int
    at: datetime


@attrs.frozen(kw_only=True)
class KeyRow:
    """A key that something is encrypted with, itself encrypted by the master key of this id, which is kept elsewhere."""

    owner: str
    wrapped: bytes
    master: str


@attrs.frozen(kw_only=True, slots=False)
class RefusedRow:
    """Something typed or sent that could not become a case or an entry of one: kept for repair, never lost."""

    id: str
    source: str
    at: datetime
    by: str
    code: str
    field: str
    reason: str
    content: bytes
    case: str | None = None
    repaired_at: datetime | None = None


@attrs.frozen(kw_only=True)
class GrantRow:
    """A remedy promised, or asked for, by what it costs us: what windows of limits sum up. F6

    States: reserved, promised, released.
    """

    id: str
    case: str
    ref: str
    kind: str
    giver: str
    customer: str
    unit: str
    business_day: date
    at: datetime
    currency: str
    value: Decimal
    state: str


@attrs.frozen(kw_only=True, slots=False)
class CouponRow:
    """A coupon, as it was minted; `remedy` is what was promised, as canonical JSON.

    `state` is "minted", or "voided" once it was taken back; what else became of it is told by its redemption and its date.
    """

    code: str
    case: str
    remedy: str
    kind: str
    value: Decimal
    currency: str
    min_spend: Decimal | None
    valid_until: datetime
    units: tuple[str, ...]
    state: str
    issued_at: datetime


@attrs.frozen(kw_only=True, slots=False)
class RedemptionRow:
    """A coupon spent for one sale; of those not reversed the database allows one for a coupon.

    `spend` is what was paid, of which the coupon took `value`; None where that was not kept yet.
    """

    id: str
    code: str
    sale: str
    unit: str
    value: Decimal
    at: datetime
    by: str
    reversed_at: datetime | None = None
    spend: Decimal | None = None


@attrs.frozen(kw_only=True, slots=False)
class TaskRow:
    """Where a task beside the cases stands: derived from its ledger, kept for lists and look-ups.

    Of one kind, in one unit, there is one task for a subject in a period: what comes again is opened once for each turn.
    """

    id: str
    number: str
    kind: str
    unit: str
    subject: str
    period: str
    owner: str
    opener: str
    waits_for: str  # who has the next step; "" once it has ended
    state: str
    open: bool
    source: str | None
    opened_at: datetime
    due_at: datetime | None
    next_at: datetime | None  # when somebody has to look at it again
    closed_at: datetime | None
    version: int
    head: str  # hash of the newest event


@attrs.frozen(kw_only=True)
class TaskCaseRow:
    """A case that belongs to a task, by its number."""

    task: str
    case: str


@attrs.frozen(kw_only=True, slots=False)
class TallyRow:
    """How many complaints of a unit's business day are about something: a category, a cause, a lot. S4.11"""

    unit: str
    day: date
    subject: str
    count: int


@attrs.frozen(kw_only=True)
class SurveyAnswerRow:
    """An answer to a standing survey, given without a case: scores alone; the words lie in the vault under its id. S1.13

    It is a row and no ledger: nothing follows from it, and nobody answers for it. `scores` is canonical JSON.
    """

    id: str
    unit: str
    survey: str
    at: datetime
    scores: str
    person: str  # whose words they are; "" where nobody can be known by them
    told_to: str  # who wrote it down, where the customer did not
    case: str  # the number of the case that it came with; "" where there is none


@attrs.frozen(kw_only=True, slots=False)
class MetaRow:
    """A setting of the database."""

    key: str
    value: str


@attrs.frozen(kw_only=True, slots=False)
class DocumentRow:
    """A frozen document under its digest: a playbook, an organisation, what was proposed."""

    digest: str
    kind: str
    content: str


@attrs.frozen(kw_only=True)
class CounterRow:
    """The last number given in a unit on its local date."""

    unit: str
    day: date
    value: int


@attrs.frozen(kw_only=True)
class BudgetRow:
    """What is reserved of a budget in a period."""

    budget: str
    period: str
    currency: str
    reserved: Decimal


@attrs.frozen(kw_only=True)
class MemberRow:
    """Where a member stands: derived from their ledger, kept for look-ups. Who they are lies in the vault. S3.7

    `token` is the keyed token of their number: one member has it; `birthday` that of a month and day. Both go with the person.
    """

    id: str
    token: str  # "" once erased
    person: str
    unit: str
    tier: str | None
    birthday: str  # "" where it is not known
    via: str
    recruited_by: str | None
    joined_at: datetime
    left_at: datetime | None
    version: int
    head: str  # hash of the newest event
