"""Read the procedure that is in force, or that a case carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.decision.refusal import unknown_unit
from complaintkit.desk.reading.sight import known_reader
from complaintkit.model.check import maybe_string

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.playbook import Playbook
    from complaintkit.records.door import Door


def playbook_for(door: Door, by: By, case: CaseRef | None, unit: str | None) -> Playbook:
    """Return the playbook of a case, of a unit, or of the desk."""
    maybe_string(unit, field="unit")
    with door.storage.reading() as reader:
        units = known_reader(door, reader, by).structure.organisation.units
        if case is not None:
            return door.rules.playbook(reader, door.readable(reader, case, by).row.playbook)
        if unit is not None and unit not in units:
            raise unknown_unit(unit, units)
        return door.rules.in_force(reader).playbook_of(unit)
