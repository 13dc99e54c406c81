"""The work on a case: assessed, investigated, a plan offered and answered, put right. S0.5-S0.8, S4.7-S4.13"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from complaintkit.decision.draft import Draft
from complaintkit.decision.money.authority import check_promise
from complaintkit.decision.money.coupon import mint
from complaintkit.decision.people.escalation import raise_for
from complaintkit.decision.refusal import stranger
from complaintkit.decision.replay import reaches
from complaintkit.decision.requirement import require
from complaintkit.decision.steps.follow_on import follow
from complaintkit.decision.steps.form_field import check_fields
from complaintkit.decision.steps.handover import keep_out, leave_to_leader
from complaintkit.decision.steps.intake import check_staff, mark_told, still_missing
from complaintkit.decision.steps.issue import add_issue, check_answered, check_named, checked_decisions
from complaintkit.decision.steps.measure import finish_own
from complaintkit.decision.steps.upgrade import upgrade
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.errors import ConflictError, InvalidInput, NotFound
from complaintkit.model.issue import Issue
from complaintkit.model.phrase import phrase
from complaintkit.model.plan import Measure
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.text import adds_little, clauses
from complaintkit.model.vocabulary import Decision, Kind, State

_READ_PLAN = phrase("Read the case again: it names its plan.")


def _moment(draft: Draft, value: datetime | timedelta | None, *, field: str) -> datetime | None:
    """Return a point in time from now on."""
    if value is None:
        return None
    at = draft.facts.now + value if isinstance(value, timedelta) else value
    if at < draft.facts.now:
        raise InvalidInput(
            field=field,
            reason=phrase("{at} is past", at=draft.facts.time_in_words(at, draft.case.unit)),
            next_step=phrase("Give a time to come."),
        )
    return at


def assess(draft: Draft, command: c.Assess) -> None:
    """Record how urgent it is and how to go about it; perishable evidence gets its date on record (R12)."""
    if command.category:
        draft.facts.playbook.category(command.category)
    expected = _moment(draft, command.answer_expected, field="answer_expected")
    require(
        draft,
        "assess",
        {
            "answer-expected": expected,
            "evidence": command.evidence,
            "category": command.category or draft.case.category,
        },
    )
    draft.add(
        e.Assessed(
            severity=command.severity,
            category=command.category,
            approach=command.approach,
            answer_expected=expected,
            evidence=command.evidence,
        )
    )


def do_first_handling(draft: Draft, command: c.DoFirstHandling) -> None:
    """Record that what the category asks for at once was done. S1.7"""
    draft.add(e.FirstHandlingDone(result=command.result))


def _causes(draft: Draft, command: c.RecordFacts) -> dict[str, str]:
    """Return the cause of each issue that one is given for by its number. R7"""
    check_named(draft.case, command.causes, field="causes")
    if command.root_cause:
        draft.facts.playbook.cause(command.root_cause)
    causes = dict(command.causes or {})
    for issue, cause in causes.items():
        draft.facts.playbook.cause(cause, field=f"causes.{issue}")
    return causes


def record_facts(draft: Draft, command: c.RecordFacts) -> None:
    """Record what was found; a root cause is one of the playbook's, where it has a tree of them. S0.6, R7

    `root_cause` is that of the issue that the case is handled as.
    """
    case = draft.case
    causes = _causes(draft, command)
    check_fields(draft.facts, command.fields)
    cause = causes.pop(case.lead, command.root_cause)
    require(
        draft,
        "record-facts",
        {
            "root-cause": cause or case.root_cause,
            "evidence": command.evidence or case.evidence,
            "heard": command.heard or case.heard,
        },
    )
    draft.add(
        e.FactsRecorded(
            facts=command.facts,
            root_cause=cause,
            causes=causes,
            evidence=command.evidence,
            heard=command.heard or None,
            fields=dict(command.fields or {}),
        )
    )
    follow(draft)


def _remedies(values: tuple[Remedy | Proposal, ...]) -> tuple[Remedy, ...]:
    return tuple(one.remedy if isinstance(one, Proposal) else one for one in values)


def offer_plan(draft: Draft, command: c.OfferPlan) -> None:
    """Offer a plan: measures with person and time, a decision per issue with reasons (R7), and what the customer gets."""
    case = draft.case
    measures = tuple(_measure(draft, index, one) for index, one in enumerate(command.measures))
    require(
        draft,
        "offer-plan",
        {
            "measures": measures,
            "decisions": command.decisions,
            "follow-up": command.follow_up,
        },
    )
    _check_another(case, measures, _remedies(command.remedies))
    values = check_promise(draft, _remedies(command.remedies))
    decisions = checked_decisions(case, command.decisions)
    draft.add(
        e.PlanOffered(
            plan=draft.new_id("p"),
            measures=measures,
            remedies=_remedies(command.remedies),
            values=values,
            **_said_of(decisions),
            answer_by=_moment(draft, command.follow_up, field="follow_up"),
        )
    )


def _said_of(decisions: Mapping[str, tuple[Decision, str]]) -> dict[str, Any]:
    """Return decisions as an event has them: the words apart from the reasons, which are somebody's words."""
    return {
        "decisions": {issue: decision for issue, (decision, _) in decisions.items()},
        "reasons": {issue: reasons for issue, (_, reasons) in decisions.items()} or None,
    }


def _check_another(case: Case, measures: tuple[Measure, ...], remedies: tuple[Remedy, ...]) -> None:
    """Refuse to put before the customer once more what they refused, however it is written now. R8"""
    if any(one.accepted is False and _is_same(one.measures, one.remedies, measures, remedies) for one in case.plans):
        raise InvalidInput(
            field="measures",
            reason=phrase("this is the plan that the customer refused (R8)"),
            next_step=phrase("Propose something else."),
        )


def _is_same(
    measures: tuple[Measure, ...],
    remedies: tuple[Remedy, ...],
    other_measures: tuple[Measure, ...],
    other_remedies: tuple[Remedy, ...],
) -> bool:
    """Tell if two plans give the same and do the same: in any order, spelled otherwise, or with a word more that only fills."""
    if _given(remedies) != _given(other_remedies):
        return False
    left = [one for measure in other_measures for one in clauses(measure.what)]
    for said in (one for measure in measures for one in clauses(measure.what)):
        again = next((one for one in left if adds_little(one, said) or adds_little(said, one)), None)
        if again is None:
            return False
        left.remove(again)
    return not left


def _given(remedies: tuple[Remedy, ...]) -> list[str]:
    return sorted(repr(evolve(one, cost=None)) for one in remedies)


def _measure(draft: Draft, index: int, measure: Measure) -> Measure:
    staff = draft.facts.structure.organisation.staff
    if measure.who not in staff:
        raise stranger(measure.who, staff, field=f"measures[{index}].who")
    due = _moment(draft, measure.due, field=f"measures[{index}].due")
    return evolve(measure, due=due or measure.due)


def answer_plan(draft: Draft, command: c.AnswerPlan) -> None:
    """Record the customer's answer: agreed, or the next round begins (R8). Given by staff it is marked as told to them (R9)."""
    case = draft.case
    plan = case.plan
    if plan is None or plan.id != command.plan:
        if any(one.id == command.plan for one in case.plans):
            raise ConflictError(reason=phrase("this plan is not the newest one"), next_step=_READ_PLAN)
        raise NotFound(what="plan", ref=command.plan, next_step=_READ_PLAN)
    by_customer = draft.facts.customer
    draft.add(
        e.PlanAnswered(
            plan=command.plan,
            accepted=command.accepted,
            via=command.via,
            told_to=None if by_customer else draft.facts.actor,
            remark=command.remark,
        )
    )
    if command.accepted:
        mint(draft, tuple(one for one in draft.case.promises if one.id.rpartition("-")[0] == plan.id))
    else:
        start_cycle(draft, cause="plan-refused", disputed=False)


def start_cycle(draft: Draft, *, cause: str, disputed: bool) -> None:
    """Begin the next round, and go upwards where the playbook says so. R8, S1.8

    Who settled on the spot what is about themselves (R17) has no part in the next round: the leader above has it. R6
    """
    was_open = draft.case.open
    draft.add(e.NewCycle(cycle=draft.case.cycle + 1, cause=cause, facts_disputed=disputed))
    if was_open:  # of a filed case who has it is said where it opens again
        leave_to_leader(draft)
    with draft.desk_acts():  # the rule brings it up, not whoever put on record what the customer said
        raise_for(draft, cause)


def tell(draft: Draft, command: c.Tell) -> None:
    """Tell the customer something; that acknowledges the case, too, and tells them who is responsible. R4, F9

    Words to a customer without a contact, by no medium, reach nobody.
    """
    told = e.Told(text=command.text, media=command.media or ())
    draft.add(told)
    if not reaches(draft.case, told):
        return
    if draft.case.acknowledged_at is None:
        draft.add(e.Acknowledged(via="told"))
    mark_told(draft)


def note(draft: Draft, command: c.Note) -> None:
    """Note something among staff; no clock moves. R15"""
    draft.add(e.Noted(text=command.text))


def wait_for_customer(draft: Draft, command: c.WaitForCustomer) -> None:
    """Wait for the customer; only what may pause does, with its cause on record. R16"""
    draft.add(e.WaitingForCustomer(question=command.question))


def raise_issue(draft: Draft, command: c.RaiseIssue) -> None:
    """Put down one thing more that the customer complains of; after the result it begins the next round. R7, R8"""
    about, known = command.about_staff, draft.case.complained_about
    check_staff(draft.facts, about, field="about_staff")
    add_issue(draft, Issue(command.text, category=command.category, about_staff=about), field="text")
    if draft.case.state is State.RECEIVED and (missing := still_missing(draft.facts, draft.case)) != draft.case.missing:
        with draft.desk_acts():  # what the words complete is no registering of theirs: whom it is about does not (R6)
            draft.add(e.Completed(missing=missing))
    if draft.facts.actor != draft.case.owner:
        draft.add(e.CustomerHeard(text=command.text))  # whose case it is hears of it
    if draft.case.state in (State.RESOLVED, State.CLEARED_UP):
        with draft.desk_acts():  # nor does whoever put the words down, whom they may be about, open the case again
            start_cycle(draft, cause="issue-raised", disputed=False)
    if about and about not in known:
        keep_out(draft)


def hear_customer(draft: Draft, command: c.HearCustomer) -> None:
    """Record what the customer said since; who says that they complain has a complaint. R5"""
    draft.add(e.CustomerHeard(text=command.text, via=command.via))
    upgrade(draft, command.text)


def resolve(draft: Draft, command: c.Resolve) -> None:
    """Record that it was put right: course, result, a decision on each issue (R7), an apology where it is due. S1.9, S4.12"""
    case, apologised = draft.case, command.apology or draft.case.apology
    _check_adopted(case, command)
    decisions = checked_decisions(case, command.decisions)
    known = {**case.decisions, **decisions}
    check_answered(case, decisions)
    require(
        draft,
        "resolve",
        {
            "improvement": command.improvement,
            "apology": apologised,
            "apology-if-upheld": apologised or not _is_our_fault(known),
            "decisions": {one.id for one in case.issues} <= known.keys(),
        },
    )
    finish_own(draft)
    draft.add(
        e.Resolved(
            result=command.result,
            improvement=command.improvement,
            apology=command.apology,
            adopted=command.adopted,
            **_said_of(decisions),
        )
    )


def _check_adopted(case: Case, command: c.Resolve) -> None:
    """Refuse to answer a suggestion without saying whether it is adopted, and to say so of anything else. S2.6, S3.8"""
    suggested = case.kind is Kind.SUGGESTION
    if suggested and command.adopted is None:
        raise InvalidInput(
            field="adopted",
            reason=phrase("is missing"),
            next_step=phrase("Say whether the suggestion is adopted, and in the result why."),
        )
    if not suggested and command.adopted is not None:
        raise InvalidInput(
            field="adopted",
            reason=phrase("only a suggestion is adopted or not"),
            next_step=phrase("Leave it out."),
        )


def _is_our_fault(decisions: Mapping[str, tuple[Decision, str | None]]) -> bool:
    """Return whether anything that was raised proved true, wholly or in part. S4.12"""
    return any(decision is not Decision.NOT_UPHELD for decision, _ in decisions.values())


def settle(draft: Draft, command: c.Settle) -> None:
    """Settle on the spot, in one command, also by the person complained about: that is on record, and in reports. R17"""
    require(draft, "settle", {"apology": command.apology, "remedies": command.remedies})
    values = check_promise(draft, _remedies(command.remedies))
    decisions = checked_decisions(draft.case, command.decisions)
    check_answered(draft.case, decisions)
    before = len(draft.case.promises)
    draft.add(
        e.Settled(
            facts=command.facts,
            agreed=command.agreed,
            apology=command.apology,
            remedies=_remedies(command.remedies),
            values=values,
            **_said_of(decisions),
        )
    )
    mint(draft, draft.case.promises[before:])
    mark_told(draft)
    follow(draft)
