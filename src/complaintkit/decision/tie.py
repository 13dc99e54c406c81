"""The tie of a case to the filed one whose customer's words opened it: both know it, and nobody undoes it. R14, F6"""

from __future__ import annotations

from complaintkit.decision.facts import Facts
from complaintkit.model.case import FOLLOWED, FOLLOWS, Case


def goes_on(facts: Facts, case: Case, to: str) -> bool:
    """Tell if one of these cases goes on where the other was filed, not only because somebody said so."""
    relation = case.links.get(to)
    if relation != FOLLOWS:
        return relation == FOLLOWED
    other = facts.records.other_case(to)
    return other is not None and other.links.get(case.number) == FOLLOWED
