"""Whom a case goes to next: every person that a rule picks for it is picked here, and never whoever it is about. R6, F8"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.decision.facts import Facts
from complaintkit.decision.people.apart import is_alone, left_out
from complaintkit.model.case import Case
from complaintkit.organisation import GroupSeats, Structure


def _structure(facts: Facts, case: Case) -> Structure:
    """Return the people, as those stand in for each other on this case: nobody whom it is about said who does. R6"""
    return facts.structure.without_deputies_named_by(left_out(facts, case))


def stand_in(facts: Facts, case: Case, staff: str, *, passing: frozenset[str] = frozenset()) -> str:
    """Return who acts for somebody on this case, `passing` over others, too: themselves where they are here. F8"""
    return _structure(facts, case).acting_for(staff, facts.now, without=left_out(facts, case) | passing)


def second_person(facts: Facts, case: Case, first: str) -> str:
    """Return who is to confirm what somebody says: the leader above them, else the owner, else who is above all. R5, F6

    It is somebody else, who is not left out of the case, as long as there is one. R6
    """
    here = first in facts.structure.organisation.staff
    leader = leader_above(facts, case, first) if here else None
    if leader is None and case.owner not in {first, *left_out(facts, case)}:
        return case.owner
    return leader or top(facts, case, passing=frozenset({first}))


def unconfirmed(case: Case) -> Iterator[tuple[str, str]]:
    """Yield what takes a second person, as the command that confirms it, and who says it: R5, F6."""
    if case.reclassification:
        yield "reclassify", case.reclassification[1]
    for one in case.promises:
        if one.state == "reversal-claimed" and one.claimed_by:
            yield "reverse-remedy", one.claimed_by


def successor(facts: Facts, case: Case, staff: str, *, by: str = "") -> str:
    """Return who becomes accountable in somebody's place: their deputy, else the leader above. F8

    Where it is about `by`, who says that they are gone, it is the leader above `by`: nobody says who looks into their own case. R6
    """
    if by in left_out(facts, case):
        return leader_above(facts, case, by) or top(facts, case, passing=frozenset({staff}))
    return _structure(facts, case).replacement_for(staff, case.unit, without=left_out(facts, case), at=facts.now)


def leader_above(facts: Facts, case: Case, staff: str, *, passing: frozenset[str] = frozenset()) -> str | None:
    """Return the leader above somebody for this case, `passing` over others, too; None where nobody is above."""
    return facts.structure.leader_of(staff, case.unit, without=left_out(facts, case) | passing)


def leaders_above(facts: Facts, case: Case, staff: str) -> tuple[str, ...]:
    """Return everybody above somebody, nearest first."""
    return facts.structure.chain(staff, case.unit, without=left_out(facts, case))


def is_highest(facts: Facts, case: Case, staff: str) -> bool:
    """Tell if nobody is above somebody, whoever is left out: nobody becomes the highest by saying who is complained about. R6"""
    return facts.structure.leader_of(staff, case.unit) is None


def holders(facts: Facts, case: Case, role: str) -> tuple[str, ...]:
    """Return who holds a role in the case's unit, or in the nearest around it where somebody does."""
    return facts.structure.holders(role, case.unit, without=left_out(facts, case))


def decider(facts: Facts, case: Case, role: str) -> str:
    """Return the holder of a role to whom a matter is brought; where nobody holds it, the last resort."""
    found = holders(facts, case, role)
    return found[0] if found else top(facts, case)


def people_there(facts: Facts, case: Case, role: str) -> tuple[str, ...]:
    """Return who holds a role and is there now, else whom the roster names: an alarm reaches somebody at any hour. R18"""
    present = tuple(one for one in holders(facts, case, role) if facts.structure.present(one, facts.now))
    return present or _structure(facts, case).on_duty(case.unit, facts.now, role, without=left_out(facts, case))


def seats(facts: Facts, case: Case, group: str) -> GroupSeats:
    """Return who sits in a group for this case. S1.2"""
    return facts.structure.group(group, case.unit, without=left_out(facts, case))


def first_handlers(facts: Facts, case: Case) -> tuple[str, ...]:
    """Return who is asked at once to inspect, to explain, to make safe. S1.7"""
    first = facts.playbook.first_handling(case.category)
    return holders(facts, case, first.by) if first else ()


def first_takers(facts: Facts, case: Case) -> tuple[str, ...]:
    """Return who takes over such a matter first, whoever wrote it down: nobody once one of them, or a successor, has it. S4.6"""
    if len(case.owners) > 1:
        return ()
    roles = (facts.playbook.category(one).first_taken_by for one in case.categories)
    role = next((one for one in roles if one is not None), None)
    able = holders(facts, case, role) if role else responsible_for(facts, case)
    return () if case.owner in able else able


def responsible_for(facts: Facts, case: Case) -> tuple[str, ...]:
    """Return who of us is responsible for the customer, and who acts for them: nobody where nobody is named, or it is about them.

    The customer is known by the account of the purchase, by their reference, or by that of whom they speak for. S4.3
    """
    customer, accounts = case.customer, facts.structure.organisation.accounts
    for_whom = customer.speaks_for.reference if customer.speaks_for else None
    named = (case.purchase.account if case.purchase else None, for_whom, customer.reference)
    account = next((accounts[one] for one in named if one is not None and one in accounts), None)
    if account is None:
        return ()
    holder = new_holder(facts, case, account.responsible)
    return tuple(dict.fromkeys((holder, stand_in(facts, case, holder))))


def new_holder(facts: Facts, case: Case, staff: str) -> str:
    """Return who is to have what somebody has of this case: themselves, unless they are gone or it is about them. F1, F8, R6"""
    if staff not in facts.structure.organisation.staff:
        return successor(facts, case, staff)
    if staff not in left_out(facts, case):
        return staff
    return leader_above(facts, case, staff) or top(facts, case)


def is_fit(facts: Facts, case: Case, staff: str) -> bool:
    """Tell if somebody can be given the case: not left out of it, while anybody else works here (R6), nor away for long (F8)."""
    absence = facts.structure.absence(staff, facts.now)
    judged = staff in left_out(facts, case) and not is_alone(facts, case)
    return not judged and not (absence is not None and absence.long)


def top(facts: Facts, case: Case, *, passing: frozenset[str] = frozenset()) -> str:
    """Return where all ways of the case's unit end, `passing` over others, too. F1"""
    return facts.structure.last_resort(case.unit, without=left_out(facts, case) | passing)
