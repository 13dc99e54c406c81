"""What keeps the desk's data: rows that come and go whole, in one transaction per command.

The core owns meaning (encoding, hash chain, projections); a storage owns durability, uniqueness and fencing. All times
are aware UTC datetimes, all money decimal strings with a currency, all ids strings. A storage never looks inside `data`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Protocol

from complaintkit.ports.row import (
    AttachmentRow,
    AttemptRow,
    CaseFilter,
    CaseRow,
    CouponRow,
    DeadlineRow,
    DutyRow,
    EventRow,
    GrantRow,
    IdempotencyRow,
    OutboxRow,
    OwnerRow,
    RedemptionRow,
    RefusedRow,
    TokenRow,
    VaultRow,
)

__all__ = [
    "AttachmentRow",
    "AttemptRow",
    "CaseFilter",
    "CaseRow",
    "CouponRow",
    "DeadlineRow",
    "DutyRow",
    "EventRow",
    "GrantRow",
    "IdempotencyRow",
    "OutboxRow",
    "OwnerRow",
    "Reader",
    "RedemptionRow",
    "RefusedRow",
    "Storage",
    "StorageProvider",
    "TokenRow",
    "VaultRow",
    "Writer",
]


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

    def outbox(
        self, *, states: frozenset[str] = frozenset(), case: str | None = None, limit: int = 1000
    ) -> Sequence[OutboxRow]:
        """Outbox entries, oldest first."""

    def outbox_entry(self, id: str) -> OutboxRow | None:
        """One outbox entry."""

    def attempts(self, outbox: str) -> Sequence[AttemptRow]:
        """The tries of an entry, in order."""

    def coupon(self, code: str) -> CouponRow | None:
        """A coupon by its code."""

    def redemption(self, *, id: str | None = None, code: str | None = None) -> RedemptionRow | None:
        """One by id; or the one of a coupon that was not reversed."""

    def redemptions(self, *, start: datetime, end: datetime, unit: str | None = None) -> Sequence[RedemptionRow]:
        """What was redeemed in [start, end) and not reversed, in order."""

    def grants(self, *, since: datetime, giver: str | None = None, customer: str | None = None) -> Sequence[GrantRow]:
        """What was promised since then and not released, by one giver or to one customer."""

    def reserved(self, *, budget: str, period: str, currency: str) -> str:
        """What is reserved of a budget and was not released, as a decimal string: "0" where nothing was."""

    def attempt_by_reference(self, notifier: str, reference: str) -> AttemptRow | None:
        """The newest attempt of a notifier whose provider gave this reference: what a later report is about."""

    def refused(
        self, *, id: str | None = None, code: str | None = None, unmended: bool = False, limit: int = 1000
    ) -> Sequence[RefusedRow]:
        """What was refused and kept, newest first; of one code, and without what was mended, where asked for."""


class Writer(Reader, Protocol):
    """One transaction that writes. Everything or nothing; no network, plugin or sleep inside."""

    def lock(self, case: str) -> CaseRow | None:
        """The case by id, locked until the end of the transaction."""

    def put_meta(self, key: str, value: str) -> None:
        """Set."""

    def add_meta(self, key: str, value: str) -> str:
        """Set where absent; returns what stands there now."""

    def drop_meta(self, key: str) -> bool:
        """Take a setting away; whether it was there."""

    def put_document(self, digest: str, kind: str, content: str) -> None:
        """Keep a frozen document; the same digest again is nothing new."""

    def next_number(self, unit: str, day: date) -> int:
        """1, 2, 3, ... per unit and local date, without gaps in what commits."""

    def append(
        self, events: Sequence[EventRow], vault: Sequence[VaultRow], attachments: Sequence[AttachmentRow]
    ) -> int:
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

    def empty_vault(self, person: str) -> int:
        """Empty what this person said and is called: content and salt of their vault rows, content of their files.

        The rows stay, so that chains can be checked. Returns how many were not empty before. What was deleted must not
        be left lying about in the database's own files.
        """

    def drop_tokens(self, person: str, *, keep: frozenset[str]) -> int:
        """Take away the tokens that lead to this person's cases, but those of the kinds in `keep`; how many."""

    def empty_refused(self, id: str) -> bool:
        """Empty content and reason of what was refused and kept; False where it is empty already, or unknown."""

    def put_coupons(self, rows: Sequence[CouponRow]) -> None:
        """Mint. A code twice raises ConflictError."""

    def put_redemption(self, row: RedemptionRow) -> None:
        """Insert or replace, by id. A second one that was not reversed for the same coupon raises ConflictError."""

    def put_grants(self, rows: Sequence[GrantRow]) -> None:
        """Insert or replace, by id."""

    def remember(self, row: IdempotencyRow) -> None:
        """Keep a key. Twice raises ConflictError."""

    def keep_refused(self, row: RefusedRow) -> None:
        """Keep what was refused; the same id again is nothing new."""

    def mend_refused(self, id: str, *, at: datetime, case: str | None) -> bool:
        """What was kept is seen to, and became this case or none; False where somebody did so before, or it is unknown."""

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
