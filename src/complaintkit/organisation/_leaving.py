"""People leave: what has to be taken out of an organisation so that nothing dangles. F8"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from complaintkit.organisation.duty import Duty
    from complaintkit.organisation.organisation import Organisation
    from complaintkit.organisation.people import Unit


def without(organisation: Organisation, staff: str) -> Organisation:
    """Return `organisation` after `staff` left."""
    gone = organisation.staff[staff]
    return attrs.evolve(
        organisation,
        staff={
            one.id: attrs.evolve(one, deputy=None if one.deputy == staff else one.deputy)
            for one in organisation.staff.values()
            if one.id != staff
        },
        departed={**organisation.departed, staff: gone},
        duties={name: _duty_without(duty, staff) for name, duty in organisation.duties.items()},
        seats=_seats_without(organisation.seats, staff),
        absences=tuple(
            attrs.evolve(one, deputy=None if one.deputy == staff else one.deputy)
            for one in organisation.absences
            if one.staff != staff
        ),
    )


def _duty_without(duty: Duty, staff: str) -> Duty:
    turns = {
        name: attrs.evolve(turn, staff=tuple(one for one in turn.staff if one != staff))
        for name, turn in duty.turns.items()
    }
    return attrs.evolve(duty, turns=turns)


def _seats_without(
    seats: Mapping[str, Mapping[str, tuple[str, ...]]], staff: str
) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        group: {role: tuple(one for one in people if one != staff) for role, people in of.items()}
        for group, of in seats.items()
    }


def succeeding(new: Organisation, old: Organisation) -> Organisation:
    """Return `new` with the memory of `old`: the departed, units given up, absences that `new` says nothing about."""
    gone = {name: one for name, one in {**old.departed, **old.staff}.items() if name not in new.staff}
    told = {absence.staff for absence in new.absences}
    kept = (one for one in old.absences if one.staff in new.staff and one.staff not in told)
    absences = (
        *(attrs.evolve(one, deputy=one.deputy if one.deputy in new.staff else None) for one in kept),
        *new.absences,
    )
    return attrs.evolve(
        new,
        units={**new.units, **_given_up(new, old)},
        departed={**gone, **{name: one for name, one in new.departed.items() if name not in new.staff}},
        absences=tuple(sorted(absences, key=lambda one: (one.staff, one.start))),
    )


def _given_up(new: Organisation, old: Organisation) -> dict[str, Unit]:
    """Return the units that `new` no longer has, closed: cases of theirs may still be open, and their numbers stay."""
    return {name: attrs.evolve(unit, closed=True) for name, unit in old.units.items() if name not in new.units}
