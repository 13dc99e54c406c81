"""Deadlines on a case: started, met, paused and waived by what happens."""

from __future__ import annotations

from datetime import datetime

from complaintkit.calendars import before, due
from complaintkit.decision.dated import is_met, outlives, start_dated
from complaintkit.decision.draft import Draft
from complaintkit.decision.replay import LedgerEntry
from complaintkit.decision.timing import answers_from, events_done, rule_of, rules_started_by
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Within
from complaintkit.playbook import DeadlineRule

# Events that end the work of a round: nothing of it is owed any more. A survey's own deadline starts after them.
_ENDS = frozenset({"settled", "resolved", "answer-recorded", "withdrawn", "cleared-up", "referred", "archived"})
_ABOUT = ("handover", "escalation", "dispatch", "promise")
_NEEDS_CONTACT = frozenset({"acknowledged", "survey-answered", "follow-up-recorded", "plan-answered"})
_INTAKE = frozenset({"received", "registered", "acknowledged"})
_WAITING = "waiting-for-customer"
_WAITS = frozenset({_WAITING, "plan-offered"})
_GOES_ON = frozenset({"customer-heard", "plan-answered", "new-cycle"})


def react(draft: Draft, line: LedgerEntry) -> None:
    """Stop, pause, resume and start deadlines by one event. A comment changes no clock (R15)."""
    event = line.event
    if isinstance(event, e.AnswerRecorded) and not event.resolves:
        return
    if event.name.startswith("deadline-"):
        return
    _stop(draft, line)
    if event.name in _GOES_ON:
        _resume(draft, line.at)
    if event.name in _WAITS:
        _pause(draft)
    _start(draft, line)


# ---- starting -------------------------------------------------------------------------------------------------------
def _start(draft: Draft, line: LedgerEntry) -> None:
    names = (line.event.name, "resolved") if isinstance(line.event, e.Settled) else (line.event.name,)
    for name in names:  # what is settled on the spot is resolved, too: it is followed up and filed
        for rule in rules_started_by(draft.facts, draft.case, name):
            _start_one(draft, rule, line)
    _start_late(draft, line)
    start_dated(draft, line)


def _start_late(draft: Draft, line: LedgerEntry) -> None:
    """Start what a complaint owes and has not done, once a case becomes one; it is owed from when it was received. R5"""
    case = draft.case
    if case.resolved_at or not isinstance(line.event, e.Reclassified):
        return
    happened, known = events_done(case), {one.name for one in case.deadlines}
    path = draft.facts.playbook.path(case.category)
    for rule in draft.facts.playbook.deadlines.values():
        owed = rule.starts in _INTAKE & happened and happened.isdisjoint(rule.stops)
        if owed and rule.id not in known and rule.binds(case.kind, path):
            _start_one(draft, rule, line)


def _start_one(draft: Draft, rule: DeadlineRule, line: LedgerEntry) -> None:
    case = draft.case
    for_ = _about(line.event)
    within = _within(draft, rule, line)
    if within is None or (for_ and rule.starts == "escalation-received" and not _is_group(case, for_)):
        return
    started = case.received_at if rule.starts == "received" and line.event.name != "new-cycle" else line.at
    if isinstance(line.event, e.HandoverOffered):
        started = answers_from(draft.facts, case, line.event.receiver, line.event.reason)
    calendar = draft.facts.calendar(case.unit, rule.calendar)
    found = due(calendar, started, within, until=rule.until or "close")
    warn = before(calendar, found.at, rule.warn) if rule.warn else None
    id_ = f"{rule.id}-{case.seq + 1}"
    draft.add(
        e.DeadlineStarted(
            deadline=id_,
            rule=rule.id,
            title=dict(rule.title),
            started_at=started,
            due_at=found.at,
            warn_at=warn if warn and started < warn < found.at else None,
            within=str(within),
            why=found.as_data(),
            for_=for_,
        ),
        at=line.at,
    )
    if not _NEEDS_CONTACT.isdisjoint(rule.stops) and not case.customer.reachable and case.customer.no_contact_because:
        draft.add(e.DeadlineWaived(deadline=id_, rule=rule.id, reason="no-contact"), at=line.at)


def _within(draft: Draft, rule: DeadlineRule, line: LedgerEntry) -> Within | None:
    """Return the rule's time; for a meeting the route's own where it has one. F7"""
    within = draft.facts.playbook.within(rule, draft.case.category)
    if rule.starts != "escalation-received" or not isinstance(line.event, e.EscalationReceived):
        return within
    matter = next(one for one in draft.case.escalations if one.id == line.event.escalation)
    route = draft.facts.playbook.escalations.get(matter.route)
    return route.meeting if route and route.meeting else within


def _is_group(case: Case, escalation: str) -> bool:
    return any(one.group for one in case.escalations if one.id == escalation)


# ---- stopping, pausing ----------------------------------------------------------------------------------------------
def _stop(draft: Draft, line: LedgerEntry) -> None:
    event = line.event
    for deadline in list(draft.case.open_deadlines):
        owed = event.name in rule_of(draft.facts, deadline).stops and _concerns(deadline, event)
        if owed and is_met(deadline, event):
            _notice_breach(draft, deadline, line.at)
            draft.add(e.DeadlineMet(deadline=deadline.id, rule=deadline.name), at=line.at)
        elif _voids(draft.case, deadline, event) or _binds_no_more(draft, deadline, event):
            draft.add(e.DeadlineCancelled(deadline=deadline.id, rule=deadline.name, reason=event.name), at=line.at)


def _binds_no_more(draft: Draft, deadline: Deadline, event: e.Happened) -> bool:
    """Return whether a case that became another kind or category no longer owes this. R5"""
    rule = draft.facts.playbook.deadlines.get(deadline.name)
    if rule is None or not isinstance(event, e.Reclassified):
        return False
    return not rule.binds(draft.case.kind, draft.facts.playbook.path(draft.case.category))


def _about(event: e.Happened) -> str | None:
    """Return the id of the handover, escalation, dispatch or promise that an event is about."""
    return next((found for name in _ABOUT if (found := getattr(event, name, None))), None)


def _concerns(deadline: Deadline, event: e.Happened) -> bool:
    about = _about(event)
    return deadline.for_ is None or about is None or deadline.for_ == about


def _voids(case: Case, deadline: Deadline, event: e.Happened) -> bool:
    """Return whether an event ends what is owed: the work or the round is over, the offer is gone."""
    if outlives(deadline, event):
        return False
    if event.name in _ENDS and event.name != "archived" and any(one.id == deadline.for_ for one in case.dispatches):
        return False  # the lot is inspected, too, where the customer is content already (S4.9)
    if event.name in _ENDS or (event.name == "new-cycle" and deadline.cycle < case.cycle):
        return True
    if isinstance(event, e.HandoverCancelled | e.HandoverLapsed):
        return deadline.for_ == event.handover
    return isinstance(event, e.HandoverRuled) and deadline.for_ is not None and deadline.for_ == event.handover


def _notice_breach(draft: Draft, deadline: Deadline, at: datetime) -> None:
    """Put a breach on record before what was due is met: history too keeps its breaches. R15"""
    if deadline.state == "running" and deadline.due_at < at:
        draft.add(breach(deadline, draft.facts.now), at=deadline.due_at)


def breach(deadline: Deadline, noticed_at: datetime) -> e.DeadlineBreached:
    """Make the event of a deadline that was missed, noticed then."""
    return e.DeadlineBreached(deadline=deadline.id, rule=deadline.name, due_at=deadline.due_at, noticed_at=noticed_at)


def _pause(draft: Draft) -> None:
    for deadline in list(draft.case.open_deadlines):
        rule = rule_of(draft.facts, deadline)
        if _WAITING in rule.pauses and deadline.state == "running":
            draft.add(e.DeadlinePaused(deadline=deadline.id, rule=deadline.name, cause=_WAITING))


def _resume(draft: Draft, at: datetime) -> None:
    for deadline in [one for one in draft.case.deadlines if one.state == "paused"]:
        rule = rule_of(draft.facts, deadline)
        calendar = draft.facts.calendar(draft.case.unit, rule.calendar)
        pauses = (*deadline.pauses, (deadline.paused_at or at, at, deadline.reason or ""))
        within = Within.parse(deadline.within)
        found = due(calendar, deadline.started_at, within, until=rule.until or "close", paused=pauses)
        warn = before(calendar, found.at, rule.warn) if rule.warn else None
        draft.add(
            e.DeadlineResumed(
                deadline=deadline.id,
                rule=deadline.name,
                due_at=found.at,
                warn_at=warn if warn and warn > at else None,
                why=found.as_data(),
            ),
            at=at,
        )
