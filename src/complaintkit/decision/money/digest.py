"""The id of a proposal: what an approval is bound to, and what a campaign is held to. S4.6"""

from __future__ import annotations

import hashlib
from typing import Final

import attrs

from complaintkit.model.case import Case
from complaintkit.model.remedy import Remedy

# Ids that were given out stay what they are: these fields are always said, any later one only where it is set.
_FIRST: Final = frozenset(
    {"kind", "value", "cost", "valid_days", "min_spend", "units", "percent", "count", "item"},
)


def digest(case: Case, remedies: tuple[Remedy, ...]) -> str:
    """Return the id of a proposal: of exactly these remedies, on this case, in this round."""
    each = ", ".join(_said(one) for one in remedies)
    said = f"{case.number}\n{case.cycle}\n({each}{',' if len(remedies) == 1 else ''})"
    return f"p_{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def _said(remedy: Remedy) -> str:
    """Write a remedy as `repr` does, without what later versions added and it does not have.

    >>> _said(Remedy.apology())[:34]
    "Remedy(kind='apology', value=None,"
    """
    fields = {one.name: getattr(remedy, one.name) for one in attrs.fields(Remedy)}
    said = (f"{name}={value!r}" for name, value in fields.items() if name in _FIRST or value not in (None, (), {}))
    return f"Remedy({', '.join(said)})"
