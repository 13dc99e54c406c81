"""Read what a registration form is filled from: a case with its own playbook, or a unit's playbook for a blank one. S0.4"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.decision.refusal import unknown_unit
from complaintkit.desk.reading.register import titles_of
from complaintkit.desk.reading.sight import known_reader
from complaintkit.model.check import maybe_string
from complaintkit.paper import RegistrationForm

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.records.door import Door


def form_of(door: Door, case: Case | None, *, unit: str | None, by: By) -> RegistrationForm:
    """Return the form of a case as the reader may see it; a blank one of a unit, or of the whole, where there is none.

    Raises:
        InvalidInput: there is no such unit, or `by` does not work here.
    """
    maybe_string(unit, field="unit")
    with door.storage.reading() as reader:
        facts = known_reader(door, reader, by)
        organisation = facts.structure.organisation
        if unit is not None and unit not in organisation.units:
            raise unknown_unit(unit, organisation.units)
        if case is None:
            place, playbook = unit or organisation.root, door.rules.in_force(reader).playbook_of(unit)
        else:
            place, playbook = case.unit, door.rules.playbook(reader, case.playbook_digest)
        return RegistrationForm(titles=titles_of(facts, place, playbook), unit=place, case=case)
