"""Who sits in a group for one case: whoever is complained about is left out. S1.2, R6"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from complaintkit.organisation._leading import chain
from complaintkit.organisation.role import Group, GroupSeats

if TYPE_CHECKING:
    from complaintkit.organisation.structure import Structure


def seats(structure: Structure, group: Group, unit: str, without: Collection[str]) -> GroupSeats:
    """Seat head, deputy and members; without its head the deputy leads, without both whoever is above them."""
    head = _first(structure, group.head, unit, without)
    deputy = _first(structure, group.deputy, unit, without) if group.deputy else None
    if head is None:
        head, deputy = deputy or _upward(structure, group, unit, without), None
    members = [one for role in group.members for one in _holders(structure, group, role, unit) if one not in without]
    if head is None and members:
        head = members.pop(0)
    head = head or structure.last_resort(unit, without=without)
    return GroupSeats(
        head=head,
        deputy=deputy if deputy != head else None,
        members=tuple(one for one in dict.fromkeys(members) if one not in (head, deputy)),
        exception=head in without,  # nobody else is there
    )


def _first(structure: Structure, role: str, unit: str, without: Collection[str]) -> str | None:
    return next((one for one in structure.holders(role, unit, without=without)), None)


def _upward(structure: Structure, group: Group, unit: str, without: Collection[str]) -> str | None:
    """Return who is above the head that is left out."""
    for head in structure.holders(group.head, unit):
        if found := next(chain(structure, head, unit, without), None):
            return found
    return None


def _holders(structure: Structure, group: Group, role: str, unit: str) -> tuple[str, ...]:
    """Return whom the organisation seats; else whoever holds the role around the unit, else below it."""
    chosen = structure.organisation.seats.get(group.id, {}).get(role, ())
    if chosen:
        return chosen
    return structure.holders(role, unit) or tuple(
        one for below in structure.below(unit) for one in structure.at(below, role)
    )
