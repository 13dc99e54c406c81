"""Read the customer unmasked, or a file of theirs: a reading that is itself an event, with its purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.decision.permission.guard import check_contact
from complaintkit.model.errors import InvalidInput, NotFound
from complaintkit.model.events import ContactRead
from complaintkit.model.evidence import Attachment
from complaintkit.model.phrase import phrase
from complaintkit.records.case import number_of

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.customer import Customer
    from complaintkit.ports.storage import Writer
    from complaintkit.records.door import Door


def read_contact(door: Door, ref: CaseRef, by: By, purpose: str) -> Customer:
    """Return the whole customer, once it is recorded who asked and what for."""
    with door.storage.writing() as tx:
        return _record(door, tx, ref, by, purpose).customer


def read_attachment(door: Door, ref: CaseRef, id_: str, by: By, purpose: str) -> Attachment:
    """Return a file, once it is recorded who asked and what for: a picture may show who somebody is."""
    with door.storage.writing() as tx:
        if not isinstance(id_, str) or not id_.isprintable():  # nothing on record is called so
            raise InvalidInput(
                field="id",
                reason=phrase("{value!r} is not known", value=id_),
                next_step=phrase("Read the case again: it names its files, as far as they are kept."),
            )
        case = _record(door, tx, ref, by, purpose, attachment=id_)
        known = next((one for one in case.attachments if one.id == id_), None)
        row = tx.attachment(id_) if known else None
        if known is None or row is None or row.content is None:
            raise NotFound(
                what="attachment",
                ref=id_,
                next_step=phrase("Read the case again: it names its files, as far as they are kept."),
            )
        return Attachment(known.name or id_, row.content, media_type=row.media_type)


def _record(door: Door, tx: Writer, ref: CaseRef, by: By, purpose: str, *, attachment: str | None = None) -> Case:
    """Record the reading on the case, and return it.

    Raises:
        InvalidInput: the purpose is empty.
        NotFound: there is no such case, or they may not see it. R20
        NotAllowed: the complaint is about them (R6), or the customer's data are restricted.
    """
    if not isinstance(purpose, str) or not purpose.strip():
        raise InvalidInput(
            field="purpose",
            reason=phrase("is empty"),
            next_step=phrase("Say what the contact is needed for."),
        )
    loaded = door.readable(tx, ref, by)
    check_contact(door.facts(tx, loaded.case, by=by), loaded.case, number_of(ref))
    door.record(tx, loaded, ContactRead(purpose=purpose, attachment=attachment), by=by)
    return loaded.case
