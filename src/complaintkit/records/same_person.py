"""One person by whatever they share: contact, membership, reference. What limits per customer sum up is all of theirs. R2, F6

The same customer calls today, writes tomorrow, has a membership or two, and was anonymous before: each case and each membership
keeps the key it began with, so the keys are gathered here, from one to the next, as far as anything is shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from complaintkit.model.address import normal_name
from complaintkit.model.customer import Customer
from complaintkit.ports.storage import CaseFilter, CaseRow, MemberFilter, MemberRow, Reader
from complaintkit.records.case import load_all
from complaintkit.records.member import load_members
from complaintkit.records.token import customer_tokens

R = TypeVar("R", CaseRow, MemberRow)
_MOST = 200
"""How many cases with one contact are counted: an address of more is a switchboard's."""
_READ = 40
"""How many cases and memberships are read for what else they tie together."""


def kin_of(tx: Reader, key: bytes, customer: Customer, person: str) -> frozenset[str]:
    """Return the keys of all cases and memberships that are of this customer, `person` among them."""
    persons, seen = {person}, set[str]()
    asked, waiting = set[str](), set(customer_tokens(customer, key))
    left = _READ
    while waiting:
        token = min(waiting)  # in one order wherever it runs: only so many are read
        waiting.remove(token)
        asked.add(token)
        rows, members = _new_cases(tx, token, seen), _new_members(tx, token, seen)
        persons |= {row.person for row in rows} | {row.person for row in members}
        known = [one.case.customer for one in load_all(tx, rows[:left])]
        left = max(left - len(rows), 0)
        known += [one.member.customer for one in load_members(tx, members[:left])]
        left = max(left - len(members), 0)
        waiting |= {token for one in known for token in customer_tokens(one, key)} - asked
    return frozenset(persons)


def _new_cases(tx: Reader, token: str, seen: set[str]) -> list[CaseRow]:
    rows = tx.cases(CaseFilter(tokens=frozenset({token})), after=None, limit=_MOST)
    return _unseen(rows, seen)


def _new_members(tx: Reader, token: str, seen: set[str]) -> list[MemberRow]:
    """Return the members of an address or reference, and the one of a number."""
    by_address = tx.members(MemberFilter(tokens=frozenset({token})), limit=_MOST)
    return _unseen([*by_address, *tx.members(MemberFilter(token=token), limit=1)], seen)


def _unseen(rows: Iterable[R], seen: set[str]) -> list[R]:
    found = [row for row in rows if row.id not in seen]
    seen |= {row.id for row in found}
    return found


def share_address(one: Customer, other: Customer, key: bytes) -> bool:
    """Tell if two customers have an address or a reference in common, however it is spelled; a number of a member is none."""
    return not customer_tokens(one.changed(member=None), key).isdisjoint(
        customer_tokens(other.changed(member=None), key)
    )


def same_name(one: Customer, other: Customer) -> bool:
    """Tell if two customers have the same name, however it is spelled."""
    return bool(one.name and other.name) and normal_name(one.name or "") == normal_name(other.name or "")
