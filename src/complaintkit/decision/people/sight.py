"""Who may see a case: whoever has part in it, and whoever's place lets them see its unit. R20"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.decision.facts import Facts
from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.routing import (
    first_handlers,
    new_holder,
    responsible_for,
    seats,
    second_person,
    stand_in,
    successor,
    unconfirmed,
)
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.case import Case
from complaintkit.model.handover import Escalation


def sees(facts: Facts, case: Case) -> bool:
    """Tell if the actor may read the case. R20"""
    if facts.system or facts.customer:
        return True
    structure, by = facts.structure, facts.actor
    if by in (case.owner, case.first_receiver, *case.owners):
        return structure.sees(by, unit=case.unit, involved=True)
    return structure.sees(by, unit=case.unit, involved=False) or (
        structure.sees(by, unit=case.unit, involved=True) and _is_involved(facts, case)
    )


def concerned(facts: Facts, case: Case) -> Iterator[str]:
    """Yield who has something to do on the case now, or acts for somebody who has, and whoever decides a matter of it. F8"""
    for staff, passing in _asked(facts, case):
        yield from (staff, stand_in(facts, case, staff, passing=passing))
    yield from (one for matter in case.escalations if matter.open for one in deciders_of(facts, case, matter))


def _is_involved(facts: Facts, case: Case) -> bool:
    """Tell if the actor had part in it, is asked for something now, or acts for somebody who is. F8"""
    return (
        facts.actor in _concerned(case)
        or any(decides(facts, case, one) for one in case.escalations if one.open)
        or any(_has_it(facts, case, staff, passing) for staff, passing in _asked(facts, case))
    )


def _has_it(facts: Facts, case: Case, staff: str, passing: frozenset[str]) -> bool:
    """Tell if the actor has what was somebody's to do: they, who acts for them, or who came into their place. F8"""
    here = staff in facts.structure.organisation.staff
    holder = staff if here else successor(facts, case, staff)
    return facts.actor in (holder, stand_in(facts, case, holder, passing=passing))


def _asked(facts: Facts, case: Case) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield who has something to do on the case now, by name or because of their role, and who can't do it for them."""
    nobody: frozenset[str] = frozenset()
    yield case.owner, nobody
    yield from ((one, nobody) for one in responsible_for(facts, case))  # whose customer it is: S4.3
    yield from ((one, nobody) for one in first_handlers(facts, case))  # who is sent to look may read what for
    if not case.customer_told_owner:
        # who handed it over tells the customer (F9); in the place of whom it is about the owner does (R6)
        yield from ((one, nobody) for one in case.owners if one not in left_out(facts, case))
    if case.handover:
        yield case.handover.receiver, frozenset(case.owners)
    yield from ((one.of, nobody) for one in case.advice if one.answered_at is None)
    yield from ((new_holder(facts, case, one.who), nobody) for one in case.dispatches if one.done_at is None)
    yield from (
        (new_holder(facts, case, one.docket.answerer), nobody)
        for one in case.authority_cases
        if one.open and one.docket.answerer
    )
    yield from ((one.who, nobody) for one in case.measures if one.done_at is None)
    yield from ((new_holder(facts, case, one.approver), nobody) for one in case.approvals if one.state == "asked")
    yield from ((second_person(facts, case, one), frozenset({one})) for _, one in unconfirmed(case))


def _concerned(case: Case) -> set[str]:
    return {
        *(one.receiver for one in case.handovers),
        *(one.of for one in case.advice),
        *(one.who for one in case.dispatches),
        *(one.who for one in case.measures),
        *(one.to for one in case.escalations if not one.group),
        *(one.approver for one in case.approvals),
        *(one.docket.answerer for one in case.authority_cases if one.docket.answerer),
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
    """Tell if nobody has said yet that they received it; that the time to look has passed is no word of theirs. F7"""
    return matter.received_by in (None, actor_name(DESK))
