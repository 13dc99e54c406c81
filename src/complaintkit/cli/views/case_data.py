"""A case as JSON: in short for lists, whole for those who ask for one. The customer is masked, as a desk hands it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from complaintkit.cli._place import CLI
from complaintkit.model.customer import Customer
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from complaintkit.desk import Desk
    from complaintkit.desk.reading.timeline import TimelineEntry
    from complaintkit.model.case import Case
    from complaintkit.model.duty import Duty
    from complaintkit.model.task import Task


_BRIEF = (
    "number state open kind unit channel external_id category categories severity owner version cycle received_at subject text"
).split()
_DUTY = "id what staff case ref since due_at late commands".split()
_INTERNAL = frozenset({"person", "seq", "imported", "raised"})


@attrs.define
class Zones:
    """The time zones of units, each asked for once."""

    desk: Desk
    _known: dict[str, ZoneInfo] = attrs.field(factory=dict)

    def of(self, case: Case | Task) -> ZoneInfo:
        """Return the zone of the unit of a case, or of a task."""
        if case.unit not in self._known:
            self._known[case.unit] = self.desk.people.zone(case.unit, by=CLI)
        return self._known[case.unit]


def brief(case: Case, zone: ZoneInfo) -> dict[str, object]:
    """Return one case of a list."""
    data = {name: as_data(getattr(case, name), zone) for name in _BRIEF}
    return {**data, "customer": case.customer.label, "next_deadline": next_deadline(case, zone)}


def whole(case: Case, zone: ZoneInfo) -> dict[str, object]:
    """Return everything that is known of a case; of a deadline, how it was reckoned is left to its explanation."""
    data = {name: value for name, value in as_data(case, zone).items() if name not in _INTERNAL}
    deadlines = [
        {**{name: value for name, value in deadline.items() if name != "why"}, "explanation": one.explain("en")}
        for one, deadline in zip(case.deadlines, data["deadlines"], strict=True)
    ]
    issues = as_data(case.issues, zone)
    return {
        **data,
        "open": case.open,
        "issues": issues,
        "deadlines": deadlines,
        "next_deadline": next_deadline(case, zone),
    }


def next_deadline(case: Case, zone: ZoneInfo) -> Mapping[str, object] | None:
    """Return what is due next, by the clocks of the unit."""
    found = case.next_deadline
    return {"name": found.name, "due_at": as_data(found.due_at, zone)} if found else None


def duty_data(duty: Duty, zone: ZoneInfo, language: str) -> dict[str, object]:
    """Return one thing that is owed, with its sentence and its case in short."""
    given = {name: as_data(getattr(duty, name), zone) for name in _DUTY}
    return {**given, "says": duty.sentence(language), "of": brief(duty.of, zone)}


def line_data(told: TimelineEntry, zone: ZoneInfo) -> dict[str, object]:
    """Return one line of the timeline, with its sentence."""
    from complaintkit.desk.reading.timeline import CODE

    line, event = told.entry, told.entry.event
    if isinstance(known := getattr(event, "customer", None), Customer):
        event = attrs.evolve(event, customer=known.masked())  # type: ignore[call-arg]  # it has one, as was just seen
    data = {name: value for name, value in as_data(event, zone).items() if name not in ("why", "person", CODE)}
    times = {"at": as_data(line.at, zone), "recorded_at": as_data(line.recorded_at, zone)}
    return {
        **times,
        "by": line.by,
        "recorded_by": line.recorded_by,
        "event": event.name,
        "told": told.what,
        "data": data,
    }
