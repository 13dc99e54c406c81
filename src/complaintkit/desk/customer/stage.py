"""What customers are told of their own matter: where it stands, when they hear more, what is proposed; nothing of the inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

from complaintkit.decision import Facts, allowed
from complaintkit.model.case import Case
from complaintkit.model.phrase import Phrase, in_language, phrase
from complaintkit.model.plan import Measure, Plan
from complaintkit.model.vocabulary import State

_LOOKED_INTO = phrase("We are looking into it.")
_STAGES: Mapping[State, Phrase] = {
    State.RECEIVED: phrase("We have received it."),
    State.REGISTERED: phrase("It is registered and will be looked into."),
    State.ASSESSED: _LOOKED_INTO,
    State.INVESTIGATING: _LOOKED_INTO,
    State.PLAN_OFFERED: phrase("We have made a proposal and wait for your answer."),
    State.EXECUTING: phrase("You agreed; we are putting it right."),
    State.RESOLVED: phrase("It is settled."),
    State.WITHDRAWN: phrase("You have taken it back."),
    State.CLEARED_UP: phrase("It is cleared up."),
    State.EXTERNAL: phrase("It is with the authority we told you of."),
    State.ARCHIVED: phrase("It is closed."),
}
_AGAIN = phrase("We are looking into it again.")
_ASKED = phrase("We have asked you something and wait for your answer.")
# What a deadline may wait for that the customer hears of.
_NEWS = frozenset({"acknowledged", "told", "assessed", "plan-offered", "resolved", "settled", "cleared-up"})


def stage_of(case: Case, facts: Facts) -> str:
    """Where it stands, in a sentence in the customer's language, or the procedure's own."""
    return in_language(_stage(case), _language(case, facts))


def _stage(case: Case) -> Phrase:
    if case.duplicate_of:
        return phrase("It goes on as {number}.", number=case.duplicate_of)
    working = case.state in (State.RECEIVED, State.REGISTERED, State.ASSESSED, State.INVESTIGATING)
    if working and case.waiting_for_customer:
        return _ASKED
    if case.state is State.INVESTIGATING and case.cycle > 1:
        return _AGAIN
    return _STAGES[case.state]


def _language(case: Case, facts: Facts) -> str:
    spoken = facts.playbook.languages
    wanted = (case.customer.language or "").partition("-")[0]
    return wanted if wanted in spoken else spoken[0]


def next_news_by(case: Case, facts: Facts) -> datetime | None:
    """By when they will hear from us: the next that we owe them, or what we promised; None where we wait, or are done."""
    if case.resolved_at or case.waiting_for_customer:
        return None
    return min((at for at in _coming(case, facts) if at > facts.now), default=None)


def _coming(case: Case, facts: Facts) -> Iterator[datetime]:
    if case.answer_expected:
        yield case.answer_expected
    for deadline in case.open_deadlines:
        rule = facts.playbook.deadlines.get(deadline.name)
        if rule and not _NEWS.isdisjoint(rule.stops):
            yield deadline.due_at


_VERBS = {
    "answer-plan": "answer_plan",
    "answer-survey": "answer_survey",
    "hear-customer": "say",
    "withdraw": "withdraw",
    "object": "object",
}


def verbs_of(case: Case, facts: Facts) -> frozenset[str]:
    """What they could do at their door now, without what they have answered already."""
    return frozenset(_VERBS[word] for word in allowed(case, facts) if word in _VERBS)


def plan_of(case: Case, facts: Facts) -> Plan | None:
    """The plan of this round, with names of people for their ids, and without what it costs us."""
    plan = case.plan
    if plan is None:
        return None
    return attrs.evolve(
        plan,
        measures=tuple(_named(one, facts) for one in plan.measures),
        remedies=tuple(attrs.evolve(one, cost=None) for one in plan.remedies),
        offered_by=_name(plan.offered_by, facts),
    )


def _named(measure: Measure, facts: Facts) -> Measure:
    return attrs.evolve(measure, who=_name(measure.who, facts))


def _name(staff: str, facts: Facts) -> str:
    organisation = facts.structure.organisation
    known = organisation.staff.get(staff) or organisation.departed.get(staff)
    return known.name if known else staff
