"""The verb of channels: take in what a provider sends. S0.3, S2.2, S3.8"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.ports.envelope import Envelope, Reply


class ChannelVerbs(Verbs):
    """Taking in what no person types."""

    def intake(self, channel: str, envelope: Envelope) -> Reply:
        """Take in what a provider sends to the channel of that name; the reply goes back to it. S0.3

        The channel's plugin checks who sent it, then reads it. A customer's words open a case, or belong to one: to the
        one they answer, or to that of the same sender within the playbook's `conversation`. A form becomes a case; a
        receipt marks the message it is about; a stop keeps messages from that address. What nobody vouches for waits in
        `desk.inbox`. Nothing of it acts as staff, and the same payload pushed again changes nothing.

        Args:
            channel: the name of the channel's plugin, or of its instance.
            envelope: the bytes as they came, with their headers.

        Raises:
            IntakeRejected: there is no such channel, it is too large, the sender can't be proved (nothing is kept, only
                counted: `desk.inbox.turned_away`), or it can't be read (kept under `error.kept_as`).
            InvalidInput: its only item is a form that can't be a case; names the field, kept under `error.kept_as`.
            PluginError: the channel failed; what came is kept (`error.kept_as`), once its sender is known.
            StorageError: the database can't. Answer with 503: pushed again, it is taken then.
        """
        from complaintkit.desk.intake.envelope import Arrival

        opened = self._opened
        arrival = Arrival(door=self._door, plugins=opened.plugins, channel=channel, counter=opened.counter)
        return arrival.envelope(envelope)
