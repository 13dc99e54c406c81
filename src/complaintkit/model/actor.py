"""Who acts: a member of staff by id, or a program by name. The customer has a door of their own."""

from __future__ import annotations

from typing import TypeAlias

import attrs

from complaintkit.model.check import is_word
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

__all__ = ["CUSTOMER", "DESK", "By", "System", "actor_name", "is_staff"]

CUSTOMER = "customer"
"""The actor's name in the ledger when the customer acted through their own door."""


@attrs.frozen
class System:
    """A program that acts on its own: a nightly job, an import. It owns no case and has no authority over money.

    >>> System("nightly").name
    'nightly'
    """

    name: str = attrs.field(validator=is_word)


DESK = System("desk")
"""Who acts when the clock does: a deadline, a lapse. The ledger writes `system:desk`."""

By: TypeAlias = str | System
"""Who acts: a `str` is always a staff id."""


def actor_name(by: By) -> str:
    """Return the actor as the ledger writes it: a staff id, or `system:` and the program's name.

    >>> actor_name("chen"), actor_name(System("pos-nightly"))
    ('chen', 'system:pos-nightly')
    """
    if isinstance(by, System):
        return f"system:{by.name}"
    if not isinstance(by, str) or not by.strip() or by == CUSTOMER or ":" in by:
        raise InvalidInput(
            field="by",
            reason=phrase("{by!r} is not a staff id", by=by),
            next_step=phrase("Give who acts: a staff id or a System."),
        )
    return by


def is_staff(name: str) -> bool:
    """Tell if this name of an actor, as the ledger writes it, is a staff id: neither a program's nor the customer's.

    >>> is_staff("chen"), is_staff("system:pos-nightly"), is_staff("customer")
    (True, False, False)
    """
    return bool(name) and ":" not in name and name != CUSTOMER
