"""See as far as one's place allows: which units, whose cases, and how much of a list at once. R20"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from complaintkit import decision
from complaintkit.decision.refusal import stranger, unknown_unit
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.case import find
from complaintkit.records.sight import units_seen

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.organisation import Organisation
    from complaintkit.ports.storage import CaseRow, EventRow, Reader
    from complaintkit.records.door import Door


MOST: Final = 10_000
"""So many entries of a list are read at once, and no more."""


def known_reader(door: Door, reader: Reader, by: By) -> Facts:
    """Return the facts for a program, or for somebody who works here.

    Raises:
        InvalidInput: nobody of this id works here.
    """
    facts = door.facts(reader, None, by=by)
    check_staff(facts)
    return facts


def check_staff(facts: Facts) -> None:
    """Refuse an actor who is neither a program nor works here.

    Raises:
        InvalidInput: names who may be meant.
    """
    staff = facts.structure.organisation.staff
    if not facts.system and facts.actor not in staff:
        raise stranger(facts.actor, staff, field="by")


def check_people(organisation: Organisation, **asked: str | None) -> None:
    """Refuse to narrow a list by people who neither work here nor ever did, each under the name of the condition.

    Raises:
        InvalidInput: names who may be meant.
    """
    for field, staff in asked.items():
        if staff and staff not in organisation.staff and staff not in organisation.departed:
            raise stranger(staff, organisation.staff, field=field)


def check_unit(facts: Facts, unit: str, units: frozenset[str] | None) -> None:
    """Refuse a unit that there is not, or that is not theirs: nobody hears which. R20"""
    known = {id: one for id, one in facts.structure.organisation.units.items() if units is None or id in units}
    if not isinstance(unit, str) or unit not in known:
        raise unknown_unit(unit, known)


def work_places(facts: Facts) -> frozenset[str] | None:
    """Return the units that the actor sees whole or works in, with what lies around and within those; None for all. R20"""
    seen, structure = units_seen(facts), facts.structure
    if seen is None:
        return None
    mine = structure.units_of(facts.actor)
    within = {one for one in structure.organisation.units if not set(structure.unit_path(one)).isdisjoint(mine)}
    return seen | within | {around for one in within for around in structure.unit_path(one)}


def check_tasks_asked(organisation: Organisation, where: TaskFilter) -> None:
    """Refuse to narrow a list by a unit or person that there is not: it would look as if nothing were to be done.

    Raises:
        InvalidInput: names what may be meant.
    """
    for unit in where.units or ():
        if unit not in organisation.units:
            raise unknown_unit(unit, organisation.units)
    (waits_for,) = where.waits_for or (None,)
    check_people(organisation, owner=where.owner, waits_for=waits_for)


def tasks_seen(facts: Facts, where: TaskFilter) -> TaskFilter:
    """Narrow a filter to the tasks that the actor sees: of units that they see, and those that are their own business."""
    units = units_seen(facts)
    return where if units is None else attrs.evolve(where, visible_to=facts.actor, visible_units=units)


def authors_seen(facts: Facts) -> frozenset[str] | None:
    """Return whose typing the actor may read: their own, and that of people whose units they see; None for everybody's."""
    units = units_seen(facts)
    if units is None:
        return None
    organisation = facts.structure.organisation
    people = {**organisation.departed, **organisation.staff}
    return frozenset({facts.actor, *(one.id for one in people.values() if units.issuperset(one.units))})


@attrs.frozen
class Sight:
    """What somebody sees of what hangs on cases: each case is looked at once. R20"""

    door: Door
    reader: Reader
    facts: Facts
    _shown: dict[str, bool] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, door: Door, reader: Reader, by: By) -> Sight:
        """Return what a program sees, or somebody who works here.

        Raises:
            InvalidInput: nobody of this id works here.
        """
        return cls(door, reader, known_reader(door, reader, by))

    @property
    def is_whole(self) -> bool:
        """True where everything is seen."""
        return units_seen(self.facts) is None

    def has_unit(self, unit: str) -> bool:
        """Tell if the cases of a unit are seen, all of them."""
        units = units_seen(self.facts)
        return units is None or unit in units

    def has_case(self, case: str) -> bool:
        """Tell if a case, a task or a member is seen, by its id or its number."""
        if case not in self._shown:
            self._shown[case] = self.is_whole or self._has_case(case)
        return self._shown[case]

    def has_task(self, task: str) -> bool:
        """Tell if a task is seen, by its id or its number. Who sees every case does not see every task."""
        if task not in self._shown:
            self._shown[task] = self.facts.system or self._has_task(task)
        return self._shown[task]

    def has_entry(self, about: str, case: CaseRow | None) -> bool:
        """Tell if what an entry of the outbox is about is seen: a case with its row, a task, a member or the desk by its id."""
        of_task = case is None and not self.facts.system and self.reader.task(about) is not None
        return self.has_task(about) if of_task else self.has_case(about)

    def has_line(self, row: EventRow) -> bool:
        """Tell if a line of the feed is of a case, or a task, that is seen."""
        return self.has_task(row.case) if row.task else self.has_case(row.case)

    def _has_task(self, task: str) -> bool:
        from complaintkit.records.task import find_task, is_seen

        return is_seen(self.facts, find_task(self.reader, task).task)

    def _has_case(self, id: str) -> bool:
        from complaintkit.decision.member import sees_member
        from complaintkit.records.member import find_member, is_member

        if is_member(id):
            return sees_member(self.facts, find_member(self.reader, self.door.key, id).member)
        row = self.reader.case(id)
        if row is None:  # what belongs to none is the desk's own
            return self.reader.task(id) is not None and self._has_task(id)
        if self.has_unit(row.unit):
            return True
        case = find(self.reader, id).case
        return decision.sees(self.door.facts(self.reader, case, by=self.facts.by), case)


def check_limit(limit: int) -> int:
    """Return the limit of a list, if it is one.

    Raises:
        InvalidInput: it is no whole number from 1 to 10,000.
    """
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST:
        raise InvalidInput(
            field="limit",
            reason=phrase("{limit!r} is out of range", limit=limit),
            next_step=phrase("Give 1 to {most}.", most=MOST),
        )
    return limit
