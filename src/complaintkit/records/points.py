"""Points that a person entered for a member, as a row beside what else was given: it counts in the limits of both. F6"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.decision.money.points import worth_of
from complaintkit.model import events as e
from complaintkit.model.actor import is_staff
from complaintkit.model.customer import Customer, Member
from complaintkit.ports.row import GrantRow

if TYPE_CHECKING:
    from complaintkit.decision import Facts, LedgerEntry
    from complaintkit.model.member import Membership


def points_row(after: Membership, line: LedgerEntry, facts: Facts) -> GrantRow | None:
    """Return the row of the points that a line of a member's ledger gives by a person's hand; None where it gives none."""
    points = _given(line.event)
    worth = worth_of(facts, points) if points > 0 and is_staff(line.by) else None
    if not worth:
        return None
    return GrantRow(
        id=f"{after.id}.{after.version}",
        case=after.id,
        ref="points",
        kind="points",
        giver=line.by,
        customer=after.person,
        unit=after.unit,
        business_day=facts.business_day(after.unit, line.at),
        at=line.at,
        currency=worth.currency,
        value=worth.amount,
        state="promised",
    )


def _given(event: e.Happened) -> int:
    """Return the points that come by an event; who enters a member with points gives them. Words may be erased by now."""
    match event:
        case e.MemberCredited():
            return event.points
        case e.MemberEnrolled(customer=Customer(member=Member(points=int(points)))):
            return points
        case _:
            return 0
