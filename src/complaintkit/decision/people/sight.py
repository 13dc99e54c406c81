"""Who may see a case: whoever has part in it, and whoever's place lets them see its unit. R20"""

from __future__ import annotations

from complaintkit.decision.facts import Facts
from complaintkit.decision.people.routing import first_handlers, new_holder, seats, stand_in
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.case import Case
from complaintkit.model.handover import Escalation


def sees(facts: Facts, case: Case) -> bool:
    """Tell if the actor may read the case. R20"""
    if facts.system or facts.customer:
        return True
    by = facts.actor
    involved = by in (case.owner, case.first_receiver, *case.owners) or by in _concerned(facts, case)
    involved = involved or by in first_handlers(facts, case)  # who is sent to look may read what for
    involved = involved or any(decides(facts, case, one) for one in case.escalations if one.open)
    return facts.structure.sees(by, unit=case.unit, involved=involved)


def _concerned(facts: Facts, case: Case) -> set[str]:
    return {
        *(one.receiver for one in case.handovers),
        *(one.of for one in case.advice),
        *(one.who for one in case.dispatches),
        *(new_holder(facts, case, one.who) for one in case.dispatches if one.done_at is None),
        *(one.who for one in case.measures),
        *(one.to for one in case.escalations if not one.group),
        *(one.approver for one in case.approvals),
        *(new_holder(facts, case, one.approver) for one in case.approvals if one.state == "asked"),
    }


def deciders(facts: Facts, case: Case) -> tuple[str, ...]:
    """Return who decides the newest matter that was brought upwards; nobody where none waits."""
    return deciders_of(facts, case, case.escalation) if case.escalation else ()


def decides(facts: Facts, case: Case, matter: Escalation) -> bool:
    """Tell if the actor decides a matter, or acts for the leader who does. F8"""
    people = deciders_of(facts, case, matter)
    return facts.actor in people or (not matter.group and facts.actor == stand_in(facts, case, people[0]))


def deciders_of(facts: Facts, case: Case, matter: Escalation) -> tuple[str, ...]:
    """Return who decides a matter: the leader or who took their place (F8), or the group; nobody who is complained about. R6"""
    if not matter.group:
        return (new_holder(facts, case, matter.to),)
    return seats(facts, case, matter.to).everybody


def is_unseen(matter: Escalation) -> bool:
    """Tell if nobody has said yet that they received it; that the desk knows it was told is no word of theirs. F7"""
    return matter.received_by in (None, actor_name(DESK))
