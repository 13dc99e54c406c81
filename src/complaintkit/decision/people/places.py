"""The places of an organisation that have a say on a case: nobody whom it is about changes who holds them. R6"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.routing import holders, leaders_above, responsible_for, seats, top

if TYPE_CHECKING:
    from complaintkit.decision.facts import Facts
    from complaintkit.model.case import Case


def places_changed(before: Facts, after: Facts, case: Case) -> tuple[str, ...]:
    """Return the places with a say on the case, such as `role.store-manager`, whose holders are others `after` than `before`."""
    was, is_ = _places(before, case), _places(after, case)
    return tuple(sorted(place for place in {**was, **is_} if was.get(place) != is_.get(place)))


def _places(facts: Facts, case: Case) -> Mapping[str, object]:
    """Return who leads, decides, takes first, is asked at once or stands in for these, and what the owner may, where."""
    organisation, around = facts.structure.organisation, facts.structure.unit_path(case.unit)
    roles = set(_roles(facts, case))
    owner = organisation.staff.get(case.owner)
    return {
        **{
            f"staff.{one}": leaders_above(facts, case, one)
            for one in left_out(facts, case)
            if one in organisation.staff
        },
        f"staff.{case.owner}": owner and (owner.roles, owner.units, leaders_above(facts, case, owner.id)),
        **{f"role.{one}": holders(facts, case, one) for one in roles},
        **{f"group.{one}": seats(facts, case, one) for one in facts.structure.groups},
        **{
            f"duty.{duty.id}": duty
            for duty in organisation.duties.values()
            if duty.role in roles and (duty.unit is None or duty.unit in around)
        },
        "account": responsible_for(facts, case),
        f"unit.{case.unit}": top(facts, case),
    }


def _roles(facts: Facts, case: Case) -> Iterator[str]:
    """Yield the roles that lead others, and those that the case's categories name."""
    yield from (role.leader for role in facts.structure.roles.values() if role.leader)
    for one in case.categories:
        category, first = facts.playbook.category(one), facts.playbook.first_handling(one)
        yield from (role for role in (category.first_taken_by, first and first.by, *category.alarm) if role)
