"""Verbs of reading: a case, lists, duties, what is possible, the timeline, the feed; as far as the one who asks may see. R20"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.desk.reading.timeline import TimelineEntry
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.customer import Customer
    from complaintkit.model.duty import Duties
    from complaintkit.model.evidence import Attachment
    from complaintkit.model.period import Cases, Event, Period
    from complaintkit.model.term import Possible, Vocabulary
    from complaintkit.playbook import Playbook
    from complaintkit.ports.storage import Reader
    from complaintkit.records.case import Loaded


class ReadingVerbs(Verbs):
    """Looking, without changing anything."""

    def case(self, ref: CaseRef, *, by: By) -> Case:
        """Return the case as it stands at this moment, also where no worker has noticed yet what fell due. R20

        Args:
            ref: the case, or its number.
            by: who reads.

        Raises:
            NotFound: there is none, or this person may not see it (R20).
        """
        with self._opened.storage.reading() as reader:
            return self._door.shown(reader, self._seen(reader, self._door.readable(reader, ref, by), by), by)

    def _seen(self, reader: Reader, loaded: Loaded, by: By) -> Case:
        from complaintkit.decision import as_of_now

        return as_of_now(loaded.case, self._door.facts(reader, loaded.case, by=by))

    def cases(
        self,
        *,
        by: By,
        owner: str | None = None,
        unit: str | None = None,
        open: bool | None = None,  # noqa: A002  the word for it
        kind: str | None = None,
        state: str | None = None,
        category: str | None = None,
        customer: str | None = None,
        channel: str | None = None,
        external_id: str | None = None,
        contact: str | None = None,
        lot: str | None = None,
        receipt: str | None = None,
        period: Period | None = None,
        overdue: bool = False,
        before_group: bool = False,
        waiting: bool = False,
        unread: bool = False,
    ) -> Cases:
        """List the cases this person may see, newest received first; all given conditions hold together. R20

        `owner` is a staff id, also of somebody who has left; `unit` includes what lies within it, `category` what is below
        it; `customer` is the host's own reference, `contact` a phone number or an address.

        Args:
            by: who reads.
            owner: a staff id, also of somebody who has left.
            unit: with what lies within it.
            open: True for those still open, False for those filed.
            kind: `complaint`, `inquiry`, `praise` or `suggestion`.
            state: a `State`.
            category: that of any issue (R7), with what is below it; `-` finds what is not sorted yet.
            customer: the host's own reference of the customer.
            channel: how it came in.
            external_id: the channel's own id.
            contact: a phone number or an address.
            lot: the lot of the goods.
            receipt: the receipt's number.
            period: when it was received.
            overdue: with a deadline that has passed; one that waits for the customer has not.
            before_group: with a matter that a group has to decide (F7).
            waiting: where the customer has the word: a question, or the answer to a plan.
            unread: with words of the customer that nobody has answered.

        Raises:
            InvalidInput: there is no such owner, unit, state or kind, or `by` does not work here; names the one that may
                be meant.
        """
        from complaintkit.desk.reading.listing import Conditions, list_cases

        return list_cases(
            self._door,
            by,
            Conditions(
                owner=owner,
                unit=unit,
                open=open,
                kind=kind,
                state=state,
                category=category,
                customer=customer,
                channel=channel,
                external_id=external_id,
                contact=contact,
                lot=lot,
                receipt=receipt,
                period=period,
                overdue=overdue,
                before_group=before_group,
                waiting=waiting,
                unread=unread,
            ),
        )

    def allowed(self, case: CaseRef, *, by: By) -> frozenset[str]:
        """Return door words of what this person could do to the case now; what a form lacks is said when it is sent.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: whose possibilities.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
        """
        from complaintkit.decision import allowed

        with self._opened.storage.reading() as reader:
            loaded = self._door.readable(reader, case, by)
            return allowed(self._seen(reader, loaded, by), self._door.facts(reader, loaded.case, by=by))

    def possible(self, case: CaseRef, *, by: By) -> Mapping[str, Possible]:
        """Return every command on the case by its door word: whether this person may now, and if not why and what comes first.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: whose possibilities.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
        """
        from complaintkit.decision import possibilities

        with self._opened.storage.reading() as reader:
            loaded = self._door.readable(reader, case, by)
            return possibilities(self._seen(reader, loaded, by), self._door.facts(reader, loaded.case, by=by))

    def vocabulary(self, *, by: By, unit: str | None = None) -> Vocabulary:
        """Return the words of a form with their titles: categories with what they ask, channels, reasons, units, staff, ... R20

        Args:
            by: who fills it in: units and people as far as they see.
            unit: by the procedure of this unit; the desk's own where none is given.

        Raises:
            InvalidInput: there is no such unit, or `by` does not work here.
        """
        from complaintkit.desk.reading.vocabulary import vocabulary_of

        return vocabulary_of(self._door, self._opened.plugins, by, unit)

    def guidance(self, step: str, *, by: By, case: CaseRef | None = None, language: str | None = None) -> str:
        """Return what the procedure says to bear in mind at a step, by its door word: show it beside the form. S4.14

        With a case it is its own playbook's, and at `do-first-handling` begins with what its category asks for at once;
        in the playbook's first language where none is given. Empty where the procedure says nothing.

        Args:
            step: the door word, such as `record-facts`.
            by: who reads.
            case: by its own playbook.
            language: BCP 47.

        Raises:
            InvalidInput: there is no such step, or `by` does not work here.
            NotFound: there is no such case, or this person may not see it (R20).
        """
        from complaintkit.desk.reading.guidance import guidance_at

        return guidance_at(self._door, step, case, by, language)

    def playbook(self, *, by: By, case: CaseRef | None = None, unit: str | None = None) -> Playbook:
        """Return the procedure in force: its categories, channels, fields and titles, as forms and screens need them.

        Args:
            by: who asks.
            case: the one that this case carries since the day it was registered.
            unit: the one in force at this unit; the desk's own where neither is given.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            InvalidInput: there is no such unit, or `by` does not work here.
        """
        from complaintkit.desk.reading.procedure import playbook_for

        return playbook_for(self._door, by, case, unit)

    def duties(self, staff: str, *, by: By | None = None, after: str | None = None, limit: int = 200) -> Duties:
        """Return everything one person is responsible for now, what is due first at the top; then what is late below them. S0.12

        Their own cases, what they were asked for, what a group has to decide in which they sit, and the same of whoever they act
        for; of those they lead, the cases that are late (R18). Without `by`, `staff` asks for themselves. Where somebody else
        asks, it holds what they may read (R20).

        Args:
            staff: whose duties, by staff id.
            by: who reads, where it is somebody else.
            after: go on behind this one, the `next` of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: nobody of this id works here, or did; `by` does not work here; `after` is no place in the list; the
                limit is out of range.

        >>> from complaintkit import Customer
        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk() as desk:
        ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
        ...     case = desk.ask_advice(case, by="chen", of="quality-head", question="这批饭几点出锅?")
        ...     asked = desk.duties("quality-head").owed[0]
        >>> asked.what.value, asked.commands
        ('advice', ('give-advice',))
        """
        from complaintkit.desk.reading.duties import duties_of

        return duties_of(self._door, staff, by, after=after, limit=limit)

    def timeline(self, case: CaseRef, *, by: By) -> Sequence[LedgerEntry]:
        """Return what happened to a case, in order, with what was said and who acted; the customer masked. R20

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who reads.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
        """
        from complaintkit.records.ledger import mask, read_lines

        with self._opened.storage.reading() as reader:
            row = self._door.readable(reader, case, by).row
            lines = read_lines(reader.events([row.id]), reader.vault([row.id]))[row.id]
            return tuple(self._door.line_for(reader, mask(line), by) for line in lines)

    def timeline_in_words(self, case: CaseRef, *, by: By, language: str | None = None) -> Sequence[TimelineEntry]:
        """Return what happened to a case as sentences, for a screen; `timeline` has the same as data.

        Args:
            case: which one.
            by: who asks.
            language: BCP 47; the playbook's first where none is given.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).

        >>> from complaintkit import Customer
        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk() as desk:
        ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", unit="s1", customer=Customer(name="王芳"))
        ...     first = desk.timeline_in_words(case, by="chen", language="en")[0]
        >>> first.what.partition(":")[0]
        'complaint received through Hotline'
        """
        from complaintkit.desk.reading.timeline import timeline_in_words

        return timeline_in_words(self._door, case, by, language)

    def contact(self, case: CaseRef, *, by: By, purpose: str) -> Customer:
        """Return the customer unmasked; who read it and what for is on record. R20

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who reads.
            purpose: what for; it is kept.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the complaint is about them (R6), or the customer's data are restricted.
            InvalidInput: the purpose is empty.
        """
        from complaintkit.desk.person.contact import read_contact

        return read_contact(self._door, case, by, purpose)

    def attachment(self, case: CaseRef, id: str, *, by: By, purpose: str) -> Attachment:
        """Return a file of a case, with its bytes; the case lists them. Who read it and what for is on record. R20

        A picture may show who somebody is, so it is read as the contact is.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            id: that of an `AttachedFile`.
            by: who reads.
            purpose: what for; it is kept.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20); it has no such file, or its person was erased.
            NotAllowed: the complaint is about them (R6), or the customer's data are restricted.
            InvalidInput: the purpose is empty.

        >>> from complaintkit import Attachment, Customer
        >>> from complaintkit.testing import open_test_desk
        >>> rice = Attachment("rice.jpg", b"...", media_type="image/jpeg")
        >>> with open_test_desk() as desk:
        ...     case = desk.receive(
        ...         "饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"), attachments=[rice]
        ...     )
        ...     found = desk.attachment(case, case.attachments[0].id, by="chen", purpose="assessment")
        >>> found == rice
        True
        """
        from complaintkit.desk.person.contact import read_attachment

        return read_attachment(self._door, case, id, by, purpose)

    def events(self, after: str | None = None, *, by: By | None = None, limit: int = 1000) -> Iterator[Event]:
        """Yield everything that happened, in commit order, nothing personal; go on with the last `position`.

        With `by`, only what happened to cases that this person may see (R20); without, the host reads, for everybody.

        Args:
            after: the `position` of the last event seen; from the beginning where none is given.
            by: who reads; the host, for everybody, where none is given.
            limit: at most so many.

        Raises:
            InvalidInput: `after` is no position, `limit` is below 1, or `by` does not work here.
            NotFound: a backup was restored, and the event at `after` is not there any more.
        """
        from complaintkit.desk.reading.feed import feed

        return feed(self._door, after, limit, by)
