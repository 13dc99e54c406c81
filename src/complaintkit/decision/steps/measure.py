"""Measures of a plan that the customer agreed to: each is somebody's task until it is done. S0.7, S0.12"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.standing import has_the_part, holds, judges, was_asked
from complaintkit.decision.refusal import READ_AGAIN
from complaintkit.decision.tables.effect import Place
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.errors import ConflictError, NotAllowed, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.plan import PlannedMeasure


def do_measure(draft: Draft, command: c.DoMeasure) -> None:
    """Record that a measure is done, by whoever has it or by the owner."""
    case, facts = draft.case, draft.facts
    found = next((one for one in case.measures if one.id == command.measure), None)
    if found is None:
        raise NotFound(what="measure", ref=command.measure, next_step=READ_AGAIN)
    if found.done_at is not None:
        raise ConflictError(reason=phrase("it was done already"), next_step=READ_AGAIN)
    owns = facts.system or (holds(facts, case, Place.OWNER) and not judges(facts, case))
    if not (owns or is_theirs(facts, case, found)):
        reason = phrase("{person} has it to do", person=found.who)
        raise NotAllowed(command=command.word, reason=reason, state=case.state)
    draft.add(e.MeasureDone(measure=found.id, result=command.result))


def is_theirs(facts: Facts, case: Case, measure: PlannedMeasure) -> bool:
    """Tell if the actor has this measure to do, acts for whoever has, or came into their place."""
    return was_asked(facts, case, measure.who)


def finish_own(draft: Draft) -> None:
    """Record the actor's own measures as done: whoever reports the result has done their part, and speaks for nobody else's."""
    for one in draft.case.measures:
        if one.done_at is None and has_the_part(draft.facts, draft.case, one.who):
            draft.add(e.MeasureDone(measure=one.id))
