"""Who works here: live data in a file of its own, because people change every week and the procedure does not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Final

import attrs

from complaintkit.model.customer import Customer
from complaintkit.model.did_you_mean import close_to, nearest
from complaintkit.model.errors import NotFound
from complaintkit.model.problem import Source
from complaintkit.model.read_only import read_only
from complaintkit.model.wire import digest
from complaintkit.organisation._leaving import succeeding, without
from complaintkit.organisation._writing import organisation_data
from complaintkit.organisation.account import Account
from complaintkit.organisation.duty import Duty
from complaintkit.organisation.people import Absence, Staff, Unit

_DAY: Final = timedelta(days=1)


@attrs.frozen(kw_only=True, slots=False, field_transformer=read_only)
class Organisation:
    """Units, staff, duties, seats in groups, absences, those who have left, and who is responsible for which customer.

    `seats` says who of several holders of a role sits in a group: group id, role id, staff ids. The order of entries is
    the order of asking: of two supervisors in one unit the first is asked first.

    >>> from complaintkit.organisation import read_organisation
    >>> shop = read_organisation(
    ...     {
    ...         "unit": {"shop": {"title": "长青图文"}},
    ...         "staff": {"li": {"name": "李", "roles": ["counter"], "units": ["shop"]}},
    ...     }
    ... )
    >>> shop.staff["li"].name
    '李'
    """

    units: Mapping[str, Unit]
    staff: Mapping[str, Staff]
    duties: Mapping[str, Duty] = attrs.field(factory=dict)
    seats: Mapping[str, Mapping[str, tuple[str, ...]]] = attrs.field(factory=dict)
    absences: tuple[Absence, ...] = ()
    departed: Mapping[str, Staff] = attrs.field(factory=dict)
    accounts: Mapping[str, Account] = attrs.field(factory=dict)
    source: Source = attrs.field(default=Source("organisation"), eq=False)

    def as_data(self) -> dict[str, object]:
        """Return everything as JSON can hold it, in the form of the file; `read_organisation` gives it back."""
        return organisation_data(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical data: `sha256:...`."""
        return digest(self.as_data())

    # ---- units -------------------------------------------------------------------------------------------------------
    def unit_path(self, unit: str) -> tuple[str, ...]:
        """Return the unit and everything around it, outwards.

        Raises:
            NotFound: there is no such unit.
        """
        if unit not in self.units:
            raise NotFound(what="unit", ref=unit, next_step=nearest(unit, self.units))
        if unit not in self._paths:
            self._paths[unit] = tuple(self._outwards(unit))
        return self._paths[unit]

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _outwards(self, unit: str | None) -> Iterator[str]:
        while unit is not None:
            yield unit
            unit = self.units[unit].within

    def carried(self, unit: str, what: str) -> str | None:
        """Return a unit's own `calendar`, `time_zone`, `playbook` or `kind`, else that of the nearest unit around it."""
        known = self._carried
        if (unit, what) not in known:
            path = self.unit_path(unit)
            known[unit, what] = next((found for one in path if (found := getattr(self.units[one], what))), None)
        return known[unit, what]

    @cached_property
    def _carried(self) -> dict[tuple[str, str], str | None]:
        return {}

    @property
    def playbooks(self) -> tuple[str, ...]:
        """The playbooks that units name for themselves and what lies within."""
        return tuple(dict.fromkeys(one.playbook for one in self.units.values() if one.playbook))

    @cached_property
    def root(self) -> str:
        """The first unit that lies within no other, one that is open where there is one."""
        tops = [unit for unit in self.units.values() if unit.within is None]
        return next((unit.id for unit in tops if not unit.closed), tops[0].id)

    # ---- rosters and absences ----------------------------------------------------------------------------------------
    def duties_of(self, staff: str) -> tuple[Duty, ...]:
        """Return the duties in whose turns somebody is."""
        return self._duties_of.get(staff, ())

    @cached_property
    def _duties_of(self) -> dict[str, tuple[Duty, ...]]:
        everybody = {one for duty in self.duties.values() for one in duty.staff}
        return {one: tuple(duty for duty in self.duties.values() if one in duty.staff) for one in everybody}

    def absences_of(self, staff: str) -> tuple[Absence, ...]:
        """Return somebody's absences."""
        return self._absences_of.get(staff, ())

    def reached_as(self, customer: Customer) -> frozenset[str]:
        """Return who of the staff has a contact of this customer's, or of whom they speak for, however it is written. R9"""
        return frozenset(who for address in customer.addresses for who in self._addressed.get(address, ()))

    @cached_property
    def _addressed(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for person in self.staff.values():
            for contact in person.contacts:
                found[contact.normal] = (*found.get(contact.normal, ()), person.id)
        return found

    @cached_property
    def _absences_of(self) -> dict[str, tuple[Absence, ...]]:
        away = {one.staff for one in self.absences}
        return {staff: tuple(one for one in self.absences if one.staff == staff) for staff in away}

    # ---- changes, each a new organisation ----------------------------------------------------------------------------
    def with_absence(self, absence: Absence) -> Organisation:
        """Return it with an absence; one that starts at the same time is replaced.

        Raises:
            NotFound: the person or the deputy does not work here.
        """
        for one in (absence.staff, absence.deputy):
            if one is not None and one not in self.staff:
                raise NotFound(what="staff", ref=one, next_step=close_to(one, self.staff))
        others = (one for one in self.absences if (one.staff, one.start) != (absence.staff, absence.start))
        return attrs.evolve(self, absences=tuple(sorted((*others, absence), key=lambda one: (one.staff, one.start))))

    def noted_by(self, actor: str, before: Organisation | None) -> Organisation:
        """Return it with absences and deputies as noted by `actor`, but for what was so `before`: a file does not say by whom."""
        known = {attrs.evolve(one, by=None): one for one in before.absences} if before else {}
        noted = ((attrs.evolve(one, by=None), attrs.evolve(one, by=actor)) for one in self.absences)
        named = {(id, one.deputy): one.deputy_by for id, one in before.staff.items()} if before else {}
        staff = {
            id: attrs.evolve(one, deputy_by=named.get((id, one.deputy), one.deputy and actor))
            for id, one in self.staff.items()
        }
        return attrs.evolve(self, staff=staff, absences=tuple(known.get(plain, anew) for plain, anew in noted))

    def without_deputies_named_by(self, people: Collection[str]) -> Organisation:
        """Return it without the deputies whom these people named: who decides about somebody is not picked by them. R6"""
        absences = tuple(attrs.evolve(one, deputy=None) if one.by in people else one for one in self.absences)
        staff = {
            id: attrs.evolve(one, deputy=None) if one.deputy_by in people else one for id, one in self.staff.items()
        }
        same = absences == self.absences and staff == self.staff
        return self if same else attrs.evolve(self, staff=staff, absences=absences)

    def away_at_a_stretch(self, absence: Absence) -> timedelta:
        """Return how long somebody would be away with this absence, and with what else of theirs leaves no day between. F8"""
        start, end = absence.start, absence.end
        others = [one for one in self.absences if one.staff == absence.staff and one.start != absence.start]
        for one in (*others, *reversed(others)):  # sorted by their start
            if end is None or one.end is None or one.start > end + _DAY or start > one.end + _DAY:
                continue
            start, end = min(start, one.start), max(end, one.end)
        return timedelta.max if end is None else end - start

    def without_staff(self, staff: str) -> Organisation:
        """Return it after somebody left: they keep their name here, and no turn, seat, deputyship or absence. F8

        Raises:
            NotFound: they don't work here.
        """
        if staff not in self.staff:
            raise NotFound(what="staff", ref=staff, next_step=close_to(staff, self.staff))
        return without(self, staff)

    def replaced_by(self, new: Organisation) -> tuple[str, ...]:
        """List who works here and would not in `new`: their cases have to go to somebody else in the same transaction. F8"""
        return tuple(one for one in self.staff if one not in new.staff)

    def succeeding(self, old: Organisation) -> Organisation:
        """Return it in the place of `old`: with who has left, units given up, and absences."""
        return succeeding(self, old)
