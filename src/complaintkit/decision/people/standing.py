"""Standing to a case: owner, helper, giver, decider, approver, witness; who may see it, and who may read what. R6, R20, F8"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from complaintkit.decision.facts import Facts
from complaintkit.decision.people.apart import is_alone, left_out
from complaintkit.decision.people.routing import (
    first_handlers,
    first_takers,
    is_highest,
    new_holder,
    second_person,
    stand_in,
    successor,
    unconfirmed,
)
from complaintkit.decision.people.sight import deciders, decides, is_unseen, sees
from complaintkit.decision.tables.effect import Place
from complaintkit.model.case import Case
from complaintkit.model.vocabulary import State


def holds(facts: Facts, case: Case, place: Place) -> bool:
    """Tell if the actor has this place on the case."""
    if facts.customer:
        return place is Place.CUSTOMER
    return _PLACES[place](facts, case)


def answers_for(facts: Facts, case: Case, staff: str) -> bool:
    """Tell if the actor is this person, or acts for them on this case while they are away. F8"""
    return facts.actor == staff or facts.actor == stand_in(facts, case, staff)


def was_asked(facts: Facts, case: Case, staff: str) -> bool:
    """Tell if the actor is who was asked or sent, acts for them, or has come into their place since they left. F8"""
    here = staff in facts.structure.organisation.staff
    return answers_for(facts, case, staff if here else successor(facts, case, staff))


def has_the_part(facts: Facts, case: Case, staff: str) -> bool:
    """Tell if a part given to somebody is the actor's own: theirs, that of who left it to them, or of the owner they act for. F8"""
    here = staff in facts.structure.organisation.staff
    holder = staff if here else successor(facts, case, staff)
    return facts.actor == holder or (holder == case.owner and answers_for(facts, case, holder))


def was_sent(facts: Facts, case: Case, staff: str) -> bool:
    """Tell if the actor was sent to look, or has it in the place of whom the complaint turned out to be about. R6, S4.9"""
    return was_asked(facts, case, new_holder(facts, case, staff))


def approves_for(facts: Facts, case: Case, approver: str) -> bool:
    """Tell if the actor may answer what this approver was asked: they, who acts for them, a leader above them. F6, R6"""
    return was_asked(facts, case, new_holder(facts, case, approver)) or facts.structure.is_leader_of(
        facts.actor, approver, case.unit
    )


def may_take(facts: Facts, case: Case, receiver: str) -> bool:
    """Tell if the actor is who was asked to take the case, or acts for them: never who had it before. F3, F8"""
    return facts.actor in (receiver, stand_in(facts, case, receiver, passing=frozenset(case.owners)))


def is_second(facts: Facts, case: Case, word: str) -> bool:
    """Tell if the actor is asked to confirm by this command what somebody else says. R5, F6"""
    return any(word == by and _confirms(facts, case, first) for by, first in unconfirmed(case))


def is_about(facts: Facts, case: Case) -> bool:
    """Tell if the complaint is about the actor. R6"""
    return not (facts.system or facts.customer) and facts.actor in case.complained_about


def is_left_out(facts: Facts, case: Case) -> bool:
    """Tell if the actor has no say in the case: it is about them (R6), or they are the customer (R9)."""
    return not (facts.system or facts.customer) and facts.actor in left_out(facts, case)


def has_others(facts: Facts, case: Case) -> bool:
    """Tell if anybody else works here who has a say in the case: a business of one may act alone, on record. R6"""
    return not is_alone(facts, case)


def judges(facts: Facts, case: Case) -> bool:
    """Tell if the actor would judge what is their own, and somebody else is there to do it. R6, R9"""
    return is_left_out(facts, case) and has_others(facts, case)


def works_alone(facts: Facts, case: Case) -> bool:
    """Tell if nobody else works here who has a say in the case: then the owner acts alone, on record. R6"""
    return not set(facts.structure.organisation.staff) - {facts.actor, *left_out(facts, case)}


# ---- places ---------------------------------------------------------------------------------------------------------
def _is_owner(facts: Facts, case: Case) -> bool:
    """Tell if the actor is the owner, acts for them, leads them, has it in hand with a group, or may take it first. S4.6"""
    by = facts.actor
    return (
        answers_for(facts, case, case.owner)
        or _is_leader(facts, case)
        or by in deciders(facts, case)
        or by in first_takers(facts, case)
    )


def _is_helper(facts: Facts, case: Case) -> bool:
    asked = (*first_handlers(facts, case), *(one.of for one in case.advice))
    sent = dict.fromkeys(one.who for one in case.dispatches)
    return any(was_asked(facts, case, one) for one in dict.fromkeys(asked)) or any(
        was_sent(facts, case, one) for one in sent
    )


def _is_hearer(facts: Facts, case: Case) -> bool:
    """Tell if a complaint about the actor was taken down by them, and nobody worked on it since: they may put it right. R17"""
    return is_about(facts, case) and facts.actor == case.first_receiver and case.state in _FRESH


def _is_giver(facts: Facts, case: Case) -> bool:
    """Tell if the actor handed the case over, or acts for who did, while the customer has not been told: their duty. F9, F8"""
    had = dict.fromkeys(one for one in case.owners if one not in left_out(facts, case))  # for them the owner does: R6
    return not case.customer_told_owner and any(was_asked(facts, case, one) for one in had)


def _is_receiver(facts: Facts, case: Case) -> bool:
    return case.handover is not None and may_take(facts, case, case.handover.receiver)


def _is_adviser(facts: Facts, case: Case) -> bool:
    return any(one.answered_at is None and was_asked(facts, case, one.of) for one in case.advice)


def _is_sent(facts: Facts, case: Case) -> bool:
    return any(one.done_at is None and was_sent(facts, case, one.who) for one in case.dispatches)


def _is_assignee(facts: Facts, case: Case) -> bool:
    return any(one.done_at is None and was_asked(facts, case, one.who) for one in case.measures)


def _is_decider(facts: Facts, case: Case) -> bool:
    return any(one.open and decides(facts, case, one) for one in case.escalations)


def _is_called(facts: Facts, case: Case) -> bool:
    waiting = (one for one in case.escalations if one.open and is_unseen(one))
    return any(decides(facts, case, one) for one in waiting)


def _is_approver(facts: Facts, case: Case) -> bool:
    return any(
        one.state == "asked" and one.cycle == case.cycle and approves_for(facts, case, one.approver)
        for one in case.approvals
    )


def _is_witness(facts: Facts, case: Case) -> bool:
    claimed = (one.claimed_by for one in case.promises if one.state == "reversal-claimed")
    return sees(facts, case) and any(by != facts.actor for by in claimed)


def _is_second(facts: Facts, case: Case) -> bool:
    return is_second(facts, case, "reclassify")


def _confirms(facts: Facts, case: Case, first: str) -> bool:
    """Tell if the actor is the second person to what somebody says, or acts for them: never who said it. R5, F8"""
    second = second_person(facts, case, first)
    return facts.actor != first and facts.actor in (second, stand_in(facts, case, second, passing=frozenset({first})))


def _is_leader(facts: Facts, case: Case) -> bool:
    return facts.structure.is_leader_of(facts.actor, case.owner, case.unit)


def _is_head(facts: Facts, case: Case) -> bool:
    """Tell if the actor is the owner, and nobody is above them."""
    return facts.actor == case.owner and is_highest(facts, case, case.owner)


def _is_answerer(facts: Facts, case: Case) -> bool:
    """Tell if the actor is who is to answer an authority, or has that in their place. R19, F8"""
    waiting = (one.docket.answerer for one in case.authority_cases if one.open)
    return any(was_sent(facts, case, one) for one in waiting if one)


_FRESH = frozenset({State.RECEIVED, State.REGISTERED})

_PLACES: Mapping[Place, Callable[[Facts, Case], bool]] = MappingProxyType(
    {
        Place.ANYBODY: sees,
        Place.OWNER: _is_owner,
        Place.HELPER: _is_helper,
        Place.HEARER: _is_hearer,
        Place.GIVER: _is_giver,
        Place.RECEIVER: _is_receiver,
        Place.ADVISER: _is_adviser,
        Place.SENT: _is_sent,
        Place.ASSIGNEE: _is_assignee,
        Place.DECIDER: _is_decider,
        Place.CALLED: _is_called,
        Place.APPROVER: _is_approver,
        Place.WITNESS: _is_witness,
        Place.SECOND: _is_second,
        Place.LEADER: _is_leader,
        Place.HEAD: _is_head,
        Place.ANSWERER: _is_answerer,
        Place.CUSTOMER: lambda facts, _: facts.customer,
        Place.HISTORY: lambda facts, _: facts.quiet,
    }
)
