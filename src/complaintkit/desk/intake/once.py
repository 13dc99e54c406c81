"""Take in what came once: in a transaction that is tried again, under a key that no host's is like."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from complaintkit.model.errors import ConflictError, OutcomeUnknown
from complaintkit.model.wire import canonical
from complaintkit.records.idempotency import OWN_KEYS
from complaintkit.records.unknown_commit import NotKept

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Writer
    from complaintkit.records.door import Door

T = TypeVar("T")

_TRIES: Final = 3  # two processes may be at the same item at once


def attempt(door: Door, work: Callable[[Writer, list[EventRow]], T]) -> T:
    """Run in a transaction; again where somebody else was at it too, or nobody knows: then it is known."""
    left = _TRIES
    while True:
        written: list[EventRow] = []
        left -= 1
        try:
            with door.storage.writing() as tx:
                found = work(tx, written)
        except (ConflictError, NotKept, OutcomeUnknown):
            if not left:
                raise
            continue
        door.recorded(written)
        return found


def own_key(channel: str, *parts: str) -> str:
    """Return a key for what came by a channel, by these parts of it."""
    said = canonical([channel, *parts]).encode("utf-8", "surrogatepass")
    return f"{OWN_KEYS}intake:{hashlib.sha256(said).hexdigest()}"
