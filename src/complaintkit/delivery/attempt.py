"""One attempt, from its start on record to its end: what is awaited, and what it is told of."""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.delivery.verdict import Verdict
from complaintkit.delivery.wording import message_id
from complaintkit.model.customer import Contact
from complaintkit.ports.notifier import Notification
from complaintkit.ports.outcome import Attempt, Outcome
from complaintkit.ports.storage import AttemptRow, OutboxRow


@attrs.frozen(kw_only=True)
class Work:
    """A claimed entry, and what is to become of it as of `at`, when its case had `seq` events."""

    row: OutboxRow
    verdict: Verdict
    seq: int
    at: datetime


@attrs.frozen(kw_only=True)
class Begun:
    """An attempt whose end is awaited: it is being sent, or, where it was in doubt, asked about.

    `known` is its end, where whoever sent it came back late and wrote it down.
    """

    row: OutboxRow
    attempt: AttemptRow
    notification: Notification | None = None
    to: Contact | None = attrs.field(default=None, repr=False)
    asked: bool = False
    known: Outcome | None = None

    @property
    def question(self) -> Attempt:
        """The attempt, as a provider is asked about it."""
        return Attempt(
            id=message_id(self.row.id), started_at=self.attempt.started_at, reference=self.attempt.reference, to=self.to
        )
