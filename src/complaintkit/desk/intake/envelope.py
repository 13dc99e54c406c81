"""Take an envelope in: who sent it, what it holds, then item by item; what can't be read is kept where it may be words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NoReturn

import attrs

from complaintkit.desk.intake.incoming import Incoming
from complaintkit.desk.intake.kept import source_of
from complaintkit.desk.intake.refused import REFUSALS
from complaintkit.desk.intake.turned_away import BROKEN, DoorCounter
from complaintkit.hooks import ask
from complaintkit.model.errors import IntakeRejected, InvalidInput, PluginError, StorageError
from complaintkit.model.phrase import kept, phrase
from complaintkit.ports.envelope import Authentic, Envelope, Proof
from complaintkit.ports.inbound import Taken, TakenAs
from complaintkit.ports.storage import RefusedRow
from complaintkit.records.token import keyed_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.hooks.plugins import Plugins
    from complaintkit.ports.envelope import Reply
    from complaintkit.ports.inbound import Inbound
    from complaintkit.records.door import Door


log = logging.getLogger("complaintkit.desk")
_LARGEST: Final = 1024 * 1024  # bytes that are kept of what nobody could read


@attrs.frozen(kw_only=True)
class Arrival:
    """The way in of one channel; `counter` counts what is turned away."""

    door: Door
    plugins: Plugins
    channel: str
    counter: DoorCounter = attrs.field(factory=DoorCounter)

    def envelope(self, envelope: Envelope) -> Reply:
        """Take an envelope in; return the reply its sender waits for.

        Raises:
            ComplaintKitError: as `Desk.intake` says.
        """
        if not isinstance(envelope, Envelope):
            raise InvalidInput(
                field="envelope",
                reason=phrase("{kind} is no Envelope", kind=type(envelope).__name__),
                next_step=phrase("Give Envelope(body, headers=...)."),
            )
        try:
            message = ask.authenticate(self.plugins, self.channel, envelope)
        except (
            IntakeRejected
        ) as error:  # whoever could not prove who they are learns nothing, and leaves nothing behind
            self._turn_away(error.reason)
            raise IntakeRejected(self.channel, reason=error.reason) from None
        except PluginError:  # nobody vouches for it, however the channel failed
            self._turn_away(BROKEN)
            raise
        return self.message(message)

    def _turn_away(self, reason: str) -> None:
        if reason != "unknown-channel":  # names that strangers make up are no channels to count for
            self.counter.count(self.door, self.channel, reason)

    def message(self, message: Authentic) -> Reply:
        """Take in what is known to be the provider's; return its reply.

        Raises:
            ComplaintKitError: as `Desk.intake` says.
        """
        try:
            parsed = ask.parse(self.plugins, self.channel, message)
        except (IntakeRejected, PluginError) as error:
            if message.proof is Proof.NONE:  # anybody may have sent it
                self._turn_away(error.reason if isinstance(error, IntakeRejected) else BROKEN)
                raise
            self._keep_unread(message.content, error)
        taken = tuple(self._take_all(parsed.items, message))
        return ask.answer(self.plugins, self.channel, parsed, taken)

    def _take_all(self, items: tuple[Inbound, ...], message: Authentic) -> Iterator[Taken]:
        """Take each item by itself, whatever becomes of the others; tell what did.

        Raises:
            StorageError: the database can't; pushed again, what was taken is known, and the rest is taken then.
            ComplaintKitError: the only item can't be a case.
        """
        incoming = Incoming(door=self.door, plugins=self.plugins, channel=self.channel)
        for item in items:
            try:
                yield incoming.take(item, message)
            except IntakeRejected as error:
                self._turn_away(error.reason)
                if len(items) == 1:
                    raise
                yield Taken(item, TakenAs.REFUSED, reason=str(error.words))
            except REFUSALS as error:
                if len(items) == 1:
                    raise
                log.warning(
                    "%s",
                    phrase(
                        "channel {channel}: a {item} was refused ({code})",
                        channel=self.channel,
                        item=type(item).__name__,
                        code=error.code,
                    ),
                )
                field, reason = (error.field, error.reason) if isinstance(error, InvalidInput) else ("", error.words)
                yield Taken(item, TakenAs.INBOX, field=field, reason=str(reason))

    def _keep_unread(self, content: bytes, error: IntakeRejected | PluginError) -> NoReturn:
        """Keep what can't be read, for it may be a customer's words; raise the error."""
        if content:
            said = b"\n".join((self.channel.encode(), error.code.encode(), content))
            row = RefusedRow(
                id="r-" + keyed_id(self.door.key, "refused", said),
                source=source_of(self.channel),
                at=self.door.clock.now(),
                by=f"system:{self.channel}",
                code=error.code,
                field=str(error.data.get("field") or ""),
                reason=kept(error.words),
                content=content[:_LARGEST],
            )
            try:
                with self.door.storage.writing() as tx:
                    tx.keep_refused(row)
                error.kept_as = row.id
            except StorageError:
                log.warning(
                    "%s",
                    phrase("channel {channel}: what could not be read could not be kept either", channel=self.channel),
                )
        raise error
