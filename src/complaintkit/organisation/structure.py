"""The questions one asks of an organisation: who leads, is on duty, acts, sits, may. Pure, and never "nobody"."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cached_property

import attrs

from complaintkit.model.did_you_mean import close_to, nearest
from complaintkit.model.errors import NotFound
from complaintkit.model.phrase import Bilingual, Phrase, phrase
from complaintkit.model.text import said
from complaintkit.organisation import _leading, _roster, _seating
from complaintkit.organisation.duty import Duty
from complaintkit.organisation.organisation import Organisation
from complaintkit.organisation.people import Absence, Staff
from complaintkit.organisation.role import SEES, Group, GroupSeats, Role, Sees

__all__ = ["Structure"]


@attrs.frozen
class _Moment:
    """Who is here at a moment, and in a turn of a duty by the clock of a zone, as far as anybody asked."""

    here: dict[str, bool] = attrs.field(factory=dict)
    turns: dict[tuple[str, str], dict[str, None]] = attrs.field(factory=dict)


@attrs.frozen(slots=False)
class Structure:
    """An organisation seen through the roles and groups of a playbook; `time_zone` is for units without one.

    >>> from complaintkit.organisation import read_organisation
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
    >>> structure = Structure(shop, roles)
    >>> structure.leader_of("li"), structure.leader_of("zhao"), structure.last_resort("shop")
    ('zhao', None, 'zhao')
    """

    organisation: Organisation
    roles: Mapping[str, Role]
    groups: Mapping[str, Group] = attrs.field(factory=dict)
    time_zone: str = "UTC"

    # ---- people and units --------------------------------------------------------------------------------------------
    def called(self, id: str) -> Phrase | None:
        """Return what somebody, a group or a unit is called, beside its id, which English keeps; None where nobody is."""
        people = self.organisation
        if (found := people.staff.get(id) or people.departed.get(id)) is not None:
            return Bilingual(id, found.name)
        titled = self.groups.get(id) or people.units.get(id)
        return Bilingual(id, said(titled.title, "zh")) if titled else None

    def person(self, staff: str) -> Staff:
        """Return somebody who works here, or did.

        Raises:
            NotFound: never heard of them.
        """
        found = self.organisation.staff.get(staff) or self.organisation.departed.get(staff)
        if found is None:
            raise NotFound(what="staff", ref=staff, next_step=close_to(staff, self.organisation.staff))
        return found

    @cached_property
    def _by_unit(self) -> Mapping[str, tuple[Staff, ...]]:
        people = self.organisation.staff.values()
        return {unit: tuple(one for one in people if unit in one.units) for unit in self.organisation.units}

    def at(self, unit: str, role: str | None = None) -> tuple[str, ...]:
        """Return who works in a unit itself, in a role or in any."""
        return tuple(one.id for one in self._by_unit.get(unit, ()) if role is None or role in one.roles)

    def levels(self, role: str, unit: str) -> tuple[tuple[str, ...], ...]:
        """Return who holds a role in the unit, then in the unit around it, and so on; units without anybody are passed over."""
        if (role, unit) not in self._levels:
            there = (self.at(one, role) for one in self.unit_path(unit))
            self._levels[role, unit] = tuple(people for people in there if people)
        return self._levels[role, unit]

    @cached_property
    def _levels(self) -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
        return {}

    def holders(self, role: str, unit: str, *, without: Collection[str] = ()) -> tuple[str, ...]:
        """Return who holds a role in the unit, or in the nearest unit around it where somebody does."""
        for people in self.levels(role, unit):
            if found := people if not without else tuple(one for one in people if one not in without):
                return found
        return ()

    def units_of(self, staff: str) -> tuple[str, ...]:
        """Return the units somebody works in."""
        return self.person(staff).units

    def home(self, staff: str) -> str:
        """Return the first of their units that there still is."""
        if staff not in self._homes:
            mine = (unit for unit in self.person(staff).units if unit in self.organisation.units)
            self._homes[staff] = next(mine, self.organisation.root)
        return self._homes[staff]

    @cached_property
    def _homes(self) -> dict[str, str]:
        return {}

    def unit_path(self, unit: str) -> tuple[str, ...]:
        """Return the unit and everything around it, outwards."""
        return self.organisation.unit_path(unit)

    def below(self, unit: str) -> tuple[str, ...]:
        """Return the units within a unit, at any depth, without itself."""
        return tuple(one for one in self.organisation.units if one != unit and unit in self.organisation.unit_path(one))

    def zone_of(self, unit: str) -> str:
        """Return the time zone of a unit, as an IANA name."""
        return self.organisation.carried(unit, "time_zone") or self.time_zone

    # ---- leaders -----------------------------------------------------------------------------------------------------
    def leader_of(self, staff: str, unit: str | None = None, *, without: Collection[str] = ()) -> str | None:
        """Return who leads somebody in a unit (their own where none is given): never themselves, None where nobody is above.

        The leader's role is looked for in the unit, then in the nearest unit around it; where nobody has it, that
        role's own leader is looked for, up the chain. `without` leaves people out (R6).
        """
        return _leading.leader_of(self, staff, unit, without)

    def chain(self, staff: str, unit: str | None = None, *, without: Collection[str] = ()) -> tuple[str, ...]:
        """Return everybody above somebody, nearest first."""
        if without:
            return tuple(_leading.chain(self, staff, unit, without))
        if (staff, unit) not in self._chains:
            self._chains[staff, unit] = tuple(_leading.chain(self, staff, unit, ()))
        return self._chains[staff, unit]

    @cached_property
    def _chains(self) -> dict[tuple[str, str | None], tuple[str, ...]]:
        return {}

    def works_for(self, staff: str, unit: str) -> bool:
        """Tell if somebody works in a unit or in what lies around it, or everywhere."""
        return self.reach(staff) == "all" or not set(self.unit_path(unit)).isdisjoint(self.units_of(staff))

    def is_leader_of(self, leader: str, staff: str, unit: str | None = None) -> bool:
        """Tell if `leader` is anywhere up the chain of `staff`."""
        return leader in self.chain(staff, unit)

    def last_resort(self, unit: str | None = None, *, without: Collection[str] = ()) -> str:
        """Return the person where the chains of a unit end; of the whole business where none is given.

        Also the first administrator of an empty database. Somebody of `without` is returned only where nobody else works here.

        Raises:
            ConfigurationError: nobody works there, nor in any unit around; `check` refuses such an organisation.
        """
        place = unit or self.organisation.root
        places = dict.fromkeys((place, self.organisation.root))
        found = next((one for there in places if (one := _leading.last_resort(self, there, without))), None)
        found = found or next((one for one in self.organisation.staff if one not in without), None)
        if found is None and without:
            return self.last_resort(unit)  # a business of one: R6's exception
        if found is None:
            raise self.organisation.source.error(
                f"unit.{place}",
                phrase("nobody works here, nor in any unit around it"),
                phrase("Give somebody this unit in their units."),
            )
        return found

    # ---- who is here -------------------------------------------------------------------------------------------------
    def absence(self, staff: str, at: datetime) -> Absence | None:
        """Return the absence that covers a moment."""
        return _roster.absence(self, staff, at)

    def present(self, staff: str, at: datetime) -> bool:
        """Tell if somebody works here, is not away and, where they are in a roster, has a turn now."""
        here = self._known_at(at).here
        if staff not in here:
            here[staff] = _roster.present(self, staff, at)
        return here[staff]

    def on_turn(self, duty: Duty, zone: str, at: datetime) -> Mapping[str, None]:
        """Return who is in a turn of a duty that runs at a moment, by the clock of a time zone; in their order."""
        turns = self._known_at(at).turns
        if (duty.id, zone) not in turns:
            running = _roster.running(duty, zone, at)
            turns[duty.id, zone] = dict.fromkeys(one for turn in running for one in turn.staff)
        return turns[duty.id, zone]

    def _known_at(self, at: datetime) -> _Moment:
        """Return what is known of a moment: one is asked about again and again, for each of the staff, and then another."""
        known = self._moments.get(at)
        if known is None:
            self._moments.clear()
            known = self._moments[at] = _Moment()
        return known

    @cached_property
    def _moments(self) -> dict[datetime, _Moment]:
        return {}

    def on_duty(
        self, unit: str, at: datetime, role: str | None = None, *, without: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Return who gets what nobody took in person: whose turn it is, by the unit's clock. Never nobody. S4.1

        `role` asks for the duty of that role only. Where nobody has a turn: the role in the duty's `otherwise`; then
        whoever acts for them; then the last resort.
        """
        return _roster.on_duty(self, unit, at, role, without)

    def shifts_at(self, unit: str, at: datetime) -> tuple[str, ...]:
        """Return the turns of the roster that run in a unit at a moment, whoever has them: `("hotline.late",)`. S4.11"""
        return _roster.shifts_at(self, unit, at)

    def shift_ends(self, staff: str, at: datetime) -> datetime | None:
        """Return when somebody's running turn ends (UTC), where its cases are handed on to the next. F2"""
        return _roster.shift_ends(self, staff, at)

    def next_shift(self, staff: str, at: datetime) -> tuple[datetime, tuple[str, ...]] | None:
        """Return when (UTC) their running turn ends that is handed on, and who has the next one; None where nobody has. F2"""
        return _roster.next_shift(self, staff, at)

    def acting_for(self, staff: str, at: datetime, *, without: Collection[str] = ()) -> str:
        """Return who acts for somebody: themselves, else deputy, roster, leader. Accountability stays where it is. F8"""
        found = _roster.acting_for(self, staff, at, without)
        return found or self.last_resort(self.home(staff), without=without)

    def replacement_for(
        self, staff: str, unit: str | None = None, *, without: Collection[str] = (), at: datetime | None = None
    ) -> str:
        """Return who becomes accountable when somebody leaves, or is away for long: the deputy, or else the leader. F8

        The deputy of a long absence goes first that is not over `at` that moment; one of a short absence acts, and no more.
        """
        long = (one for one in self.organisation.absences if one.staff == staff and one.long)
        away = (one.deputy for one in long if at is not None and (one.end is None or at < one.end))
        named = (*away, self.person(staff).deputy, self.leader_of(staff, unit, without=without))
        known = (one for one in named if one and one not in (staff, *without) and one in self.organisation.staff)
        return next(known, None) or self.last_resort(unit or self.home(staff), without=without)

    def without_deputies_named_by(self, people: Collection[str]) -> Structure:
        """Return it without the deputies whom these people named, in general or for an absence. R6"""
        if not people:
            return self
        key = frozenset(people)
        if key not in self._without_deputies:
            organisation = self.organisation.without_deputies_named_by(key)
            same = organisation is self.organisation
            self._without_deputies[key] = self if same else attrs.evolve(self, organisation=organisation)
        return self._without_deputies[key]

    @cached_property
    def _without_deputies(self) -> dict[frozenset[str], Structure]:
        return {}

    # ---- groups and rights -------------------------------------------------------------------------------------------
    def group(self, group: str, unit: str, *, without: Collection[str] = ()) -> GroupSeats:
        """Return who sits in a group for a case of this unit, without those who are complained about. S1.2, R6

        Raises:
            NotFound: the playbook has no such group.
        """
        if group not in self.groups:
            raise NotFound(what="group", ref=group, next_step=nearest(group, self.groups))
        return _seating.seats(self, self.groups[group], unit, frozenset(without))

    def roles_of(self, staff: str) -> tuple[Role, ...]:
        """Return the roles of somebody that the playbook knows; none of somebody who has left."""
        if staff not in self._roles:
            mine = self.organisation.staff.get(staff)
            if mine is None:
                return ()
            self._roles[staff] = tuple(self.roles[role] for role in mine.roles if role in self.roles)
        return self._roles[staff]

    @cached_property
    def _roles(self) -> dict[str, tuple[Role, ...]]:
        return {}

    def may(self, staff: str, word: str) -> bool:
        """Tell if one of their roles lets somebody perform a command, by its door word."""
        return any(role.allows(word) for role in self.roles_of(staff))

    def reach(self, staff: str) -> Sees:
        """Return how far somebody sees: the widest of their roles."""
        return max((role.sees for role in self.roles_of(staff)), key=lambda one: SEES[one], default="own")

    def sees(self, staff: str, *, unit: str, involved: bool) -> bool:
        """Tell if somebody may read a case of this unit; `involved`: they own it, took it in, or were asked. R20

        A stranger sees nothing, not even what they were once involved in.
        """
        if not self.roles_of(staff):
            return False
        if involved or (reach := self.reach(staff)) == "all":
            return True
        return reach != "own" and not set(self.unit_path(unit)).isdisjoint(self._places(staff, reach))

    def _places(self, staff: str, reach: Sees) -> Collection[str]:
        """Return the units somebody sees, with all below: their own, or the region around each."""
        mine = self.units_of(staff)
        return mine if reach == "unit" else [self._region(unit) for unit in mine]

    def _region(self, unit: str) -> str:
        units = self.organisation.units
        return next((one for one in self.unit_path(unit) if units[one].kind == "region"), unit)
