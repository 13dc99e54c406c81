"""What an event makes of a member: a membership as it stands is read from its ledger, as a case is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import singledispatch

from attrs import evolve

from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.care import CareKind
from complaintkit.model.customer import Customer
from complaintkit.model.member import CareOwed, Consent, Credit, Membership


def rebuild_member(lines: Iterable[LedgerEntry], *, id: str) -> Membership:
    """Return the membership that these lines tell of.

    Raises:
        ValueError: the first of them begins none.
    """
    found: Membership | None = None
    for line in lines:
        found = apply_member(found, line, id=id)
    if found is None:
        raise ValueError("a member without a beginning")
    return found


def apply_member(member: Membership | None, line: LedgerEntry, *, id: str) -> Membership:
    """Return what one line makes of a membership; of none it makes one."""
    if member is None:
        if not isinstance(line.event, e.MemberEnrolled):
            raise ValueError("a member without a beginning")
        return _enrolled(line.event, line, id)
    return evolve(_apply(line.event, member, line), version=member.version + 1)


def _enrolled(event: e.MemberEnrolled, line: LedgerEntry, id: str) -> Membership:
    return Membership(
        id=id,
        person=event.person,
        unit=event.unit,
        customer=event.customer or Customer(),
        since=date.fromisoformat(event.since),
        joined_at=line.at,
        via=event.via,
        recruited_by=event.recruited_by,
        birthday=event.birthday,
        version=1,
    )


@singledispatch
def _apply(_: e.Happened, member: Membership, __: LedgerEntry) -> Membership:
    return member


@_apply.register
def _(event: e.MemberUpdated, member: Membership, _: LedgerEntry) -> Membership:
    return evolve(member, unit=event.unit, customer=event.customer or Customer(), birthday=event.birthday)


@_apply.register
def _(event: e.MemberCredited, member: Membership, line: LedgerEntry) -> Membership:
    credit = Credit(
        points=event.points, because=event.because, at=line.at, sale=event.sale, paid=event.paid, by=line.by
    )
    known = member.customer.member
    if known is None:  # erased
        return evolve(member, credits=(*member.credits, credit))
    counted = evolve(known, points=(known.points or 0) + event.points)
    return evolve(member, customer=member.customer.changed(member=counted), credits=(*member.credits, credit))


@_apply.register
def _(event: e.MemberConsented, member: Membership, line: LedgerEntry) -> Membership:
    given = (
        Consent(kind=CareKind(kind), medium=medium, since=event.given_at, via=event.via, by=line.by)
        for kind in event.kinds
        for medium in event.media
        if not member.agrees(CareKind(kind), medium)
    )
    return evolve(member, consents=(*member.consents, *given))


@_apply.register
def _(event: e.MemberConsentWithdrawn, member: Membership, line: LedgerEntry) -> Membership:
    def after(one: Consent) -> Consent:
        meant = one.stands and one.kind in event.kinds and one.medium in event.media
        return evolve(one, until=line.at, withdrawn_via=event.via) if meant else one

    return evolve(member, consents=tuple(map(after, member.consents)))


@_apply.register
def _(event: e.MemberCareOwed, member: Membership, line: LedgerEntry) -> Membership:
    owed = CareOwed(care=event.care, turn=event.turn, at=line.at, entry=event.entry)
    return evolve(member, cares=(*member.cares, owed))


@_apply.register
def _(_: e.MemberLeft, member: Membership, line: LedgerEntry) -> Membership:
    return evolve(member, left_at=line.at)


@_apply.register
def _(_: e.PersonRestricted, member: Membership, __: LedgerEntry) -> Membership:
    return evolve(member, restricted=True)


@_apply.register
def _(_: e.RestrictionLifted, member: Membership, __: LedgerEntry) -> Membership:
    return evolve(member, restricted=False)


@_apply.register
def _(_: e.PersonErased, member: Membership, line: LedgerEntry) -> Membership:
    return evolve(
        member, customer=Customer(), birthday=None, erased=True, restricted=False, left_at=member.left_at or line.at
    )
