"""A class as the door calls it, and the ledger: by its own name, in words."""

from __future__ import annotations

import re


def door_word(name: str) -> str:
    """Return the name of a class as a word with hyphens.

    >>> door_word("OfferHandover")
    'offer-handover'
    """
    return re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()
