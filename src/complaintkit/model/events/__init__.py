"""Everything that can happen to a case: the closed vocabulary of the ledger.

A field made with `said()` holds what a person said or is called, one made with `personal()` a number or a form of theirs: it
lives in the vault, by person, and the ledger keeps only its salted digest. Everything else is ids, numbers, words of closed
lists. An erased text reads as None.

The classes are made when the first of them is asked for: attrs takes a while for so many, and what only reads rows needs none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintkit.model.events._list import *  # noqa: F403  the list is kept in one place


def __getattr__(name: str) -> object:
    found: object = getattr(import_module("complaintkit.model.events._list"), name)
    globals()[name] = found
    return found
