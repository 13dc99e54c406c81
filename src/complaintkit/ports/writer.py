"""What a storage keeps: rows that are added and replaced in one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from complaintkit.model.outbox import EntryKind
from complaintkit.ports.reader import Reader
from complaintkit.ports.row import (
    AttachmentRow,
    AttemptRow,
    CaseRow,
    CouponRow,
    DeadlineRow,
    DutyRow,
    EventRow,
    GrantRow,
    IdempotencyRow,
    KeyRow,
    MemberRow,
    OutboxRow,
    OwnerRow,
    RedemptionRow,
    RefusedRow,
    StateRow,
    SummaryRow,
    SurveyAnswerRow,
    TallyRow,
    TaskCaseRow,
    TaskRow,
    TokenRow,
    VaultRow,
)


class Writer(Reader, Protocol):
    """One transaction that writes. Everything or nothing; no network, plugin or sleep inside."""

    def lock(self, case: str) -> CaseRow | None:
        """Return the case of an id or a number, locked until the end of the transaction."""

    def put_meta(self, key: str, value: str) -> None:
        """Set a setting."""

    def add_meta(self, key: str, value: str) -> str:
        """Set a setting where it is absent; return what stands there now."""

    def drop_meta(self, key: str) -> bool:
        """Take a setting away; return True where it was there."""

    def put_document(self, digest: str, kind: str, content: str) -> None:
        """Keep a frozen document; the same digest again is nothing new."""

    def add_key(self, row: KeyRow) -> KeyRow:
        """Keep the key of an owner who has none; return the key that stands there now."""

    def put_key(self, row: KeyRow) -> bool:
        """Replace the key of an owner; return False, and do nothing, where they have none: what is gone stays gone."""

    def drop_key(self, owner: str) -> bool:
        """Throw a key away, out of the database's own files as well; return False where there is none."""

    def next_number(self, unit: str, day: date) -> int:
        """Return 1, 2, 3, ... per unit and local date, without gaps in what commits."""

    def append(
        self, events: Sequence[EventRow], vault: Sequence[VaultRow], attachments: Sequence[AttachmentRow]
    ) -> int:
        """Add to ledgers and vault; return the position of the last.

        A (case, seq) twice raises ConflictError, at the latest when the transaction ends.
        """

    def add_case(self, row: CaseRow) -> None:
        """Add a case. Its number, or its (channel, external_id), twice raises ConflictError."""

    def put_case(self, row: CaseRow, *, if_version: int) -> None:
        """Replace the row if it still has that version, else ConflictError."""

    def put_state(self, row: StateRow) -> None:
        """Keep a case's state instead of the one that was kept before."""

    def put_summary(self, row: SummaryRow) -> None:
        """Keep a case's summary instead of the one that was kept before."""

    def add_task(self, row: TaskRow, cases: Sequence[TaskCaseRow]) -> None:
        """Add a task with the cases that belong to it.

        Its number twice raises ConflictError; so does its (kind, unit, subject, period), where it has a period.
        """

    def put_task(self, row: TaskRow, cases: Sequence[TaskCaseRow], *, if_version: int) -> None:
        """Replace the row and its cases if it still has that version, else ConflictError."""

    def add_tally(self, rows: Sequence[TallyRow]) -> None:
        """Add each count, which may be below zero, to what is counted there."""

    def add_survey_answer(self, row: SurveyAnswerRow, vault: Sequence[VaultRow]) -> bool:
        """Add an answer with its words; return False, and do nothing, where one of this id is there already."""

    def add_member(self, row: MemberRow) -> None:
        """Add a member. Their token twice raises ConflictError, unless it is ""."""

    def put_member(self, row: MemberRow, *, if_version: int) -> None:
        """Replace the row if it still has that version, else ConflictError."""

    def put_owner(self, row: OwnerRow) -> None:
        """End the open interval of the case, if any, and start this one; `owner` "" only ends it (archived)."""

    def put_deadlines(self, case: str, rows: Sequence[DeadlineRow]) -> None:
        """Insert or replace deadlines, by (case, id)."""

    def put_duties(self, case: str, rows: Sequence[DutyRow]) -> None:
        """Set what is owed on the case now: these duties, and no others."""

    def put_tokens(self, rows: Sequence[TokenRow]) -> None:
        """Add tokens; one that is there already stays once."""

    def empty_vault(self, person: str) -> int:
        """Empty what this person said and is called: content and salt of their vault rows, content of their files.

        The rows stay, so that chains can be checked; the states of their cases go, for words stand in them. Returns how many
        rows and files were not empty before. What was deleted must not
        be left lying about in the database's own files.
        """

    def drop_tokens(self, person: str, *, keep: frozenset[str]) -> int:
        """Take away the tokens that lead to this person's cases, but those of the kinds in `keep`; return how many."""

    def empty_refused(self, id: str) -> bool:
        """Empty content and reason of what was refused and kept; return False where it is empty already, or unknown."""

    def put_coupons(self, rows: Sequence[CouponRow]) -> None:
        """Mint coupons. A code twice raises ConflictError."""

    def put_redemption(self, row: RedemptionRow) -> None:
        """Insert or replace a redemption, by id. A second one for a coupon, the first not reversed, raises ConflictError."""

    def put_grants(self, rows: Sequence[GrantRow]) -> None:
        """Insert or replace, by id."""

    def remember(self, row: IdempotencyRow) -> None:
        """Keep an idempotency key. Twice raises ConflictError."""

    def keep_refused(self, row: RefusedRow) -> None:
        """Keep what was refused; the same id again is nothing new."""

    def mend_refused(self, id: str, *, at: datetime, case: str | None) -> bool:
        """Note that what was kept became this case, or none; return False where somebody did so before, or it is unknown."""

    def put_outbox(self, rows: Sequence[OutboxRow]) -> None:
        """Add outbox entries; an id that is there already is nothing new."""

    def claim(
        self, now: datetime, *, lease_until: datetime, limit: int, recipients: frozenset[str] | None = None
    ) -> Sequence[OutboxRow]:
        """Lease entries that are ready or to retry by now (and leases that ran out before a start), each with epoch + 1.

        A lease that ends over an hour later than the one asked for was given by a clock that was ahead: it has run out, too.
        Urgent ones come first, then what goes to customers, then what staff are told; the longest due first. Where asked
        for, only what goes to these recipients.
        """

    def expired(self, now: datetime, *, kind: EntryKind) -> Sequence[OutboxRow]:
        """Return entries of a kind in `started` whose lease ran out, or ends over a day from now, by a clock that was ahead."""

    def change_outbox(self, row: OutboxRow, *, if_epoch: int) -> bool:
        """Replace the entry if its epoch is still that one; return False otherwise: somebody else has it."""

    def put_attempt(self, row: AttemptRow) -> None:
        """Insert or replace an attempt, by id."""

    def replace_row(self, old: object | None, new: object | None) -> None:
        """Let a row stand where another of its kind stood; one of them may be None. For rows that are derived, to repair them."""

    def reserve(self, *, budget: str, period: str, currency: str, amount: str, limit: str) -> bool:
        """Debit a budget by one conditional update; return False when it would go over its limit."""

    def release(self, *, budget: str, period: str, currency: str, amount: str) -> None:
        """Give back to a budget what was reserved."""


class ComparingWriter(Writer, Protocol):
    """The writer of such a storage."""

    def unchanged(self, noted: object, locked: Sequence[CaseRow]) -> bool:
        """Tell if all that was noted would be answered the same now; these cases, which it was asked for, are locked then."""
