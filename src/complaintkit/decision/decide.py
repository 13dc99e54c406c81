"""The one decision: what a command makes of a case, given the facts. Pure: the same in, the same out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from complaintkit.decision.clocks import clock, hazard
from complaintkit.decision.clocks.next_step import see_to_next_step
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.money import approval, remedy
from complaintkit.decision.money.budget import keep_books
from complaintkit.decision.people import escalation, meeting
from complaintkit.decision.permission import guard
from complaintkit.decision.refusal import naming_people
from complaintkit.decision.replay import LedgerEntry
from complaintkit.decision.steps import (
    assistance,
    closing,
    correction,
    docket,
    duplicate,
    extension,
    handover,
    intake,
    measure,
    objection,
    work,
)
from complaintkit.decision.steps.breach import settle_due
from complaintkit.decision.tables.effect import DEEDS, check_deeds
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.errors import NotAllowed

HANDLERS: Mapping[type[c.Command], Callable[[Draft, Any], None]] = MappingProxyType(
    {
        c.Receive: intake.receive,
        c.Register: intake.register,
        c.Correct: correction.correct,
        c.Acknowledge: intake.acknowledge,
        c.RecordAnswer: intake.record_answer,
        c.Settle: work.settle,
        c.Assess: work.assess,
        c.DoFirstHandling: work.do_first_handling,
        c.RecordFacts: work.record_facts,
        c.OfferPlan: work.offer_plan,
        c.AnswerPlan: work.answer_plan,
        c.DoMeasure: measure.do_measure,
        c.Tell: work.tell,
        c.Note: work.note,
        c.WaitForCustomer: work.wait_for_customer,
        c.HearCustomer: work.hear_customer,
        c.RaiseIssue: work.raise_issue,
        c.Resolve: work.resolve,
        c.AnswerSurvey: closing.answer_survey,
        c.RecordFollowUp: closing.record_follow_up,
        c.Archive: closing.archive,
        c.ClearUp: closing.clear_up,
        c.Withdraw: closing.withdraw,
        c.Object: objection.object_to,
        c.Refer: docket.refer,
        c.RecordDocket: docket.record_docket,
        c.AnswerAuthority: docket.answer,
        c.RecordOutcome: docket.record_outcome,
        c.Reclassify: closing.reclassify,
        c.MarkSecondGrievance: closing.mark_second_grievance,
        c.Link: duplicate.link,
        c.Unlink: duplicate.unlink,
        c.AskApproval: approval.ask_approval,
        c.Approve: approval.approve,
        c.RefuseApproval: approval.refuse_approval,
        c.GiveRemedy: remedy.give,
        c.OrderRemedy: remedy.order,
        c.ReverseRemedy: remedy.reverse,
        c.OfferHandover: handover.offer,
        c.AcceptHandover: handover.accept,
        c.DeclineHandover: handover.decline,
        c.RuleHandover: handover.rule,
        c.ExtendDeadline: extension.extend,
        c.AskAdvice: assistance.ask_advice,
        c.GiveAdvice: assistance.give_advice,
        c.Dispatch: assistance.dispatch,
        c.ReportDispatch: assistance.report_dispatch,
        c.Escalate: escalation.escalate,
        c.ReceiveEscalation: escalation.receive,
        c.AdjournMeeting: meeting.adjourn,
        c.DecideMeeting: meeting.decide,
    }
)
"""Every command has exactly one handler; a test compares this with the commands there are."""

check_deeds(c.commands(), DEEDS)


def _react(draft: Draft, line: LedgerEntry) -> None:
    """Let follow what one event brings: on the clocks, in the books, for whoever carries out what was agreed."""
    clock.react(draft, line)
    keep_books(draft, line)
    remedy.place_orders(draft, line)


def decide(case: Case | None, command: c.Command, facts: Facts) -> Draft:
    """Decide a command: settle first what fell due on the case, then check the command and carry it out.

    Raises:
        ComplaintKitError: the command is refused; nothing of it happens.
    """
    with naming_people(facts.structure):
        return _decide(case, command, facts)


def _decide(case: Case | None, command: c.Command, facts: Facts) -> Draft:
    draft = Draft(facts, case, _react)
    if case is not None:
        settle_due(draft)
        guard.check(draft, command)
        handover.take_first(draft, command)
    _carry_out(draft, command)
    handover.pass_over(draft)
    if case is not None:
        objection.quote(draft, command, before=case.state)
    hazard.call(draft)
    if not facts.quiet:
        settle_due(draft)  # what is owed from before is late at once
    return draft


def _carry_out(draft: Draft, command: c.Command) -> None:
    before = draft.case if isinstance(command, c.OnCase) else None
    try:
        HANDLERS[type(command)](draft, command)
    except NotAllowed as refused:
        raise (guard.within_reach(draft.facts, before, refused) if before else refused) from None


def decide_due(case: Case, facts: Facts) -> Draft:
    """Settle what fell due on a case by now, and nothing else."""
    draft = Draft(facts, case, _react)
    settle_due(draft)
    return draft


def cover(case: Case, facts: Facts, *, to: str, reason: str) -> Draft:
    """Move accountability because the owner is gone, or away for long. F8"""
    draft = Draft(facts, case, _react)
    settle_due(draft)
    handover.move(draft, to, reason=reason)
    return draft


def keep_apart(case: Case, facts: Facts) -> Draft:
    """Move accountability from who has come to have no say in the case, though nothing happened on it. R6, R9"""
    draft = Draft(facts, case, _react)
    settle_due(draft)
    handover.pass_over(draft)
    return draft


def take_over(case: Case, facts: Facts, other: Case) -> Draft:
    """Let a case go on for another that was filed as its duplicate. R14"""
    draft = Draft(facts, case, _react)
    for event, by in duplicate.taken_over(other):
        draft.add(event, by=by)
    with draft.desk_acts():
        see_to_next_step(draft)
    return draft


def record(case: Case, facts: Facts, event: e.Happened) -> Draft:
    """Record what a provider or the desk itself reports, such as a message sent, with what follows from it. R4, F9"""
    draft = Draft(facts, case, _react)
    draft.add(event)
    if isinstance(event, e.MessageSent) and event.recipient == "customer":
        if draft.case.acknowledged_at is None:
            draft.add(e.Acknowledged(via=event.medium, result="sent"))
        intake.mark_told(draft)
    with draft.desk_acts():
        see_to_next_step(draft)
    return draft
