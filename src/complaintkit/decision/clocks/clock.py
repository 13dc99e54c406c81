"""Deadlines on a case: what it owes is compared with what runs, and the difference starts, stops and pauses. R5, R15, R16"""

from __future__ import annotations

from datetime import datetime

from complaintkit.calendars import before, due
from complaintkit.decision.clocks.awaited import WAITS, resumes_at
from complaintkit.decision.clocks.owed import Key, OwedDeadline, contact_gained, key_of, owed, rule_of, since
from complaintkit.decision.clocks.timing import answers_from
from complaintkit.decision.draft import Draft
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Within


def react(draft: Draft, line: LedgerEntry) -> None:
    """Start, stop, pause and resume deadlines by the difference that one event makes. A comment changes no clock (R15)."""
    if line.event.name.startswith(("deadline-", "message-", "budget-")):
        return
    found = {one.key: one for one in owed(draft.facts, draft.case)}
    _stop(draft, line, found)
    known = {key_of(one): one for one in draft.case.deadlines}
    for key, one in found.items():
        if not one.met:
            _keep(draft, line, one, known.get(key))


# ---- starting, pausing ----------------------------------------------------------------------------------------------
def _keep(draft: Draft, line: LedgerEntry, one: OwedDeadline, known: Deadline | None) -> None:
    """See that what is owed runs, and only while we wait for nobody. R16"""
    if known is None or contact_gained(one, known):
        _start(draft, line, one, anew=known is not None)
    elif known.state == "cancelled" or (known.met_at and isinstance(line.event, e.Objected)):
        draft.add(e.DeadlineRestored(deadline=known.id, rule=known.name), at=line.at)
    elif known.state == "running" and one.waived:
        draft.add(e.DeadlineWaived(deadline=known.id, rule=known.name, reason="no-contact"), at=line.at)
    elif known.state == "running" and one.paused:
        _pause(draft, known, since=draft.facts.now)
    elif known.state == "paused" and not one.paused:
        resume(draft, known, line.at)
    elif known.state == "paused" and isinstance(line.event, e.PlanOffered):
        _pause(draft, known, since=known.paused_at or line.at)


def _start(draft: Draft, line: LedgerEntry, one: OwedDeadline, *, anew: bool) -> None:
    case, rule, start = draft.case, one.rule, one.start
    id_ = f"{rule.id}-{case.seq + 1}"
    if one.date is not None:
        draft.add(one.date.started(id_), at=line.at)
        return
    within = one.within
    assert within is not None  # noqa: S101  it has a date or a length
    started = line.at if anew else since(case, start)
    if isinstance(line.event, e.HandoverOffered) and line.event.handover == start.about:
        started = answers_from(draft.facts, case, line.event.receiver, line.event.reason)
    calendar = draft.facts.calendar(case.unit, rule.calendar)
    found = due(calendar, started, within, until=rule.until or "close")
    warn = before(calendar, found.at, rule.warn) if rule.warn else None
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
            for_=start.about,
            started_by=start.seq,
        ),
        at=line.at,
    )
    if one.waived:
        draft.add(e.DeadlineWaived(deadline=id_, rule=rule.id, reason="no-contact"), at=line.at)


def _pause(draft: Draft, deadline: Deadline, *, since: datetime) -> None:
    """Let it stand still, as far as it has not stood still for long enough. R16"""
    until = resumes_at(draft.facts, draft.case, deadline, paused_at=since)
    if until is not None and until > draft.facts.now:
        cause = "waiting-for-customer"
        draft.add(e.DeadlinePaused(deadline=deadline.id, rule=deadline.name, cause=cause, until=until))


def resume(draft: Draft, deadline: Deadline, at: datetime) -> None:
    """Let a deadline run again, from then on; its new date says why. R16"""
    rule = rule_of(draft.facts, deadline)
    calendar = draft.facts.calendar(draft.case.unit, rule.calendar)
    within, pauses = Within.parse(deadline.within), deadline.paused_until(at)
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


# ---- stopping -------------------------------------------------------------------------------------------------------
def _stop(draft: Draft, line: LedgerEntry, found: dict[Key, OwedDeadline]) -> None:
    for deadline in list(draft.case.open_deadlines):
        one = found.get(key_of(deadline))
        if one is None:
            reason = line.event.name
            draft.add(e.DeadlineCancelled(deadline=deadline.id, rule=deadline.name, reason=reason), at=line.at)
        elif one.met:
            if deadline.name not in WAITS:  # a customer who answers late breaks nothing
                _notice_breach(draft, deadline, line.at)
            draft.add(e.DeadlineMet(deadline=deadline.id, rule=deadline.name), at=line.at)


def _notice_breach(draft: Draft, deadline: Deadline, at: datetime) -> None:
    """Put a breach on record before what was due is met: history too keeps its breaches. R15"""
    if deadline.state == "running" and deadline.due_at < at:
        draft.add(breach(deadline, draft.facts.now), at=deadline.due_at)


def breach(deadline: Deadline, noticed_at: datetime) -> e.DeadlineBreached:
    """Make the event of a deadline that was missed, noticed then."""
    return e.DeadlineBreached(deadline=deadline.id, rule=deadline.name, due_at=deadline.due_at, noticed_at=noticed_at)
