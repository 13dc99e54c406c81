"""Folds of handovers, advice and dispatches. F2-F9"""

from __future__ import annotations

from attrs import evolve

from complaintkit.decision.replay._fold import LedgerEntry, on, with_changed
from complaintkit.model import events as e
from complaintkit.model import handover as h
from complaintkit.model.case import Case


@on(e.HandoverOffered)
def _offered(case: Case, event: e.HandoverOffered, line: LedgerEntry) -> Case:
    offer = h.Handover(
        id=event.handover,
        case=case.number,
        giver=event.giver,
        receiver=event.receiver,
        reason=event.words or event.reason,
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


@on(*_ANSWERS)
def _answered(case: Case, event: e.HandoverDeclined, _: LedgerEntry) -> Case:
    state = _ANSWERS[type(event)]
    reason = getattr(event, "reason", None)
    return case.changed(handovers=with_changed(case.handovers, event.handover, state=state, answer=reason))


@on(e.HandoverRuled)
def _ruled(case: Case, _: e.HandoverRuled, __: LedgerEntry) -> Case:
    """Close what was open, and count declines and lapses anew."""
    ended = tuple(evolve(one, state="ruled") if one.state != "accepted" else one for one in case.handovers)
    return case.changed(handovers=ended)


@on(e.AdviceAsked)
def _asked(case: Case, event: e.AdviceAsked, line: LedgerEntry) -> Case:
    advice = h.Advice(id=event.advice, asked_by=line.by, of=event.of, question=event.question, asked_at=line.at)
    return case.changed(advice=(*case.advice, advice))


@on(e.AdviceGiven)
def _advised(case: Case, event: e.AdviceGiven, line: LedgerEntry) -> Case:
    return case.changed(advice=with_changed(case.advice, event.advice, answer=event.answer, answered_at=line.at))


@on(e.Dispatched)
def _dispatched(case: Case, event: e.Dispatched, line: LedgerEntry) -> Case:
    sent = h.Dispatch(id=event.dispatch, by=line.by, who=event.who, what=event.what, at=line.at)
    return case.changed(dispatches=(*case.dispatches, sent))


@on(e.DispatchReported)
def _reported(case: Case, event: e.DispatchReported, line: LedgerEntry) -> Case:
    return case.changed(dispatches=with_changed(case.dispatches, event.dispatch, result=event.result, done_at=line.at))
