"""Which cases wait for somebody's first handling, such as a hazard to look at, while somebody else is accountable. S1.7"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.model.vocabulary import State
from complaintkit.ports.storage import CaseFilter

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.desk._door import Door
    from complaintkit.model.case import Case
    from complaintkit.ports.storage import Reader

__all__ = ["waiting_for"]

_EARLY = frozenset({State.REGISTERED.value, State.ASSESSED.value})
_MANY = 200  # more would be no list to work from


def waiting_for(door: Door, reader: Reader, staff: str) -> Iterator[Case]:
    """The cases, newest first, in the categories whose first handling falls to a role of theirs."""
    facts = door.facts(reader, None, by=staff)
    roles = {role.id for role in facts.structure.roles_of(staff)}
    theirs = [one.id for one in facts.playbook.categories.values() if one.first and one.first.by in roles]
    for category in (one for one in theirs if not any(one.startswith(f"{wider}/") for wider in theirs)):
        where = CaseFilter(open=True, states=_EARLY, category=category)
        rows = reader.cases(where, after=None, limit=_MANY)
        for loaded in door.load_all(reader, rows):
            if _waits(loaded.case, door.facts(reader, loaded.case, by=staff), staff):
                yield loaded.case


def _waits(case: Case, facts: Facts, staff: str) -> bool:
    """Asked of this person, and of nobody who is accountable anyway; not done, nor overtaken by the facts."""
    first = facts.playbook.first_handling(case.category)
    if first is None or case.first_handling_done_at or case.facts_at:
        return False
    asked = facts.structure.holders(first.by, case.unit)
    return staff in asked and case.owner not in asked
