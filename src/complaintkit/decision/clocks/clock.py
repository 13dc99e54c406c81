"""Deadlines on a case: what it owes is compared with what runs, and the difference starts, stops and pauses. R5, R15, R16"""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.calendars import before, due
from complaintkit.decision.clocks.awaited import WAITS, resumes_at
from complaintkit.decision.clocks.next_step import NEXT
from complaintkit.decision.clocks.owed import (
    OwedDeadline,
    Owing,
    contact_gained,
    key_of,
    may_move,
    owed,
    rule_of,
    since,
)
from complaintkit.decision.clocks.timing import answers_from
from complaintkit.decision.draft import Draft
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.deadline import RUNNING, Deadline
from complaintkit.model.due import Due, Until, Within
from complaintkit.playbook import OF_CATEGORY, DeadlineRule


def react(draft: Draft, line: LedgerEntry) -> None:
    """Start, stop, pause and resume deadlines by the difference that one event makes. A comment changes no clock (R15)."""
    event = line.event
    if event.name.startswith(("deadline-", "message-", "budget-")) or not may_move(draft.facts, draft.case, event):
        return
    owing = owed(draft.facts, draft.case)
    _stop(draft, line, owing)
    names = {name for name, *_ in owing.unmet}
    known = {key_of(one): one for one in draft.case.deadlines if one.name in names}
    moves = isinstance(event, e.Corrected | e.Completed)
    for key, one in owing.unmet.items():
        deadline = known.get(key)
        runs = deadline is not None and deadline.state in RUNNING
        if moves or one.paused or not runs:  # after most events it runs as owed
            _keep(draft, line, one, deadline)


# ---- starting, pausing ----------------------------------------------------------------------------------------------
def _keep(draft: Draft, line: LedgerEntry, one: OwedDeadline, known: Deadline | None) -> None:
    """See that what is owed runs from its true start, by the hours of the unit that the case belongs to. R15, R16"""
    gained = known is not None and contact_gained(one, known)
    if known is None or (gained and not draft.case.contact_replaced):
        id_ = _start(draft, line, one, anew=gained)
    else:
        id_ = known.id
        restored = gained or known.state == "cancelled" or (known.met_at is not None and _undoes(line.event, one))
        if restored:
            draft.add(e.DeadlineRestored(deadline=id_, rule=known.name), at=line.at)
        if restored or isinstance(line.event, e.Corrected | e.Completed):
            _move(draft, one, id_, line.at)
    _wait(draft, line, one, id_)


def _wait(draft: Draft, line: LedgerEntry, one: OwedDeadline, id_: str) -> None:
    """Let it run only while the customer can be reached, and we wait for nobody. R2, R16"""
    deadline = _find(draft, id_)
    if deadline.state == "paused" and not one.paused:
        resume(draft, deadline, line.at)
        deadline = _find(draft, id_)
    elif deadline.state == "paused" and isinstance(line.event, e.PlanOffered):
        _pause(draft, deadline, since=deadline.paused_at or line.at)
    if deadline.state == "running" and one.waived:
        draft.add(e.DeadlineWaived(deadline=id_, rule=one.rule.id, reason="no-contact"), at=line.at)
    elif deadline.state == "running" and one.paused:
        _pause(draft, deadline, since=draft.facts.now)


def _find(draft: Draft, id_: str) -> Deadline:
    return next(one for one in draft.case.deadlines if one.id == id_)


def _undoes(event: e.Happened, one: OwedDeadline) -> bool:
    """Tell if what was done is to be done after all: the customer did not say so, or there is a danger it was not for. R9, R18"""
    return one.rule.within == OF_CATEGORY or isinstance(event, e.Objected)


def _start(draft: Draft, line: LedgerEntry, one: OwedDeadline, *, anew: bool) -> str:
    """Start it: from its true start, or `anew` from when there was a contact at last; return its id."""
    case, rule, start = draft.case, one.rule, one.start
    id_ = f"{rule.id}-{case.seq + 1}"
    if one.date is not None:
        draft.add(one.date.started(id_), at=line.at)
        return id_
    within = one.within
    assert within is not None  # noqa: S101  it has a date or a length
    started = line.at if anew else since(case, start)
    if isinstance(line.event, e.HandoverOffered) and line.event.handover == start.about:
        started = answers_from(draft.facts, case, line.event.receiver, line.event.reason)
    found, warn = _reckon(draft, rule, started, within)
    draft.add(
        e.DeadlineStarted(
            deadline=id_,
            rule=rule.id,
            title=dict(rule.title),
            started_at=started,
            due_at=found.at,
            warn_at=warn if warn and started < warn else None,
            within=str(within),
            why=found.as_data(),
            for_=start.about,
            started_by=start.seq,
        ),
        at=line.at,
    )
    return id_


def _pause(draft: Draft, deadline: Deadline, *, since: datetime) -> None:
    """Let it stand still, as far as it has not stood still for long enough. R16"""
    until = resumes_at(draft.facts, draft.case, deadline, paused_at=since)
    if until is not None:
        cause = "waiting-for-customer"
        draft.add(e.DeadlinePaused(deadline=deadline.id, rule=deadline.name, cause=cause, until=until))


def _reckon(
    draft: Draft,
    rule: DeadlineRule,
    start: datetime,
    within: Within,
    paused: tuple[tuple[datetime, datetime, str], ...] = (),
) -> tuple[Due, datetime | None]:
    """Return when it is due by the hours of the case's unit, and when that is warned of."""
    calendar = draft.facts.calendar(draft.case.unit, rule.calendar)
    found = due(calendar, start, within, until=rule.until or Until.CLOSE, begins=rule.begins, paused=paused)
    return found, before(calendar, found.at, rule.warn) if rule.warn else None


def _reckon_anew(
    draft: Draft, rule: DeadlineRule, deadline: Deadline, paused: tuple[tuple[datetime, datetime, str], ...]
) -> tuple[Due, datetime | None]:
    """Return the same for what runs already; by what a leader put it off, it stays put off. S3.1"""
    found, warn = _reckon(draft, rule, deadline.started_at, Within.parse(deadline.within), paused)
    if deadline.extended_by is None:
        return found, warn
    later = deadline.extended_by
    return attrs.evolve(found, at=found.at + later), warn + later if warn else None


def resume(draft: Draft, deadline: Deadline, at: datetime) -> None:
    """Let a deadline run again, from then on; its new date says why. R16"""
    rule, pauses = rule_of(draft.facts, deadline), deadline.paused_until(at)
    found, warn = _reckon_anew(draft, rule, deadline, pauses)
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


def _move(draft: Draft, one: OwedDeadline, id_: str, at: datetime) -> None:
    """Give what runs the date that it has as the case stands; a breach stays one, and so does its date. R15"""
    deadline = _find(draft, id_)
    if deadline.state not in ("running", "paused"):
        return
    if one.date is not None:
        found, warn = one.date.reckoned, one.date.warn_at  # a date that somebody named is never moved: another starts
    elif deadline.unit != draft.case.unit:
        found, warn = _reckon_anew(draft, one.rule, deadline, deadline.pauses)
    else:
        return
    if found is not None and found.at != deadline.due_at:
        why = found.as_data()
        draft.add(e.DeadlineMoved(deadline=id_, rule=one.rule.id, due_at=found.at, warn_at=warn, why=why), at=at)


# ---- stopping -------------------------------------------------------------------------------------------------------
def _stop(draft: Draft, line: LedgerEntry, owing: Owing) -> None:
    for deadline in [one for one in draft.case.open_deadlines if one.name != NEXT.id]:
        key = key_of(deadline)
        if key in owing.met:
            ended = _run_on(draft, deadline, line.at)
            if ended.name not in WAITS:  # a customer who answers late breaks nothing
                _notice_breach(draft, ended, line.at)
            draft.add(e.DeadlineMet(deadline=ended.id, rule=ended.name), at=line.at)
        elif key not in owing.unmet:
            _run_on(draft, deadline, line.at)
            reason = line.event.name
            draft.add(e.DeadlineCancelled(deadline=deadline.id, rule=deadline.name, reason=reason), at=line.at)


def _run_on(draft: Draft, deadline: Deadline, at: datetime) -> Deadline:
    """End its pause before it ends, so that its date says how long it stood still, and return it: else it looks late. R16"""
    if deadline.state != "paused":
        return deadline
    resume(draft, deadline, at)
    return _find(draft, deadline.id)


def _notice_breach(draft: Draft, deadline: Deadline, at: datetime) -> None:
    """Put a breach on record before what was due is met: history too keeps its breaches. R15"""
    if deadline.state == "running" and deadline.due_at < at:
        draft.add(breach(deadline, draft.facts.now), at=deadline.due_at)


def breach(deadline: Deadline, noticed_at: datetime) -> e.DeadlineBreached:
    """Make the event of a deadline that was missed, noticed then."""
    return e.DeadlineBreached(deadline=deadline.id, rule=deadline.name, due_at=deadline.due_at, noticed_at=noticed_at)
