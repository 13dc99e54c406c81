"""What a storage answers: a consistent view of its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.ports.filter import CaseFilter, MemberFilter, SurveyFilter, TaskFilter
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
    TaskRow,
    VaultRow,
)

R = TypeVar("R")


class Reader(Protocol):
    """A consistent view; what it returns is frozen."""

    def every(self, kind: type[R]) -> Iterator[R]:
        """Yield every row of a kind, by the id of what it belongs to (`case`, of other rows `task` or `outbox`), then by key.

        Ids are ordered by their code points. Nothing is left out, whether or not it belongs to anything; rows come as they are
        asked for, not all at once, and several kinds may be read side by side.

        Raises:
            StorageError: a row is not written as this storage writes it; names its table and key. The rows behind it can
                be asked for all the same.
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
        """Return the ledgers of these cases, by case and seq; of each, where asked for, only the lines behind `after`.

        `without` is the name of events that are left out, where there are many that nobody needs.
        """

    def vault(self, cases: Sequence[str], *, after: int | None = None) -> Sequence[VaultRow]:
        """Return what was said in these cases; of each, where asked for, only in the lines behind `after`."""

    def attachment(self, id: str) -> AttachmentRow | None:
        """Return one file."""

    def feed(self, *, after: int, limit: int) -> Sequence[EventRow]:
        """Return events of all cases in commit order, after a position."""

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
        """Return what was promised since then and not released, by one giver or to one customer."""

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


class NotingReader(Reader, Protocol):
    """A reader of a storage that can tell by itself, at less cost than who asks again, whether what was read says the same."""

    def note(self) -> object:
        """Note from here on what is asked and answered; return what `ComparingWriter.unchanged` is given."""
