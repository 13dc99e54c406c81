"""Erase a person: what they said and are called goes, with everything that leads to them; what happened stays."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from complaintkit.delivery.message.wording import message_id
from complaintkit.delivery.remedy import order_id
from complaintkit.desk.intake.media import forget_media
from complaintkit.desk.person.person import Found, cancel_waiting, check_ground, find_person, write
from complaintkit.model import events as e
from complaintkit.model.actor import By
from complaintkit.model.errors import NotAllowed
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.model.person import EraseBecause, PersonCases, PersonRef
from complaintkit.model.phrase import joined, phrase
from complaintkit.ports.outcome import Attempt
from complaintkit.records.case import load
from complaintkit.records.leftover import left_since, note_leftovers, tidy_log
from complaintkit.records.member import load_members
from complaintkit.records.outbox import entries_in
from complaintkit.records.token import GOODS

if TYPE_CHECKING:
    from complaintkit.model.customer import Customer
    from complaintkit.ports.storage import EventRow, OutboxRow, Reader, RefusedRow, Writer
    from complaintkit.records.case import Loaded
    from complaintkit.records.door import Door
    from complaintkit.records.member import LoadedMember


_UNSETTLED = frozenset({OutboxState.OWED, OutboxState.STARTED, OutboxState.IN_DOUBT, OutboxState.PARKED})
_ALL = 1_000_000
_SHORTEST = 5  # an address that is shorter would be found in anybody's words


def erase(door: Door, who: PersonRef, by: By, because: str) -> PersonCases:
    """Erase all of it in one transaction; twice is once. What was said in a case that turned out to be another's is not theirs.

    Raises:
        NotAllowed: a case of theirs is open, or something promised to them is still to be carried out.
    """
    check_ground(because, EraseBecause)
    with door.storage.writing() as tx:
        found = find_person(door, tx, who, by, "erase-person")
        _check_ended(tx, found)
        written = _erase(door, tx, found, by, because)
    door.recorded(written)
    tidy_log(door.storage)
    with door.storage.reading() as reader:
        left = len(left_since(reader))
    return attrs.evolve(found.told(one.case.number for one in found.cases), left=left)


def _check_ended(tx: Reader, found: Found) -> None:
    """Refuse while somebody owes them something: the law keeps for that what is needed for it."""
    still = [one.case.number for one in found.cases if one.case.open or _is_owed(tx, one)]
    if still:
        raise NotAllowed(
            command="erase-person",
            reason=phrase(
                "{numbers} must be carried out first: end and archive it, or restrict the data until then",
                numbers=joined(still),
            ),
        )


def _is_owed(tx: Reader, one: Loaded) -> bool:
    return next(entries_in(tx, EntryKind.REMEDY, states=_UNSETTLED, case=one.row.id), None) is not None


def _erase(door: Door, tx: Writer, found: Found, by: By, because: str) -> list[EventRow]:
    _forget_refused(tx, found)  # while their addresses are still known
    fresh = [one for one in found.cases if not one.case.erased or _happened_since(tx, one)]
    for one in fresh:
        cancel_waiting(tx, one.row.id, why="the customer's data were erased")
        forget_media(tx, one.case.number)
    members = [one for one in found.members if not one.member.erased]
    for member in members:
        cancel_waiting(tx, member.row.id, why="the customer's data were erased")
    streams = [*(one.row.id for one in fresh), *(one.row.id for one in members)]
    theirs = [row for id in streams for row in entries_in(tx, case=id)]
    theirs += [row for one, keys in found.former for row in entries_in(tx, case=one.row.id) if row.person in keys]
    note_leftovers(tx, _kept_by_services(tx, theirs), door.clock.now())
    for person in found.persons:
        tx.empty_vault(person)
        tx.drop_tokens(person, keep=GOODS)
    # as it reads from now on, so that rows made of it say no more
    bare: list[Loaded | LoadedMember] = [
        *(load(tx, one.row) for one in fresh),
        *load_members(tx, [one.row for one in members]),
    ]
    written = write(door, tx, bare, by, e.PersonErased(because=because))
    for one, keys in found.former:
        for key in keys:
            now = load(tx, tx.lock(one.row.id) or one.row)
            written += write(door, tx, [now], by, e.FormerCustomerErased(former=key, because=because))
    return written


def _happened_since(tx: Reader, one: Loaded) -> bool:
    """Tell if anything happened to a case after it was erased: somebody may have said more, or come to be known."""
    return tx.events([one.row.id], after=one.case.seq - 1)[-1].name != e.PersonErased.name


# ---- what services keep ---------------------------------------------------------------------------------------------
def _kept_by_services(tx: Reader, rows: list[OutboxRow]) -> dict[str, list[Attempt]]:
    """Return what notifiers and executors were called for, by service, while it can be read."""
    found: defaultdict[str, list[Attempt]] = defaultdict(list)
    for row in rows:
        for one in tx.attempts(row.id):
            message = row.kind is EntryKind.MESSAGE
            service = one.notifier if message else f"executor {one.notifier}"
            asked = (one.digest or message_id(row.id)) if message else order_id(tx, row)
            found[service].append(Attempt(id=asked, started_at=one.started_at, reference=one.reference))
    return found


# ---- what never became a case ---------------------------------------------------------------------------------------
def _forget_refused(tx: Writer, found: Found) -> None:
    """Empty what was refused and kept, or waits in the inbox: of their cases, or with an address of theirs in it."""
    cases = {name for one in found.cases for name in (one.case.number, one.row.id)}
    customers = [
        *(loaded.case.customer for loaded in found.cases),
        *(loaded.member.customer for loaded in found.members),
        *([found.asked] if found.asked else []),
    ]
    theirs = [re.compile(one) for customer in customers for one in _patterns(customer)]
    for row in tx.refused(limit=_ALL):
        if row.case in cases or any(one.search(_text(row)) for one in theirs):
            tx.empty_refused(row.id)
            tx.mend_refused(row.id, at=row.at, case=row.case)


def _patterns(customer: Customer) -> Iterator[str]:
    """Yield how their addresses may stand in a text: a number with blanks and hyphens between its digits."""
    said = [one.address for one in customer.contacts]
    known = [*said, customer.reference, customer.member.id if customer.member else None]
    for one in known:
        bare = "".join(one.split()) if one else ""
        if len(bare) < _SHORTEST:
            continue
        digits = [letter for letter in bare if letter.isdigit()]
        is_number = len(digits) >= len(bare) - 3 and not bare.isalpha()
        yield r"[\s\-()]*".join(digits) if is_number else re.escape(bare)


def _text(row: RefusedRow) -> str:
    """Return the content as text; JSON without its escapes."""
    text = row.content.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text
