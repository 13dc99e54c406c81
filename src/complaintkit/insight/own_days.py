"""A unit's own days: a period as each unit counts it, in its zone, from the hour its playbook says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from complaintkit.insight.span import as_counted
from complaintkit.model.errors import InvalidInput
from complaintkit.model.period import Period
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


def check_period(period: object) -> None:
    """Refuse what is no period, such as its label.

    Raises:
        InvalidInput: says how to make one.
    """
    if not isinstance(period, Period):
        raise InvalidInput(
            field="period",
            reason=phrase("is no Period"),
            next_step=phrase("Give Period.month(2026, 11, zone=...)."),
        )


def own_days(door: Door, reader: Reader, facts: Facts) -> Callable[[Period, str], Period]:
    """Return what makes of a period and a unit the period as that unit counts days."""
    rules = door.rules.in_force(reader)

    def there(period: Period, unit: str) -> Period:
        return as_counted(period, facts.structure.zone_of(unit), rules.playbook_of(unit).day_starts_at)

    return there
