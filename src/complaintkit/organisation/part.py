"""The part of an organisation that runs one playbook, where its units run several."""

from __future__ import annotations

from collections.abc import Collection

import attrs

from complaintkit.organisation.organisation import Organisation

__all__ = ["part_of"]


def part_of(
    organisation: Organisation,
    units: Collection[str],
    *,
    foreign_roles: Collection[str],
    foreign_groups: Collection[str],
) -> Organisation:
    """Return these units with what lies around them, who works there, and their duties and seats.

    Roles and groups that only the playbooks of other units know (`foreign_roles`, `foreign_groups`) are left out; what
    nobody knows stays in, to be found by `check`.

    >>> from complaintkit.organisation import read_organisation
    >>> company = read_organisation(
    ...     {
    ...         "unit": {"shop": {"title": "店"}, "bar": {"title": "吧", "playbook": "night-market"}},
    ...         "staff": {
    ...             "li": {"name": "李", "roles": ["manager"], "units": ["shop"]},
    ...             "bo": {"name": "薄", "roles": ["host"], "units": ["bar"]},
    ...         },
    ...     }
    ... )
    >>> shop = part_of(company, ["shop"], foreign_roles=["host"], foreign_groups=[])
    >>> list(shop.units), list(shop.staff)
    (['shop'], ['li'])
    """
    around = {one for unit in units for one in organisation.unit_path(unit)}
    staff = {
        id: mine
        for id, one in organisation.staff.items()
        if not around.isdisjoint(one.units)
        and (mine := attrs.evolve(one, roles=tuple(role for role in one.roles if role not in foreign_roles))).roles
    }
    duties = {
        id: one
        for id, one in organisation.duties.items()
        if one.role not in foreign_roles and (one.unit is None or one.unit in around) and one.staff <= staff.keys()
    }
    seats = {
        group: {role: people for role, people in one.items() if role not in foreign_roles}
        for group, one in organisation.seats.items()
        if group not in foreign_groups
    }
    return attrs.evolve(
        organisation,
        units={
            id: one if id in units else attrs.evolve(one, calendar=None, closed=True)  # another playbook's to judge
            for id, one in organisation.units.items()
            if id in around
        },
        staff=staff,
        duties=duties,
        seats=seats,
        accounts={id: one for id, one in organisation.accounts.items() if one.responsible in staff},
    )
