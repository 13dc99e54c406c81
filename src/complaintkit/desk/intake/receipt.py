"""Take in what is said of our own messages: what became of one, and that somebody wants no more, or wants them again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision import sees
from complaintkit.desk.intake.once import attempt, own_key
from complaintkit.model import commands as c
from complaintkit.model.actor import System
from complaintkit.model.outbox import OutboxState
from complaintkit.ports.envelope import Authentic, Proof
from complaintkit.ports.inbound import CustomerMessage, DeliveryReport, Stopped
from complaintkit.records.case import find
from complaintkit.records.request import Request
from complaintkit.records.token import contact_token

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.ports.storage import AttemptRow, EventRow, Writer
    from complaintkit.records.door import Door

_EARLY: Final = (0.1, 0.4, 1.5)  # seconds: a provider's receipt may overtake our own record of what was sent


@attrs.frozen(kw_only=True)
class Receipts:
    """What comes by one channel of messages that went out by its plugin's notifiers."""

    door: Door
    plugins: Plugins
    channel: str

    @property
    def notifiers(self) -> frozenset[str]:
        """The notifiers of the plugin that brought the channel: its provider knows nothing of others' messages."""
        if self.channel not in self.plugins.channels:  # its inbox may outlive it
            return frozenset()
        plugin = self.plugins.provided("channel", self.channel).plugin
        names = self.plugins.notifiers
        return frozenset(one for one in names if self.plugins.provided("notifier", one).plugin == plugin)

    def report(self, report: DeliveryReport, message: Authentic) -> None:
        """Mark what became of a message of ours; a report on somebody else's is none of our business."""
        for pause in (*_EARLY, None):
            with self.door.storage.reading() as reader:
                found = [reader.attempts_by_reference(one, report.reference) for one in sorted(self.notifiers)]
                under_way = reader.outbox(states=frozenset({OutboxState.STARTED}), limit=1)
            if attempts := next(filter(None, found), None):
                self._take_report(attempts, report, message)
                return
            if pause is None or not under_way:
                return
            time.sleep(pause)

    def _take_report(self, attempts: Sequence[AttemptRow], report: DeliveryReport, message: Authentic) -> None:
        """Mark what a report is about: a message, or all that went out in one digest."""
        from complaintkit.delivery.report import take_report

        entry, digest = attempts[0].outbox, attempts[0].digest
        if message.staff is not None and not self._is_theirs(entry, message.staff):
            return
        parts = {one.outbox for one in attempts if digest is not None and one.digest == digest}
        for part in sorted({entry, *parts}):
            take_report(self.door, part, report)
        if message.proof is Proof.SESSION and report.detail:
            attempt(self.door, lambda tx, written: self._note(tx, entry, report, written))

    def _is_theirs(self, entry: str, staff: str) -> bool:
        """Return True where a person who tells of a call may see the case that it was made for. R20"""
        with self.door.storage.reading() as reader:
            row = reader.outbox_entry(entry)
            if row is None:
                return False
            case = find(reader, row.case).case
            return sees(self.door.facts(reader, case, by=staff), case)

    def _note(self, tx: Writer, entry: str, report: DeliveryReport, written: list[EventRow]) -> None:
        """Note what a person says of a call that they made, also in vain, on the case; once."""
        row = tx.outbox_entry(entry)
        case = tx.case(row.case) if row else None
        key = own_key(self.channel, "report", report.reference, report.at.isoformat())
        if case is not None and tx.idempotent(key) is None:
            note = c.Note(case=case.number, text=report.detail)
            self.door.perform_in(tx, Request(command=note, by=System(self.channel), idempotency_key=key), written)

    def _media(self, address_kind: str) -> frozenset[str]:
        """Return the media that use such an address: the plugin's own, or where it has none, all but calls."""
        routes = self.plugins.notifiers
        fitting = {name: one.medium for name, one in routes.items() if one.address_kind == address_kind}
        own = {medium for name, medium in fitting.items() if name in self.notifiers}
        return frozenset(own or set(fitting.values()) - {"call"})

    def stop(self, tx: Writer, item: Stopped) -> None:
        """Send nothing more to an address."""
        from complaintkit.delivery.message.opt_out import opt_out_key

        token = contact_token(self.door.key, item.sender)
        for medium in self._media(item.sender.kind):
            tx.put_meta(opt_out_key(medium, token), item.at.isoformat())

    def listen(self, tx: Writer, item: CustomerMessage | Stopped) -> None:
        """Lift a stop: whoever writes again after it wants an answer there, and so does whoever says START."""
        from complaintkit.delivery.message.opt_out import opt_out_key

        token = contact_token(self.door.key, item.sender)
        for medium in self._media(item.sender.kind):
            since = tx.meta(opt_out_key(medium, token))
            if since is not None and datetime.fromisoformat(since) < item.at:
                tx.drop_meta(opt_out_key(medium, token))
