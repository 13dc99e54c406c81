"""One person by whatever they share: contact, membership, reference. What limits per customer sum up is all of theirs. R2, F6

The same customer calls today, writes tomorrow, and was anonymous before: each case keeps the key it began with, so the keys are
gathered here, from case to case, as far as anything is shared.
"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.model.address import normal_name
from complaintkit.model.case import Case
from complaintkit.model.customer import Customer
from complaintkit.ports.storage import CaseFilter, CaseRow, Reader
from complaintkit.records.case import load_all
from complaintkit.records.token import customer_tokens

_MOST = 200
"""How many cases with one contact are counted: an address of more is a switchboard's."""
_READ = 40
"""How many cases are read for what else they tie together."""


def kin_of(tx: Reader, key: bytes, case: Case, person: str) -> frozenset[str]:
    """Return the keys of all cases that are of this case's customer, `person` among them."""
    persons, seen = {person}, {case.id}
    asked, waiting = set[str](), set(customer_tokens(case.customer, key))
    left = _READ
    while waiting:
        token = min(waiting)  # in one order wherever it runs: only so many cases are read
        waiting.remove(token)
        asked.add(token)
        rows = list(_new(tx, token, seen))
        persons |= {row.person for row in rows}
        found = (customer_tokens(one.case.customer, key) for one in load_all(tx, rows[:left]))
        waiting |= {token for tokens in found for token in tokens} - asked
        left = max(left - len(rows), 0)
    return frozenset(persons)


def _new(tx: Reader, token: str, seen: set[str]) -> Iterator[CaseRow]:
    for row in tx.cases(CaseFilter(tokens=frozenset({token})), after=None, limit=_MOST):
        if row.id not in seen:
            seen.add(row.id)
            yield row


def share_address(one: Customer, other: Customer, key: bytes) -> bool:
    """Tell if two customers have an address or a reference in common, however it is spelled; a number of a member is none."""
    return not customer_tokens(one.changed(member=None), key).isdisjoint(
        customer_tokens(other.changed(member=None), key)
    )


def same_name(one: Customer, other: Customer) -> bool:
    """Tell if two customers have the same name, however it is spelled."""
    return bool(one.name and other.name) and normal_name(one.name or "") == normal_name(other.name or "")
