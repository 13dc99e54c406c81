"""What keeps the desk's data: rows that come and go whole, in one transaction per command.

The core owns meaning (encoding, hash chain, projections); a storage owns durability, uniqueness and fencing. All times
are aware UTC datetimes, all money decimal strings with a currency, all ids strings. A storage never looks inside `data`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from complaintkit.model.outbox import AttemptOutcome, EntryKind, OutboxState
from complaintkit.ports.filter import CaseFilter, MemberFilter, SurveyFilter, TaskFilter
from complaintkit.ports.row import (
    AttachmentRow,
    AttemptRow,
    BudgetRow,
    CaseRow,
    CounterRow,
    CouponRow,
    DeadlineRow,
    DocumentRow,
    DutyRow,
    EventRow,
    GrantRow,
    IdempotencyRow,
    KeyRow,
    MemberRow,
    MetaRow,
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

__all__ = [
    "AttachmentRow",
    "AttemptOutcome",
    "AttemptRow",
    "BudgetRow",
    "CaseFilter",
    "CaseRow",
    "ComparingWriter",
    "CounterRow",
    "CouponRow",
    "DeadlineRow",
    "DocumentRow",
    "DutyRow",
    "EntryKind",
    "EventRow",
    "GrantRow",
    "IdempotencyRow",
    "KeyRow",
    "MemberFilter",
    "MemberRow",
    "MetaRow",
    "NotingReader",
    "OutboxRow",
    "OutboxState",
    "OwnerRow",
    "Reader",
    "RedemptionRow",
    "RefusedRow",
    "Rewritable",
    "Rewrite",
    "StateRow",
    "Storage",
    "StorageProvider",
    "SummaryRow",
    "SurveyAnswerRow",
    "SurveyFilter",
    "TallyRow",
    "TaskCaseRow",
    "TaskFilter",
    "TaskRow",
    "TokenRow",
    "VaultRow",
    "Writer",
]


R = TypeVar("R")


class Reader(Protocol):
    """A consistent view; what it returns is frozen."""

    def every(self, kind: type[R]) -> Iterator[R]:
        """Yield every row of a kind, by the id of what it belongs to (`case`, of other rows `task` or `outbox`), then by key.

        Ids are ordered by their code points. Nothing is left out, whether or not it belongs to anything; rows come as they are
        asked for, not all at once, and several kinds may be read side by side.

        Raises:
            StorageError: a row is not written as this storage writes it; names its table and key.
        """

    def meta(self, key: str) -> str | None:
        """Return a setting of this database: organisation, playbook, secret, heartbeat:<worker>."""

    def metas(self, prefix: str) -> dict[str, str]:
        """Return all settings whose key starts with `prefix`."""

    def document(self, digest: str) -> str | None:
        """Return a frozen document (playbook, calendar, organisation) by digest."""

    def key(self, owner: str) -> KeyRow | None:
        """Return the key of an owner."""

    def keys(self, *, not_by: str | None = None, limit: int = 1000) -> Sequence[KeyRow]:
        """Return keys, by owner; with `not_by` only those that another master key than this one wraps."""

    def case(self, ref: str) -> CaseRow | None:
        """Return the case of an id or a number."""

    def case_by_external(self, channel: str, external_id: str) -> CaseRow | None:
        """Return the case a channel's own id stands for."""

    def cases(self, where: CaseFilter, *, after: str | None, limit: int) -> Sequence[CaseRow]:
        """Return cases, newest received first; `after` is the id of the last case already seen."""

    def count(self, where: CaseFilter) -> int:
        """Count the cases that a filter lets through."""

    def state(self, case: str) -> StateRow | None:
        """Return what was kept of a case's state; None where nothing was."""

    def summaries(self, cases: Sequence[str]) -> Sequence[SummaryRow]:
        """Return what was summed up of these cases, by case; only where the case has still that head."""

    def unsummarised(self, *, after: str, schema: int, limit: int) -> Sequence[str]:
        """Return ids of filed cases, in order and behind one, of which no summary of this schema has the case's head."""

    def events(
        self, cases: Sequence[str], *, after: int | None = None, without: str | None = None
    ) -> Sequence[EventRow]:
        """Yield the ledgers of these cases, by case and seq; of each, where asked for, only the lines behind `after`.

        `without` is the name of events that are left out, where there are many that nobody needs.
        """

    def vault(self, cases: Sequence[str], *, after: int | None = None) -> Sequence[VaultRow]:
        """Yield what was said in these cases; of each, where asked for, only in the lines behind `after`."""

    def attachment(self, id: str) -> AttachmentRow | None:
        """Return one file."""

    def feed(self, *, after: int, limit: int) -> Sequence[EventRow]:
        """Yield events of all cases in commit order, after a position."""

    def ledgers_between(self, start: datetime, end: datetime) -> Sequence[str]:
        """Return ids of the ledgers with anything in [start, end), in order: what a report of that time has to read.

        An event that happened then, whenever it was recorded; a deadline that is due then or was missed; a case received.
        """

    def last_number(self, unit: str, day: date) -> int:
        """Return the number that was given last per unit and local date: 0 where none was."""

    def owners(self, case: str) -> Sequence[OwnerRow]:
        """Return who was accountable, in order."""

    def owned_by(self, staff: str) -> Sequence[str]:
        """Return ids of the open cases this person is accountable for, nearest deadline first."""

    def deadlines(self, case: str) -> Sequence[DeadlineRow]:
        """Return all deadlines of a case."""

    def due_cases(self, now: datetime, *, limit: int) -> Sequence[str]:
        """Return ids of cases with a deadline to look at now, most overdue first."""

    def duties(
        self,
        staff: Collection[str],
        *,
        kinds: frozenset[str] = frozenset(),
        due_by: datetime | None = None,
        after: DutyRow | None = None,
        limit: int = 1000,
    ) -> Sequence[DutyRow]:
        """Return what these people owe: what is due first comes first, what has no date comes last, oldest first.

        Where asked for: of these kinds, due at a moment or before it, and behind a row, also one that is gone by now.
        """

    def case_duties(self, case: str) -> Sequence[DutyRow]:
        """Return what anybody owes on this case."""

    def task(self, ref: str) -> TaskRow | None:
        """Return the task of an id or a number."""

    def tasks(self, where: TaskFilter, *, after: str | None = None, limit: int = 1000) -> Sequence[TaskRow]:
        """Return tasks, newest opened first; `after` is the id of the last one already seen."""

    def due_tasks(self, now: datetime, *, limit: int) -> Sequence[str]:
        """Return ids of tasks to look at now, most overdue first."""

    def tally(
        self, *, first: date, after: date, units: frozenset[str] | None = None, subject: str | None = None
    ) -> Sequence[TallyRow]:
        """Return the counts of the days in [first, after), by subject, unit and day; of these units, of one subject."""

    def survey_answers(
        self, where: SurveyFilter, *, after: str | None = None, limit: int = 1000
    ) -> Sequence[SurveyAnswerRow]:
        """Return answers to standing surveys, newest first; `after` is the id of the last one already seen."""

    def member(self, id: str) -> MemberRow | None:
        """Return the member of an id."""

    def members(self, where: MemberFilter, *, after: str | None = None, limit: int = 1000) -> Sequence[MemberRow]:
        """Return members, newest joined first; `after` is the id of the last one already seen."""

    def idempotent(self, key: str) -> IdempotencyRow | None:
        """Return what the command with this key did."""

    def outbox(
        self,
        *,
        kind: EntryKind | None = None,
        states: frozenset[OutboxState] = frozenset(),
        case: str | None = None,
        of: CaseFilter | None = None,
        due_by: datetime | None = None,
        after: str | None = None,
        limit: int = 1000,
    ) -> Sequence[OutboxRow]:
        """Return outbox entries, oldest first, of a case or of the cases that `of` lets through; `after` is the last one seen.

        Where asked for: of one kind, in these states, and those whose `next_at` is no later than `due_by`, or not set.
        All of that comes before the limit.
        """

    def outbox_entry(self, id: str) -> OutboxRow | None:
        """Return one outbox entry."""

    def attempts(self, outbox: str) -> Sequence[AttemptRow]:
        """Return the tries of an entry, in order."""

    def coupon(self, code: str) -> CouponRow | None:
        """Return a coupon by its code."""

    def coupons(
        self, of: CaseFilter, *, case: str | None = None, after: CouponRow | None = None, limit: int = 1000
    ) -> Sequence[CouponRow]:
        """Return coupons of a case, or of those that the filter lets through, newest first; `after` is the last one seen."""

    def redemption(self, *, id: str | None = None, code: str | None = None) -> RedemptionRow | None:
        """Return a redemption by id; or the one of a coupon that was not reversed."""

    def redemptions(self, *, start: datetime, end: datetime, unit: str | None = None) -> Sequence[RedemptionRow]:
        """Return what was redeemed in [start, end) and not reversed, in order."""

    def grants(self, *, since: datetime, giver: str | None = None, customer: str | None = None) -> Sequence[GrantRow]:
        """Sum up what was promised since then and not released, by one giver or to one customer."""

    def reserved(self, *, budget: str, period: str, currency: str) -> str:
        """Return what is reserved of a budget and was not released, as a decimal string: "0" where nothing was."""

    def attempts_by_reference(self, notifier: str, reference: str) -> Sequence[AttemptRow]:
        """Return the attempts of a notifier whose provider gave this reference, newest first: what a later report is about."""

    def refused(
        self,
        *,
        id: str | None = None,
        code: str | None = None,
        by: frozenset[str] | None = None,
        source: str | None = None,
        since: datetime | None = None,
        unmended: bool = False,
        after: str | None = None,
        limit: int = 1000,
    ) -> Sequence[RefusedRow]:
        """Return what was refused and kept, newest first; `after` is the id of the last one already seen.

        Where asked for: of one code or source, from these people alone, at a moment or later, and without what was mended.
        """


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


class Rewrite(Protocol):
    """What `Rewritable.rewrite` has each row changed by."""

    def __call__(self, tx: Writer, row: Any, /) -> Any:  # noqa: ANN401  a row of any kind, and one of the same
        """Return the row that is to stand there instead; `tx` answers, and keeps keys, in the same transaction."""


class Storage(Protocol):
    """An opened database."""

    @property
    def name(self) -> str:
        """The instance."""

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent view."""

    def writing(self) -> AbstractContextManager[Writer]:
        """Begin a transaction that commits at the end of the block, or rolls back when it raises.

        An error from COMMIT itself raises OutcomeUnknown: look the idempotency key up before saying failed.
        """

    @property
    def crowded(self) -> bool:
        """Whether somebody had to wait for others to write, within the last second or so.

        Then commands are decided before their turn to write: see `complaintkit.records.ahead`. False is never wrong.
        """

    def problems(self) -> Iterable[str]:
        """Name what is not as it must be (durability settings, schema): asked at start."""

    def damage(self) -> Iterable[str]:
        """Name what is damaged in the database itself, or was taken out of it: pages, indices, constraints, triggers.

        May take as long as reading all of it; asked when somebody verifies.
        """

    def tidy(self) -> bool:
        """Take what was emptied or thrown away out of the database's own files; return False where a reader holds that up."""

    def now(self) -> datetime | None:
        """Return the time of the machine that keeps the data, by which all who use it go; None where that is this machine."""

    def back_up(self, to: Path) -> Storage:
        """Copy all of it, as of one moment and while others go on, into a new file that only its owner may read; open the copy.

        Raises:
            ConfigurationError: there is something of that name already, or this storage is not backed up into a file.
            StorageError: it can't be written there; nothing is left.
        """

    def close(self) -> None:
        """Let go of the database."""


class NotingReader(Reader, Protocol):
    """A reader of a storage that can tell by itself, at less cost than who asks again, whether what was read says the same."""

    def note(self) -> object:
        """Note from here on what is asked and answered; return what `ComparingWriter.unchanged` is given."""


class ComparingWriter(Writer, Protocol):
    """The writer of such a storage."""

    def unchanged(self, noted: object, locked: Sequence[CaseRow]) -> bool:
        """Tell if all that was noted would be answered the same now; these cases, which it was asked for, are locked then."""


class Rewritable(Storage, Protocol):
    """A storage that can change every row it holds: for `complaintkit key init`, where a database was begun in the clear."""

    def rewrite(self, change: Rewrite, *, place: str, limit: int = 500) -> int:
        """Replace rows by what `change` makes of them, about `limit` at a time; return how many, 0 once all are done.

        Each call is one transaction that notes in the setting `place` how far it has got, so that another call, in whatever
        process, goes on there: each row but that setting is changed once, and a call after the last returns 0 again, until
        the caller drops the setting. Rows of these kinds are gone through: cases first, then events, words, states, summaries,
        files, outbox, attempts, refused, tasks, settings; coupons before redemptions; counts, requests and documents. What stood
        there is in the database's own files no more once 0 was returned.
        """


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
