"""One SMTP connection: one exchange per message, each step with a timeout of its own.

aiosmtplib's `sendmail` and `data` are not used: they have one timeout for all steps, and when they fail nobody can say
whether the final dot was out.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import aiosmtplib
import attrs

from complaintkit.plugin import Accepted, InDoubt, NotSent, Outcome, Rejected, RejectReason
from complaintkit_smtp._catalogue import phrase
from complaintkit_smtp._letter import Letter
from complaintkit_smtp._opening import FAILURES, Cut, named, opened
from complaintkit_smtp._reply import Stage, refusal

if TYPE_CHECKING:
    from complaintkit_smtp._plugin import Smtp

CLOSING = 421
GO_AHEAD = 354
LOOK_AGAIN = 0.01  # seconds between two looks at how much of a long message is still here

_DOT_AT_START = re.compile(rb"^\.", re.MULTILINE)


@attrs.define
class Connection:
    """An open connection. Not for two messages at the same time."""

    settings: Smtp
    client: aiosmtplib.SMTP
    used: int = 0

    @classmethod
    async def opened(cls, settings: Smtp) -> Connection:
        """Connect, encrypt, log in.

        Raises:
            Cut: it was not possible.
        """
        return cls(settings, await opened(settings))

    @property
    def usable(self) -> bool:
        """Whether it is still open and may carry one more message."""
        return self.client.is_connected and self.used < self.settings.messages_per_connection

    async def hand_over(self, letter: Letter) -> Outcome:
        """Hand one message over, for one recipient, whose own reply is read.

        Raises:
            Cut: the connection ended before the final dot. Whatever is raised, the connection is closed: the next reply
                would be taken for that of another command.
        """
        self.used += 1
        unfit = self._unfit(letter)
        if unfit:
            return unfit
        try:
            return await self._envelope(letter) or await self._content(letter)
        except BaseException:
            self._abandon(self.client.transport)
            raise

    async def close(self) -> None:
        """Say good-bye, and do not mind how the server takes it. Parting in TLS could outlive the loop, so it is cut short."""
        transport = self.client.transport
        try:
            if self.client.is_connected:
                await self.client.quit(timeout=self.settings.timeouts.quit.total_seconds())
        except FAILURES:
            pass
        finally:
            self._abandon(transport)

    def _abandon(self, transport: asyncio.BaseTransport | None) -> None:
        """Close at once: an ordinary close would go on sending what is still here of a message."""
        self.client.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    def _unfit(self, letter: Letter) -> Outcome | None:
        """Return the outcome for what this server could not take anyway."""
        if letter.needs_utf8 and not self.client.supports_extension("smtputf8"):
            if letter.to.needs_utf8:
                return Rejected(
                    RejectReason.UNSUPPORTED, phrase("the address needs SMTPUTF8, which the server does not offer")
                )
            return NotSent(detail=phrase("our own address needs SMTPUTF8, which the server does not offer"), ours=True)
        size = self.client.esmtp_extensions.get("size", "")
        if size.isdecimal() and 0 < int(size) < len(letter.content):
            return Rejected(RejectReason.CONTENT, f"{len(letter.content)} bytes; the server takes {size}")
        return None

    async def _envelope(self, letter: Letter) -> Outcome | None:
        """Say MAIL, RCPT, DATA; return what a reply means where it is not the one hoped for."""
        for stage, hoped, command, within in self._commands(letter):
            reply = await self._say(stage, *command, within=within)
            if not str(reply.code).startswith(hoped):
                await self._forget()
                return refusal(stage, reply.code, reply.message)
        return None

    def _commands(self, letter: Letter) -> Iterator[tuple[Stage, str, tuple[bytes, ...], timedelta]]:
        timeouts = self.settings.timeouts
        options = []
        if self.client.supports_extension("size"):
            options.append(f"SIZE={len(letter.content)}".encode())
        if letter.needs_utf8:
            options += [b"BODY=8BITMIME", b"SMTPUTF8"]
        sender, to = (f"<{at.address}>".encode() for at in (letter.sender, letter.to))
        yield Stage.MAIL, "2", (b"MAIL", b"FROM:" + sender, *options), timeouts.command
        yield Stage.RCPT, "2", (b"RCPT", b"TO:" + to), timeouts.command
        yield Stage.DATA, str(GO_AHEAD), (b"DATA",), timeouts.data

    async def _say(self, stage: Stage, *command: bytes, within: timedelta) -> aiosmtplib.SMTPResponse:
        try:
            async with asyncio.timeout(within.total_seconds()):  # aiosmtplib's own takes one turn of the loop more
                reply = await self.client.execute_command(*command, timeout=None)
        except aiosmtplib.SMTPResponseException as error:  # a reply nobody can read
            raise Cut(refusal(stage, error.code, error.message)) from error
        except FAILURES as error:
            raise Cut(NotSent(detail=f"{stage.name}: {named(error)}")) from error
        if reply.code == CLOSING:
            raise Cut(refusal(stage, reply.code, reply.message))
        return reply

    async def _forget(self) -> None:
        """Make the server forget a message that it refused, else it takes the next one for a mistake."""
        try:
            await self._say(Stage.MAIL, b"RSET", within=self.settings.timeouts.command)
        except Cut:
            self.client.close()

    async def _content(self, letter: Letter) -> Outcome:
        protocol = self.client.protocol
        if protocol is None:
            raise Cut(NotSent(detail="DATA: the connection ended"))
        try:
            protocol.write(_DOT_AT_START.sub(b"..", letter.content))
            await self._flush(cast("asyncio.WriteTransport", protocol.transport))
            protocol.write(b".\r\n")
        except FAILURES as error:  # a message without its dot must not be delivered: RFC 5321, 4.1.1.4
            raise Cut(NotSent(detail=f"DATA: {named(error)}")) from error
        return await self._verdict(protocol, letter)

    async def _flush(self, transport: asyncio.WriteTransport) -> None:
        """Wait until the message is out of this process, so that the dot is not a mere intention."""
        if not transport.get_write_buffer_size():
            return
        async with asyncio.timeout(self.settings.timeouts.content.total_seconds()):
            while transport.get_write_buffer_size():  # noqa: ASYNC110
                await asyncio.sleep(LOOK_AGAIN)  # transports tell nobody but their protocol, which is aiosmtplib's

    async def _verdict(self, protocol: aiosmtplib.protocol.SMTPProtocol, letter: Letter) -> Outcome:
        """Read the reply to the final dot. Without one, nobody knows."""
        try:
            async with asyncio.timeout(self.settings.timeouts.dot.total_seconds()):
                reply = await protocol.read_response()
        except FAILURES as error:
            self.client.close()
            return InDoubt(f"DOT: {named(error)}", reference=letter.message_id)
        if 200 <= reply.code < 300:
            return Accepted(letter.message_id)
        if reply.code == CLOSING:
            self.client.close()
        outcome = refusal(Stage.DOT, reply.code, reply.message)
        return attrs.evolve(outcome, reference=letter.message_id) if isinstance(outcome, InDoubt) else outcome
