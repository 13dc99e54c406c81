"""The register of members 会员: won, changed, credited, agreeing to messages; looked up; their events. S3.7, S3.9, S3.17"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision import member as decision
from complaintkit.decision.member import MemberDraft, check_active, sees_member
from complaintkit.decision.refusal import unknown_unit
from complaintkit.decision.tables.verb import check_may, declared
from complaintkit.decision.task import TO_RECORD, Opening, takes_place_at
from complaintkit.decision.task.turn import today_in
from complaintkit.desk.intake.refused import REFUSALS, keep
from complaintkit.desk.reading.sight import check_limit, known_reader
from complaintkit.desk.task.door import TaskChange, TaskDoor, due_date, number_of, text_of
from complaintkit.model import events as e
from complaintkit.model.customer import Customer
from complaintkit.model.errors import InvalidInput
from complaintkit.model.member import Membership, NewMember, Taken, month_and_day
from complaintkit.model.phrase import phrase
from complaintkit.model.task import Task, TaskKind
from complaintkit.ports.storage import MemberFilter
from complaintkit.records.ledger import mask, read_lines
from complaintkit.records.member import (
    MEMBER,
    LoadedMember,
    find_member,
    load_members,
    no_member,
    row_of_number,
    write_member,
)
from complaintkit.records.sight import units_seen
from complaintkit.records.task import task_facts
from complaintkit.records.token import person_of

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.desk.reading.timeline import TimelineEntry
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.model.money import Money
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door

_BATCH = 100
"""Members taken in in one transaction."""


@declared("members")
@attrs.frozen
class Members:
    """Members of a store: `desk.members`. Who they are is shown masked, as customers are. S3.7, S3.9, S3.17, R20

    A member is named by their number, or as a verb returned them.

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

    _tasks: TaskDoor = attrs.field(repr=False)

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

        Args:
            customer: who they are, with their number, and tier and points where they have some: `Customer(member=Member(...))`.
            by: who enters them.
            via: where they joined: `entrance`, `checkout`, `service-desk`, `online`, ...
            unit: their store; that of `by` where none is given.
            since: the day from which they are a member; today where none is given.
            birthday: month and day, `05-17`; of a date the year is not kept.
            recruited_by: who of the staff won them; `by`, if a person, where nobody is named. S3.17

        Raises:
            InvalidInput: they have no number; there is no such unit for `by` (R20), or no such day; names the field.
            NotAllowed: no role of `by` may receive customers.
            ConflictError: there is a member of this number.
        """
        typed = {"customer": customer, "via": via, "unit": unit, "birthday": birthday}

        def change(work: _Work) -> LoadedMember:
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
            customer: who they are now, whole: name, contacts, number, tier, points.
            by: who enters it.
            unit: their store, where it is another now.
            birthday: month and day, where it is another, or was not known.

        Raises:
            InvalidInput: the number is another's; there is no such unit for `by` (R20).
            NotAllowed: no role of `by` may receive customers; they are no member any more.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """
        typed = {"customer": customer, "unit": unit, "birthday": birthday}

        def change(work: _Work) -> LoadedMember:
            found = work.find(member, "update-member")
            day = month_and_day(birthday) or found.member.birthday
            where = work.place(unit) if unit else found.member.unit
            return work.write(found, lambda draft: decision.update(draft, customer, unit=where, birthday=day))

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
                work = _Work(self._door, tx, by, "members.take_in")
                for line, one in batch:
                    try:
                        counted[work.take_in(one)] += 1
                    except InvalidInput as error:
                        refused[line] = error
            self._door.recorded(work.written)
            batch.clear()

        enter()  # whoever may not is told so before anything is read
        for line, one in enumerate(members, 1):
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

        def change(work: _Work) -> LoadedMember:
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

        Args:
            member: the member, or their number.
            points: how many.
            by: who does it: a staff id, or `System(name)` for a till.
            because: what for, in a word: `purchase`, `birthday`, `exchange`.
            sale: the till's own number of the sale.
            paid: what they paid.

        Raises:
            InvalidInput: it is no number of points, or more than they have.
            NotAllowed: no role of `by` may receive customers; they are no member any more.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """

        def change(work: _Work) -> LoadedMember:
            found = work.find(member, "credit-member")
            word, of = text_of("because", because), None if sale is None else text_of("sale", sale)
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

        def change(work: _Work) -> LoadedMember:
            found = work.find(member, "consent")
            how = text_of("via", via)
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

        def change(work: _Work) -> LoadedMember:
            how = text_of("via", via)
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
            return _seen(self._door, tx, member, by)[1].member.masked()

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
                _check_unit(facts, unit, units)
                wanted = frozenset({unit, *facts.structure.below(unit)})
                units = wanted if units is None else units & wanted
            if after is not None:
                _seen(self._door, tx, after, by)
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
            facts, loaded = _seen(self._door, tx, member, by)
        known, today = loaded.member.customer.member, f"{today_in(facts, loaded.member.unit):%m-%d}"
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
            facts, loaded = _seen(self._door, tx, member, by)
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
            NotAllowed: no role of `by` may receive customers; the member's data are restricted.
            NotFound: there is no such member, or they are not for `by` to see. R20
        """
        if not isinstance(purpose, str) or not purpose.strip():
            raise InvalidInput(
                field="purpose", reason=phrase("is empty"), next_step=phrase("Say what the contact is needed for.")
            )
        with self._door.storage.writing() as tx:
            work = _Work(self._door, tx, by, "members.contact")
            found = work.find(member, "contact")
            work.write(found, lambda draft: draft.add(e.ContactRead(purpose=purpose)))
        self._door.recorded(work.written)
        return found.member.customer

    # ---- events ----------------------------------------------------------------------------------------------------
    def plan_event(
        self,
        what: str,
        *,
        by: By,
        on: datetime | timedelta,
        unit: str | None = None,
        who: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Plan an event for members 会员活动; it waits for a leader, who has it announced. S3.7, S3.9

        Args:
            what: what it is, in the words that members will read.
            by: who plans it.
            on: when it takes place, or how long from now.
            unit: where; that of `by` where none is given. Members of what lies within it are told, too.
            who: who answers for it; `by` where nobody is named.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: it says nothing, or names a person; the time has passed; there is no such unit.
            ConflictError: the key stood for something else.
        """

        def change(changes: TaskChange) -> Task:
            where = unit or changes.home(str(by))
            at = due_date(changes.facts(where), at=on, field="on")
            given = {"on": at}
            return changes.open(Opening(kind=TaskKind.EVENT, unit=where, what=what, who=who, due_at=at, given=given))

        return self._tasks.perform(
            change,
            verb="members.plan_event",
            by=by,
            typed={"what": what},
            key=idempotency_key,
            asked={"what": what, "on": on, "unit": unit, "who": who},
        )

    def announce(self, task: Task | str, *, by: By, idempotency_key: str | None = None) -> Task:
        """Have an event announced: members who want such messages are told when the next business day begins, each once.

        Raises:
            NotAllowed: it is not for `by`, who is no leader of who answers for it; or it was announced, or dropped.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """

        def change(changes: TaskChange) -> Task:
            found = changes.find(task)
            return changes.step(task, "announce", {}, due_at=takes_place_at(found) + TO_RECORD)

        asked = {"task": number_of(task)}
        return self._tasks.perform(change, verb="members.announce", by=by, typed={}, key=idempotency_key, asked=asked)

    def hold_event(
        self,
        task: Task | str,
        *,
        by: By,
        came: int | None = None,
        remark: str | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Put on record that an event was held, and how many came. It ends.

        Raises:
            NotAllowed: it is not for `by`, or was not announced.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        given = {"came": came, "remark": remark}
        return self._tasks.perform(
            lambda changes: changes.step(task, "hold", given),
            verb="members.hold_event",
            by=by,
            typed={"remark": remark},
            key=idempotency_key,
            asked={"task": number_of(task), **given},
        )

    def drop_event(self, task: Task | str, *, by: By, reason: str, idempotency_key: str | None = None) -> Task:
        """Decide that an event is not to be held; whoever was not told yet is not.

        Raises:
            InvalidInput: no reason is given.
            NotAllowed: it is not for `by`, or has ended.
            NotFound: there is none of this number, or it is not for `by` to see. R20
            ConflictError: the key stood for something else.
        """
        given = {"reason": reason}
        return self._tasks.perform(
            lambda changes: changes.step(task, "drop", given),
            verb="members.drop_event",
            by=by,
            typed=given,
            key=idempotency_key,
            asked={"task": number_of(task), **given},
        )

    # ---- changing --------------------------------------------------------------------------------------------------
    def _change(self, verb: str, by: By, typed: dict[str, Any], change: Callable[[_Work], LoadedMember]) -> Membership:
        """Change one member in a transaction; what somebody typed is kept where it is refused."""
        door = self._door
        try:
            with door.storage.writing() as tx:
                work = _Work(door, tx, by, verb)
                found = change(work)
        except REFUSALS as error:
            if typed:
                error.kept_as = keep(door, verb, typed, by, error)
            raise
        door.recorded(work.written)
        return found.member.masked()


@attrs.define
class _Work:
    """One transaction on members, and what it wrote."""

    door: Door
    tx: Writer
    by: By
    verb: str
    facts: Facts = attrs.field(init=False)
    written: list[EventRow] = attrs.field(factory=list)

    def __attrs_post_init__(self) -> None:
        """Refuse who may not.

        Raises:
            InvalidInput: `by` does not work here.
            NotAllowed: no role of theirs may.
        """
        self.facts = known_reader(self.door, self.tx, self.by)
        check_may(self.facts, self.verb)

    def place(self, unit: str | None) -> str:
        """Return a unit that the actor works in, or sees whole; their own where none is named.

        Raises:
            InvalidInput: there is none of this name for them. R20
        """
        structure = self.facts.structure
        if unit is None:
            return structure.organisation.root if self.facts.system else structure.home(self.facts.actor)
        units = units_seen(self.facts)
        _check_unit(
            self.facts, unit, None if units is None else units | frozenset(structure.units_of(self.facts.actor))
        )
        return unit

    def find(self, member: Membership | str, command: str | None = None) -> LoadedMember:
        """Load a member whom the actor may see; for a command only one on whom one may work."""
        found = _seen(self.door, self.tx, member, self.by)[1]
        if command is not None:
            check_active(found.member, command)
        return found

    def write(self, found: LoadedMember, change: Callable[[MemberDraft], None]) -> LoadedMember:
        """Decide a change of a member, and write it."""
        facts = task_facts(self.door, self.tx, found.member.unit, by=self.by)
        draft = MemberDraft(facts, found.member.id, found.member)
        change(draft)
        self.written += write_member(self.door, self.tx, found, draft)
        row = self.tx.member(found.row.id) or found.row
        return LoadedMember(row, draft.made)

    def enrol(self, new: NewMember) -> LoadedMember:
        """Enter a new member."""
        unit = self.place(new.unit)
        facts = task_facts(self.door, self.tx, unit, by=self.by)
        draft = MemberDraft(facts, MEMBER + self.door.rules.new_id())
        event = e.MemberEnrolled(
            person=person_of(new.customer, self.door.key, draft.id) if isinstance(new.customer, Customer) else "",
            unit=unit,
            since=(new.since or today_in(facts, unit)).isoformat(),
            via=new.via,
            recruited_by=new.recruited_by or (None if facts.system else facts.actor),
            birthday=new.birthday,
        )
        decision.enrol(draft, new.customer, event)
        self._agree(draft, new)
        self.written += write_member(self.door, self.tx, None, draft)
        row = self.tx.member(draft.id)
        assert row is not None  # noqa: S101  just written
        return LoadedMember(row, draft.made)

    def take_in(self, new: NewMember) -> str:
        """Enter a member who may be known; return what they are: new, changed, known.

        Raises:
            InvalidInput: what is said of them can't be.
        """
        if not isinstance(new, NewMember) or new.customer.member is None:
            raise InvalidInput(
                field="customer.member",
                reason=phrase("is missing"),
                next_step=phrase("Give their number: Member(...)."),
            )
        row = row_of_number(self.tx, self.door.key, new.customer.member.id)
        if row is None:
            self.enrol(new)
            return "new"
        found = next(load_members(self.tx, [row]))
        if not sees_member(task_facts(self.door, self.tx, row.unit, by=self.by), found.member):
            raise InvalidInput(
                field="customer.member",
                reason=phrase("is a member of another unit"),
                next_step=phrase("Leave it to whoever sees that unit."),
            )
        if not found.member.active:
            return "known"
        after = self.write(found, lambda draft: self._renew(draft, new))
        return "changed" if after.member.version > found.member.version else "known"

    def _renew(self, draft: MemberDraft, new: NewMember) -> None:
        """Enter what is said of a known member; what is not said stays."""
        before = draft.made
        said = {
            name: value
            for name in ("name", "contacts", "language", "reference", "needs")
            if (value := getattr(new.customer, name))
        }
        number, known = new.customer.member, before.customer.member
        if number is not None and known is not None:
            tier, points = number.tier or known.tier, known.points if number.points is None else number.points
            said["member"] = attrs.evolve(known, tier=tier, points=points)
        unit = self.place(new.unit) if new.unit else before.unit
        birthday = new.birthday or before.birthday
        decision.update(draft, before.customer.changed(**said), unit=unit, birthday=birthday)
        self._agree(draft, new)

    def _agree(self, draft: MemberDraft, new: NewMember) -> None:
        for kind, medium in new.consents:
            decision.consent(draft, [kind], [medium], via=new.via, given_at=new.consented_at)


def _seen(door: Door, tx: Reader, member: Membership | str, by: By) -> tuple[Facts, LoadedMember]:
    """Load a member for somebody who may see them, with the facts for deciding on them.

    Raises:
        InvalidInput: `by` does not work here; or it is neither a member nor a number.
        NotFound: there is none, or they are not for `by` to see. R20
    """
    known_reader(door, tx, by)
    ref = member.id if isinstance(member, Membership) else text_of("member", member)
    found = find_member(tx, door.key, ref)
    facts = task_facts(door, tx, found.member.unit, by=by)
    if not sees_member(facts, found.member):
        raise no_member(ref)
    return facts, found


def _check_unit(facts: Facts, unit: str, units: frozenset[str] | None) -> None:
    """Refuse a unit that there is not, or that is not theirs: nobody hears which. R20"""
    known = [one for one in facts.structure.organisation.units if units is None or one in units]
    if unit not in known:
        raise unknown_unit(unit, known)
