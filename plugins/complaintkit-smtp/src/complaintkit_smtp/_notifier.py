"""The medium `email`: one connection per session, opened when its first message needs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.plugin import (
    Attempt,
    MessageSpec,
    Notification,
    NotSent,
    Outcome,
    Rejected,
    RejectReason,
    Sender,
)
from complaintkit_smtp._address import mailbox
from complaintkit_smtp._catalogue import phrase
from complaintkit_smtp._connection import Connection
from complaintkit_smtp._letter import Letter, Letterhead, message_id_of, written
from complaintkit_smtp._opening import Cut
from complaintkit_smtp._security import Security

if TYPE_CHECKING:
    from complaintkit_smtp._plugin import Smtp


@attrs.frozen
class SmtpNotifier:
    """Tells by e-mail."""

    settings: Smtp
    medium: str = "email"
    address_kind: str = "email"
    # No server can be asked what became of a message. A pause all the same: most cut lines are not mended in a second.
    reconcile_after: timedelta = timedelta(minutes=5)

    @property
    def name(self) -> str:
        """The instance."""
        return self.settings.name

    @property
    def sessions(self) -> int:
        """So many connections at the same time."""
        return self.settings.sessions

    def check(self, messages: Sequence[MessageSpec]) -> Iterable[str]:  # noqa: ARG002  mail takes every wording
        """Name what is wrong with the settings; no connection is made for it."""
        file = self.settings.ca_file
        if file is not None and not file.is_file():
            yield f"ca_file: there is no file {file}"
        if self.settings.password is not None and self.settings.security is Security.NONE:
            yield 'security is "none": the password crosses the network in the clear'

    def session(self) -> AbstractAsyncContextManager[Sender]:
        """Open a session for one batch, on the loop that enters it; no connection is made before the first message."""
        return _session(self.settings)


@asynccontextmanager
async def _session(settings: Smtp) -> AsyncIterator[Sender]:
    reply_to = mailbox(settings.reply_to) if settings.reply_to else None
    head = Letterhead(sender=settings.mailbox, sender_name=settings.sender_name, reply_to=reply_to)
    session = Session(settings, head)
    try:
        yield session
    finally:
        await session.close()


@attrs.define
class Session:
    """The sender of one batch."""

    settings: Smtp
    head: Letterhead
    _connection: Connection | None = None
    _given_up: Outcome | None = None
    _one_by_one: asyncio.Lock = attrs.field(factory=asyncio.Lock)

    async def send(self, notification: Notification) -> Outcome:
        """Send it once; again on a new connection only where the old one ended with nothing of it taken."""
        to = mailbox(notification.to.address)
        if to is None:
            return Rejected(RejectReason.ADDRESS, phrase("no mail address"))
        if not notification.text.strip():
            return Rejected(RejectReason.CONTENT, phrase("the message has no text"))
        letter = written(notification, self.head, to=to, at=datetime.now(UTC))
        async with self._one_by_one:
            return await self._sent(letter)

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """Have it sent again, always.

        SMTP has no question for "did you take it?". `NotSent` is the answer that makes the desk send once more, and for
        mail that does little harm: it has the same Message-ID, by which servers and mail programs know the second one.
        """
        message_id = message_id_of(attempt.id, self.head.sender)
        return NotSent(detail=f"nobody can tell; sent again with the same Message-ID <{message_id}>")

    async def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            await self._connection.close()

    async def _sent(self, letter: Letter) -> Outcome:
        while True:
            fresh = self._connection is None or not self._connection.usable
            try:
                connection = await self._ready()
                return await connection.hand_over(letter)
            except Cut as cut:
                if fresh:
                    return cut.outcome

    async def _ready(self) -> Connection:
        """Return the connection, a new one where the old one has ended or carried enough."""
        if self._given_up is not None:
            raise Cut(self._given_up)
        if self._connection is not None and self._connection.usable:
            return self._connection
        await self.close()
        try:
            self._connection = await Connection.opened(self.settings)
        except Cut as cut:  # said for the rest of the batch too: not one timeout per message
            self._given_up = cut.outcome
            raise
        return self._connection
