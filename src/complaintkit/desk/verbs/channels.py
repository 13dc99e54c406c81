"""Verbs of channels: what a provider sends, and the inbox of what nobody vouches for. S0.3, S2.2, S3.8"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.desk.intake.envelope import Arrival
    from complaintkit.desk.intake.inbox import Inbox
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.inbox import InboxItem
    from complaintkit.model.vocabulary import Kind
    from complaintkit.ports.envelope import Envelope, Reply


class ChannelVerbs(Verbs):
    """Taking in what no person types."""

    def intake(self, channel: str, envelope: Envelope) -> Reply:
        """Take in what a provider sends to the channel of that name; the reply goes back to it. S0.3

        The channel's plugin checks who sent it, then reads it. A customer's words open a case, or belong to one: to the
        one they answer, or to that of the same sender within the playbook's `conversation`. A form becomes a case; a
        receipt marks the message it is about; a stop keeps messages from that address. What nobody vouches for waits in
        the `inbox`. Nothing of it acts as staff, and the same payload pushed again changes nothing.

        Raises:
            IntakeRejected: there is no such channel, the sender can't be proved (nothing is kept), or it can't be read
                (kept under `error.kept_as`).
            InvalidInput: its only item is a form that can't be a case; names the field, kept under `error.kept_as`.
            PluginError: the channel failed; what came is kept.
            StorageError: the database can't. Answer with 503: pushed again, it is taken then.
        """
        return self._arrival(channel).envelope(envelope)

    def inbox(self, *, by: By, limit: int = 100) -> tuple[InboxItem, ...]:
        """What waits for a person, newest first: nobody knows who sent it, or it could not become a case by itself.

        Raises:
            NotAllowed: `by` may not receive (R20).
        """
        return self._inbox().items(by=by, limit=limit)

    def accept_inbox(
        self,
        id: str,
        *,
        by: By,
        case: CaseRef | None = None,
        unit: str | None = None,
        category: str | None = None,
        kind: Kind | str | None = None,
    ) -> Case | None:
        """Make a case of an inbox item, heard by `by`; with `case`, words on that one. None where it was a stop.

        The same item accepted again is the same case.

        Raises:
            NotFound: there is no such item.
            ConflictError: it was put aside.
            InvalidInput: it can't be a case as it is; names the field.
        """
        from complaintkit.model.check import kind_of

        ref = case if case is None or isinstance(case, str) else case.number
        made = self._inbox().accept(
            id, by=by, case=ref, unit=unit, category=category, kind=None if kind is None else kind_of(kind)
        )
        if made is None:
            return None
        with self._door.storage.reading() as reader:
            return self._door.find(reader, made).case.masked()

    def discard_inbox(self, id: str, *, by: By, reason: str) -> None:
        """Put an inbox item aside: advertising, a joke. Who did so and why is on record, and the words are kept.

        Raises:
            NotFound: there is no such item.
        """
        self._inbox().discard(id, by=by, reason=reason)

    def _arrival(self, channel: str) -> Arrival:
        from complaintkit.desk.intake.envelope import Arrival

        return Arrival(door=self._door, plugins=self._opened.plugins, channel=channel)

    def _inbox(self) -> Inbox:
        from complaintkit.desk.intake.inbox import Inbox

        return Inbox(door=self._door, plugins=self._opened.plugins)
