"""Messages: claimed, judged and worded, sent by notifiers, and what the ledger hears of them. R4"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from complaintkit.delivery.absence import Absences
from complaintkit.delivery.carrier import Verdict
from complaintkit.delivery.change import Change
from complaintkit.delivery.message._recipient import contact_of
from complaintkit.delivery.message.budget import HELD_BACK
from complaintkit.delivery.message.care import care_contact, is_care, judge_care, read_care_occasion
from complaintkit.delivery.message.digest import MOST
from complaintkit.delivery.message.occasion import read_occasion
from complaintkit.delivery.message.period import Counted
from complaintkit.delivery.message.root import judge_root, root_contact
from complaintkit.delivery.message.task import judge_task, read_task_occasion, task_contact
from complaintkit.delivery.message.verdict import judge
from complaintkit.delivery.message.wording import message_id
from complaintkit.delivery.service import NotifierService, Stops
from complaintkit.delivery.setting import Setting
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.customer import Contact
from complaintkit.model.events import Happened, MessageSent, MessageUndelivered
from complaintkit.model.outbox import EntryKind
from complaintkit.ports.notifier import Sender
from complaintkit.ports.outcome import Attempt
from complaintkit.ports.storage import AttemptRow, OutboxRow, Reader, Writer
from complaintkit.records.door import Door
from complaintkit.records.root_message import is_root
from complaintkit.records.task_message import TASK_MESSAGES


@attrs.frozen
class Messages:
    """Entries that notifiers send. Each is leased to one worker while it is worded."""

    setting: Setting
    _counted: Counted = attrs.field(factory=dict, init=False, repr=False)

    @property
    def kind(self) -> EntryKind:
        """Messages."""
        return EntryKind.MESSAGE

    @property
    def services(self) -> Mapping[str, NotifierService]:
        """The notifiers."""
        return self.setting.notifiers

    def claim(self, tx: Writer, stops: Stops, absences: Absences, *, limit: int) -> Sequence[OutboxRow]:  # noqa: ARG002  judged later
        """Lease what is ready or to be tried again by now, and what else there is for the same staff: it goes in one digest.

        Where no notifier makes any, each is a call of its own, and a run makes no more than it may.
        """
        now = self.setting.now
        until = now + self.setting.timing.lease
        rows = list(tx.claim(now, lease_until=until, limit=limit))
        bundled = any(one.bundles for one in self.services.values())
        if bundled and (staff := frozenset(row.recipient for row in rows if row.recipient != CUSTOMER)):
            rows += tx.claim(now, lease_until=until, limit=MOST, recipients=staff)
        return rows

    def judge(self, tx: Reader, row: OutboxRow, stops: Stops) -> tuple[Verdict[Sender], int]:
        """Look at the message as its case, its task or its member stands."""
        if is_root(row):
            return judge_root(self.setting.door, tx, row, self.services.values(), stops)
        if is_care(row):
            care = read_care_occasion(self.setting.door, tx, row, self._kinds(row))
            return judge_care(care, self.services.values(), stops), care.member.version
        if row.name in TASK_MESSAGES:
            about = read_task_occasion(self.setting.door, tx, row, counted=self._counted)
            return judge_task(about, row, self.services.values(), stops), about.task.version
        occasion = read_occasion(self.setting.door, tx, row, self._kinds(row))
        return judge(occasion, self.services.values(), stops), occasion.seq

    def _kinds(self, row: OutboxRow) -> frozenset[str]:
        """Return the kinds of addresses by which the medium in hand reaches people."""
        media = row.media[row.medium : row.medium + 1]
        return frozenset(one.address_kind for one in self.services.values() if one.medium in media)

    def question(self, tx: Reader, row: OutboxRow, attempt: AttemptRow) -> Attempt:
        """Name an attempt by the message's id, with the address that it went to, as far as that is still known."""
        kind, door = self.services[attempt.notifier].address_kind, self.setting.door
        to = _address(door, tx, row, kind)
        id = attempt.digest or message_id(row.id)
        return Attempt(id=id, started_at=attempt.started_at, reference=attempt.reference, to=to)

    def event(self, tx: Reader, change: Change, attempt: AttemptRow | None) -> Happened | None:  # noqa: ARG002  it needs none
        """Return that it was sent, or by no medium."""
        return event_of(change, attempt)

    def late(self, tx: Reader, row: OutboxRow, attempt: AttemptRow) -> Happened | None:  # noqa: ARG002  it needs none
        """Return nothing: a message more is worth no line."""
        return None


def _address(door: Door, tx: Reader, row: OutboxRow, kind: str) -> Contact | None:
    if is_root(row):
        return root_contact(door, kind)
    if is_care(row):
        return care_contact(door, tx, row, kind)
    if row.name in TASK_MESSAGES:
        return task_contact(door, tx, row, kind)
    return contact_of(read_occasion(door, tx, row), kind)


def event_of(change: Change, attempt: AttemptRow | None) -> Happened | None:
    """Return what the ledger hears of a message: that it was sent, or that it went out by no medium."""
    row = change.row
    if change.done and attempt:
        return MessageSent(
            message=row.name, outbox=row.id, recipient=row.recipient, medium=attempt.medium, reference=attempt.reference
        )
    held_back = change.why == HELD_BACK and change.before.detail != HELD_BACK and change.row.recipient == "customer"
    if change.lost or held_back:  # the owner hears of it, and has it among their duties until it went out
        return MessageUndelivered(
            message=row.name,
            outbox=row.id,
            recipient=row.recipient,
            state=row.state.value,
            detail=change.why,
            medium=attempt.medium if attempt else None,
        )
    return None
