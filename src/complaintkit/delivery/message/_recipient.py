"""The recipients of a message and their addresses: the customer, or a member of staff and whoever acts for them. F8"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.routing import stand_in
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.model.customer import Contact, Customer
from complaintkit.organisation import Staff

_THEMSELVES: Final = frozenset({"team", "praised"})


def recipients(occasion: Occasion) -> tuple[Customer | Staff, ...]:
    """Return whom to tell, in order of preference; nobody where there is nobody left to tell."""
    if not occasion.to_customer:
        return _staff(occasion)
    return (occasion.case.customer,) if occasion.case.customer.reachable else ()


def _staff(occasion: Occasion) -> tuple[Staff, ...]:
    """Return who acts for the recipient now, but not the person complained about (R6); then the recipient.

    Praise is for the one who earned it, and waits for them; what the team is told is told to each of it (S2.4).
    """
    wanted = occasion.row.recipient
    to = occasion.rule.to if occasion.rule else None
    themselves = wanted in left_out(occasion.facts, occasion.case) or to in _THEMSELVES
    organisation = occasion.facts.structure.organisation
    if wanted not in organisation.staff and wanted not in organisation.departed:
        return ()
    told = (wanted,) if themselves else (stand_in(occasion.facts, occasion.case, wanted), wanted)
    return tuple(organisation.staff[one] for one in dict.fromkeys(told) if one in organisation.staff)


def contact_of(occasion: Occasion, kind: str) -> Contact | None:
    """Return the first address of a kind among the recipients."""
    return next((found for one in recipients(occasion) if (found := one.contact(kind))), None)
