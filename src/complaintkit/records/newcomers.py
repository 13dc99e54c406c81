"""Newcomers are trained before they serve: whoever the organisation gains gets the trainings of the playbook planned. S3.10"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from complaintkit.decision.task.turn import training_turn
from complaintkit.model.actor import DESK
from complaintkit.records.attendance import note_newcomer
from complaintkit.records.task import new_task, task_facts

if TYPE_CHECKING:
    from complaintkit.organisation import Organisation
    from complaintkit.ports.storage import EventRow, Writer
    from complaintkit.records.door import Door


def plan_for_newcomers(door: Door, tx: Writer, old: Organisation, new: Organisation) -> list[EventRow]:
    """Plan one training for all who came into its roles with a change of the organisation, in each unit; return the rows.

    They are noted as newcomers, whom a gate of it bars until then; not where nobody of those before is left: a house begins.
    """
    begins = old.staff.keys().isdisjoint(new.staff)
    came = defaultdict[str, list[str]](list)
    structure = door.rules.in_force(tx).structure(door.rules.in_force(tx).playbook_of_desk())
    for staff, person in new.staff.items():
        before = old.staff.get(staff)
        if before is None or set(person.roles) - set(before.roles):
            came[structure.home(staff)].append(staff)
    written: list[EventRow] = []
    for unit, people in came.items():
        facts = task_facts(door, tx, unit, by=DESK)
        for rule in facts.playbook.trainings.values():
            roles = set(rule.roles)
            fresh = tuple(one for one in people if _has(new, one, roles) and not _has(old, one, roles))
            if rule.newcomers and fresh:
                for one in () if begins else fresh:
                    note_newcomer(tx, one, rule.id, facts.now)
                turn = training_turn(facts, unit, rule, fresh)
                written += new_task(door, tx, turn.opening(unit), by=DESK)[1]
    return written


def _has(organisation: Organisation, staff: str, roles: set[str]) -> bool:
    person = organisation.staff.get(staff)
    return person is not None and not roles.isdisjoint(person.roles)
