"""Who is here at a moment, and who acts for those who are not: turns, absences, deputies. F8"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from complaintkit.organisation._leading import leader_of

if TYPE_CHECKING:
    from complaintkit.organisation.duty import Duty, Turn
    from complaintkit.organisation.people import Absence
    from complaintkit.organisation.structure import Structure


def absence(structure: Structure, staff: str, at: datetime) -> Absence | None:
    """Return the absence that covers the moment: a long one before a short one, what others noted before their own word."""
    found = (one for one in structure.organisation.absences_of(staff) if one.covers(at))
    return min(found, key=lambda one: (not one.long, one.by == staff), default=None)


def running(duty: Duty, zone: str, at: datetime) -> Iterator[Turn]:
    """Yield the turns of a duty that run at a moment, by the clock of a time zone."""
    local = at.astimezone(ZoneInfo(zone))
    return (turn for turn in duty.turns.values() if turn.runs(local))


def _on_turn(structure: Structure, duty: Duty, unit: str, at: datetime) -> Mapping[str, None]:
    """Return who is in a turn of a duty that runs at a moment, by the clock of its unit."""
    return structure.on_turn(duty, structure.zone_of(duty.unit or unit), at)


def shifts_at(structure: Structure, unit: str, at: datetime) -> tuple[str, ...]:
    """Return the turns that run at a moment, of those who serve a unit: `hotline.late`."""
    path = set(structure.organisation.unit_path(unit))
    return tuple(
        f"{duty.id}.{turn.id}"
        for duty in structure.organisation.duties.values()
        if _serves(structure, duty, unit)
        for turn in running(duty, structure.zone_of(duty.unit or unit), at)
        if any(not path.isdisjoint(structure.person(one).units) for one in turn.staff)
    )


def on_shift(structure: Structure, staff: str, at: datetime) -> bool:
    """Tell if a turn of theirs runs, or they are in no roster and keep the hours of their unit."""
    mine = structure.organisation.duties_of(staff)
    unit = structure.home(staff)
    return not mine or any(staff in _on_turn(structure, duty, unit, at) for duty in mine)


def present(structure: Structure, staff: str, at: datetime) -> bool:
    """Tell if they work here, are not away, and are on shift."""
    works_here = staff in structure.organisation.staff
    return works_here and absence(structure, staff, at) is None and on_shift(structure, staff, at)


def shift_ends(structure: Structure, staff: str, at: datetime) -> datetime | None:
    """Return when the last running turn of theirs ends that is handed on."""
    unit, ends = structure.home(staff), []
    for duty in structure.organisation.duties_of(staff):
        local = at.astimezone(ZoneInfo(structure.zone_of(duty.unit or unit)))
        if duty.hand_on_at_end:
            ends += [end for turn in duty.turns.values() if staff in turn.staff and (end := turn.ends(local))]
    return max(ends).astimezone(UTC) if ends else None


def next_shift(structure: Structure, staff: str, at: datetime) -> tuple[datetime, tuple[str, ...]] | None:
    """Return when their running turn ends that is handed on, and who comes next at that desk; None where they go on there."""
    unit = structure.home(staff)
    for duty in structure.organisation.duties_of(staff):
        local = at.astimezone(ZoneInfo(structure.zone_of(duty.unit or unit)))
        ends = [end for turn in duty.turns.values() if staff in turn.staff and (end := turn.ends(local))]
        if not duty.hand_on_at_end or not ends:
            continue
        end = max(ends)
        after = dict.fromkeys(one for turn in duty.turns.values() if turn.runs(end) for one in turn.staff)
        there = tuple(one for one in after if structure.absence(one, end.astimezone(UTC)) is None)
        if staff not in after and there:
            return end.astimezone(UTC), there
    return None


def on_duty(
    structure: Structure, unit: str, at: datetime, role: str | None, without: Collection[str]
) -> tuple[str, ...]:
    """Return whose turn it is; else the role in `otherwise`; else whoever holds the role; else the last resort.

    Where no role is asked for, it is that of the first duty: a cook on duty does not take the hotline's calls.
    """
    serving = [one for one in structure.organisation.duties.values() if _serves(structure, one, unit)]
    role = role or next((one.role for one in serving), None)
    duties = [one for one in serving if one.role == role]
    for duty in duties:
        if found := tuple(_at_the_desk(structure, duty, unit, at, without)):
            return found
    others = [duty.otherwise for duty in duties if duty.otherwise] + ([role] if role else [])
    for other in others:
        if found := tuple(one for one in structure.holders(other, unit, without=without) if structure.present(one, at)):
            return found
    everybody = (one for other in others for one in structure.holders(other, unit, without=without))
    acting = (structure.acting_for(one, at, without=without) for one in everybody)
    return (next(acting, None) or structure.last_resort(unit, without=without),)


def _serves(structure: Structure, duty: Duty, unit: str) -> bool:
    return duty.unit is None or duty.unit in structure.organisation.unit_path(unit)


def _at_the_desk(structure: Structure, duty: Duty, unit: str, at: datetime, without: Collection[str]) -> Iterator[str]:
    """Yield the people of the running turns who serve this unit; where all of them are away, their deputies."""
    path, away = set(structure.organisation.unit_path(unit)), []
    somebody = False
    for one in _on_turn(structure, duty, unit, at):
        if path.isdisjoint(structure.person(one).units):
            continue
        if one not in without and structure.absence(one, at) is None:
            somebody = True
            yield one
        else:
            away.append(one)
    if not somebody:
        yield from dict.fromkeys(deputy for one in away if (deputy := _deputy(structure, one, at, without)))


def _deputy(structure: Structure, staff: str, at: datetime, without: Collection[str]) -> str | None:
    named = (one for one in _deputies(structure, staff, at) if one not in without)
    return next((one for one in named if structure.present(one, at)), None)


def _deputies(structure: Structure, staff: str, at: datetime) -> Iterator[str]:
    """Yield who was named to stand in: for this absence, then in general."""
    away = structure.absence(staff, at)
    for named in (away.deputy if away else None, structure.person(staff).deputy):
        if named is not None and named in structure.organisation.staff:
            yield named


def acting_for(
    structure: Structure, staff: str, at: datetime, without: Collection[str], seen: frozenset[str] = frozenset()
) -> str | None:
    """Return themselves, else their deputy, else whoever is on their duty, else their leader, or who acts for that one."""
    if staff not in without and structure.present(staff, at):
        return staff
    seen |= {staff}
    for one in _stand_ins(structure, staff, at, without):
        if one not in seen and (found := acting_for(structure, one, at, without, seen)):
            return found
    return None


def _stand_ins(structure: Structure, staff: str, at: datetime, without: Collection[str]) -> Iterator[str]:
    """Yield stand-ins, nearest first. Somebody off shift is followed by whoever is on; a deputy is for those who are away."""
    away = structure.absence(staff, at) is not None or staff not in structure.organisation.staff
    if away:
        yield from _deputies(structure, staff, at)
    unit = structure.home(staff)
    for duty in structure.organisation.duties_of(staff):
        yield from _at_the_desk(structure, duty, unit, at, without)
        if duty.otherwise:
            yield from structure.holders(duty.otherwise, unit, without=without)
    yield from _deputies(structure, staff, at)
    if leader := leader_of(structure, staff, None, without):
        yield leader
