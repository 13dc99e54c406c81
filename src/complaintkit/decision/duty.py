"""What everybody owes on a case as it stands: one list, from which duties, lists and screens are read. S0.12"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from complaintkit.decision.clocks.dated import AUTHORITY
from complaintkit.decision.clocks.hazard import is_hazard, owes_first_handling
from complaintkit.decision.clocks.owed import awaited_advice
from complaintkit.decision.facts import Facts
from complaintkit.decision.money.promise import standing_approvals
from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.routing import first_handlers, first_takers, new_holder, second_person, successor
from complaintkit.decision.people.sight import deciders_of
from complaintkit.decision.tables.lifecycle import possible
from complaintkit.model.case import Case
from complaintkit.model.duty import DutyKind
from complaintkit.model.handover import Escalation
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.vocabulary import State

BOUNCED = frozenset({"declined-twice", "handover-lapsed"})
"""Why a matter goes to a leader who has to rule on the case. F3"""

_EARLY = frozenset({State.RECEIVED, State.REGISTERED, State.ASSESSED})


@attrs.frozen(kw_only=True)
class Owed:
    """One thing that one person owes: its kind, what it is about, since when and until when."""

    staff: str
    what: DutyKind
    ref: str
    since: datetime
    due_at: datetime | None = None
    passing: frozenset[str] = frozenset()  # who can't do it for them
    in_person: bool = False  # nobody does it for them: a seat in a group, which others have, too


def owed_on(facts: Facts, case: Case) -> tuple[Owed, ...]:
    """Return what everybody owes on the case; on an archived one nothing but the answer to a late word.

    Who has left owes nothing: it falls to whoever takes their place. F8
    """
    parts = _PARTS if case.open else (_words,)
    found = (_of_somebody_here(facts, case, one) for part in parts for one in part(facts, case))
    return tuple({(one.staff, one.what, one.ref): one for one in found}.values())


def _of_somebody_here(facts: Facts, case: Case, one: Owed) -> Owed:
    if one.staff in facts.structure.organisation.staff:
        return one
    return attrs.evolve(one, staff=successor(facts, case, one.staff))


# ---- the owner's ----------------------------------------------------------------------------------------------------
def _next_step(_: Facts, case: Case) -> Iterator[Owed]:
    """Yield the owner's next step, due with the nearest deadline that runs; the clocks run on them, whoever else is asked. F2"""
    what = DutyKind.WAIT if case.waiting_for_customer or case.state is State.PLAN_OFFERED else DutyKind.OWN
    yield Owed(staff=case.owner, what=what, ref=case.number, since=case.received_at, due_at=case.next_due_at)


def _words(facts: Facts, case: Case) -> Iterator[Owed]:
    """Yield each thing that the customer said and nobody has answered. S3.5

    Whom it is about speaks with no customer of theirs: while they have the case it is owed by the leader above. R6
    """
    for word in case.unanswered:
        yield Owed(staff=new_holder(facts, case, case.owner), what=DutyKind.WORDS, ref=word.id, since=word.at)


def _owed_to_the_customer(facts: Facts, case: Case) -> Iterator[Owed]:
    """Yield what the customer is still owed: a message that may be lost, a remedy, word of who took over until the result (F9)."""
    speaks = new_holder(facts, case, case.owner)
    for entry, message in case.lost_messages.items():
        what = DutyKind.CALL if entry in case.calls else DutyKind.MESSAGE
        yield Owed(staff=speaks, what=what, ref=f"{message}:{entry}", since=case.recorded_at)
    for promise in case.promises:
        if promise.stuck:
            yield _of_promise(facts, case, promise, speaks)
    if not case.customer_told_owner and len(case.owners) > 1 and case.resolved_at is None:
        giver = speaks if case.owners[-2] in left_out(facts, case) else case.owners[-2]
        yield Owed(staff=giver, what=DutyKind.TELL_CUSTOMER, ref=f"{case.number}-told", since=case.recorded_at)


def _of_promise(facts: Facts, case: Case, promise: PromisedRemedy, speaks: str) -> Owed:
    """Return whose a promise is that takes a person: of what somebody says is back, another's. F6"""
    owed = Owed(staff=speaks, what=DutyKind.REMEDY, ref=promise.id, since=promise.at)
    if promise.state != "reversal-claimed" or promise.claimed_by is None:
        return owed
    second = second_person(facts, case, promise.claimed_by)
    return attrs.evolve(owed, staff=second, passing=frozenset({promise.claimed_by}))


# ---- what others were asked for -------------------------------------------------------------------------------------
def _first_taking(facts: Facts, case: Case) -> Iterator[Owed]:
    """Yield the case for each who may take it first, while whoever wrote it down still has it. S4.6"""
    if case.state not in _EARLY:
        return
    for staff in first_takers(facts, case):
        yield Owed(staff=staff, what=DutyKind.TAKE, ref=case.number, since=case.received_at, due_at=case.next_due_at)


def _first_handling(facts: Facts, case: Case) -> Iterator[Owed]:
    """Yield it for each who may be asked; of what is no hazard not where the owner is one of them, for it is theirs anyway. S1.7"""
    if not owes_first_handling(facts, case):
        return
    people = first_handlers(facts, case) or (new_holder(facts, case, case.owner),)
    if case.owner in people and not is_hazard(facts, case):
        return
    rules = facts.playbook.deadlines
    until = (one for one in case.open_deadlines if one.name in rules and "first-handling-done" in rules[one.name].stops)
    due_at = min((one.due_at for one in until), default=None)
    for staff in people:
        yield Owed(staff=staff, what=DutyKind.FIRST_HANDLING, ref=case.number, since=case.received_at, due_at=due_at)


def _to_do(_: Facts, case: Case) -> Iterator[Owed]:
    """Yield the measures of the plan that are not done, for whoever has them, while it is carried out. S0.7"""
    for one in case.measures if case.state is State.EXECUTING else ():
        if one.done_at is None:
            yield Owed(staff=one.who, what=DutyKind.MEASURE, ref=one.id, since=case.received_at, due_at=one.due)


def _asked_for(facts: Facts, case: Case) -> Iterator[Owed]:
    """Yield what somebody was asked for, and has not answered; what judges the case falls to another than whom it is about. R6"""
    if offer := case.handover:
        yield Owed(
            staff=offer.receiver,
            what=DutyKind.HANDOVER,
            ref=offer.id,
            since=offer.offered_at,
            due_at=offer.lapses_at,
            passing=frozenset(case.owners),  # nobody takes for others what they had themselves. F3
        )
    for advice in awaited_advice(case) if case.advice else ():
        due_at = _due_for(case, advice.id)
        yield Owed(staff=advice.of, what=DutyKind.ADVICE, ref=advice.id, since=advice.asked_at, due_at=due_at)
    for sent in case.dispatches:
        if sent.done_at is None:
            who = new_holder(facts, case, sent.who)
            yield Owed(staff=who, what=DutyKind.DISPATCH, ref=sent.id, since=sent.at, due_at=_due_for(case, sent.id))
    for asked in standing_approvals(case):
        if asked.state == "asked":
            approver = new_holder(facts, case, asked.approver)
            yield Owed(staff=approver, what=DutyKind.APPROVAL, ref=asked.id, since=asked.asked_at)


def _to_authorities(facts: Facts, case: Case) -> Iterator[Owed]:
    """Yield the answer to each authority that waits for one, for whoever gives it. R19"""
    waiting = [one for one in case.authority_cases if one.open]
    if not waiting:
        return
    due = {one.for_: one.due_at for one in case.deadlines if one.name == AUTHORITY.id and one.open}
    for one in waiting:
        number = one.docket.number
        yield Owed(
            staff=new_holder(facts, case, one.docket.answerer or case.owner),
            what=DutyKind.AUTHORITY,
            ref=number,
            since=one.recorded_at,
            due_at=due.get(number) or due.get(None) or one.docket.answer_by,
        )


def _confirmation(facts: Facts, case: Case) -> Iterator[Owed]:
    """Yield the second person's part in a downgrade, while the case takes it. R5"""
    if case.reclassification is None or "reclassify" not in possible(case.state, case.kind):
        return
    _, asked_by = case.reclassification
    second = second_person(facts, case, asked_by)
    passing = frozenset({asked_by})
    yield Owed(staff=second, what=DutyKind.CONFIRM, ref=case.number, since=case.recorded_at, passing=passing)


def _matters(facts: Facts, case: Case) -> Iterator[Owed]:
    """Yield what was brought upwards, for each who sits in the group for this case, or for the leader. S1.8, F7"""
    for matter in case.escalations:
        if matter.open:
            for staff in deciders_of(facts, case, matter):
                yield Owed(
                    staff=staff,
                    what=_of_matter(matter),
                    ref=matter.id,
                    since=matter.raised_at,
                    due_at=_due_for(case, matter.id),
                    in_person=matter.group,
                )


def _of_matter(matter: Escalation) -> DutyKind:
    if not matter.group:
        return DutyKind.RULE if matter.reason in BOUNCED else DutyKind.DECIDE
    return DutyKind.MEETING if matter.received_at else DutyKind.RECEIVE


def _due_for(case: Case, ref: str) -> datetime | None:
    return min((one.due_at for one in case.open_deadlines if one.for_ == ref), default=None)


_PARTS = (
    _next_step,
    _words,
    _owed_to_the_customer,
    _first_taking,
    _first_handling,
    _to_do,
    _asked_for,
    _to_authorities,
    _confirmation,
    _matters,
)
