"""A case is what happened to it: each event applied in turn gives the snapshot. Total, pure, the same for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

import attrs
from attrs import evolve

from complaintkit.model import events as e
from complaintkit.model import handover as h
from complaintkit.model.case import Case, Entry, Survey
from complaintkit.model.customer import Customer
from complaintkit.model.deadline import Deadline
from complaintkit.model.remedy import Plan
from complaintkit.model.vocabulary import State

__all__ = ["Line", "applied", "replayed"]

H = TypeVar("H", bound=e.Happened)


@attrs.frozen(kw_only=True)
class Line:
    """An event with its circumstances: when it happened, when it was recorded, who acted, who wrote it down."""

    event: e.Happened
    at: datetime
    by: str
    recorded_at: datetime
    recorded_by: str


Fold = Callable[[Case, Any, Line], Case]
_FOLDS: dict[type[e.Happened], Fold] = {}


def _on(*kinds: type[e.Happened]) -> Callable[[Fold], Fold]:
    def register(fold: Fold) -> Fold:
        _FOLDS.update(dict.fromkeys(kinds, fold))
        return fold

    return register


def replayed(lines: Iterable[Line], *, id: str) -> Case:
    """The case that these events make.

    Raises:
        ValueError: there are none, or the first is not `received`.
    """
    case: Case | None = None
    for line in lines:
        case = applied(case, line, id=id)
    if case is None:
        raise ValueError("no events, no case")
    return case


def applied(case: Case | None, line: Line, *, id: str = "") -> Case:
    """The case after one more event."""
    if case is None:
        return _received(line, id)
    fold = _FOLDS.get(type(line.event))
    after = fold(case, line.event, line) if fold else case
    return after.changed(seq=case.seq + 1, version=case.version + line.event.is_deed)


def _received(line: Line, id: str) -> Case:
    event = line.event
    if not isinstance(event, e.Received):
        raise ValueError(f"a case begins with received, not with {event.name}")  # noqa: TRY004  the order is wrong, not the type
    return Case(
        id=id,
        version=1,
        seq=1,
        state=State.RECEIVED,
        owner=event.first_receiver,
        owners=(event.first_receiver,),
        recorded_by=line.recorded_by,
        recorded_at=line.recorded_at,
        customer=event.customer or Customer(),
        **{name: getattr(event, name) for name in _TAKEN_OVER},
    )


_TAKEN_OVER = tuple(
    {field.name for field in attrs.fields(e.Received)} & {field.name for field in attrs.fields(Case)} - {"customer"}
)


def _given(event: e.Happened, *names: str) -> dict[str, Any]:
    """The named fields of an event that say something."""
    return {name: value for name in names if (value := getattr(event, name))}


def _with(values: tuple[Any, ...], id: str, **changes: object) -> tuple[Any, ...]:
    """The tuple with the one of that id changed."""
    return tuple(evolve(one, **changes) if one.id == id else one for one in values)


# ---- intake ---------------------------------------------------------------------------------------------------------
@_on(e.Completed)
def _completed(case: Case, event: e.Completed, _: Line) -> Case:
    return case.changed(
        missing=event.missing,
        fields={**case.fields, **event.fields},
        **_given(event, "category", "severity", "unit", "purchase", "items", "customer"),
    )


@_on(e.Registered)
def _registered(case: Case, event: e.Registered, _: Line) -> Case:
    return case.changed(state=State.REGISTERED, missing=(), **_given(event, "category", "severity"))


@_on(e.OwnerChanged)
def _owner_changed(case: Case, event: e.OwnerChanged, _: Line) -> Case:
    owners = case.owners if event.previous is None else (*case.owners, event.owner)
    return case.changed(owner=event.owner, owners=owners, customer_told_owner=event.previous is None)


@_on(e.OwnerTold)
def _owner_told(case: Case, _: e.OwnerTold, __: Line) -> Case:
    return case.changed(customer_told_owner=True)


@_on(e.Acknowledged)
def _acknowledged(case: Case, _: e.Acknowledged, line: Line) -> Case:
    return case.changed(acknowledged_at=case.acknowledged_at or line.at)


@_on(e.ExceptionRecorded)
def _exception(case: Case, event: e.ExceptionRecorded, _: Line) -> Case:
    return case.changed(exceptions=(*case.exceptions, f"{event.rule}:{event.command}"))


@_on(e.Settled)
def _settled(case: Case, event: e.Settled, line: Line) -> Case:
    return case.changed(
        state=State.RESOLVED,
        settled=True,
        facts=event.facts,
        facts_at=line.at,
        facts_by=line.by,
        result=event.facts,
        apology=event.apology,
        remedies=(*case.remedies, *event.remedies),
        acknowledged_at=case.acknowledged_at or line.at,
        resolved_at=line.at,
    )


@_on(e.AnswerRecorded)
def _answer_recorded(case: Case, event: e.AnswerRecorded, line: Line) -> Case:
    return case.changed(
        state=State.RESOLVED,
        result=event.text,
        resolved_at=line.at,
        entries=(*case.entries, Entry(kind="answered", by=line.by, at=line.at, text=event.text)),
    )


# ---- work -----------------------------------------------------------------------------------------------------------
@_on(e.Assessed)
def _assessed(case: Case, event: e.Assessed, _: Line) -> Case:
    first = case.state in (State.RECEIVED, State.REGISTERED)
    return case.changed(
        state=State.ASSESSED if first else case.state,
        severity=event.severity,
        approach=event.approach,
        evidence=(*case.evidence, *(event.evidence or ())),
        **_given(event, "category", "answer_expected"),
    )


@_on(e.FirstHandlingDone)
def _first_handling(case: Case, _: e.FirstHandlingDone, line: Line) -> Case:
    return case.changed(first_handling_done_at=line.at)


@_on(e.FactsRecorded)
def _facts(case: Case, event: e.FactsRecorded, line: Line) -> Case:
    return case.changed(
        state=State.INVESTIGATING if case.state is State.ASSESSED else case.state,
        facts=event.facts,
        facts_at=line.at,
        facts_by=line.by,
        facts_disputed=False,
        investigators=(*case.investigators, line.by),
        heard=(*case.heard, *event.heard),
        evidence=(*case.evidence, *(event.evidence or ())),
        fields={**case.fields, **event.fields},
        **_given(event, "root_cause"),
    )


@_on(e.PlanOffered)
def _plan_offered(case: Case, event: e.PlanOffered, line: Line) -> Case:
    plan = Plan(
        id=event.plan,
        measures=event.measures or (),
        remedies=event.remedies,
        answer_by=event.answer_by,
        offered_by=line.by,
        offered_at=line.at,
        cycle=case.cycle,
    )
    reasons = event.reasons or {}
    decided = {issue: (decision, reasons.get(issue)) for issue, decision in event.decisions.items()}
    return case.changed(
        state=State.PLAN_OFFERED,
        plans=(*case.plans, plan),
        decisions={**case.decisions, **decided},
        waiting_for_customer=True,
    )


@_on(e.PlanAnswered)
def _plan_answered(case: Case, event: e.PlanAnswered, _: Line) -> Case:
    plan = next((one for one in case.plans if one.id == event.plan), None)
    remedies = plan.remedies if plan and event.accepted else ()
    return case.changed(
        state=State.EXECUTING if event.accepted else State.INVESTIGATING,
        plans=_with(case.plans, event.plan, accepted=event.accepted),
        remedies=(*case.remedies, *remedies),
        waiting_for_customer=False,
    )


@_on(e.NewCycle)
def _cycle(case: Case, event: e.NewCycle, _: Line) -> Case:
    return case.changed(
        state=State.INVESTIGATING,
        cycle=event.cycle,
        facts_disputed=event.facts_disputed,
        settled=False,
        resolved_at=None,
        archived_at=None,
    )


@_on(e.Told)
def _told(case: Case, event: e.Told, line: Line) -> Case:
    entry = Entry(kind="told", by=line.by, at=line.at, text=event.text, media=event.media)
    return case.changed(entries=(*case.entries, entry))


@_on(e.Noted, e.SecondGrievanceMarked)
def _noted(case: Case, event: e.Noted | e.SecondGrievanceMarked, line: Line) -> Case:
    entry = Entry(kind="noted", by=line.by, at=line.at, text=event.text)
    marked = case.second_grievance or isinstance(event, e.SecondGrievanceMarked)
    return case.changed(entries=(*case.entries, entry), second_grievance=marked)


@_on(e.WaitingForCustomer)
def _waiting(case: Case, event: e.WaitingForCustomer, line: Line) -> Case:
    entry = Entry(kind="told", by=line.by, at=line.at, text=event.question)
    return case.changed(waiting_for_customer=True, entries=(*case.entries, entry))


@_on(e.CustomerHeard)
def _heard(case: Case, event: e.CustomerHeard, line: Line) -> Case:
    entry = Entry(kind="said", by=line.by, at=line.at, text=event.text, media=(event.via,) if event.via else ())
    waits = case.state is State.PLAN_OFFERED
    return case.changed(waiting_for_customer=waits, entries=(*case.entries, entry))


@_on(e.Resolved)
def _resolved(case: Case, event: e.Resolved, line: Line) -> Case:
    return case.changed(
        state=State.RESOLVED,
        result=event.result,
        improvement=event.improvement,
        apology=case.apology or event.apology,
        resolved_at=line.at,
    )


@_on(e.SurveyAnswered)
def _survey(case: Case, event: e.SurveyAnswered, line: Line) -> Case:
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


@_on(e.FollowUpRecorded)
def _follow_up(case: Case, event: e.FollowUpRecorded, line: Line) -> Case:
    survey = Survey(
        cycle=case.cycle, satisfied=event.satisfied, remark=event.remark, answered_by=line.by, via=event.via, at=line.at
    )
    return case.changed(surveys=(*case.surveys, survey))


@_on(e.Archived)
def _archived(case: Case, _: e.Archived, line: Line) -> Case:
    return case.changed(state=State.ARCHIVED, archived_at=line.at)


# ---- other ways to end ----------------------------------------------------------------------------------------------
@_on(e.ClearedUp)
def _cleared_up(case: Case, event: e.ClearedUp, line: Line) -> Case:
    return case.changed(state=State.CLEARED_UP, result=event.explanation, resolved_at=line.at)


@_on(e.Withdrawn)
def _withdrawn(case: Case, _: e.Withdrawn, line: Line) -> Case:
    return case.changed(state=State.WITHDRAWN, resolved_at=line.at, waiting_for_customer=False)


@_on(e.Referred)
def _referred(case: Case, _: e.Referred, line: Line) -> Case:
    return case.changed(state=State.EXTERNAL, resolved_at=line.at, waiting_for_customer=False)


@_on(e.ReclassificationAsked)
def _downgrade_asked(case: Case, event: e.ReclassificationAsked, line: Line) -> Case:
    return case.changed(reclassification=(event.kind, line.by))


@_on(e.Reclassified)
def _reclassified(case: Case, event: e.Reclassified, _: Line) -> Case:
    return case.changed(kind=event.kind, category=event.category or case.category, reclassification=None)


@_on(e.Linked)
def _linked(case: Case, event: e.Linked, _: Line) -> Case:
    return case.changed(links={**case.links, event.to: event.relation})


@_on(e.Unlinked)
def _unlinked(case: Case, event: e.Unlinked, _: Line) -> Case:
    return case.changed(links={number: relation for number, relation in case.links.items() if number != event.to})


# ---- first responsibility -------------------------------------------------------------------------------------------
@_on(e.HandoverOffered)
def _offered(case: Case, event: e.HandoverOffered, line: Line) -> Case:
    offer = h.Handover(
        id=event.handover,
        giver=event.giver,
        receiver=event.receiver,
        reason=event.reason,
        note=event.note,
        offered_at=line.at,
        lapses_at=event.lapses_at,
    )
    return case.changed(handovers=(*case.handovers, offer))


_ANSWERS = {
    e.HandoverAccepted: "accepted",
    e.HandoverDeclined: "declined",
    e.HandoverLapsed: "lapsed",
    e.HandoverCancelled: "cancelled",
}


@_on(*_ANSWERS)
def _answered(case: Case, event: e.HandoverDeclined, _: Line) -> Case:
    state = _ANSWERS[type(event)]
    reason = getattr(event, "reason", None)
    return case.changed(handovers=_with(case.handovers, event.handover, state=state, answer=reason))


@_on(e.HandoverRuled)
def _ruled(case: Case, _: e.HandoverRuled, __: Line) -> Case:
    """A ruling closes what was open and starts the count of declines and lapses anew."""
    ended = tuple(evolve(one, state="ruled") if one.state != "accepted" else one for one in case.handovers)
    return case.changed(handovers=ended)


@_on(e.AdviceAsked)
def _asked(case: Case, event: e.AdviceAsked, line: Line) -> Case:
    advice = h.Advice(id=event.advice, asked_by=line.by, of=event.of, question=event.question, asked_at=line.at)
    return case.changed(advice=(*case.advice, advice))


@_on(e.AdviceGiven)
def _advised(case: Case, event: e.AdviceGiven, line: Line) -> Case:
    return case.changed(advice=_with(case.advice, event.advice, answer=event.answer, answered_at=line.at))


@_on(e.Dispatched)
def _dispatched(case: Case, event: e.Dispatched, line: Line) -> Case:
    sent = h.Dispatch(id=event.dispatch, by=line.by, who=event.who, what=event.what, at=line.at)
    return case.changed(dispatches=(*case.dispatches, sent))


@_on(e.DispatchReported)
def _reported(case: Case, event: e.DispatchReported, line: Line) -> Case:
    return case.changed(dispatches=_with(case.dispatches, event.dispatch, result=event.result, done_at=line.at))


# ---- upwards --------------------------------------------------------------------------------------------------------
@_on(e.Escalated)
def _escalated(case: Case, event: e.Escalated, line: Line) -> Case:
    matter = h.Escalation(
        id=event.escalation,
        route=event.route,
        to=event.to,
        group=event.group,
        reason=event.reason,
        raised_by=line.by,
        raised_at=line.at,
    )
    return case.changed(escalations=(*case.escalations, matter))


@_on(e.EscalationReceived)
def _escalation_received(case: Case, event: e.EscalationReceived, line: Line) -> Case:
    return case.changed(escalations=_with(case.escalations, event.escalation, received_at=line.at))


@_on(e.MeetingHeld)
def _met(case: Case, event: e.MeetingHeld, line: Line) -> Case:
    return case.changed(escalations=_with(case.escalations, event.escalation, met_at=line.at))


@_on(e.MeetingDecided)
def _decided(case: Case, event: e.MeetingDecided, line: Line) -> Case:
    matter = _with(case.escalations, event.escalation, met_at=line.at, decided_at=line.at, decision=event.decision)
    return case.changed(escalations=matter)


# ---- deadlines ------------------------------------------------------------------------------------------------------
@_on(e.DeadlineStarted)
def _deadline_started(case: Case, event: e.DeadlineStarted, _: Line) -> Case:
    deadline = Deadline(
        id=event.deadline,
        name=event.rule,
        title=event.title,
        started_at=event.started_at,
        due_at=event.due_at,
        warn_at=event.warn_at,
        within=event.within,
        why=event.why,
        for_=event.for_,
        cycle=case.cycle,
    )
    return case.changed(deadlines=(*case.deadlines, deadline))


def _deadline(case: Case, id: str, **changes: object) -> Case:
    return case.changed(deadlines=_with(case.deadlines, id, **changes))


@_on(e.DeadlineWarned)
def _warned(case: Case, event: e.DeadlineWarned, line: Line) -> Case:
    return _deadline(case, event.deadline, warned_at=line.at)


@_on(e.DeadlineBreached)
def _breached(case: Case, event: e.DeadlineBreached, _: Line) -> Case:
    since = min(event.due_at, event.noticed_at)  # a meeting that ends undecided is a breach before its time (F7)
    return _deadline(case, event.deadline, state="breached", breached_at=since, noticed_at=event.noticed_at)


@_on(e.DeadlineMet)
def _deadline_met(case: Case, event: e.DeadlineMet, line: Line) -> Case:
    late = any(one.id == event.deadline and one.breached_at for one in case.deadlines)
    return _deadline(case, event.deadline, state="met-late" if late else "met", met_at=line.at)


@_on(e.DeadlinePaused)
def _paused(case: Case, event: e.DeadlinePaused, line: Line) -> Case:
    return _deadline(case, event.deadline, state="paused", paused_at=line.at, reason=event.cause)


@_on(e.DeadlineResumed)
def _resumed(case: Case, event: e.DeadlineResumed, line: Line) -> Case:
    paused = next(one for one in case.deadlines if one.id == event.deadline)
    pause = (paused.paused_at or line.at, line.at, paused.reason or "")
    return _deadline(
        case,
        event.deadline,
        state="running",
        due_at=event.due_at,
        warn_at=event.warn_at,
        why=event.why or paused.why,
        paused_at=None,
        reason=None,
        pauses=(*paused.pauses, pause),
    )


@_on(e.DeadlineWaived)
def _waived(case: Case, event: e.DeadlineWaived, _: Line) -> Case:
    return _deadline(case, event.deadline, state="waived", reason=event.reason)


@_on(e.DeadlineCancelled)
def _cancelled(case: Case, event: e.DeadlineCancelled, _: Line) -> Case:
    return _deadline(case, event.deadline, state="cancelled", reason=event.reason)
