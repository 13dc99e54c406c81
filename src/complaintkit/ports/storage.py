"""What keeps the desk's data: rows that come and go whole, in one transaction per command.

The core owns meaning (encoding, hash chain, projections); a storage owns durability, uniqueness and fencing. All times
are aware UTC datetimes, all money decimal strings with a currency, all ids strings. A storage never looks inside `data`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

import attrs

__all__ = [
    "AttachmentRow",
    "AttemptRow",
    "CaseFilter",
    "CaseRow",
    "DeadlineRow",
    "DutyRow",
    "EventRow",
    "IdempotencyRow",
    "OutboxRow",
    "OwnerRow",
    "Reader",
    "RefusedRow",
    "Storage",
    "StorageProvider",
    "TokenRow",
    "VaultRow",
    "Writer",
]


@attrs.frozen(kw_only=True)
class CaseRow:
    """Where a case stands: derived from its ledger, kept for lists and look-ups."""

    id: str
    number: str
    unit: str
    kind: str
    state: str
    open: bool
    category: str | None
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


@attrs.frozen(kw_only=True)
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


@attrs.frozen(kw_only=True)
class VaultRow:
    """What somebody said or is called: held by person, sealed into the chain by a salted hash, removable."""

    case: str
    seq: int
    field: str
    person: str
    salt: bytes
    content: bytes | None  # None once erased


@attrs.frozen(kw_only=True)
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
    """Something one person owes on a case beside owning it: a handover to answer, an approval, a task."""

    case: str
    staff: str
    kind: str
    ref: str
    since: datetime


@attrs.frozen(kw_only=True)
class OutboxRow:
    """Something to send after commit. Holds references; the wording is rendered when it is sent.

    States: ready, leased, started, sent, delivered, undelivered, rejected, retry, in_doubt, parked, dead, cancelled.
    """

    id: str
    case: str
    seq: int
    kind: str  # "message", later "remedy"
    name: str  # of the message
    recipient: str  # "customer" or a staff id
    person: str
    language: str
    media: tuple[str, ...]
    medium: int  # index into media: which one is being tried
    state: str
    epoch: int
    attempts: int
    next_at: datetime | None
    lease_until: datetime | None
    useless_after: datetime | None
    urgent: bool
    created_at: datetime
    detail: str = ""


@attrs.frozen(kw_only=True)
class AttemptRow:
    """One try to send an outbox entry, committed before the provider is called."""

    id: str
    outbox: str
    epoch: int
    number: int
    notifier: str
    medium: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    reference: str | None = None
    detail: str = ""


@attrs.frozen(kw_only=True)
class IdempotencyRow:
    """A key, the digest of the command it stood for, and what that command did."""

    key: str
    digest: str
    case: str | None
    first_seq: int
    last_seq: int
    at: datetime


@attrs.frozen(kw_only=True)
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
class CaseFilter:
    """Which cases to list; all given conditions hold together. None asks for nothing.

    R20: with `visible_to`, only cases of `visible_units`, and those this person owns or owned, received, or has a duty on.
    """

    owner: str | None = None
    units: frozenset[str] | None = None
    visible_to: str | None = None
    visible_units: frozenset[str] | None = None
    open: bool | None = None
    states: frozenset[str] = frozenset()
    category: str | None = None  # and all below it
    kind: str | None = None
    channel: str | None = None
    external_id: str | None = None
    customer_reference: str | None = None
    tokens: frozenset[str] = frozenset()  # every one of them must point at the case
    received_from: datetime | None = None
    received_before: datetime | None = None


class Reader(Protocol):
    """A consistent view; what it returns is frozen."""

    def meta(self, key: str) -> str | None:
        """A setting of this database: organisation, playbook, secret, heartbeat:<worker>."""

    def metas(self, prefix: str) -> dict[str, str]:
        """All settings whose key starts with `prefix`."""

    def document(self, digest: str) -> str | None:
        """A frozen document (playbook, calendar, organisation) by digest."""

    def case(self, ref: str) -> CaseRow | None:
        """By id or by number."""

    def case_by_external(self, channel: str, external_id: str) -> CaseRow | None:
        """The case a channel's own id stands for."""

    def cases(self, where: CaseFilter, *, after: str | None, limit: int) -> Sequence[CaseRow]:
        """Newest received first; `after` is the id of the last case already seen."""

    def count(self, where: CaseFilter) -> int:
        """How many there are."""

    def events(self, cases: Sequence[str]) -> Sequence[EventRow]:
        """The ledgers of these cases, by case and seq."""

    def vault(self, cases: Sequence[str]) -> Sequence[VaultRow]:
        """What was said in these cases."""

    def attachment(self, id: str) -> AttachmentRow | None:
        """One file."""

    def feed(self, *, after: int, limit: int) -> Sequence[EventRow]:
        """Events of all cases in commit order, after a position."""

    def owners(self, case: str) -> Sequence[OwnerRow]:
        """Who was accountable, in order."""

    def owned_by(self, staff: str) -> Sequence[str]:
        """Ids of the open cases this person is accountable for, nearest deadline first."""

    def deadlines(self, case: str) -> Sequence[DeadlineRow]:
        """All deadlines of a case."""

    def due_cases(self, now: datetime, *, limit: int) -> Sequence[str]:
        """Ids of cases with a deadline to look at now, most overdue first."""

    def duties(self, staff: str) -> Sequence[DutyRow]:
        """What this person owes beside owning cases."""

    def case_duties(self, case: str) -> Sequence[DutyRow]:
        """What anybody owes on this case."""

    def idempotent(self, key: str) -> IdempotencyRow | None:
        """What the command with this key did."""

    def outbox(self, *, states: frozenset[str] = frozenset(), case: str | None = None, limit: int = 1000) -> Sequence[OutboxRow]:
        """Outbox entries, oldest first."""

    def outbox_entry(self, id: str) -> OutboxRow | None:
        """One outbox entry."""

    def attempts(self, outbox: str) -> Sequence[AttemptRow]:
        """The tries of an entry, in order."""

    def refused(self, *, id: str | None = None, limit: int = 1000) -> Sequence[RefusedRow]:
        """What was refused and kept, newest first."""


class Writer(Reader, Protocol):
    """One transaction that writes. Everything or nothing; no network, plugin or sleep inside."""

    def lock(self, case: str) -> CaseRow | None:
        """The case by id, locked until the end of the transaction."""

    def put_meta(self, key: str, value: str) -> None:
        """Set."""

    def add_meta(self, key: str, value: str) -> str:
        """Set where absent; returns what stands there now."""

    def put_document(self, digest: str, kind: str, content: str) -> None:
        """Keep a frozen document; the same digest again is nothing new."""

    def next_number(self, unit: str, day: date) -> int:
        """1, 2, 3, ... per unit and local date, without gaps in what commits."""

    def append(self, events: Sequence[EventRow], vault: Sequence[VaultRow], attachments: Sequence[AttachmentRow]) -> int:
        """Add to ledgers and vault; returns the position of the last. A (case, seq) twice raises ConflictError."""

    def add_case(self, row: CaseRow) -> None:
        """A new case. Its number, or its (channel, external_id), twice raises ConflictError."""

    def put_case(self, row: CaseRow, *, if_version: int) -> None:
        """Replace the row if it still has that version, else ConflictError."""

    def put_owner(self, row: OwnerRow) -> None:
        """End the open interval of the case, if any, and start this one; `owner` "" only ends it (archived)."""

    def put_deadlines(self, case: str, rows: Sequence[DeadlineRow]) -> None:
        """Insert or replace, by (case, id)."""

    def put_duties(self, case: str, rows: Sequence[DutyRow]) -> None:
        """These, and no others, are owed on the case now."""

    def put_tokens(self, rows: Sequence[TokenRow]) -> None:
        """Add; one that is there already stays once."""

    def remember(self, row: IdempotencyRow) -> None:
        """Keep a key. Twice raises ConflictError."""

    def keep_refused(self, row: RefusedRow) -> None:
        """Keep what was refused; the same id again is nothing new."""

    def put_outbox(self, rows: Sequence[OutboxRow]) -> None:
        """Add entries; an id that is there already is nothing new."""

    def claim(self, now: datetime, *, lease_until: datetime, limit: int) -> Sequence[OutboxRow]:
        """Lease entries that are ready or to retry by now (and leases that ran out before a start), each with epoch + 1."""

    def expired(self, now: datetime) -> Sequence[OutboxRow]:
        """Entries in `started` whose lease ran out: nobody knows whether they went out."""

    def change_outbox(self, row: OutboxRow, *, if_epoch: int) -> bool:
        """Replace the entry if its epoch is still that one; False otherwise: somebody else has it."""

    def put_attempt(self, row: AttemptRow) -> None:
        """Insert or replace an attempt, by id."""

    def reserve(self, *, budget: str, period: str, currency: str, amount: str, limit: str) -> bool:
        """Debit a budget by one conditional update; False when it would go over its limit."""

    def release(self, *, budget: str, period: str, currency: str, amount: str) -> None:
        """Give back what was reserved."""


class Storage(Protocol):
    """An opened database."""

    @property
    def name(self) -> str:
        """The instance."""

    def reading(self) -> AbstractContextManager[Reader]:
        """A consistent view."""

    def writing(self) -> AbstractContextManager[Writer]:
        """A transaction that commits at the end of the block, or rolls back when it raises.

        An error from COMMIT itself raises OutcomeUnknown: look the idempotency key up before saying failed.
        """

    def problems(self) -> Iterable[str]:
        """What is not as it must be (durability settings, schema): asked at start."""

    def close(self) -> None:
        """Let go of the database."""


class StorageProvider(Protocol):
    """What a storage plugin brings: opens databases of some URL schemes."""

    @property
    def name(self) -> str:
        """The instance."""

    @property
    def schemes(self) -> frozenset[str]:
        """URL schemes, such as {"sqlite", "postgresql"}."""

    def open(self, url: str, *, create: bool = True) -> Storage:
        """Open, creating a new file where there is none; an older schema is refused, naming the upgrade command."""
