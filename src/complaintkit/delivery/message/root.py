"""The root of all ledgers by mail: worded as the file has it, so that who gets it can check the ledgers against it. S5"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from complaintkit.delivery.carrier import Cancel, Verdict
from complaintkit.delivery.message._choice import choose
from complaintkit.delivery.message.known import MAIL
from complaintkit.delivery.message.wording import message_id
from complaintkit.model.customer import Contact
from complaintkit.model.phrase import phrase
from complaintkit.ports.notifier import Notification, Sender
from complaintkit.records.ledger_root import read_again

if TYPE_CHECKING:
    from complaintkit.delivery.service import NotifierService, Stops
    from complaintkit.ports.storage import OutboxRow, Reader
    from complaintkit.records.door import Door


def root_contact(door: Door, kind: str) -> Contact | None:
    """Return the address that roots are mailed to, as the settings name it now."""
    return Contact(kind, door.root_mail) if door.root_mail is not None and kind == MAIL else None


def judge_root(
    door: Door, tx: Reader, row: OutboxRow, notifiers: Iterable[NotifierService], stops: Stops
) -> tuple[Verdict[Sender], int]:
    """Return what becomes of a root that is to be mailed; whatever else the desk's own ledger holds by now is nothing to it."""
    if door.root_mail is None:
        return Cancel("the settings name nobody"), 0
    verdict = choose(
        row,
        notifiers,
        stops,
        now=door.clock.now(),
        address=lambda kind: root_contact(door, kind),
        message=lambda to, _: _render(tx, row, to),
    )
    return verdict, 0


def _render(tx: Reader, row: OutboxRow, to: Contact) -> Notification:
    root = read_again(tx, row.seq)
    return Notification(
        id=message_id(row.id),
        attempt=row.attempts + 1,
        to=to,
        message=row.name,
        language=row.language,
        fields={"position": str(root.position), "root": root.root},
        subject=phrase("Root of all ledgers, up to line {position}", position=root.position).to(row.language),
        text=root.as_text(),
        case_number=row.case,
    )
