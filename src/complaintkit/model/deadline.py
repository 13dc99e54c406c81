"""A deadline of a case: when it is due, what became of it, and why then. R15, R16"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs

from complaintkit.model.due import Due
from complaintkit.model.moment import time_in_words
from complaintkit.model.phrase import as_it_is, phrase, spoken

__all__ = ["LONGEST", "OPEN", "RUNNING", "Deadline"]

LONGEST = "longest-pause"
"""The cause of a pause that ended because a deadline stands still no longer than that. R16"""
RUNNING = frozenset({"running", "breached"})
"""States in which somebody still owes something: a breach stays owed until it is met."""
OPEN = RUNNING | {"paused"}
"""States in which it is not over: what stands still runs on one day."""


@attrs.frozen(kw_only=True, slots=False)
class Deadline:
    """When something is due. A breach is an event that stays (R15); every due date can be explained (R16).

    `state` is running, paused, breached, met, met-late, waived or cancelled. All times are UTC.

    >>> from datetime import UTC, datetime
    >>> start, due = datetime(2026, 11, 21, 2, tzinfo=UTC), datetime(2026, 11, 22, 2, tzinfo=UTC)
    >>> Deadline(id="d-1", name="assess", title={"en": "Assessment"}, started_at=start, due_at=due).open
    True
    """

    id: str
    name: str
    title: Mapping[str, str]
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None = None
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    noticed_at: datetime | None = None
    met_at: datetime | None = None
    paused_at: datetime | None = None
    resumes_at: datetime | None = None  # at the latest, whoever is still waited for
    state: str = "running"
    cycle: int = 1
    for_: str | None = None  # the handover or escalation it belongs to
    started_by: int | None = attrs.field(default=None, repr=False)  # the place in the ledger of what started it
    unit: str = attrs.field(default="", repr=False)  # by whose hours it was reckoned, where its rule names no calendar
    within: str = ""
    why: Mapping[str, object] = attrs.field(factory=dict, repr=False)
    reason: str | None = None
    pauses: tuple[tuple[datetime, datetime, str], ...] = ()
    first_due_at: datetime | None = None  # before a leader put it off (R15)
    extended_by: timedelta | None = None

    @property
    def open(self) -> bool:
        """True while somebody still owes it."""
        return self.state in OPEN

    @property
    def next_at(self) -> datetime | None:
        """The moment when it has to be looked at again."""
        if self.state == "paused":
            return self.resumes_at
        if self.state != "running":
            return None
        return self.warn_at if self.warn_at and not self.warned_at else self.due_at

    def paused_until(self, at: datetime) -> tuple[tuple[datetime, datetime, str], ...]:
        """Return its pauses, with the one that ends at `at` and why it ended. R16"""
        longest = self.resumes_at is not None and at >= self.resumes_at
        return (*self.pauses, (self.paused_at or at, at, LONGEST if longest else self.reason or ""))

    def explain(self, language: str = "en") -> str:
        """Explain why it is due then: calendar, days skipped and why, pauses with their cause. R16"""
        if not self.why:
            named = spoken(self.title) if self.title else as_it_is(self.name)
            return phrase("{what}: {at}", context="due", what=named, at=time_in_words(self.due_at)).to(language)
        return Due.from_data(self.why).explain(language)
