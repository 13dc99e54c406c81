"""Who a link lets in: the token is looked up by its digest, made again for the case found, and compared. R9"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import Facts, as_of_now
from complaintkit.decision.survey import lapses_at
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.case import Case
from complaintkit.model.errors import NotFound
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import CaseFilter, CaseRow, Reader
from complaintkit.records.case import load
from complaintkit.records.link import Links, Purpose

if TYPE_CHECKING:
    from complaintkit.records.door import Door


_NOT_HERE = phrase("behind this link")
_NEXT = phrase("Use the newest link we sent you, or call us.")


@attrs.frozen
class Admitted:
    """The case that a token opens, as it stands now."""

    case: Case
    facts: Facts


def admitted(door: Door, token: object) -> Admitted:
    """The case that a token opens.

    Raises:
        NotFound: it opens none, or no more; the same words whatever the reason.
    """
    if Links.looks_like_one(token):
        with door.storage.reading() as reader:
            for found in _found(door, reader, str(token)):
                return found
    raise NotFound(what="case", ref=_NOT_HERE, next_step=_NEXT)


def case_behind(door: Door, token: object) -> tuple[str, str] | None:
    """Return the number of the case that a link of ours was made for, also where it has ended, and its procedure's language."""
    if not Links.looks_like_one(token):
        return None
    with door.storage.reading() as reader:
        for row in _rows(door, reader, str(token)):
            case = load(reader, row).case
            if _made_for(case, door.links, str(token)):
                return case.number, door.facts(reader, case, by=CUSTOMER, customer=True).playbook.languages[0]
    return None


def _rows(door: Door, reader: Reader, token: str) -> Sequence[CaseRow]:
    where = CaseFilter(tokens=frozenset({door.links.digest(token)}))
    return reader.cases(where, after=None, limit=1)


def _found(door: Door, reader: Reader, token: str) -> Iterator[Admitted]:
    for row in _rows(door, reader, token):
        case = load(reader, row).case
        facts = door.facts(reader, case, by=CUSTOMER, customer=True)
        case = as_of_now(case, facts)
        if any(_opens(case, facts, *one) for one in _made_for(case, door.links, token)):
            yield Admitted(case, facts)


def _made_for(case: Case, links: Links, token: str) -> list[tuple[int, Purpose]]:
    """Which round and purpose it was made for; every one is compared, so that time tells nothing."""
    rounds = [(cycle, purpose) for cycle in range(1, case.cycle + 1) for purpose in Purpose]
    return [one for one in rounds if hmac.compare_digest(links.token(case.linked_as, *one), token)]


def _opens(case: Case, facts: Facts, cycle: int, purpose: Purpose) -> bool:
    """Until the round is over and the next one has something to say; a filed case still hears what opens the next one.

    A survey's link opens until it lapses. To object they may come for as long as what staff took down stands, and then see
    where the case is. R9
    """
    if purpose is Purpose.OBJECTION:
        return case.quote is not None or (case.open and bool(case.quotes))
    if cycle != case.cycle:
        return cycle == case.cycle - 1 and case.plan is None and case.resolved_at is None and case.open
    if purpose is Purpose.ANSWER:
        return True
    until = lapses_at(facts, case)
    return until is None or facts.now < until
