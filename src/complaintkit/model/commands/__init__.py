"""Every verb as a frozen command: what goes through the one door.

The law of names: command `OfferHandover` = verb `desk.offer_handover` = door word `offer-handover` = event
`handover-offered`. A verb's signature is its command's fields plus `by`, `idempotency_key` and `if_version`.

The classes are made when the first of them is asked for: attrs takes a while for so many, and what only reads needs none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintkit.model.commands._list import *  # noqa: F403  the list is kept in one place


def __getattr__(name: str) -> object:
    found: object = getattr(import_module("complaintkit.model.commands._list"), name)
    globals()[name] = found
    return found
