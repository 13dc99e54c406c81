"""Opt-outs: addresses whose owner wants no messages by a medium, kept as keyed tokens, asked before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable

from complaintkit.model.customer import Contact
from complaintkit.ports.storage import OutboxRow, Reader
from complaintkit.records.door import Door
from complaintkit.records.token import contact_token


def opt_out_key(medium: str, token: str) -> str:
    """Return the key of the setting for a medium and the keyed token of an address. A call is no SMS: each has its own."""
    return f"stopped:{medium}:{token}"


def opted_out(door: Door, tx: Reader, row: OutboxRow, contacts: Iterable[Contact]) -> frozenset[Contact]:
    """Return those of the customer's addresses that the medium in hand may not use. Staff are told all the same: R18."""
    if row.recipient != "customer" or row.medium >= len(row.media):
        return frozenset()
    medium = row.media[row.medium]
    return frozenset(one for one in contacts if tx.meta(opt_out_key(medium, contact_token(door.key, one))))
