"""What clocks do. R15, R16"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import attrs

from complaintkit.model.events._happened import Happened, said


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineStarted(Happened):
    """Something is due, when, and why then. R16"""

    deadline: str
    rule: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None = None
    within: str = ""
    title: Mapping[str, str] = attrs.field(factory=dict)
    why: Mapping[str, Any] = attrs.field(factory=dict)
    for_: str | None = None
    started_by: int | None = None  # the place in the ledger of what started it


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineWarned(Happened):
    """It is due soon."""

    deadline: str
    rule: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineBreached(Happened):
    """It was not done in time; this stays. R15"""

    deadline: str
    rule: str
    due_at: datetime
    noticed_at: datetime


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineMet(Happened):
    """It was done."""

    deadline: str
    rule: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlinePaused(Happened):
    """It does not run while somebody else owes something, and no longer than `until`. R16"""

    deadline: str
    rule: str
    cause: str
    until: datetime | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineResumed(Happened):
    """It runs again, with a new date. R16"""

    deadline: str
    rule: str
    due_at: datetime
    warn_at: datetime | None = None
    why: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineMoved(Happened):
    """It is due at another time, as it would have been from the start: where the case belongs, or when it was, is corrected. R16"""

    deadline: str
    rule: str
    due_at: datetime
    warn_at: datetime | None = None
    why: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineExtended(Happened):
    """A leader put it off, once, and why; the date that it had stays on record. S3.1, R15"""

    is_deed: ClassVar[bool] = True

    deadline: str
    rule: str
    first_due_at: datetime
    due_at: datetime
    warn_at: datetime | None = None
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineRestored(Happened):
    """It is owed again, as it was before it was cancelled: with its due date, and with its breach. R15"""

    deadline: str
    rule: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineWaived(Happened):
    """It can't be met, and needn't be: the reason. R2"""

    deadline: str
    rule: str
    reason: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DeadlineCancelled(Happened):
    """Nothing is owed any more, and why."""

    deadline: str
    rule: str
    reason: str
