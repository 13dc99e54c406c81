"""See in a list as far as one's place allows: which units, and what is one's own business. R20"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.ports.storage import CaseFilter

if TYPE_CHECKING:
    from complaintkit.decision import Facts


def units_seen(facts: Facts) -> frozenset[str] | None:
    """Return the units whose cases the actor sees all of; None for everything there is."""
    structure, actor = facts.structure, facts.actor
    if facts.system or (structure.reach(actor) == "all" and structure.roles_of(actor)):
        return None
    units = structure.organisation.units
    return frozenset(one for one in units if structure.sees(actor, unit=one, involved=False))


def cases_seen(facts: Facts) -> CaseFilter:
    """Return the filter that lets through what the actor sees: cases of these units, and those that are their own business."""
    units = units_seen(facts)
    return CaseFilter() if units is None else CaseFilter(visible_units=units, visible_to=facts.actor)
