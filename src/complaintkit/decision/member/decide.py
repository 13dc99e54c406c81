"""Decide what becomes of a member: won, changed, credited, agreeing to messages or not any more, gone. S3.7, S3.9, S3.17"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.decision.member.replay import apply_member
from complaintkit.decision.refusal import future, stranger
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.care import CareKind
from complaintkit.model.check import instant
from complaintkit.model.customer import Customer, Member
from complaintkit.model.errors import InvalidInput, NotAllowed
from complaintkit.model.member import Membership
from complaintkit.model.moment import day_in_words
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import member_of

LARGEST = 10**9
"""More points than anybody has."""


@attrs.define
class MemberDraft:
    """A membership in the making: as it stands now, and the lines that made it so."""

    facts: Facts
    id: str
    member: Membership | None = None
    lines: list[LedgerEntry] = attrs.field(factory=list)

    @property
    def made(self) -> Membership:
        """The membership as it stands now."""
        if self.member is None:
            raise ValueError("nothing has happened yet")
        return self.member

    def add(self, event: e.Happened) -> None:
        """Add an event, and apply it."""
        now, actor = self.facts.now, self.facts.actor
        line = LedgerEntry(event=event, at=now, by=actor, recorded_at=now, recorded_by=actor)
        self.member = apply_member(self.member, line, id=self.id)
        self.lines.append(line)


def enrol(draft: MemberDraft, customer: Customer, event: e.MemberEnrolled) -> None:
    """Make somebody a member.

    Raises:
        InvalidInput: they have no number, the day is still to come, or who won them does not work here; names the field.
    """
    facts = draft.facts
    if customer.member is None:
        raise InvalidInput(
            field="customer.member",
            reason=phrase("is missing"),
            next_step=phrase("Give their number: Member(...)."),
        )
    _check_points(customer.member)
    staff = facts.structure.organisation.staff
    if event.recruited_by is not None and event.recruited_by not in staff:
        raise stranger(event.recruited_by, staff, field="recruited_by")
    today = facts.now.astimezone(ZoneInfo(facts.structure.zone_of(event.unit))).date()
    if date.fromisoformat(event.since) > today:
        raise InvalidInput(
            field="since",
            reason=phrase("{at} is in the future", at=day_in_words(date.fromisoformat(event.since))),
            next_step=phrase("Give the day on which they joined."),
        )
    draft.add(attrs.evolve(event, customer=customer))


def update(draft: MemberDraft, customer: Customer, *, unit: str, birthday: str | None) -> None:
    """Keep what is known of a member now; the same again is nothing new. Their number stays.

    Raises:
        InvalidInput: the number is another.
    """
    member = draft.made
    number = member.customer.member.id if member.customer.member else None
    if customer.member is None or customer.member.id != number:
        raise InvalidInput(
            field="customer.member",
            reason=phrase("is another member's number"),
            next_step=phrase("Enrol them as a new member."),
        )
    _check_points(customer.member)
    if (customer, unit, birthday) != (member.customer, member.unit, member.birthday):
        draft.add(e.MemberUpdated(unit=unit, customer=customer, birthday=birthday))


def _check_points(known: Member) -> None:
    points = known.points
    if points is not None and (type(points) is not int or abs(points) > LARGEST):
        raise _out_of_range(points)


def _out_of_range(points: object) -> InvalidInput:
    return InvalidInput(
        field="points",
        reason=phrase("{points!r} is out of range", points=points),
        next_step=phrase("Give a whole number."),
    )


def credit(
    draft: MemberDraft, points: int, *, because: str, sale: str | None = None, paid: Money | None = None
) -> None:
    """Credit points, or take them (below zero); those of a sale once.

    Raises:
        InvalidInput: it is no number of points, or more than they have.
    """
    member = draft.made
    if sale is not None and any(one.sale == sale for one in member.credits):
        return
    if type(points) is not int or abs(points) > LARGEST:
        raise _out_of_range(points)
    has = (member.customer.member.points if member.customer.member else None) or 0
    if has + points < min(has, 0):
        raise InvalidInput(
            field="points",
            reason=phrase("they have {has} points", has=has),
            next_step=phrase("Take fewer."),
        )
    draft.add(e.MemberCredited(points=points, because=because, sale=sale, paid=paid))


def consent(
    draft: MemberDraft, kinds: Collection[str], media: Collection[str], *, via: str, given_at: datetime | None
) -> None:
    """Put on record that they want these messages by these media; what they want already is nothing new.

    What was withdrawn after `given_at` stays withdrawn: an old list brings back no consent.

    Raises:
        InvalidInput: there is no such kind or medium, or the time is still to come; names the field.
    """
    member, now = draft.made, draft.facts.now
    at = now if given_at is None else draft.facts.by_clock(instant(given_at, field="given_at"))
    if at > now:
        raise future(
            draft.facts,
            at,
            unit=member.unit,
            field="given_at",
            next_step=phrase("Give the time at which they agreed."),
        )
    wanted = _kinds(kinds)
    missing = [
        (kind, medium)
        for kind in wanted
        for medium in _media(media)
        if not member.agrees(kind, medium) and not _withdrawn_since(member, kind, medium, at)
    ]
    for kind in dict.fromkeys(kind for kind, _ in missing):
        by = tuple(medium for one, medium in missing if one is kind)
        draft.add(e.MemberConsented(kinds=(kind.value,), media=by, via=via, given_at=at))


def _withdrawn_since(member: Membership, kind: CareKind, medium: str, at: datetime) -> bool:
    return any(
        one.until is not None and one.until > at and (one.kind, one.medium) == (kind, medium) for one in member.consents
    )


def withdraw(draft: MemberDraft, kinds: Collection[str], media: Collection[str], *, via: str) -> None:
    """Put on record that they want messages no more: of these kinds, by these media; all where none is named."""
    member = draft.made
    wanted = frozenset(_kinds(kinds) if kinds else CareKind)
    ended = [one for one in member.consents if one.stands and one.kind in wanted and (not media or one.medium in media)]
    for medium in dict.fromkeys(one.medium for one in ended):
        gone = tuple(one.kind.value for one in ended if one.medium == medium)
        draft.add(e.MemberConsentWithdrawn(kinds=gone, media=(medium,), via=via))


def leave(draft: MemberDraft, *, reason: str | None) -> None:
    """End the membership; twice is once."""
    if draft.made.left_at is None:
        draft.add(e.MemberLeft(reason=reason))


def sees_member(facts: Facts, member: Membership) -> bool:
    """Tell if the actor may see a member: of a unit that they work in, or see whole. R20"""
    structure, actor = facts.structure, facts.actor
    if facts.system or structure.sees(actor, unit=member.unit, involved=False):
        return True
    return actor in structure.organisation.staff and member.unit in structure.units_of(actor)


def check_active(member: Membership, command: str) -> None:
    """Refuse to work on somebody who is no member any more, or whose data are restricted.

    Raises:
        NotAllowed: names why.
    """
    if member.restricted:
        raise NotAllowed(command=command, reason=phrase("the member's data are restricted"))
    if not member.active:
        raise NotAllowed(command=command, reason=phrase("they are no member any more"))


def _kinds(kinds: Collection[str]) -> tuple[CareKind, ...]:
    several = (kinds,) if isinstance(kinds, str) else kinds
    return tuple(dict.fromkeys(member_of(CareKind, one, field="kinds") for one in several))


def _media(media: Collection[str]) -> tuple[str, ...]:
    several = tuple(dict.fromkeys((media,) if isinstance(media, str) else media))
    for one in several:
        if not isinstance(one, str) or not one.isidentifier():
            raise InvalidInput(
                field="media",
                reason=phrase("{medium!r} is no medium", medium=str(one)[:100]),
                next_step=phrase("Give sms, email or another that a notifier serves."),
            )
    return several
