"""Take in what a channel brought, item by item, each in a transaction: a case, words on a case, a receipt, a stop.

Nothing that comes in this way acts as staff. The same item pushed again, by whomever and however often, changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision import sees
from complaintkit.decision.advice import NO_ADVICE, Advice
from complaintkit.desk._advice import advised
from complaintkit.desk.intake.conversation import conversation
from complaintkit.desk.intake.form import receive_of
from complaintkit.desk.intake.kept import Kept, kept_row
from complaintkit.desk.intake.media import note_media
from complaintkit.desk.intake.objection import objection
from complaintkit.desk.intake.refused import REFUSALS
from complaintkit.desk.intake.score import survey_answer
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, By, System
from complaintkit.model.customer import Customer
from complaintkit.model.errors import (
    ComplaintKitError,
    ConflictError,
    InvalidInput,
    NotAllowed,
    OutcomeUnknown,
)
from complaintkit.model.outbox import OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.ports.envelope import Authentic, Proof
from complaintkit.ports.inbound import CustomerMessage, DeliveryReport, FormReceived, Inbound, PollNow, Stopped
from complaintkit.records.case import find
from complaintkit.records.request import Request
from complaintkit.records.token import contact_token

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.case import Case
    from complaintkit.playbook.channel import ChannelRule
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door


_RANK: Final = {Proof.NONE: 0, Proof.SECRET_URL: 1, Proof.SIGNED: 2, Proof.SESSION: 3}
_TRIES: Final = 3  # two processes may be at the same item at once
_EARLY: Final = (0.1, 0.4, 1.5)  # seconds: a provider's receipt may overtake our own record of what was sent


def poll_key(channel: str) -> str:
    """Return the setting that says that there is something to fetch."""
    return f"poll:{channel}:now"


@attrs.frozen
class Acceptance:
    """The person who takes an item in as a case, or as words on one, and what they add to it."""

    by: By
    staff: str | None = None  # who typed it, where the host says whose session it was
    received_by: str | None = None
    case: str | None = None
    unit: str | None = None
    category: str | None = None
    kind: Kind | None = None
    advice: Advice = NO_ADVICE


@attrs.frozen(kw_only=True)
class Incoming:
    """The items of one channel."""

    door: Door
    plugins: Plugins
    channel: str

    @property
    def _by(self) -> System:
        """The program of the channel's name, which writes it down and owns no case."""
        return System(self.channel)

    def take(self, item: Inbound, message: Authentic) -> None:
        """Take in one item.

        Raises:
            InvalidInput: a form can't be a case, under its own name for the field; it is kept.
            StorageError: the database can't; pushed again, it is taken then.
        """
        match item:
            case CustomerMessage() if not item.text.strip() and not item.media:
                return
            case CustomerMessage() | FormReceived() | Stopped():
                advice = self._advice(item, message)
                self._attempt(lambda tx, written: self._decide(tx, item, message, written, advice))
            case DeliveryReport():
                self._report(item, message)
            case PollNow():
                with self.door.storage.writing() as tx:
                    tx.put_meta(poll_key(self.channel), self.door.clock.now().isoformat())

    def _attempt(self, work: Callable[[Writer, list[EventRow]], ComplaintKitError | None]) -> None:
        """Run in a transaction; again where somebody else was at it too, or nobody knows: then it is known."""
        for left in reversed(range(_TRIES)):
            written: list[EventRow] = []
            try:
                with self.door.storage.writing() as tx:
                    refused = work(tx, written)
            except (ConflictError, OutcomeUnknown):
                if not left:
                    raise
                continue
            self.door.recorded(written)
            if refused is not None:
                raise refused
            return

    # ---- who may bring what ------------------------------------------------------------------------------------------
    def _advice(self, item: Kept, message: Authentic) -> Advice:
        """Ask plugins about what may begin a case: nothing that is known, of strangers, or said on a case there is."""
        if isinstance(item, Stopped) or not (self.plugins.assigners or self.plugins.classifiers):
            return NO_ADVICE
        with self.door.storage.reading() as reader:
            rule = self.rule(reader)
            if self.is_known(reader, item) or not _is_proved(message.proof, rule) or self._staff(reader, message):
                return NO_ADVICE
            try:
                receive = self._beginning(reader, item, rule)
            except ComplaintKitError:  # it is refused, and kept, when it is taken
                return NO_ADVICE
        return advised(self.door, self.plugins, Request(command=receive, by=self._by)).advice if receive else NO_ADVICE

    def _beginning(
        self, tx: Reader, item: FormReceived | CustomerMessage, rule: ChannelRule | None
    ) -> c.Receive | None:
        """Return the command that would begin a case; None where a message goes to a case there is."""
        if isinstance(item, FormReceived):
            return self._form(tx, item)
        if self._answer(tx, item):
            return None
        within = rule.conversation if rule else None
        if conversation(self.door, tx, item, within, notifiers=self._notifiers):
            return None
        return self._receive_of(tx, item, rule)

    def _decide(
        self, tx: Writer, item: Kept, message: Authentic, written: list[EventRow], advice: Advice
    ) -> ComplaintKitError | None:
        if self.is_known(tx, item):
            return None
        rule = self.rule(tx)
        if not _is_proved(message.proof, rule):
            self._keep(
                tx,
                item,
                why=phrase("who sent it is not known ({proof})", proof=message.proof),
            )
            return None
        try:
            taken = Acceptance(self._by, message.staff, received_by=self._staff(tx, message), advice=advice)
            self.accept(tx, item, taken, written)
        except REFUSALS as error:
            return self._refuse(tx, item, error)
        return None

    def _refuse(self, tx: Writer, item: Kept, error: ComplaintKitError) -> ComplaintKitError | None:
        """Keep a refused item: a form's sender hears what is wrong and can mend it, a customer's words wait for a person."""
        if not isinstance(item, FormReceived):
            self._keep(tx, item, why=error.words)
            return None
        field = error.field if isinstance(error, InvalidInput) else ""
        row = kept_row(self.channel, item, at=self.door.clock.now(), why=error.words, code=error.code, field=field)
        tx.keep_refused(row)
        error.kept_as = row.id
        return error

    def _keep(self, tx: Writer, item: Kept, *, why: str) -> None:
        tx.keep_refused(kept_row(self.channel, item, at=self.door.clock.now(), why=why))

    def _staff(self, tx: Reader, message: Authentic) -> str | None:
        """Return who took a form in, where the host says whose session it was: the first receiver, not who acts. S4.2"""
        if message.staff is None:
            return None
        structure = self.door.facts(tx, None, by=message.staff).structure
        at_work = message.staff in structure.organisation.staff
        return message.staff if at_work and structure.may(message.staff, "receive") else None

    def rule(self, tx: Reader) -> ChannelRule | None:
        """Return what the playbook says of this channel."""
        return self.door.rules.in_force(tx).playbook_of(None).channels.get(self.channel)

    # ---- what it becomes ---------------------------------------------------------------------------------------------
    def is_known(self, tx: Reader, item: Kept) -> bool:
        """Return True where it was taken before: vendors repeat what we answer too slowly."""
        if isinstance(item, Stopped):
            return False
        if tx.case_by_external(self.channel, item.external_id) is not None:
            return True
        return tx.idempotent(self._key(item.external_id)) is not None

    def _key(self, external_id: str) -> str:
        return f"intake:{self.channel}:{external_id}"

    def accept(self, tx: Writer, item: Kept, taken: Acceptance, written: list[EventRow]) -> str | None:
        """Take it in; return the number of its case, None for a stop.

        Raises:
            ComplaintKitError: it can't be; nothing was written.
        """
        match item:
            case Stopped():
                if item.over:
                    self._listen(tx, item)
                else:
                    self._stop(tx, item)
                return None
            case FormReceived():
                return self._receive(tx, self._form(tx, item), item.external_id, taken, written)
            case CustomerMessage():
                self._listen(tx, item)
                return self._message(tx, item, taken, written)

    def _form(self, tx: Reader, form: FormReceived) -> c.Receive:
        """Read a form, with goods and dockets (R21, R19); its channel is the one it came by, whatever it says."""
        playbook = self.door.rules.in_force(tx).playbook_of(None)
        now = self.door.clock.now()
        if form.at is not None and form.at > now:  # a clock that is fast is no reason to refuse a complaint
            form = attrs.evolve(form, at=now)
        receive = receive_of(form, channel=self.channel, currency=playbook.currency)
        return attrs.evolve(receive, channel=self.channel)

    def _message(self, tx: Writer, item: CustomerMessage, taken: Acceptance, written: list[EventRow]) -> str:
        rule = self.rule(tx)
        number = taken.case
        if number is None and taken.by == self._by and (answered := self._take_answer(tx, item, written)):
            return answered
        if number is None:
            within = rule.conversation if rule else None
            found = conversation(self.door, tx, item, within, notifiers=self._notifiers)
            number = found.case.number if found and self._shows(tx, found.case, taken.staff or taken.by) else None
        if number is not None and (heard := self._add_words(tx, item, number, taken, written)):
            return heard
        return self._receive(tx, self._receive_of(tx, item, rule), item.external_id, taken, written, media=item)

    def _shows(self, tx: Reader, case: Case, by: By) -> bool:
        """Return True where who brings something may see the case; else it opens one of its own, and theirs tells nothing. R20"""
        return sees(self.door.facts(tx, case, by=by), case)

    def _answer(self, tx: Reader, item: CustomerMessage) -> c.OnCase | None:
        """Return what the words answer that we asked: a digit how satisfied they are, or that something is not so."""
        asked = {"notifiers": self._notifiers}
        return survey_answer(self.door, tx, item, self.channel, **asked) or objection(
            self.door, tx, item, self.channel, **asked
        )

    def _take_answer(self, tx: Writer, item: CustomerMessage, written: list[EventRow]) -> str | None:
        """Take the answer of whom we asked; None where the words are none. S1.10, R9"""
        command = self._answer(tx, item)
        if command is None:
            return None
        request = Request(command=command, by=CUSTOMER, customer=True, idempotency_key=self._key(item.external_id))
        return self.door.perform_in(tx, request, written).case.number

    def _add_words(
        self, tx: Writer, item: CustomerMessage, number: str, taken: Acceptance, written: list[EventRow]
    ) -> str | None:
        """Add words to a case; return None where it hears nothing more, so that they open another one."""
        command = c.HearCustomer(case=number, text=_words(item), via=self.channel)
        key = self._key(item.external_id)
        try:
            done = self.door.perform_in(tx, Request(command=command, by=taken.by, idempotency_key=key), written)
        except NotAllowed:
            if taken.case is not None:
                raise
            return None
        note_media(tx, self.channel, done.case.number, item)
        return done.case.number

    def _receive_of(self, tx: Reader, item: CustomerMessage, rule: ChannelRule | None) -> c.Receive:
        categories = self.door.rules.in_force(tx).playbook_of(None).categories
        return c.Receive(
            text=_words(item),
            channel=self.channel,
            customer=Customer(name=item.name, contacts=[item.sender]),
            kind=rule.opens if rule else Kind.COMPLAINT,
            category=item.category if item.category in categories else None,
            received_at=min(item.at, self.door.clock.now()),
            external_id=item.external_id,
        )

    def _receive(
        self,
        tx: Writer,
        receive: c.Receive,
        external_id: str,
        taken: Acceptance,
        written: list[EventRow],
        *,
        media: CustomerMessage | None = None,
    ) -> str:
        added = {name: one for name in ("unit", "category", "kind") if (one := getattr(taken, name)) is not None}
        receive = attrs.evolve(receive, received_by=taken.received_by, **added)
        key = self._key(external_id)
        request = Request(command=receive, by=taken.by, idempotency_key=key, advice=taken.advice)
        done = self.door.perform_in(tx, request, written)
        if media is not None:
            note_media(tx, self.channel, done.case.number, media)
        return done.case.number

    # ---- what was sent -----------------------------------------------------------------------------------------------
    @property
    def _notifiers(self) -> frozenset[str]:
        """The notifiers of the plugin that brought the channel: its provider knows nothing of others' messages."""
        if self.channel not in self.plugins.channels:  # its inbox may outlive it
            return frozenset()
        plugin = self.plugins.provided("channel", self.channel).plugin
        names = self.plugins.notifiers
        return frozenset(one for one in names if self.plugins.provided("notifier", one).plugin == plugin)

    def _report(self, report: DeliveryReport, message: Authentic) -> None:
        """Mark what became of a message of ours; a report on somebody else's is none of our business."""
        from complaintkit.delivery.report import take_report

        for pause in (*_EARLY, None):
            with self.door.storage.reading() as reader:
                found = [reader.attempt_by_reference(one, report.reference) for one in sorted(self._notifiers)]
                under_way = reader.outbox(states=frozenset({OutboxState.STARTED}), limit=1)
            if entry := next((one.outbox for one in found if one), None):
                if message.staff is not None and not self._is_theirs(entry, message.staff):
                    return
                take_report(self.door, entry, report)
                if message.proof is Proof.SESSION and report.detail:
                    self._attempt(lambda tx, written: self._note(tx, entry, report, written))
                return
            if pause is None or not under_way:
                return
            time.sleep(pause)

    def _is_theirs(self, entry: str, staff: str) -> bool:
        """Return True where a person who tells of a call may see the case that it was made for. R20"""
        with self.door.storage.reading() as reader:
            row = reader.outbox_entry(entry)
            return row is not None and self._shows(reader, find(reader, row.case).case, staff)

    def _note(self, tx: Writer, entry: str, report: DeliveryReport, written: list[EventRow]) -> None:
        """Note what a person says of a call that they made, also in vain, on the case; once."""
        row = tx.outbox_entry(entry)
        case = tx.case(row.case) if row else None
        key = self._key(f"report:{report.reference}:{report.at.isoformat()}")
        if case is not None and tx.idempotent(key) is None:
            note = c.Note(case=case.number, text=report.detail)
            self.door.perform_in(tx, Request(command=note, by=self._by, idempotency_key=key), written)

    def _media(self, address_kind: str) -> frozenset[str]:
        """Return the media that use such an address: the plugin's own, or where it has none, all but calls."""
        routes = self.plugins.notifiers
        fitting = {name: one.medium for name, one in routes.items() if one.address_kind == address_kind}
        own = {medium for name, medium in fitting.items() if name in self._notifiers}
        return frozenset(own or set(fitting.values()) - {"call"})

    def _stop(self, tx: Writer, item: Stopped) -> None:
        from complaintkit.delivery.message.opt_out import opt_out_key

        token = contact_token(self.door.key, item.sender)
        for medium in self._media(item.sender.kind):
            tx.put_meta(opt_out_key(medium, token), item.at.isoformat())

    def _listen(self, tx: Writer, item: CustomerMessage | Stopped) -> None:
        """Lift a stop: whoever writes again after it wants an answer there, and so does whoever says START."""
        from complaintkit.delivery.message.opt_out import opt_out_key

        token = contact_token(self.door.key, item.sender)
        for medium in self._media(item.sender.kind):
            since = tx.meta(opt_out_key(medium, token))
            if since is not None and datetime.fromisoformat(since) < item.at:
                tx.drop_meta(opt_out_key(medium, token))


def _is_proved(proof: Proof, rule: ChannelRule | None) -> bool:
    """Return True where a case may come of it by itself. A playbook's "none" welcomes everybody, into the inbox."""
    least = Proof.SIGNED
    if rule is not None and rule.proof is not None and Proof(rule.proof) is not Proof.NONE:
        least = Proof(rule.proof)
    return _RANK[proof] >= _RANK[least]


def _words(item: CustomerMessage) -> str:
    """Return what was said; a picture says it by its name until it is there."""
    return item.text if item.text.strip() else " ".join(f"📎 {one.name}" for one in item.media)
