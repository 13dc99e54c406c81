"""The cases that a process worked on last, so that the next command on one of them need not read it again.

A case stands here under the head of its ledger: a keyed hash of every line, so that another line is another case. It is given
out only by the key that its words were kept under, which the transaction has just looked up. Once that key is thrown away, by
whatever process, nothing of it comes out.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.records.token import own_key

if TYPE_CHECKING:
    from complaintkit.ports.storage import CaseRow
    from complaintkit.records.key.cipher import Cipher
    from complaintkit.records.loaded import Loaded

_MOST: Final = 256


@attrs.frozen
class _Known:
    loaded: Loaded
    cipher: Cipher


class Memory:
    """At most so many cases; whichever was not asked for longest goes first."""

    def __init__(self, most: int = _MOST) -> None:
        """Begin with none."""
        self._most = most
        self._known: dict[str, _Known] = {}
        self._turn = threading.Lock()

    def get(self, row: CaseRow, cipher: Cipher | None) -> Loaded | None:
        """Return the case of this row as it stands, by the key of its words; None where it is not known so."""
        with self._turn:
            found = self._known.pop(row.id, None)
            if found is None or found.loaded.row.head != row.head or found.cipher is not cipher:
                return None
            self._known[row.id] = found
            return found.loaded

    def put(self, loaded: Loaded, cipher: Cipher | None) -> None:
        """Keep a case by the key of its words; without a key it is not kept."""
        if cipher is None:
            return
        with self._turn:
            self._known.pop(loaded.row.id, None)
            self._known[loaded.row.id] = _Known(loaded, cipher)
            if len(self._known) > self._most:
                del self._known[next(iter(self._known))]

    def forget(self, person: str) -> None:
        """Let go of the cases of a key of the vault: a person's, or one by its own."""
        with self._turn:
            self._known = {
                id_: one for id_, one in self._known.items() if person not in (one.loaded.row.person, own_key(id_))
            }

    def clear(self) -> None:
        """Let go of all."""
        with self._turn:
            self._known.clear()
