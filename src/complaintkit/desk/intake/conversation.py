"""Find the case that a customer's words belong to: the one they answer, or the one they are just talking about."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from complaintkit.model import events as e
from complaintkit.ports.storage import CaseFilter
from complaintkit.records.case import cases_in, load
from complaintkit.records.ledger import lines_of
from complaintkit.records.token import contact_token

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from complaintkit.decision import LedgerEntry
    from complaintkit.model.customer import Contact
    from complaintkit.model.due import Within
    from complaintkit.ports.inbound import CustomerMessage
    from complaintkit.ports.storage import CaseRow, Reader
    from complaintkit.records.case import Loaded
    from complaintkit.records.door import Door


_MOST: Final = 20  # cases of one person that are looked at


def conversation(
    door: Door, tx: Reader, said: CustomerMessage, within: Within | None, *, notifiers: frozenset[str]
) -> Loaded | None:
    """Return the case of this sender that `said` belongs to; None where it is a new matter.

    An open one goes before one that is filed, whose words open the next. A case is never found by its number alone: whoever
    guesses one must not get in.
    """
    rows = [cases_of(door, tx, said.sender, under_way=one) for one in (True, False)]
    if named := answered_case(tx, said, [row for some in rows for row in some], notifiers):
        return load(tx, named)
    talks = (_under_way(door, tx, said, within, some) for some in rows) if within else ()
    return next((one for one in talks if one), None)


def cases_of(door: Door, tx: Reader, sender: Contact, *, under_way: bool | None = None) -> list[CaseRow]:
    """Return the newest cases of whoever has this contact: not of whom it was taken for, until that was corrected."""
    token = contact_token(door.key, sender)
    rows = cases_in(tx, CaseFilter(open=under_way, tokens=frozenset({token})))
    theirs = (
        row for row in rows if token in {contact_token(door.key, one) for one in load(tx, row).case.customer.contacts}
    )
    return list(islice(theirs, _MOST))


def _under_way(door: Door, tx: Reader, said: CustomerMessage, within: Within, rows: Sequence[CaseRow]) -> Loaded | None:
    """Return the case of which they spoke last, while that conversation is not over."""
    found = [(last, row) for row in rows if (last := _last_word_at(lines_of(tx, row.id)))]
    if not found:
        return None
    last, newest = max(found, key=lambda one: one[0])
    loaded = load(tx, newest)
    return loaded if _end_of_talk(door, tx, loaded, last, within) >= min(said.at, door.clock.now()) else None


def _end_of_talk(door: Door, tx: Reader, loaded: Loaded, last: datetime, within: Within) -> datetime:
    """Return when the conversation ends that had its last word then."""
    from complaintkit.calendars import due
    from complaintkit.model.actor import DESK

    facts = door.facts(tx, loaded.case, by=DESK)
    return due(facts.calendar(loaded.case.unit), last, within).at


def answered_case(
    tx: Reader, said: CustomerMessage, rows: Sequence[CaseRow], notifiers: frozenset[str]
) -> CaseRow | None:
    """Return the case that was named: by its number, or by the message of ours that is answered."""
    ref = said.in_reply_to
    if ref is None:
        return None
    attempts = (next(iter(tx.attempts_by_reference(one, ref)), None) for one in sorted(notifiers))
    entries = (tx.outbox_entry(one.outbox) for one in attempts if one)
    named = {ref, *(one.case for one in entries if one)}
    return next((row for row in rows if named & {row.id, row.number}), None)


def _last_word_at(lines: Iterable[LedgerEntry]) -> datetime | None:
    """Return when customer and desk last spoke with each other."""
    return max((line.at for line in lines if _is_talk(line.event)), default=None)


def _is_talk(event: e.Happened) -> bool:
    if isinstance(event, e.MessageSent):
        return event.recipient == "customer"
    return isinstance(event, e.Received | e.CustomerHeard | e.Told)
