"""Who leads whom: up the chain of roles, each held in the nearest unit around."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintkit.organisation.structure import Structure


def above(structure: Structure, role: str) -> Iterator[str]:
    """Return the roles above a role, nearest first; a circle of roles ends where it closes."""
    seen = {role}
    leader = structure.roles[role].leader if role in structure.roles else None
    while leader is not None and leader not in seen:
        seen.add(leader)
        yield leader
        leader = structure.roles[leader].leader if leader in structure.roles else None


def highest(structure: Structure, roles: Collection[str]) -> list[str]:
    """Return those of somebody's roles that none of the others leads: an agent who is also the supervisor is a supervisor."""
    led = {role for role in roles for leader in above(structure, role) if leader in roles}
    return [role for role in roles if role not in led]


def leader_of(structure: Structure, staff: str, unit: str | None, without: Collection[str]) -> str | None:
    """Return the nearest person above, never themselves."""
    person = structure.person(staff)
    places = [*([unit] if unit else []), *(one for one in person.units if one in structure.organisation.units)]
    for role in highest(structure, person.roles):
        for leading in above(structure, role):
            for place in places:
                for people in structure.levels(leading, place):
                    if found := next((one for one in people if one != staff and one not in without), None):
                        return found
    return None


def chain(structure: Structure, staff: str, unit: str | None, without: Collection[str]) -> Iterator[str]:
    """Return everybody above somebody, nearest first, each once."""
    seen = {staff}
    leader = leader_of(structure, staff, unit, without)
    while leader is not None and leader not in seen:
        seen.add(leader)
        yield leader
        leader = leader_of(structure, leader, unit, without)


def last_resort(structure: Structure, unit: str, without: Collection[str]) -> str | None:
    """Find where the chains of the people on the unit's path end; of several ends the one furthest out in the tree.

    Somebody whose role has nobody above it by the playbook goes before somebody who merely has nobody above them.
    """
    path = reversed(structure.organisation.unit_path(unit))
    people = [one for place in path for one in structure.at(place) if one not in without]
    tops = [[one, *chain(structure, one, unit, without)][-1] for one in people]
    return next((one for one in tops if is_top(structure, one)), next(iter(tops), None))


def is_top(structure: Structure, staff: str) -> bool:
    """Tell if one of their highest roles has no leader by the playbook."""
    mine = highest(structure, structure.person(staff).roles)
    return any(role in structure.roles and structure.roles[role].leader is None for role in mine)
