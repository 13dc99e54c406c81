"""What keeps the desk's data: rows that come and go whole, in one transaction per command.

The core owns meaning (encoding, hash chain, projections); a storage owns durability, uniqueness and fencing. All times
are aware UTC datetimes, all money decimal strings with a currency, all ids strings. A storage never looks inside `data`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from complaintkit.model.outbox import AttemptOutcome, EntryKind, OutboxState
from complaintkit.ports.filter import CaseFilter, MemberFilter, SurveyFilter, TaskFilter
from complaintkit.ports.reader import NotingReader, Reader
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
from complaintkit.ports.writer import ComparingWriter, Writer

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
