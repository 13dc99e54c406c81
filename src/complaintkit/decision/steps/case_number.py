"""A case's reference number: its unit, the local day it was received, and a count. S0.4"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from complaintkit.decision.facts import Facts


def case_number(facts: Facts, unit: str, at: datetime) -> str:
    """Allocate the next number of a unit on the day of `at`, where the unit is: `A12-261121-042`."""
    day = at.astimezone(ZoneInfo(facts.structure.zone_of(unit))).date()
    return f"{unit.upper()}-{day:%y%m%d}-{facts.records.next_number(unit, day):03d}"
