"""List everything one person is responsible for now, and what is late below them. S0.12, R18"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import as_of_now, sees
from complaintkit.decision.duty import owed_on
from complaintkit.decision.people.routing import stand_in
from complaintkit.decision.refusal import stranger
from complaintkit.decision.task import is_passed_on
from complaintkit.desk.reading.duty_words import commands_of, says
from complaintkit.desk.reading.sight import MOST, check_limit, known_reader, tasks_seen
from complaintkit.model.actor import DESK
from complaintkit.model.check import maybe_string, string
from complaintkit.model.duty import Duties, Duty, DutyKind
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import DutyRow, TaskFilter
from complaintkit.records.case import find
from complaintkit.records.task import is_seen, load_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.decision import Facts
    from complaintkit.decision.duty import Owed
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.model.task import Task
    from complaintkit.organisation import Structure
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door

_OWNERS = frozenset({DutyKind.OWN.value, DutyKind.WAIT.value})
_MINE, _BELOW = "mine", "below"
_CHUNK = 100
_PASSED = 3  # who acts for somebody may be complained about, and whoever is next have had the case


@attrs.frozen
class _Place:
    """Where in a list a page begins: in which part of it, behind which row."""

    part: str
    after: DutyRow | None

    @classmethod
    def read(cls, text: str | None) -> _Place:
        """Read what was given as `after`.

        Raises:
            InvalidInput: it is no `id` of a duty.
        """
        if text is None:
            return cls(_MINE, None)
        try:
            part, due, since, case, kind, staff, ref = text.split(" ", 6)
            due_at = datetime.fromisoformat(due) if due != "-" else None
            row = DutyRow(
                case=case, staff=staff, kind=kind, ref=ref, since=datetime.fromisoformat(since), due_at=due_at
            )
        except ValueError:
            part, row = "", None
        if part not in (_MINE, _BELOW):
            raise InvalidInput(
                field="after",
                reason=phrase("{after!r} is no duty", after=text),
                next_step=phrase("Give the `next` of the page before."),
            )
        return cls(part, row)


def duties_of(door: Door, staff: str, by: By | None, *, after: str | None, limit: int) -> Duties:
    """Return a page of what one person owes, and whom they act for; behind it what is late below them.

    Somebody else who asks hears only of cases that they may read. R20
    """
    string(staff, field="staff")
    place, size = _Place.read(maybe_string(after, field="after")), check_limit(limit)
    with door.storage.reading() as reader:
        structure = _structure(door, reader, staff)
        if by is not None:
            known_reader(door, reader, by)
        listing = _Listing(door, reader, structure, staff, by or staff, door.clock.now())
        tasks = _tasks(listing) if after is None else ()
        found: list[Duty] = []
        for duty in _listed(listing, place):
            if len(found) == size:
                return Duties(staff=staff, owed=tuple(found), tasks=tasks, next=found[-1].id)
            found.append(duty)
    return Duties(staff=staff, owed=tuple(found), tasks=tasks)


def _tasks(listing: _Listing) -> tuple[Task, ...]:
    """Return the tasks whose next step is theirs, or of whom they act for; what is due first comes first.

    One that its owner has offered to somebody, or that bounced, is theirs as well: they answer for it until somebody has it. F2
    """
    people = frozenset(listing.people)
    asker = listing.door.facts(listing.reader, None, by=listing.by)
    filters = [TaskFilter(waits_for=people, open=True), *(TaskFilter(owner=one, open=True) for one in sorted(people))]
    rows = {row.id: row for one in filters for row in listing.reader.tasks(tasks_seen(asker, one), limit=MOST)}
    found = [
        listing.door.task_for(listing.reader, one.task, listing.by)
        for one in load_tasks(listing.reader, list(rows.values()))
        if (one.task.waits_for in people or is_passed_on(one.task)) and is_seen(asker, one.task)
    ]
    return tuple(sorted(found, key=lambda task: (task.due_at is None, task.due_at or task.opened_at, task.id)))


def _structure(door: Door, reader: Reader, staff: str) -> Structure:
    """Return the organisation; refuse somebody who never worked here: their list would be empty for ever."""
    structure = door.facts(reader, None, by=DESK).structure
    organisation = structure.organisation
    if staff not in organisation.staff and staff not in organisation.departed:
        raise stranger(staff, organisation.staff, field="staff")
    return structure


@attrs.define
class _Listing:
    """What a list is made from; each case is read once."""

    door: Door
    reader: Reader
    structure: Structure
    staff: str
    by: By
    now: datetime
    _cases: dict[str, tuple[Facts, Case] | None] = attrs.field(factory=dict)

    @cached_property
    def people(self) -> list[str]:
        """This person, and those whom they act for now; on some cases only, where the nearest is passed over (R6). F8"""
        others = (one for one in self.structure.organisation.staff if one != self.staff)
        return [self.staff, *(one for one in others if _may_act_for(self, one))]

    def case(self, id_: str) -> tuple[Facts, Case] | None:
        """Return a case as it stands now, and the facts; None where the one who asks may not see it. R20"""
        if id_ not in self._cases:
            loaded = find(self.reader, id_).case
            facts = self.door.facts(self.reader, loaded, by=self.by)
            self._cases[id_] = (facts, as_of_now(loaded, facts)) if sees(facts, loaded) else None
        return self._cases[id_]


def _listed(listing: _Listing, place: _Place) -> Iterator[Duty]:
    """Yield first what is theirs, then what is late below them."""
    if place.part == _MINE:
        for row in _rows(listing, listing.people, place.after):
            if duty := _duty(listing, row):
                yield duty
    below = _people_below(listing)
    for row in _rows(listing, below, place.after if place.part == _BELOW else None, late=True):
        if duty := _late_below(listing, row):
            yield duty


def _rows(listing: _Listing, people: list[str], after: DutyRow | None, *, late: bool = False) -> Iterator[DutyRow]:
    """Yield the rows of these people, read in small pieces."""
    kinds, before = (_OWNERS, listing.now) if late else (frozenset[str](), None)
    while rows := listing.reader.duties(people, kinds=kinds, due_by=before, after=after, limit=_CHUNK):
        yield from rows
        after = rows[-1]


def _may_act_for(listing: _Listing, other: str) -> bool:
    structure, now = listing.structure, listing.now
    if structure.present(other, now):
        return False
    passing: frozenset[str] = frozenset()
    for _ in range(_PASSED):
        nearest = structure.acting_for(other, now, without=passing)
        if nearest == listing.staff:
            return True
        passing |= {nearest}
    return False


def _people_below(listing: _Listing) -> list[str]:
    """Return those whom this person leads, and may be asked about."""
    structure, staff = listing.structure, listing.staff
    if staff not in structure.organisation.staff:
        return []
    return [one for one in structure.organisation.staff if one != staff and structure.is_leader_of(staff, one)]


# ---- one duty -------------------------------------------------------------------------------------------------------
def _duty(listing: _Listing, row: DutyRow) -> Duty | None:
    """Return what a row stands for, as its case stands now; None where it is done by now, or not to be seen."""
    known = listing.case(row.case)
    if known is None:
        return None
    facts, case = known
    found = [one for one in owed_on(facts, case) if (one.what, one.ref) == (row.kind, row.ref)]
    theirs = [one for one in found if falls_to(facts, case, one, listing.staff)]
    theirs.sort(
        key=lambda one: one.staff != listing.staff
    )  # asked of several, it stands in a list once: as one's own first
    facts = attrs.evolve(facts, by=listing.staff)
    return _made(listing, facts, case, theirs[0], row) if theirs and theirs[0].staff == row.staff else None


def falls_to(facts: Facts, case: Case, owed: Owed, staff: str) -> bool:
    """Tell if they owe it, or act for who does: never who had it before (F3), nor who is to be confirmed (R5)."""
    if staff == owed.staff or owed.in_person or staff in owed.passing:
        return staff == owed.staff
    return staff == stand_in(facts, case, owed.staff, passing=owed.passing)


def _late_below(listing: _Listing, row: DutyRow) -> Duty | None:
    known = listing.case(row.case)
    if known is None:
        return None
    facts, case = known
    facts = attrs.evolve(facts, by=listing.staff)
    late = case.next_due_at is not None and case.next_due_at <= facts.now
    if not late or row.staff != case.owner or not sees(facts, case):
        return None
    owed = next(one for one in owed_on(facts, case) if one.what in _OWNERS)
    return _made(listing, facts, case, owed, row, below=True)


def _made(listing: _Listing, facts: Facts, case: Case, owed: Owed, row: DutyRow, *, below: bool = False) -> Duty:
    due, what = row.due_at.isoformat() if row.due_at else "-", DutyKind.OVERDUE if below else owed.what
    part = _BELOW if below else _MINE
    return Duty(
        id=f"{part} {due} {row.since.isoformat()} {row.case} {row.kind} {row.staff} {row.ref}",
        what=what,
        staff=owed.staff,
        case=case.number,
        ref=owed.ref,
        since=owed.since,
        due_at=owed.due_at,
        late=owed.due_at is not None and owed.due_at <= facts.now,
        commands=commands_of(facts, what, case),
        says=says(facts, case, owed, what),
        of=listing.door.shown(listing.reader, case, listing.by),
    )
