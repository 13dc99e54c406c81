"""The people: who works here, in which units, who is away, and who has left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from os import PathLike
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision.tables.verb import declared
from complaintkit.desk.reading.sight import known_reader
from complaintkit.model.check import maybe_string
from complaintkit.records.sight import units_seen

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.organisation import Organisation
    from complaintkit.records.door import Door


@declared("people")
@attrs.frozen
class People:
    """The organisation: who works here, in which units, who is away: `desk.people`. F8, R20

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     here = desk.people.organisation(by="chen")
    ...     zone = desk.people.zone("s1", by="chen")
    >>> here.staff["chen"].units, zone.key
    (('changqing',), 'Asia/Shanghai')
    """

    _door: Door = attrs.field(repr=False)

    def organisation(self, *, by: By) -> Organisation:
        """Return units, staff, duties and absences as they stand, as far as `by` sees.

        Who does not see everything gets the units they see and those they work in, what lies around these, and the people
        there: whom they may have to ask, or hand a case to.

        Raises:
            InvalidInput: `by` does not work here.
        """
        with self._door.storage.reading() as reader:
            facts = known_reader(self._door, reader, by)
        organisation, units = facts.structure.organisation, units_seen(facts)
        if units is None:
            return organisation
        return _within(organisation, units.union(facts.structure.units_of(facts.actor)))

    def zone(self, unit: str | None = None, *, by: By) -> ZoneInfo:
        """Return the time zone of a unit; the whole business's without one, or for one that is no more.

        Raises:
            InvalidInput: `by` does not work here.
        """
        maybe_string(unit, field="unit")
        with self._door.storage.reading() as reader:
            structure = known_reader(self._door, reader, by).structure
        known = unit is not None and unit in structure.organisation.units
        return ZoneInfo(structure.zone_of(unit) if unit is not None and known else structure.time_zone)

    def set_organisation(self, source: PathLike[str] | Mapping[str, object], *, by: By) -> tuple[str, ...]:
        """Put an organisation in force; return the numbers of cases that changed hands because somebody is gone. F8, R20

        A program of the host changes anything; somebody of the staff what lies below them, and never their own roles,
        units and deputy. Whoever is above all changes the rest. While a complaint about them is open, nobody of the staff changes
        who leads, decides or takes it (R6).

        Args:
            source: an organisation file, or its tables.
            by: a program, or somebody whose role may `set-organisation`.

        Raises:
            NotAllowed: no role of `by` may `set-organisation`, or it changes more than lies below them, or who decides an open
                complaint about them; names the fields.
            ConfigurationError: a leader chain ends in nobody, a name points nowhere; nothing changes.
        """
        from complaintkit.desk.admin.organising import set_organisation

        return set_organisation(self._door, source, by)

    def away(
        self, staff: str, *, by: By, start: datetime, end: datetime, deputy: str | None = None, long: bool = False
    ) -> tuple[str, ...]:
        """Note that somebody is away; return the numbers of cases that changed hands. F8

        The roster or `deputy` acts for them; accountability moves only where the absence is `long` and not over yet.

        Args:
            staff: who is away.
            by: a program, somebody above them whose role may `staff-away`; they themselves, not for long, up to 31 days on end.
            start: from when, with a zone.
            end: until before when.
            deputy: who acts for them meanwhile, where it is not the usual deputy: works where they do, or is below `by`.
            long: their cases change hands.

        Raises:
            NotAllowed: no role of `by` may `staff-away`; `staff` is not below them (R20); it is long and their own (F8);
                the deputy works elsewhere.
            NotFound: `staff` or `deputy` does not work here.
            InvalidInput: a time has no zone, or the end is not after the start; their own word goes no further.
        """
        from complaintkit.desk.admin.organising import staff_away

        return staff_away(self._door, staff, by, start=start, end=end, deputy=deputy, long=long)

    def left(self, staff: str, *, by: By) -> tuple[str, ...]:
        """Note that somebody has left; return the numbers of their cases, which all changed hands. F8

        Raises:
            NotAllowed: no role of `by` may `staff-left`, or `staff` is not below them (R20).
            NotFound: they don't work here.
            ConfigurationError: somebody's leader chain would end in nobody; nothing changes.
        """
        from complaintkit.desk.admin.organising import staff_left

        return staff_left(self._door, staff, by)


def _within(organisation: Organisation, units: frozenset[str]) -> Organisation:
    """Return the part of an organisation that these units and those around them make up."""
    around = {one for unit in units if unit in organisation.units for one in organisation.unit_path(unit)}
    staff = {id: one for id, one in organisation.staff.items() if not around.isdisjoint(one.units)}
    return attrs.evolve(
        organisation,
        units={id: one for id, one in organisation.units.items() if id in around},
        staff={id: attrs.evolve(one, units=tuple(u for u in one.units if u in around)) for id, one in staff.items()},
        duties={id: one for id, one in organisation.duties.items() if one.staff <= staff.keys()},
        seats={
            group: {role: tuple(one for one in people if one in staff) for role, people in seats.items()}
            for group, seats in organisation.seats.items()
        },
        absences=tuple(one for one in organisation.absences if one.staff in staff),
        departed={id: one for id, one in organisation.departed.items() if not around.isdisjoint(one.units)},
    )
