"""How somebody stands to a task: what that lets them do, who judges it, whose turn it is. R6, R20, F2, F8"""

from __future__ import annotations

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.decision.task.machine import Machine, Who
from complaintkit.decision.task.machines import MACHINES
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.task import Task
from complaintkit.organisation import Structure


@attrs.frozen(kw_only=True)
class People:
    """Who has to do with a task, and where it is."""

    unit: str
    owner: str
    opener: str
    concerned: str | None
    impartial: bool

    @classmethod
    def of(cls, task: Task, owner: str | None = None) -> People:
        """Return those of a task; with another owner, where one is given."""
        return cls(
            unit=task.unit,
            owner=owner or task.owner,
            opener=task.opened_by,
            concerned=task.about.get("staff"),
            impartial=MACHINES[task.kind].impartial,
        )

    def barred(self, structure: Structure, staff: str) -> bool:
        """Tell if somebody may not judge because it is about them; at the top of the house there is nobody else. R6"""
        return self.impartial and staff == self.concerned and structure.leader_of(staff, self.unit) is not None


def check_judge(facts: Facts, people: People, staff: str, *, field: str) -> None:
    """Refuse that somebody judges themselves, while anybody is above them. R6

    Raises:
        InvalidInput: names the field.
    """
    if people.barred(facts.structure, staff):
        raise InvalidInput(
            field=field,
            reason=phrase("{staff} would judge themselves (R6)", staff=staff),
            next_step=phrase(
                "Name somebody else, such as {leader}.", leader=facts.structure.leader_of(staff, people.unit)
            ),
        )


def has_right_there(facts: Facts, right: str | None, unit: str) -> bool:
    """Tell if a role of the actor gives a right for this unit: one in a store gives none in another store. R20"""
    structure, actor = facts.structure, facts.actor
    if right is None or not structure.may(actor, right):
        return False
    return structure.works_for(actor, unit)


def gives_work(facts: Facts, staff: str, unit: str) -> bool:
    """Tell if somebody of this unit may give work to `staff`: of another store who leads them there, or works around it. R20"""
    structure, actor = facts.structure, facts.actor
    around = not facts.system and any(structure.works_for(actor, one) for one in structure.units_of(staff))
    return around or structure.works_for(staff, unit) or structure.is_leader_of(actor, staff)


def stands(facts: Facts, who: Who, people: People) -> bool:
    """Tell if the actor stands so to a task."""
    actor, structure = facts.actor, facts.structure
    if who is not Who.CONCERNED and people.barred(structure, actor):
        return False
    match who:
        case Who.ANYBODY:
            return actor in structure.organisation.staff
        case Who.OWNER:
            return actor == people.owner
        case Who.OPENER:
            return actor == people.opener
        case Who.CONCERNED:
            return actor == people.concerned
        case Who.ABOVE:
            concerned = people.concerned or people.owner
            above = structure.is_leader_of(actor, concerned, people.unit)
            return above or (actor == concerned and structure.leader_of(actor, people.unit) is None)
        case Who.LEADER:
            leads = structure.is_leader_of(actor, people.owner, people.unit)
            return leads or (actor == people.owner and structure.leader_of(actor, people.unit) is None)
    return facts.system and who is Who.DESK


def whose_turn(facts: Facts, machine: Machine, state: str, people: People) -> str:
    """Return who has the next step; nobody where the task has ended. For who has gone it is their successor. F8"""
    structure = facts.structure
    match machine.waits.get(state, Who.NOBODY):
        case Who.NOBODY:
            return ""
        case Who.LEADER:
            apart = {people.concerned} if people.impartial and people.concerned else set[str]()
            if any(step.by_another and state in step.after for step in machine.steps.values()):
                apart |= {people.opener} - {people.owner}
            return structure.leader_of(people.owner, people.unit, without=apart) or people.owner
        case Who.OPENER if people.opener == people.owner:  # somebody else judges what one did oneself
            return structure.leader_of(people.owner, people.unit) or people.owner
        case Who.OPENER:
            wanted = people.opener
        case Who.CONCERNED:
            wanted = people.concerned or people.owner
        case _:
            wanted = people.owner
    here = wanted in structure.organisation.staff
    return wanted if here else structure.replacement_for(people.owner, people.unit)
