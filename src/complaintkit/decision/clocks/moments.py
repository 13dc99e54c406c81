"""Moments of a case by their place in the ledger, in whose order they stand: found in a long case as soon as in a short one."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import Final

from complaintkit.model.case import Case, Moment

_PLACE: Final = attrgetter("seq")


def moment_at(case: Case, seq: int) -> Moment | None:
    """Return the moment of one line of the ledger; None where clocks don't go by it."""
    index = bisect_left(case.moments, seq, key=_PLACE)
    found = case.moments[index] if index < len(case.moments) else None
    return found if found is not None and found.seq == seq else None


def moments_after(case: Case, seq: int) -> tuple[Moment, ...]:
    """Return the moments of all lines after this one."""
    return case.moments[bisect_left(case.moments, seq + 1, key=_PLACE) :]
