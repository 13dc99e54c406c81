"""One transaction on members: who may, whom it finds, and what it writes down of them. S3.7, R20"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import member as decision
from complaintkit.decision.member import MemberDraft, check_active, sees_member
from complaintkit.decision.tables.verb import check_may
from complaintkit.desk.member.by_hand import ByHand
from complaintkit.desk.reading.sight import check_unit, known_reader
from complaintkit.model import events as e
from complaintkit.model.check import string
from complaintkit.model.customer import Customer, check_customer
from complaintkit.model.errors import InvalidInput
from complaintkit.model.member import Membership, NewMember
from complaintkit.model.period import check_day
from complaintkit.model.phrase import phrase
from complaintkit.records.member import (
    MEMBER,
    LoadedMember,
    find_member,
    load_members,
    no_member,
    record_member,
    row_of_number,
    write_member,
)
from complaintkit.records.same_person import same_name, share_address
from complaintkit.records.sight import units_seen
from complaintkit.records.task import task_facts
from complaintkit.records.token import person_of

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door


@attrs.define
class MemberChange:
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
        check_unit(self.facts, unit, None if units is None else units | frozenset(structure.units_of(self.facts.actor)))
        return unit

    def find(self, member: Membership | str, command: str | None = None) -> LoadedMember:
        """Load a member whom the actor may see; for a command only one on whom one may work."""
        found = seen_member(self.door, self.tx, member, self.by)[1]
        if command is not None:
            check_active(found.member, command)
        return found

    def write(self, found: LoadedMember, change: Callable[[MemberDraft], None]) -> LoadedMember:
        """Decide a change of a member, and write it."""
        facts = task_facts(self.door, self.tx, found.member.unit, by=self.by)
        draft = MemberDraft(facts, found.member.id, found.member)
        change(draft)
        ByHand(self.tx, self.door.facts_on(self.tx, facts, draft.made.customer)).check(found.member, draft)
        self.written += write_member(self.door, self.tx, found, draft)
        row = self.tx.member(found.row.id) or found.row
        return LoadedMember(row, draft.made)

    def enrol(self, new: NewMember) -> LoadedMember:
        """Enter a new member; who left has their number back, what they had before stays with the old entry."""
        check_customer(new.customer)
        unit = self.place(new.unit)
        if new.since is not None:
            check_day("since", new.since)
        self._free(new.customer)
        facts = task_facts(self.door, self.tx, unit, by=self.by)
        draft = MemberDraft(facts, MEMBER + self.door.rules.new_id())
        event = e.MemberEnrolled(
            person=person_of(new.customer, self.door.key, draft.id),
            unit=unit,
            since=(new.since or facts.business_day(unit)).isoformat(),
            via=new.via,
            recruited_by=new.recruited_by or (None if facts.system else facts.actor),
            birthday=new.birthday,
        )
        decision.enrol(draft, new.customer, event)
        ByHand(self.tx, self.door.facts_on(self.tx, facts, draft.made.customer)).check(None, draft)
        self._agree(draft, new)
        self.written += write_member(self.door, self.tx, None, draft)
        row = self.tx.member(draft.id)
        assert row is not None  # noqa: S101  just written
        return LoadedMember(row, draft.made)

    def _free(self, customer: Customer) -> None:
        """Take the number of somebody who left from their old entry, so that they can join again with it.

        What is kept on a person is found by their number, complaints too: it is given to nobody else while that is there. R2

        Raises:
            InvalidInput: whoever joins has neither an address nor a reference of whoever left.
        """
        known = customer.member
        row = row_of_number(self.tx, self.door.key, known.id) if known else None
        if row is None or row.left_at is None:
            return
        old = next(load_members(self.tx, [row]))
        if not share_address(old.member.customer, customer, self.door.key):
            raise InvalidInput(
                field="customer.member",
                reason=phrase("was the number of somebody else, whose data are kept"),
                next_step=phrase(
                    "Give another number; if it is the same person, an address or reference of theirs as it was before."
                ),
            )
        without = old.member.customer.changed(member=None)
        event = e.MemberUpdated(unit=old.member.unit, customer=without, birthday=old.member.birthday)
        self.written += record_member(self.door, self.tx, old, event, by=self.by)

    def update(self, draft: MemberDraft, customer: Customer, *, unit: str, birthday: str | None) -> None:
        """Keep what is known of a member now, whole.

        Raises:
            InvalidInput: nothing is left of what they were known by; or the number is another.
        """
        check_customer(customer)
        self._check_same(draft.made.customer, customer)
        known = draft.made.customer.member
        if not self.facts.system and known and customer.member and customer.member.points is None:
            customer = customer.changed(member=attrs.evolve(customer.member, points=known.points))
        decision.update(draft, customer, unit=unit, birthday=birthday)

    def _check_same(self, before: Customer, said: Customer) -> None:
        """Refuse to make another person of a member: their name, an address or a reference is said again. R2

        Raises:
            InvalidInput: nothing that is said now was known before.
        """
        known, says = (any((one.name, one.contacts, one.reference)) for one in (before, said))
        if known and says and not (same_name(before, said) or share_address(before, said, self.door.key)):
            raise InvalidInput(
                field="customer",
                reason=phrase("has neither name nor address nor reference of the member"),
                next_step=phrase("Enrol them as a new member."),
            )

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
        check_customer(new.customer)
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
        self._check_same(before.customer, new.customer)
        decision.update(draft, before.customer.changed(**said), unit=unit, birthday=birthday)
        self._agree(draft, new)

    def _agree(self, draft: MemberDraft, new: NewMember) -> None:
        for kind, medium in new.consents:
            decision.consent(draft, [kind], [medium], via=new.via, given_at=new.consented_at)


def seen_member(door: Door, tx: Reader, member: Membership | str, by: By) -> tuple[Facts, LoadedMember]:
    """Load a member for somebody who may see them, with the facts for deciding on them.

    Raises:
        InvalidInput: `by` does not work here; or it is neither a member nor a number.
        NotFound: there is none, or they are not for `by` to see. R20
    """
    known_reader(door, tx, by)
    ref = member.id if isinstance(member, Membership) else string(member, field="member")
    found = find_member(tx, door.key, ref)
    facts = task_facts(door, tx, found.member.unit, by=by)
    if not sees_member(facts, found.member):
        raise no_member(ref)
    return facts, found
