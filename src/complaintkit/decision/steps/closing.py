"""The end, and other ends: survey, follow-up, archive; cleared up, withdrawn, referred, reclassified, linked. R5, R8, R9"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.escalation import raise_to_leader
from complaintkit.decision.people.routing import new_holder
from complaintkit.decision.people.standing import works_alone
from complaintkit.decision.permission import guard
from complaintkit.decision.permission.filing import reason_to_archive
from complaintkit.decision.requirement import require
from complaintkit.decision.steps.handover import drop_offer
from complaintkit.decision.steps.upgrade import has_category, note_missing
from complaintkit.decision.steps.work import start_cycle
from complaintkit.decision.survey import is_dissatisfied, is_second_grievance, survey_of
from complaintkit.decision.tables.effect import RECLASSIFIES
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.case import Case
from complaintkit.model.errors import ConflictError, InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind, State


def _told_to(draft: Draft) -> str | None:
    return None if draft.facts.customer else draft.facts.actor


def answer_survey(draft: Draft, command: c.AnswerSurvey) -> None:
    """Record the customer's two scores; dissatisfied, as the playbook says it, they open the next round. R8, R9"""
    satisfied = not is_dissatisfied(draft.facts.playbook, outcome=command.outcome, process=command.process)
    draft.add(
        e.SurveyAnswered(
            outcome=command.outcome,
            process=command.process,
            satisfied=satisfied,
            via=command.via,
            told_to=_told_to(draft),
            remark=command.remark,
        )
    )
    marked = draft.case.second_grievance
    if not marked and is_second_grievance(draft.facts.playbook, outcome=command.outcome, process=command.process):
        draft.add(e.SecondGrievanceMarked(text=command.remark), by=actor_name(DESK))
    if not satisfied:
        _act_on_dissatisfaction(draft)


def _act_on_dissatisfaction(draft: Draft) -> None:
    """Begin the next round, unless the procedure has somebody ask first; a filed case has nobody, and opens at once. R8"""
    rule = survey_of(draft.facts.playbook)
    then = rule.then if rule else None
    if then == "follow-up" and draft.case.state is not State.ARCHIVED:
        return
    _reopen_unless(draft, satisfied=False)
    if then == "escalate" and draft.facts.playbook.route("dissatisfied") is None:
        raise_to_leader(draft, reason="dissatisfied")


def record_follow_up(draft: Draft, command: c.RecordFollowUp) -> None:
    """Record what they said when asked afterwards: satisfied, dissatisfied (the next round), or not reached. S3.6"""
    draft.add(e.FollowUpRecorded(satisfied=command.satisfied, via=command.via, remark=command.remark))
    _reopen_unless(draft, satisfied=command.satisfied is not False)


def _reopen_unless(draft: Draft, *, satisfied: bool) -> None:
    if satisfied:
        return
    reopened = draft.case.state is State.ARCHIVED
    start_cycle(draft, cause="dissatisfied", disputed=True)
    if reopened:
        cover_reopened(draft)


def cover_reopened(draft: Draft) -> None:
    """Give a case that opens again an owner who works here: the last one, or who took their place. F1, F8"""
    owner = new_holder(draft.facts, draft.case, draft.case.owner)
    draft.add(e.OwnerChanged(owner=owner, previous=draft.case.owner, reason="reopened"))


def archive(draft: Draft, _: c.Archive) -> None:
    """File the case, with the reason why it may be. S0.10, R8"""
    if draft.case.handover:
        draft.add(e.HandoverCancelled(handover=draft.case.handover.id, reason="archived"))
    draft.add(e.Archived(because=reason_to_archive(draft.facts, draft.case) or ""))


def clear_up(draft: Draft, command: c.ClearUp) -> None:
    """Clear up a misunderstanding. S4.8"""
    drop_offer(draft)
    draft.add(e.ClearedUp(explanation=command.explanation))


def withdraw(draft: Draft, command: c.Withdraw) -> None:
    """Record that the customer takes it back; the record stays."""
    require(draft, "withdraw", {"reason": command.reason})
    drop_offer(draft)
    draft.add(e.Withdrawn(reason=command.reason))


def reclassify(draft: Draft, command: c.Reclassify) -> None:
    """Make it another kind or category: to make less of a complaint takes a reason and a second person. R5

    Whoever is asked for may answer that it stays a complaint.
    """
    case = draft.case
    if command.category:
        draft.facts.playbook.category(command.category)
    kind = command.kind or case.kind
    answers = _answers(case, command)
    if not answers:
        guard.check_deed(draft, command.word, RECLASSIFIES)
    if kind is case.kind and not (command.category or answers):
        raise InvalidInput(
            field="kind",
            reason=phrase("nothing would change"),
            next_step=phrase("Give another kind or category."),
        )
    if case.kind is Kind.COMPLAINT and kind is not Kind.COMPLAINT and not _second_person(draft, kind, command):
        draft.add(e.ReclassificationAsked(kind=kind, reason=command.reason))
        return
    _check_category(draft, kind, command)
    draft.add(e.Reclassified(kind=kind, category=command.category, reason=command.reason))
    note_missing(draft)


def _check_category(draft: Draft, kind: Kind, command: c.Reclassify) -> None:
    """Refuse to make a complaint without a category of what was registered without one. S1.6"""
    known = command.category or has_category(draft.facts, draft.case)
    if kind is Kind.COMPLAINT and draft.case.kind is not Kind.COMPLAINT and not known:
        raise InvalidInput(
            field="category",
            reason=phrase("a complaint needs one"),
            next_step=phrase("Say what it is about."),
        )


def _answers(case: Case, command: c.Reclassify) -> bool:
    """Tell if it answers a downgrade that was asked for: yes, or that it stays a complaint."""
    asked = case.reclassification
    return asked is not None and not command.category and command.kind in (Kind.COMPLAINT, asked[0])


def _second_person(draft: Draft, kind: Kind, command: c.Reclassify) -> bool:
    """Return whether another person asked for the same before; who works alone decides alone, on record (R6)."""
    facts, asked = draft.facts, draft.case.reclassification
    if asked and asked[0] is kind and _is_person(facts, asked[1]):
        if (facts.system or facts.actor == asked[1]) and not works_alone(facts, draft.case):
            raise ConflictError(
                reason=phrase("{person} asked for it already", person=asked[1]),
                next_step=phrase("Another person has to confirm it."),
            )
        if facts.actor != asked[1]:
            return True
    if not command.reason:
        raise InvalidInput(
            field="reason",
            reason=phrase("downgrading a complaint takes one (R5)"),
            next_step=phrase("Say why it is no complaint."),
        )
    if works_alone(facts, draft.case):
        draft.add(e.ExceptionRecorded(rule="R5", command=command.word))
        return True
    return False


def _is_person(facts: Facts, actor: str) -> bool:
    """Tell if it is somebody who works here, or did: a program is no second pair of eyes."""
    organisation = facts.structure.organisation
    return actor in organisation.staff or actor in organisation.departed


def mark_second_grievance(draft: Draft, command: c.MarkSecondGrievance) -> None:
    """Mark a second grievance 二次不满 on the first case; it is no case of its own. S1.1"""
    draft.add(e.SecondGrievanceMarked(text=command.text))
