"""Who is administered by whom: from above, within one's own units; and what of an organisation's file that covers. R20"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.organisation import _leading

if TYPE_CHECKING:
    from attrs import AttrsInstance

    from complaintkit.organisation.duty import Duty
    from complaintkit.organisation.people import Absence, Staff
    from complaintkit.organisation.structure import Structure

__all__ = ["Scope", "fields_outside"]

_OWN: Final = ("roles", "units", "deputy")
"""What nobody changes of themselves: it says what they may, where, and who gets their cases."""


@attrs.frozen
class Scope:
    """What one person may administer, in an organisation seen through each playbook in force.

    >>> from complaintkit.organisation import Role, Structure, read_organisation
    >>> shop = read_organisation(
    ...     {
    ...         "unit": {"shop": {"title": "长青图文"}},
    ...         "staff": {
    ...             "li": {"name": "李", "roles": ["counter"], "units": ["shop"]},
    ...             "zhao": {"name": "赵店长", "roles": ["manager"], "units": ["shop"]},
    ...         },
    ...     }
    ... )
    >>> roles = {"counter": Role(id="counter", title={}, leader="manager"), "manager": Role(id="manager", title={})}
    >>> through = [Structure(shop, roles)]
    >>> Scope("zhao", through).has_below("li"), Scope("li", through).has_below("zhao")
    (True, False)
    """

    leader: str
    structures: Sequence[Structure]

    @property
    def is_whole(self) -> bool:
        """True of the person where all chains end: everybody else is below them."""
        return any(one.last_resort() == self.leader for one in self.structures)

    def has_below(self, staff: str) -> bool:
        """Tell if somebody is below: every role of theirs is led by one of the leader's, and all their units lie within."""
        if staff == self.leader or self.leader not in self.structures[0].organisation.staff:
            return False
        return self.is_whole or any(self._leads(one, staff) for one in self.structures)

    def _leads(self, structure: Structure, staff: str) -> bool:
        units = structure.organisation.units
        person, mine = structure.person(staff), set(structure.organisation.staff[self.leader].roles)
        places = [one for one in person.units if one in units]
        return (
            bool(places)
            and all(self.has_within(one) for one in places)
            and all(mine & set(_leading.above(structure, role)) for role in _leading.highest(structure, person.roles))
        )

    def has_within(self, unit: str) -> bool:
        """Tell if a unit is one of the leader's, or lies within one."""
        structure = self.structures[0]
        return not set(structure.units_of(self.leader)).isdisjoint(structure.unit_path(unit))

    def covers_unit(self, unit: str) -> bool:
        """Tell if a unit lies below: within one of the leader's, and whoever works there is below them, not they themselves."""
        structure = self.structures[0]
        there = {unit, *structure.below(unit)}
        people = [one.id for one in structure.organisation.staff.values() if not there.isdisjoint(one.units)]
        return self.is_whole or (self.has_within(unit) and all(map(self.has_below, people)))

    def may_name(self, deputy: str, staff: str) -> bool:
        """Tell if the leader may have `deputy` stand in for `staff`.

        That is themselves or somebody below; who was named for `staff` in general; or who works where `staff` does.
        """
        structure = self.structures[0]
        person = structure.person(staff)
        around = {
            unit for one in person.units if one in structure.organisation.units for unit in structure.unit_path(one)
        }
        return (
            deputy in (self.leader, person.deputy)
            or self.has_below(deputy)
            or not around.isdisjoint(structure.units_of(deputy))
        )

    def knows(self, staff: str) -> bool:
        """Tell if somebody is the leader, or below."""
        return staff == self.leader or self.has_below(staff)


def fields_outside(old: Scope, new: Scope) -> Iterator[str]:
    """Yield the fields, as `staff.hu.roles`, in which an organisation would change beyond what a person may administer."""
    yield from _themselves(old, new)
    yield from _absences(old, new)
    if old.is_whole:
        return
    yield from _people(old, new)
    yield from _units(old, new)
    yield from _duties(old, new)
    yield from _seats(old, new)
    yield from _accounts(old, new)
    yield from _order(old, new)


def _themselves(old: Scope, new: Scope) -> Iterator[str]:
    before = old.structures[0].organisation.staff[old.leader]
    after = new.structures[0].organisation.staff.get(old.leader)
    if after is None:
        yield f"staff.{old.leader}"
    else:
        yield from _changed(f"staff.{old.leader}", before, after, _OWN)


def _people(old: Scope, new: Scope) -> Iterator[str]:
    before, after = _everybody(old), _everybody(new)
    for staff in {**before, **after}:
        one, other = before.get(staff), after.get(staff)
        if one == other or staff == old.leader:
            continue
        if not all(scope.has_below(staff) for scope, said in ((old, one), (new, other)) if said):
            works = one and other and one[1] == other[1]
            yield from _changed(f"staff.{staff}", one[0], other[0]) if one and other and works else (f"staff.{staff}",)


def _everybody(scope: Scope) -> dict[str, tuple[Staff, bool]]:
    """Return everybody known, and whether they work here."""
    organisation = scope.structures[0].organisation
    gone = {name: (one, False) for name, one in organisation.departed.items()}
    return {**gone, **{name: (one, True) for name, one in organisation.staff.items()}}


def _units(old: Scope, new: Scope) -> Iterator[str]:
    before, after = old.structures[0].organisation.units, new.structures[0].organisation.units
    for unit in {**before, **after}:
        one, other = before.get(unit), after.get(unit)
        covered = all(scope.covers_unit(unit) for scope, said in ((old, one), (new, other)) if said)
        if one != other and not covered:
            yield from _changed(f"unit.{unit}", one, other) if one and other else (f"unit.{unit}",)


def _duties(old: Scope, new: Scope) -> Iterator[str]:
    before, after = old.structures[0].organisation.duties, new.structures[0].organisation.duties
    for duty in {**before, **after}:
        one, other = before.get(duty), after.get(duty)
        if one != other and not all(_covers_duty(scope, said) for scope, said in ((old, one), (new, other)) if said):
            yield f"duty.{duty}"


def _covers_duty(scope: Scope, duty: Duty) -> bool:
    return duty.unit is not None and scope.has_within(duty.unit) and all(map(scope.knows, duty.staff))


def _accounts(old: Scope, new: Scope) -> Iterator[str]:
    """Whose customer it is says whoever leads both who had it and who gets it."""
    before, after = old.structures[0].organisation.accounts, new.structures[0].organisation.accounts
    for account in {**before, **after}:
        one, other = before.get(account), after.get(account)
        people = ((scope, said.responsible) for scope, said in ((old, one), (new, other)) if said)
        if one != other and not all(scope.knows(staff) for scope, staff in people):
            yield f"account.{account}"


def _seats(old: Scope, new: Scope) -> Iterator[str]:
    before, after = _seats_of(old), _seats_of(new)
    for seat in {**before, **after}:
        one, other = before.get(seat, ()), after.get(seat, ())
        left, joined = set(one) - set(other), set(other) - set(one)
        moved = bool(left or joined) and all(map(old.has_below, left)) and all(map(new.has_below, joined))
        if one != other and not moved:
            yield f"group.{seat}"


def _seats_of(scope: Scope) -> dict[str, tuple[str, ...]]:
    seats = scope.structures[0].organisation.seats
    return {f"{group}.{role}": people for group, of in seats.items() for role, people in of.items()}


def _absences(old: Scope, new: Scope) -> Iterator[str]:
    before, after = set(old.structures[0].organisation.absences), set(new.structures[0].organisation.absences)
    for one in sorted(before ^ after, key=lambda one: (one.staff, one.start)):
        gone = one.staff not in new.structures[0].organisation.staff
        if not gone and not _may_note(old, one):
            yield f"absence.{one.staff}"


def _may_note(scope: Scope, absence: Absence) -> bool:
    if absence.staff == scope.leader:
        return not absence.long
    return absence.staff not in scope.structures[0].organisation.staff or scope.has_below(absence.staff)


def _order(old: Scope, new: Scope) -> Iterator[str]:
    """The first of several is asked first, so nobody moves those up or down who are not below them."""
    for table in ("unit", "staff", "duty"):
        before, after = _fixed(old, table), _fixed(new, table)
        both = set(before) & set(after)
        if [one for one in before if one in both] != [one for one in after if one in both]:
            yield f"order.{table}"


def _fixed(scope: Scope, table: str) -> list[str]:
    organisation = scope.structures[0].organisation
    if table == "unit":
        return [one for one in organisation.units if not scope.covers_unit(one)]
    if table == "staff":
        return [one for one in organisation.staff if not scope.has_below(one)]
    return [name for name, one in organisation.duties.items() if not _covers_duty(scope, one)]


def _changed(
    where: str, one: AttrsInstance, other: AttrsInstance, fields: Collection[str] | None = None
) -> Iterator[str]:
    before, after = _values(one), _values(other)
    for field in fields or before:
        if before[field] != after[field]:
            yield f"{where}.{field}"


def _values(one: AttrsInstance) -> Mapping[str, object]:
    return {field.name: getattr(one, field.name) for field in attrs.fields(type(one))}
