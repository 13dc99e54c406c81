"""A message that is said by a person: it is a task until they say that they called.

No program knows whether somebody was called, so the answer to sending is a doubt, at once and for good: the desk makes it a
task of the owner, keeps the message, and lets the case count as told only when the call is on record.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import attrs

from complaintkit.plugin import Attempt, InDoubt, MessageSpec, Notification, Outcome, Sender
from complaintkit_phonelog._catalogue import phrase

TO_CALL = phrase("to be called by a person")


@attrs.frozen(kw_only=True)
class CallNotifier:
    """Asks for a call. The task is named by the message's id, which is what the channel calls `task`."""

    name: str
    medium: str
    address_kind: str = "phone"
    reconcile_after: timedelta = timedelta(0)  # a task is seen at once

    def check(self, messages: Sequence[MessageSpec]) -> Iterable[str]:  # noqa: ARG002  a person can say everything
        """Object to nothing."""
        return ()

    def session(self) -> AbstractAsyncContextManager[Sender]:
        """Open a session without a connection."""
        return _session()


@asynccontextmanager
async def _session() -> AsyncIterator[Sender]:
    yield _People()


class _People:
    async def send(self, notification: Notification) -> Outcome:
        return InDoubt(TO_CALL, reference=notification.id)

    async def reconcile(self, attempt: Attempt) -> Outcome:
        return InDoubt(TO_CALL, reference=attempt.reference or attempt.id)
