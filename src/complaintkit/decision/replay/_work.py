"""Folds of the work on a case."""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.decision.replay._compensation import promised, with_answer, with_spent
from complaintkit.decision.replay._fold import LedgerEntry, fields_of, on, with_changed
from complaintkit.model import events as e
from complaintkit.model.case import Case, Entry, Survey
from complaintkit.model.issue import FIRST, RaisedIssue
from complaintkit.model.plan import Plan, PlannedMeasure
from complaintkit.model.vocabulary import Decision, State


@on(e.Assessed)
def _assessed(case: Case, event: e.Assessed, _: LedgerEntry) -> Case:
    first = case.state in (State.RECEIVED, State.REGISTERED)
    return case.changed(
        state=State.ASSESSED if first else case.state,
        severity=event.severity,
        approach=event.approach,
        evidence=(*case.evidence, *(event.evidence or ())),
        answer_expected_since=case.seq + 1 if event.answer_expected else case.answer_expected_since,
        **fields_of(event, "category", "answer_expected"),
    )


@on(e.FirstHandlingDone)
def _first_handling(case: Case, _: e.FirstHandlingDone, line: LedgerEntry) -> Case:
    return case.changed(first_handlings={**case.first_handlings, case.category or "": line.at})


@on(e.FactsRecorded)
def _facts(case: Case, event: e.FactsRecorded, line: LedgerEntry) -> Case:
    return case.changed(
        state=State.INVESTIGATING if case.state is State.ASSESSED else case.state,
        facts=event.facts,
        facts_at=line.at,
        facts_by=line.by,
        facts_disputed=False,
        investigators=(*case.investigators, line.by),
        heard=(*case.heard, *(event.heard or ())),
        evidence=(*case.evidence, *(event.evidence or ())),
        fields={**case.fields, **event.fields},
        raised=tuple(attrs.evolve(one, root_cause=event.causes.get(one.id, one.root_cause)) for one in case.raised),
        **fields_of(event, "root_cause"),
    )


@on(e.PlanOffered)
def _plan_offered(case: Case, event: e.PlanOffered, line: LedgerEntry) -> Case:
    plan = Plan(
        id=event.plan,
        measures=event.measures or (),
        remedies=event.remedies,
        answer_by=event.answer_by,
        offered_by=line.by,
        offered_at=line.at,
        cycle=case.cycle,
    )
    return promised(case, event.plan, event, line, state="reserved").changed(
        state=State.PLAN_OFFERED,
        plans=(*case.plans, plan),
        decisions=decided(case, event),
        waiting_for_customer=True,
    )


def decided(case: Case, event: e.PlanOffered | e.Resolved | e.Settled) -> dict[str, tuple[Decision, str | None]]:
    """Return what was decided on each issue by now; what is decided anew takes the place of what was. R7"""
    reasons = event.reasons or {}
    new = {issue: (decision, reasons.get(issue)) for issue, decision in event.decisions.items()}
    return {**case.decisions, **new}


@on(e.PlanAnswered)
def _plan_answered(case: Case, event: e.PlanAnswered, _: LedgerEntry) -> Case:
    plan = next((one for one in case.plans if one.id == event.plan), None)
    remedies = plan.remedies if plan and event.accepted else ()
    promises = with_answer(case.promises, event.plan, "promised" if event.accepted else "released")
    return case.changed(
        state=State.EXECUTING if event.accepted else State.INVESTIGATING,
        plans=with_changed(case.plans, event.plan, accepted=event.accepted),
        measures=_planned(plan) if plan and event.accepted else case.measures,
        remedies=(*case.remedies, *remedies),
        promises=promises,
        reservations=with_spent(case, promises),
        waiting_for_customer=False,
    )


def _planned(plan: Plan) -> tuple[PlannedMeasure, ...]:
    """Return what the plan promises, as tasks."""
    return tuple(
        PlannedMeasure(id=f"{plan.id}-m{index}", what=one.what, who=one.who, due=one.due)
        for index, one in enumerate(plan.measures, start=1)
        if isinstance(one.due, datetime)
    )


@on(e.MeasureDone)
def _measure_done(case: Case, event: e.MeasureDone, line: LedgerEntry) -> Case:
    done = with_changed(case.measures, event.measure, done_at=line.at, done_by=line.by, result=event.result)
    return case.changed(measures=done)


@on(e.IssueRaised)
def _issue_raised(case: Case, event: e.IssueRaised, _: LedgerEntry) -> Case:
    """Add it; one that leads is what the case is handled as from now on, and what led keeps its category and cause."""
    new = RaisedIssue(id=event.issue, text=event.text, category=event.category, about_staff=event.about_staff)
    raised = (*(case.raised or (RaisedIssue(id=FIRST),)), new)
    if not event.leads:
        return case.changed(raised=raised)
    kept = with_changed(raised, case.lead, category=case.category, root_cause=case.root_cause)
    return case.changed(raised=kept, lead=event.issue, category=event.category, root_cause=None)


@on(e.NewCycle)
def _cycle(case: Case, event: e.NewCycle, _: LedgerEntry) -> Case:
    return case.changed(
        state=State.INVESTIGATING,
        cycle=event.cycle,
        facts_disputed=event.facts_disputed,
        waiting_for_customer=False,
        settled=False,
        resolved_at=None,
        archived_at=None,
    )


@on(e.Told)
def _told(case: Case, event: e.Told, line: LedgerEntry) -> Case:
    entry = Entry(kind="told", by=line.by, at=line.at, text=event.text, media=event.media)
    return case.changed(entries=(*case.entries, entry), lost_messages={}, calls=())


@on(e.Noted, e.SecondGrievanceMarked)
def _noted(case: Case, event: e.Noted | e.SecondGrievanceMarked, line: LedgerEntry) -> Case:
    entry = Entry(kind="noted", by=line.by, at=line.at, text=event.text)
    marked = case.second_grievance or isinstance(event, e.SecondGrievanceMarked)
    return case.changed(entries=(*case.entries, entry), second_grievance=marked)


@on(e.WaitingForCustomer)
def _waiting(case: Case, event: e.WaitingForCustomer, line: LedgerEntry) -> Case:
    entry = Entry(kind="told", by=line.by, at=line.at, text=event.question)
    return case.changed(waiting_for_customer=True, entries=(*case.entries, entry))


@on(e.CustomerHeard)
def _heard(case: Case, event: e.CustomerHeard, line: LedgerEntry) -> Case:
    entry = Entry(kind="said", by=line.by, at=line.at, text=event.text, media=(event.via,) if event.via else ())
    return case.changed(waiting_for_customer=_plan_waits(case), entries=(*case.entries, entry))


@on(e.CustomerSilent)
def _silent(case: Case, event: e.CustomerSilent, line: LedgerEntry) -> Case:
    plans = with_changed(case.plans, event.plan, unanswered_at=line.at) if event.plan else case.plans
    asked = event.plan is not None and _question_waits(case)
    case = case.changed(plans=plans)
    return case.changed(waiting_for_customer=asked or _plan_waits(case))


def _plan_waits(case: Case) -> bool:
    """Tell if a plan still waits for the customer's answer."""
    plan = case.plan if case.state is State.PLAN_OFFERED else None
    return plan is not None and plan.accepted is None and plan.unanswered_at is None


def _question_waits(case: Case) -> bool:
    """Tell if a question still waits for its answer, whatever becomes of a plan. R16"""
    ends = {"customer-heard", "plan-answered", "new-cycle"}
    for one in reversed(case.moments):
        if one.event in ends or (one.event == "customer-silent" and one.about is None):
            return False
        if one.event == "waiting-for-customer":
            return True
    return False


@on(e.Resolved)
def _resolved(case: Case, event: e.Resolved, line: LedgerEntry) -> Case:
    return case.changed(
        state=State.RESOLVED,
        result=event.result,
        improvement=event.improvement,
        adopted=event.adopted,
        decisions=decided(case, event),
        apology=case.apology or event.apology,
        resolved_at=line.at,
        waiting_for_customer=False,
    )


@on(e.SurveyAnswered)
def _survey(case: Case, event: e.SurveyAnswered, line: LedgerEntry) -> Case:
    survey = Survey(
        cycle=case.cycle,
        outcome=event.outcome,
        process=event.process,
        satisfied=event.satisfied,
        remark=event.remark,
        answered_by=line.by,
        via=event.via,
        at=line.at,
    )
    return case.changed(surveys=(*case.surveys, survey))


@on(e.FollowUpRecorded)
def _follow_up(case: Case, event: e.FollowUpRecorded, line: LedgerEntry) -> Case:
    survey = Survey(
        cycle=case.cycle, satisfied=event.satisfied, remark=event.remark, answered_by=line.by, via=event.via, at=line.at
    )
    return case.changed(surveys=(*case.surveys, survey))


@on(e.Archived)
def _archived(case: Case, _: e.Archived, line: LedgerEntry) -> Case:
    return case.changed(state=State.ARCHIVED, archived_at=line.at)
