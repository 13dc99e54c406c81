"""The register of members 会员: won, changed, credited, agreeing to messages; looked up; their events. S3.7, S3.9, S3.17"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision import member as decision
from complaintkit.decision.tables.verb import declared
from complaintkit.desk.intake.refused import REFUSALS, keep
from complaintkit.desk.member.change import MemberChange, seen_member
from complaintkit.desk.member.events import MemberEvents
from complaintkit.desk.person.person import check_apart_from
from complaintkit.desk.reading.sight import check_limit, check_unit, known_reader
from complaintkit.model import events as e
from complaintkit.model.care import month_and_day
from complaintkit.model.check import iterable, string
from complaintkit.model.customer import Customer
from complaintkit.model.errors import InvalidInput
from complaintkit.model.member import Membership, NewMember, Taken
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import MemberFilter
from complaintkit.records.ledger import mask, read_lines
from complaintkit.records.member import (
    LoadedMember,
    load_members,
    row_of_number,
)
from complaintkit.records.sight import units_seen

if TYPE_CHECKING:
    from complaintkit.desk.reading.timeline import TimelineEntry
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.model.money import Money
    from complaintkit.records.door import Door

_BATCH = 100
"""Members taken in in one transaction."""


@declared("members")
@attrs.frozen
class Members(MemberEvents):
    """Members of a store: `desk.members`. Who they are is shown masked, as customers are. S3.7, S3.9, S3.17, R20

    A member is named by their number, or as a verb returned them.

    >>> from datetime import timedelta
    >>> from complaintkit import Customer, Member
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk(playbook="supermarket-service", start="2026-05-16T10:00+08:00") as desk:
    ...     wang = Customer(name="王芳", phone="13800138000", member=Member("88012"))
    ...     member = desk.members.enrol(wang, by="chen", unit="s1", via="checkout", birthday="05-17")
    ...     member = desk.members.consent(member, ["birthday"], ["sms"], by="chen", via="paper")
    ...     desk.clock.advance(timedelta(days=1))
    ...     [looked, _] = desk.run_due(), desk.clock.advance(timedelta(hours=1))
    ...     [(one.message, one.to) for one in desk.sent]
    [('care:birthday', '13800138000')]
    """

    @property
    def _door(self) -> Door:
        return self._tasks.door

    # ---- who is a member -------------------------------------------------------------------------------------------
    def enrol(
        self,
        customer: Customer,
        *,
        by: By,
        via: str,
        unit: str | None = None,
        since: date | None = None,
        birthday: str | date | None = None,
        recruited_by: str | None = None,
    ) -> Membership:
        """Enter somebody who becomes a member; whoever won them is counted in reports.

        Who left and joins again is entered anew, with their old number if they like: consents are given anew, and points are
        those that `customer` says. What was before stays with the old entry, and in the copy of their data. They are known by an
        address or reference of theirs: nobody else gets the number while data of whoever had it are kept. R2

        Args:
            customer: who they are, with their number, and tier and points where they have some: `Customer(member=Member(...))`.
                What a person gives so, they give as by `credit`.
            by: who enters them.
            via: where they joined: `entrance`, `checkout`, `service-desk`, `online`, ...
            unit: their store; that of `by` where none is given.
            since: the day from which they are a member; today where none is given.
            birthday: month and day, `05-17`; of a date the year is not kept.
            recruited_by: who of the staff won them; `by`, if a person, where nobody is named. S3.17

        Raises:
            InvalidInput: they have no number, or that of somebody else who left; there is no such unit for `by` (R20), or no such
                day; names the field.
            NotAllowed: no role of `by` may receive customers.
            ConflictError: there is a member of this number.
        """
        typed = {"customer": customer, "via": via, "unit": unit, "birthday": birthday}

        def change(work: MemberChange) -> LoadedMember:
            new = NewMember(
                customer=customer,
                unit=unit,
                since=since,
                birthday=month_and_day(birthday),
                via=via,
                recruited_by=recruited_by,
            )
            return work.enrol(new)

        return self._change("members.enrol", by, typed, change)

    def update(
        self,
        member: Membership | str,
        customer: Customer,
        *,
        by: By,
        unit: str | None = None,
        birthday: str | date | None = None,
    ) -> Membership:
        """Enter what is known of a member now; the same again changes nothing.

        Args:
            member: the member, or their number.
            customer: who they are now, whole: name, contacts, number, tier; points, where a program says so: a person credits them.
            by: who enters it.
            unit: their store, where it is another now.
            birthday: month and day, where it is another, or was not known.

        Raises:
            InvalidInput: the number is another's; neither name nor address nor reference is left, so that it is somebody else;
                there is no such unit for `by` (R20).
            NotAllowed: no role of `by` may receive customers; they are no member any more.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """
        typed = {"customer": customer, "unit": unit, "birthday": birthday}

        def change(work: MemberChange) -> LoadedMember:
            found = work.find(member, "update-member")
            day = month_and_day(birthday) or found.member.birthday
            where = work.place(unit) if unit else found.member.unit
            return work.write(found, lambda draft: work.update(draft, customer, unit=where, birthday=day))

        return self._change("members.update", by, typed, change)

    def take_in(self, members: Iterable[NewMember], *, by: By) -> Taken:
        """Enter many members, as a host or a file knows them: new ones, and what is new of those who are known.

        Who is known keeps what is not said here; nobody leaves by not being among them. What was withdrawn after a consent
        was given stays withdrawn. One that is refused is named by its place, from 1 on; all others are entered.

        Args:
            members: the members.
            by: who enters them: a staff id, or `System(name)` for a program.

        Raises:
            NotAllowed: no role of `by` may receive customers.
            InvalidInput: `by` does not work here.
        """
        counted, refused = {"new": 0, "changed": 0, "known": 0}, dict[int, InvalidInput]()
        batch = list[tuple[int, NewMember]]()

        def enter() -> None:
            with self._door.storage.writing() as tx:
                work = MemberChange(self._door, tx, by, "members.take_in")
                for line, one in batch:
                    try:
                        counted[work.take_in(one)] += 1
                    except InvalidInput as error:
                        refused[line] = error
            self._door.recorded(work.written)
            batch.clear()

        enter()  # whoever may not is told so before anything is read
        for line, one in enumerate(iterable(members, field="members"), 1):
            batch.append((line, one))
            if len(batch) == _BATCH:
                enter()
        enter()
        return Taken(**counted, refused=refused)

    def leave(self, member: Membership | str, *, by: By, reason: str | None = None) -> Membership:
        """Enter that somebody is no member any more: nothing is sent to them. Twice is once.

        Args:
            member: the member, or their number.
            by: who enters it.
            reason: what they said.

        Raises:
            NotAllowed: no role of `by` may receive customers.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """

        def change(work: MemberChange) -> LoadedMember:
            return work.write(work.find(member), lambda draft: decision.leave(draft, reason=reason))

        return self._change("members.leave", by, {"reason": reason}, change)

    # ---- points, messages ------------------------------------------------------------------------------------------
    def credit(
        self,
        member: Membership | str,
        points: int,
        *,
        by: By,
        because: str,
        sale: str | None = None,
        paid: Money | None = None,
    ) -> Membership:
        """Credit points for what somebody bought, or take what they spend (below zero). Those of a sale are credited once. S3.7

        What a till credits is what was bought. By a person's hand points are given as every remedy is: by who may `settle`, up
        to the limits of `points` that their roles have in the playbook, for a customer and a day, and in each window. F6

        Args:
            member: the member, or their number.
            points: how many.
            by: who does it: a staff id, or `System(name)` for a till.
            because: what for, in a word: `purchase`, `birthday`, `exchange`.
            sale: the till's own number of the sale.
            paid: what they paid.

        Raises:
            InvalidInput: it is no number of points, or more than they have.
            NotAllowed: no role of `by` may settle, or give as much: names who may (F6); they are no member any more.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """

        def change(work: MemberChange) -> LoadedMember:
            found = work.find(member, "credit-member")
            word, of = string(because, field="because"), None if sale is None else string(sale, field="sale")
            return work.write(found, lambda draft: decision.credit(draft, points, because=word, sale=of, paid=paid))

        return self._change("members.credit", by, {}, change)

    def consent(
        self,
        member: Membership | str,
        kinds: Sequence[str],
        media: Sequence[str],
        *,
        by: By,
        via: str,
        given_at: datetime | None = None,
    ) -> Membership:
        """Put on record that a member wants messages: which, by which media, said how and when. Without it nothing is sent. S3.9

        Args:
            member: the member, or their number.
            kinds: `birthday`, `festival`, `event`, `thanks`.
            media: `sms`, `email`, ...
            by: who writes it down.
            via: how they said so: `paper`, `in-person`, `phone`, `app`, ...
            given_at: when; now where nothing is given. What they withdrew later stays withdrawn.

        Raises:
            InvalidInput: there is no such kind, or the time is still to come.
            NotAllowed: no role of `by` may receive customers; they are no member any more.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """

        def change(work: MemberChange) -> LoadedMember:
            found = work.find(member, "consent")
            how = string(via, field="via")
            return work.write(found, lambda draft: decision.consent(draft, kinds, media, via=how, given_at=given_at))

        return self._change("members.consent", by, {}, change)

    def withdraw(
        self,
        member: Membership | str,
        *,
        by: By,
        via: str,
        kinds: Sequence[str] = (),
        media: Sequence[str] = (),
    ) -> Membership:
        """Put on record that a member wants messages no more: of these kinds, by these media; all where none is named. S3.9

        Args:
            member: the member, or their number.
            by: who writes it down.
            via: how they said so.
            kinds: the kinds that they want no more.
            media: the media.

        Raises:
            InvalidInput: there is no such kind.
            NotAllowed: no role of `by` may receive customers.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """

        def change(work: MemberChange) -> LoadedMember:
            how = string(via, field="via")
            return work.write(work.find(member), lambda draft: decision.withdraw(draft, kinds, media, via=how))

        return self._change("members.withdraw", by, {}, change)

    # ---- looked up -------------------------------------------------------------------------------------------------
    def show(self, member: Membership | str, *, by: By) -> Membership:
        """Return a member by their number, masked, for somebody of their store, or who sees it. R20

        Raises:
            InvalidInput: `by` does not work here.
            NotFound: there is no such member, or they are not for `by` to see.
        """
        with self._door.storage.reading() as tx:
            return seen_member(self._door, tx, member, by)[1].member.masked()

    def of_case(self, case: CaseRef, *, by: By) -> Membership | None:
        """Return how the customer of a case stands in the register now: tier, points, since when; None for who is no member. S3.7

        Args:
            case: the case, or its number.
            by: who asks: they may see the case.

        Raises:
            NotFound: there is no such case, or it is not for `by` to see. R20
        """
        door = self._door
        with door.storage.reading() as tx:
            loaded = door.readable(tx, case, by)
            known = loaded.case.customer.member
            row = row_of_number(tx, door.key, known.id) if known else None
            rows = [row] if row else tx.members(MemberFilter(person=loaded.row.person), limit=1)
            return next((one.member.masked() for one in load_members(tx, rows)), None)

    def list(
        self,
        *,
        by: By,
        unit: str | None = None,
        tier: str | None = None,
        active: bool | None = True,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[Membership, ...]:
        """List members, masked, newest joined first: of the units that `by` sees whole. R20

        Args:
            by: who reads.
            unit: only of this unit and what lies within it.
            tier: only of this tier.
            active: only those who are members, or (False) are no more; None for both.
            after: go on behind the member of this id, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: there is no such unit for them; `by` does not work here; the limit is out of range.
            NotFound: there is no member of the id `after` among them.
        """
        with self._door.storage.reading() as tx:
            facts = known_reader(self._door, tx, by)
            units = units_seen(facts)
            if unit is not None:
                check_unit(facts, unit, units)
                wanted = frozenset({unit, *facts.structure.below(unit)})
                units = wanted if units is None else units & wanted
            if after is not None:
                seen_member(self._door, tx, after, by)
            where = MemberFilter(units=units, tier=tier, active=active)
            rows = tx.members(where, after=after, limit=check_limit(limit))
            return tuple(one.member.masked() for one in load_members(tx, rows))

    def benefits(self, member: Membership | str, *, by: By) -> tuple[Mapping[str, str], ...]:
        """Return what a member has today, as the playbook says it (`[benefit.NAME]`), by language: for the till. S3.7, S3.9

        Raises:
            InvalidInput: `by` does not work here.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """
        with self._door.storage.reading() as tx:
            facts, loaded = seen_member(self._door, tx, member, by)
        known, today = loaded.member.customer.member, f"{facts.business_day(loaded.member.unit):%m-%d}"
        if not loaded.member.active:
            return ()
        tier = known.tier if known else None
        rules = facts.playbook.benefits.values()
        return tuple(one.title for one in rules if one.is_for(tier, loaded.member.birthday, today))

    def timeline(self, member: Membership | str, *, by: By, language: str | None = None) -> tuple[TimelineEntry, ...]:
        """Return what happened to a member, in words: what they agreed to, their points, what was sent to them. R20

        Args:
            member: the member, or their number.
            by: who reads.
            language: BCP 47; the first of the playbook where none is given.

        Raises:
            InvalidInput: `by` does not work here.
            NotFound: there is no such member, or they are not for `by` to see.
        """
        from complaintkit.desk.reading.timeline import Telling

        with self._door.storage.reading() as tx:
            facts, loaded = seen_member(self._door, tx, member, by)
            id, unit = loaded.row.id, loaded.member.unit
            lines = read_lines(tx.events([id]), tx.vault([id]))[id]
        structure = facts.structure
        known = unit in structure.organisation.units
        telling = Telling(
            language=language or facts.playbook.languages[0],
            zone=ZoneInfo(structure.zone_of(unit) if known else structure.time_zone),
            playbook=facts.playbook,
            organisation=structure.organisation,
        )
        return tuple(telling.entry(mask(line)) for line in lines)

    def contact(self, member: Membership | str, *, by: By, purpose: str) -> Customer:
        """Return a member unmasked; who asked and what for is on record.

        Args:
            member: the member, or their number.
            by: who asks.
            purpose: what it is needed for.

        Raises:
            InvalidInput: no purpose is given.
            NotAllowed: no role of `by` may receive customers; the member's data are restricted; a complaint of theirs is about
                `by` (R6).
            NotFound: there is no such member, or they are not for `by` to see. R20
        """
        if not isinstance(purpose, str) or not purpose.strip():
            raise InvalidInput(
                field="purpose", reason=phrase("is empty"), next_step=phrase("Say what the contact is needed for.")
            )
        with self._door.storage.writing() as tx:
            work = MemberChange(self._door, tx, by, "members.contact")
            found = work.find(member, "contact")
            check_apart_from(self._door, tx, found.member.customer, by, "contact")
            work.write(found, lambda draft: draft.add(e.ContactRead(purpose=purpose)))
        self._door.recorded(work.written)
        return found.member.customer

    # ---- changing --------------------------------------------------------------------------------------------------
    def _change(
        self, verb: str, by: By, typed: dict[str, Any], change: Callable[[MemberChange], LoadedMember]
    ) -> Membership:
        """Change one member in a transaction; what somebody typed is kept where it is refused."""
        door = self._door
        try:
            with door.storage.writing() as tx:
                work = MemberChange(door, tx, by, verb)
                found = change(work)
        except REFUSALS as error:
            if typed:
                error.kept_as = keep(door, verb, typed, by, error)
            raise
        door.recorded(work.written)
        return found.member.masked()
