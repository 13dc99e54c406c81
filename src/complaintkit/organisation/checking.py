"""Does the organisation carry the playbook: roles known, every chain ending in somebody, every unit looked after?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import joined, phrase, spoken
from complaintkit.model.problem import Problems
from complaintkit.organisation._leading import above, is_top
from complaintkit.organisation.organisation import Organisation
from complaintkit.organisation.people import Staff
from complaintkit.organisation.role import Group, Role
from complaintkit.organisation.structure import Structure

__all__ = ["check"]


def check(
    organisation: Organisation,
    roles: Mapping[str, Role],
    groups: Mapping[str, Group] | None = None,
    *,
    calendars: Collection[str] | None = None,
) -> None:
    """Check an organisation against the roles, groups and (where given) calendars of the playbook it will run.

    Raises:
        ConfigurationError: `problems` names all that does not fit. Nobody is left without a leader but the one on top; a
            one-person business is fine: that person is on top (R6).
    """
    problems = Problems(organisation.source)
    _check_words(organisation, roles, groups or {}, problems)
    if calendars is not None:
        for unit in organisation.units.values():
            if unit.calendar and unit.calendar not in calendars:
                problems.unknown(dotted(("unit", unit.id, "calendar")), "a calendar", unit.calendar, calendars)
    check_roles(roles, problems)
    structure = Structure(organisation, roles, groups or {})
    _check_staff(organisation, problems)
    _check_chains(structure, problems)
    _check_units(structure, problems)
    problems.check()


def check_roles(roles: Mapping[str, Role], problems: Problems) -> None:
    """Check that every leader is a role, and no chain of roles comes back to itself."""
    names = {one.id: spoken(one.title) for one in roles.values() if one.title}
    for role in roles.values():
        path = dotted(("role", role.id, "leader"))
        if role.leader is not None and role.leader not in roles:
            problems.unknown(path, "a role", role.leader, roles, names)
        if _circular(role, roles):
            problems.add(
                path,
                phrase("{id} is its own leader in the end", id=role.id),
                phrase("Let one role of the circle have no leader."),
            )
    if roles and not any(role.leader is None for role in roles.values()):
        problems.add(
            "role",
            phrase("nobody is on top"),
            phrase("One role has no leader."),
        )


def _circular(role: Role, roles: Mapping[str, Role]) -> bool:
    seen, leader = set[str](), role.leader
    while leader is not None and leader in roles and leader not in seen:
        seen.add(leader)
        leader = roles[leader].leader
    return role.id in seen


def _check_words(
    organisation: Organisation, roles: Mapping[str, Role], groups: Mapping[str, Group], problems: Problems
) -> None:
    said = [(("staff", one.id, "roles"), role) for one in organisation.staff.values() for role in one.roles]
    said += [(("duty", duty.id, "role"), duty.role) for duty in organisation.duties.values()]
    said += [
        (("duty", duty.id, "otherwise"), duty.otherwise) for duty in organisation.duties.values() if duty.otherwise
    ]
    said += [(("group", group, role), role) for group, seats in organisation.seats.items() for role in seats]
    names = {one.id: spoken(one.title) for one in roles.values() if one.title}
    for path, role in said:
        if role not in roles:
            problems.unknown(dotted(path), "a role of the playbook", role, roles, names)
    for group in organisation.seats:
        if group not in groups:
            problems.unknown(dotted(("group", group)), "a group of the playbook", group, groups)


_ADDRESSES: Final = {
    "phone": (
        re.compile(r"(?=(?:\D*\d){3})[+\d(][\d\s()./-]*(?:(?:ext\.?|x|转)\s*\d+)?"),
        phrase('Write it like "13800138000".'),
    ),
    "email": (re.compile(r"[^@\s]+@[^@\s]+"), phrase('Write it like "chen@shop.example".')),
}
"""What an address of these kinds looks like: to any other nothing would ever be sent."""


def _check_staff(organisation: Organisation, problems: Problems) -> None:
    """Note addresses that reach nobody, and who would stand in for themselves."""
    for staff in organisation.staff.values():
        for contact in staff.contacts:
            looks, step = _ADDRESSES.get(contact.kind, (None, phrase("")))
            if looks and not looks.fullmatch(contact.address):
                reason = phrase("{address!r} reaches nobody", address=contact.address)
                problems.add(dotted(("staff", staff.id, contact.kind)), reason, step)
        if staff.deputy == staff.id:
            reason = phrase("nobody stands in for themselves")
            problems.add(dotted(("staff", staff.id, "deputy")), reason, phrase("Name somebody else."))


def _check_chains(structure: Structure, problems: Problems) -> None:
    staff = structure.organisation.staff
    if len(staff) < 2:  # alone: nobody has to be above
        return
    for one in staff.values():
        end = [one.id, *structure.chain(one.id)][-1]
        if is_top(structure, end):
            continue
        if not roles_known(structure, staff[end].roles) or _left_empty(staff[end], problems):
            continue  # noted already, and all that follows from it
        missing = [leader for role in staff[end].roles for leader in above(structure, role)]
        problems.add(
            dotted(("staff", end, "roles")),
            phrase("nobody is above {end}: the chain of {id} ends in nobody", end=end, id=one.id),
            phrase(
                "Give somebody around them one of these roles: {missing}.",
                missing=joined(missing) if missing else phrase("one without a leader"),
            ),
        )


def _left_empty(one: Staff, problems: Problems) -> bool:
    """Note once that somebody has no role, or no unit: nobody can be above them then."""
    empty = [key for key, there in (("roles", one.roles), ("units", one.units)) if not there]
    for key in empty:
        path = dotted(("staff", one.id, key))
        if not problems.noted(path):
            problems.add(path, phrase("is empty"), phrase('Write {key} = ["..."].', key=key))
    return bool(empty)


def roles_known(structure: Structure, roles: Collection[str]) -> bool:
    """Tell if each of these is a role of the playbook."""
    return all(role in structure.roles for role in roles)


def _check_units(structure: Structure, problems: Problems) -> None:
    organisation = structure.organisation
    for unit in organisation.units.values():
        if not unit.closed and not any(structure.at(one) for one in organisation.unit_path(unit.id)):
            problems.add(
                dotted(("unit", unit.id)),
                phrase("nobody works here, nor in any unit around it"),
                phrase('Give somebody units = ["{id}"].', id=unit.id),
            )
