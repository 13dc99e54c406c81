"""Who is told, and where they are reached: the customer, or a member of staff and whoever acts for them. F8"""

from __future__ import annotations

from complaintkit.delivery.message.occasion import Occasion
from complaintkit.model.customer import Contact, Customer
from complaintkit.organisation import Staff


def people(occasion: Occasion) -> tuple[Customer | Staff, ...]:
    """Whom to tell, the first who can be reached; nobody where there is nobody left to tell."""
    if not occasion.to_customer:
        return _staff(occasion)
    return (occasion.case.customer,) if occasion.case.customer.reachable else ()


def _staff(occasion: Occasion) -> tuple[Staff, ...]:
    """Whoever acts for them now, but not the person complained about (R6); then themselves."""
    structure, wanted = occasion.facts.structure, occasion.row.recipient
    organisation = structure.organisation
    if wanted not in organisation.staff and wanted not in organisation.departed:
        return ()
    acting = structure.acting_for(wanted, occasion.now)
    told = (wanted,) if acting == occasion.case.about_staff else (acting, wanted)
    return tuple(organisation.staff[one] for one in dict.fromkeys(told) if one in organisation.staff)


def contact_of(occasion: Occasion, kind: str) -> Contact | None:
    """The first address of a kind among those to tell."""
    return next((found for one in people(occasion) if (found := one.contact(kind))), None)
