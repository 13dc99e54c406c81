"""Take in what a channel brought, item by item, each in a transaction: a case, words on a case, a receipt, a stop.

Nothing that comes in this way acts as staff. The same item pushed again, by whomever and however often, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision import sees
from complaintkit.decision.advice import NO_ADVICE, Advice
from complaintkit.desk._advice import advised
from complaintkit.desk.intake.conversation import conversation
from complaintkit.desk.intake.form import as_the_sender_says, naming_issues, receive_of, without_unusable, words_of
from complaintkit.desk.intake.kept import Kept, content_of, kept_row
from complaintkit.desk.intake.media import note_media
from complaintkit.desk.intake.objection import objection
from complaintkit.desk.intake.once import attempt, own_key
from complaintkit.desk.intake.onto import check_kind, news_of
from complaintkit.desk.intake.receipt import Receipts
from complaintkit.desk.intake.refused import REFUSALS
from complaintkit.desk.intake.score import survey_answer
from complaintkit.desk.intake.waiting import keep_waiting
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER, By, System
from complaintkit.model.complaining import complains
from complaintkit.model.customer import LONGEST_NAME, Contact, Customer
from complaintkit.model.errors import ComplaintKitError, InvalidInput, NotAllowed
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.ports.envelope import Authentic, Proof
from complaintkit.ports.inbound import (
    CustomerMessage,
    DeliveryReport,
    FormReceived,
    Inbound,
    PollNow,
    Stopped,
    Taken,
    TakenAs,
)
from complaintkit.records.case import find, load
from complaintkit.records.request import Request

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.case import Case
    from complaintkit.playbook.channel import ChannelRule
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door


_RANK: Final = {Proof.NONE: 0, Proof.SECRET_URL: 1, Proof.SIGNED: 2, Proof.SESSION: 3}


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

    @property
    def _receipts(self) -> Receipts:
        return Receipts(door=self.door, plugins=self.plugins, channel=self.channel)

    def take(self, item: Inbound, message: Authentic) -> Taken:
        """Take in one item; return what became of it.

        Raises:
            InvalidInput: a form can't be a case, under its sender's own name for the field; it waits in the inbox (`kept_as`).
            IntakeRejected: too much came today from senders whom nobody knows.
            StorageError: the database can't; pushed again, it is taken then.
        """
        match item:
            case CustomerMessage() if not item.text.strip() and not item.media:
                pass
            case CustomerMessage() | FormReceived() | Stopped():
                advice = self._advice(item, message)
                decided = attempt(self.door, lambda tx, written: self._decide(tx, item, message, written, advice))
                if isinstance(decided, ComplaintKitError):
                    raise decided
                return Taken(item, decided)
            case DeliveryReport():
                self._receipts.report(item, message)
            case PollNow():
                with self.door.storage.writing() as tx:
                    tx.put_meta(poll_key(self.channel), self.door.clock.now().isoformat())
        return Taken(item, TakenAs.NOTED)

    # ---- who may bring what ------------------------------------------------------------------------------------------
    def _advice(self, item: Kept, message: Authentic) -> Advice:
        """Ask plugins about what may begin a case: nothing that is known, of strangers, or said on a case there is."""
        if isinstance(item, Stopped) or not (self.plugins.assigners or self.plugins.classifiers):
            return NO_ADVICE
        with self.door.storage.reading() as reader:
            rule = self.rule(reader)
            if (
                self._case_of(reader, item)
                or self._is_known(reader, item)
                or not _is_proved(message.proof, rule)
                or self._staff(reader, message)
            ):
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
        if conversation(self.door, tx, item, within, notifiers=self._receipts.notifiers):
            return None
        return self._receive_of(tx, item, rule)

    def _decide(
        self, tx: Writer, item: Kept, message: Authentic, written: list[EventRow], advice: Advice
    ) -> TakenAs | ComplaintKitError:
        """Take an item in, or keep it for a person; return what became of it, or why a form can't be a case."""
        if self._is_known(tx, item):
            return TakenAs.KNOWN
        rule = self.rule(tx)
        if not _is_proved(message.proof, rule):
            why = phrase("who sent it is not known ({proof})", proof=message.proof)
            return self._keep(tx, item, written, why=why, proved=False)
        taken = Acceptance(self._by, message.staff, received_by=self._staff(tx, message), advice=advice)
        if not isinstance(item, Stopped) and (known := self._case_of(tx, item)) is not None:
            if not _is_of_sender(item, known):
                id, case = item.external_id, known.number
                why = phrase("its id {id} is that of {case}, which says something else", id=id, case=case)
                return self._keep(tx, item, written, why=why)
            taken = attrs.evolve(taken, case=known.number)
        try:
            self.accept(tx, item, taken, written)
        except REFUSALS as error:
            how = self._keep(tx, item, written, why=error.words, error=error)
            if how is not TakenAs.INBOX or not isinstance(item, FormReceived):
                return how
            return as_the_sender_says(error, item) if isinstance(error, InvalidInput) else error
        return TakenAs.NOTED if isinstance(item, Stopped) else TakenAs.CASE

    def _keep(
        self,
        tx: Writer,
        item: Kept,
        written: list[EventRow],
        *,
        why: str,
        proved: bool = True,
        error: ComplaintKitError | None = None,
    ) -> TakenAs:
        """Keep an item for a person, who has a time to look at it; once, however often it comes."""
        field = error.field if isinstance(error, InvalidInput) else ""
        row = kept_row(self.door.key, self.channel, item, at=self.door.clock.now(), why=why, field=field)
        if error is not None:
            error.kept_as = row.id
        before = keep_waiting(self.door, tx, row, item, written, proved=proved)
        return TakenAs.KNOWN if before and before.repaired_at else TakenAs.INBOX

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
    def _is_known(self, tx: Reader, item: Kept) -> bool:
        """Return True where the very same was taken before: vendors repeat what we answer too slowly."""
        if isinstance(item, Stopped):
            return item.external_id is not None and tx.meta(self._stop_key(item.external_id)) is not None
        if tx.idempotent(self._key(item)) is not None:
            return True
        case = self._case_of(tx, item)
        return case is not None and _says(case, item)

    def _case_of(self, tx: Reader, item: Kept) -> Case | None:
        """Return the case that an item's id stands for: one that it began, or that somebody else took in under that id."""
        row = None if isinstance(item, Stopped) else tx.case_by_external(self.channel, item.external_id)
        return load(tx, row).case if row else None

    def _key(self, item: CustomerMessage | FormReceived) -> str:
        """Return the key under which an item is taken in once: its id, with what it says. No host's key is like it."""
        return own_key(self.channel, item.external_id, content_of(item))

    def _stop_key(self, external_id: str) -> str:
        """Return the setting that says that a stop, or its end, was heeded: one that is replayed later changes nothing."""
        return f"stop-heeded:{own_key(self.channel, 'stop', external_id)}"

    def accept(self, tx: Writer, item: Kept, taken: Acceptance, written: list[EventRow]) -> str | None:
        """Take it in, whatever was taken in under its id; return the number of its case, None for a stop.

        Raises:
            ComplaintKitError: it can't be; nothing was written.
        """
        match item:
            case Stopped():
                if item.external_id is not None:
                    tx.put_meta(self._stop_key(item.external_id), item.at.isoformat())
                if item.over:
                    self._receipts.listen(tx, item)
                else:
                    self._receipts.stop(tx, item)
                return None
            case FormReceived() if taken.case is not None:
                return self._add_words(tx, item, taken.case, taken, written)
            case FormReceived():
                form = item if taken.by == self._by else without_unusable(item)
                with naming_issues():
                    return self._receive(tx, self._form(tx, form), item, taken, written)
            case CustomerMessage():
                self._receipts.listen(tx, item)
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
            found = conversation(self.door, tx, item, within, notifiers=self._receipts.notifiers)
            number = found.case.number if found and self._shows(tx, found.case, taken.staff or taken.by) else None
        if number is not None and (heard := self._add_words(tx, item, number, taken, written)):
            return heard
        return self._receive(tx, self._receive_of(tx, item, rule), item, taken, written)

    def _shows(self, tx: Reader, case: Case, by: By) -> bool:
        """Return True where who brings something may see the case; else it opens one of its own, and theirs tells nothing. R20"""
        return sees(self.door.facts(tx, case, by=by), case)

    def _answer(self, tx: Reader, item: CustomerMessage) -> c.OnCase | None:
        """Return what the words answer that we asked: a digit how satisfied they are, or that something is not so."""
        asked = {"notifiers": self._receipts.notifiers}
        return survey_answer(self.door, tx, item, self.channel, **asked) or objection(
            self.door, tx, item, self.channel, **asked
        )

    def _take_answer(self, tx: Writer, item: CustomerMessage, written: list[EventRow]) -> str | None:
        """Take the answer of whom we asked; None where the words are none. S1.10, R9"""
        command = self._answer(tx, item)
        if command is None:
            return None
        request = Request(command=command, by=CUSTOMER, customer=True, idempotency_key=self._key(item))
        return self.door.perform_in(tx, request, written).case.number

    def _add_words(
        self,
        tx: Writer,
        item: CustomerMessage | FormReceived,
        number: str,
        taken: Acceptance,
        written: list[EventRow],
    ) -> str | None:
        """Add words to a case; return None where it hears nothing more, so that they open another one."""
        text = words_of(item) if isinstance(item, FormReceived) else _words(item)
        command = c.HearCustomer(case=number, text=text, via=self.channel)
        key = self._key(item)
        if isinstance(item, FormReceived):
            check_kind(item, find(tx, number).case)
        try:
            done = self.door.perform_in(tx, Request(command=command, by=taken.by, idempotency_key=key), written)
        except NotAllowed:
            if taken.case is not None:
                raise
            return None
        if isinstance(item, CustomerMessage):
            note_media(tx, self.channel, done.case.number, item)
        elif not done.replayed:
            self._add_news(tx, item, done.case, taken, written)
        return done.case.number

    def _add_news(self, tx: Writer, form: FormReceived, case: Case, taken: Acceptance, written: list[EventRow]) -> None:
        for command in news_of(form, case, self.door.facts(tx, case, by=taken.by), channel=self.channel):
            self.door.perform_in(tx, Request(command=command, by=taken.by), written)

    def _receive_of(self, tx: Reader, item: CustomerMessage, rule: ChannelRule | None) -> c.Receive:
        categories = self.door.rules.in_force(tx).playbook_of(None).categories
        return c.Receive(
            text=_words(item),
            channel=self.channel,
            customer=Customer(name=item.name[:LONGEST_NAME] if item.name else None, contacts=[item.sender]),
            kind=rule.opens if rule and not complains(_words(item)) else Kind.COMPLAINT,
            category=item.category if item.category in categories else None,
            received_at=min(item.at, self.door.clock.now()),
            external_id=item.external_id,
        )

    def _receive(
        self,
        tx: Writer,
        receive: c.Receive,
        item: CustomerMessage | FormReceived,
        taken: Acceptance,
        written: list[EventRow],
    ) -> str:
        if self._case_of(tx, item) is not None:  # the id stands for another case, and a person makes one of this, too
            receive = attrs.evolve(receive, external_id=f"{item.external_id[:180]}~{content_of(item)[:16]}")
        added = {name: one for name in ("unit", "category", "kind") if (one := getattr(taken, name)) is not None}
        receive = attrs.evolve(receive, received_by=taken.received_by, **added)
        request = Request(command=receive, by=taken.by, idempotency_key=self._key(item), advice=taken.advice)
        done = self.door.perform_in(tx, request, written)
        if isinstance(item, CustomerMessage):
            note_media(tx, self.channel, done.case.number, item)
        return done.case.number


def _is_proved(proof: Proof, rule: ChannelRule | None) -> bool:
    """Return True where a case may come of it by itself. A playbook's "none" welcomes everybody, into the inbox."""
    least = Proof.SIGNED
    if rule is not None and rule.proof is not None and Proof(rule.proof) is not Proof.NONE:
        least = Proof(rule.proof)
    return _RANK[proof] >= _RANK[least]


def _says(case: Case, item: CustomerMessage | FormReceived) -> bool:
    """Tell if a case says what an item says: its words, and by whom they can be answered."""
    text = _words(item) if isinstance(item, CustomerMessage) else item.fields.get("text")
    try:
        return text == case.text and set(_contacts(item)) <= set(case.customer.contacts)
    except InvalidInput:  # what stands for an address is none: the case has another, or none
        return False


def _contacts(item: CustomerMessage | FormReceived) -> Iterator[Contact]:
    if isinstance(item, CustomerMessage):
        yield item.sender
        return
    for kind in ("phone", "email"):
        if isinstance(address := item.fields.get(f"customer.{kind}"), str) and address.strip():
            yield Contact(kind, address)


def _is_of_sender(item: Kept, case: Case) -> bool:
    """Tell if an item that came under a case's id is more words of that case's customer."""
    return isinstance(item, CustomerMessage) and item.sender in case.customer.contacts


def _words(item: CustomerMessage) -> str:
    """Return what was said; a picture says it by its name until it is there."""
    return item.text if item.text.strip() else " ".join(f"📎 {one.name}" for one in item.media)
