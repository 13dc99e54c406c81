"""Read the customer unmasked: a reading that is itself an event, with its purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.decision.guard import check_contact
from complaintkit.model.errors import InvalidInput
from complaintkit.model.events import ContactRead
from complaintkit.model.phrase import phrase
from complaintkit.records.case import find

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.model.customer import Customer
    from complaintkit.records.door import Door


def read_contact(door: Door, ref: CaseRef, by: By, purpose: str) -> Customer:
    """Return the whole customer, once it is recorded who asked and what for."""
    if not purpose.strip():
        raise InvalidInput(
            field="purpose",
            reason=phrase("is empty"),
            next_step=phrase("Say what the contact is needed for."),
        )
    name = ref if isinstance(ref, str) else ref.number
    with door.storage.writing() as tx:
        loaded = find(tx, name)
        facts = door.facts(tx, loaded.case, by=by)
        check_contact(facts, loaded.case, name)
        door.record(tx, loaded, ContactRead(purpose=purpose), by=by)
    return loaded.case.customer
