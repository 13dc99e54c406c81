"""Folds of deadlines. R15, R16"""

from __future__ import annotations

from complaintkit.decision.replay._fold import LedgerEntry, on, with_changed
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline
from complaintkit.model.frozen import changed


@on(e.DeadlineStarted)
def _deadline_started(case: Case, event: e.DeadlineStarted, _: LedgerEntry) -> Case:
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
        started_by=event.started_by,
        cycle=case.cycle,
        unit=case.unit,
    )
    return case.changed(deadlines=(*case.deadlines, deadline))


def _deadline(case: Case, id: str, **changes: object) -> Case:
    known = list(case.deadlines)
    for place, one in enumerate(known):  # twice as fast as an expression, for most of a ledger's lines
        if one.id == id:
            known[place] = changed(one, **changes)
    return case.changed(deadlines=tuple(known))


def _was_late(case: Case, id: str) -> bool:
    return next((one.breached_at for one in case.deadlines if one.id == id), None) is not None


@on(e.DeadlineWarned)
def _warned(case: Case, event: e.DeadlineWarned, line: LedgerEntry) -> Case:
    return _deadline(case, event.deadline, warned_at=line.at)


@on(e.DeadlineBreached)
def _breached(case: Case, event: e.DeadlineBreached, _: LedgerEntry) -> Case:
    since = min(event.due_at, event.noticed_at)  # a meeting that ends undecided is a breach before its time (F7)
    return _deadline(case, event.deadline, state="breached", breached_at=since, noticed_at=event.noticed_at)


@on(e.DeadlineMet)
def _deadline_met(case: Case, event: e.DeadlineMet, line: LedgerEntry) -> Case:
    late = _was_late(case, event.deadline)
    return _deadline(case, event.deadline, state="met-late" if late else "met", met_at=line.at)


@on(e.DeadlinePaused)
def _paused(case: Case, event: e.DeadlinePaused, line: LedgerEntry) -> Case:
    known = next(one for one in case.deadlines if one.id == event.deadline)
    since = known.paused_at if known.state == "paused" else line.at
    return _deadline(case, event.deadline, state="paused", paused_at=since, resumes_at=event.until, reason=event.cause)


@on(e.DeadlineResumed)
def _resumed(case: Case, event: e.DeadlineResumed, line: LedgerEntry) -> Case:
    paused = next(one for one in case.deadlines if one.id == event.deadline)
    return _deadline(
        case,
        event.deadline,
        state="running",
        due_at=event.due_at,
        warn_at=event.warn_at,
        why=event.why or paused.why,
        unit=case.unit,
        paused_at=None,
        resumes_at=None,
        reason=None,
        pauses=paused.paused_until(line.at),
    )


@on(e.DeadlineMoved)
def _moved(case: Case, event: e.DeadlineMoved, line: LedgerEntry) -> Case:
    """Give it another date, and its offer with it; it is warned of again where that is yet to come."""
    moved = next(one for one in case.deadlines if one.id == event.deadline)
    warned_at = None if event.warn_at and event.warn_at > line.at else moved.warned_at
    handovers = with_changed(case.handovers, moved.for_ or "", lapses_at=event.due_at)
    return _deadline(
        case.changed(handovers=handovers),
        event.deadline,
        due_at=event.due_at,
        warn_at=event.warn_at,
        warned_at=warned_at,
        why=event.why,
        unit=case.unit,
    )


@on(e.DeadlineExtended)
def _extended(case: Case, event: e.DeadlineExtended, _: LedgerEntry) -> Case:
    return _deadline(
        case,
        event.deadline,
        first_due_at=event.first_due_at,
        extended_by=event.due_at - event.first_due_at,
        due_at=event.due_at,
        warn_at=event.warn_at,
        warned_at=None,
    )


@on(e.DeadlineRestored)
def _restored(case: Case, event: e.DeadlineRestored, _: LedgerEntry) -> Case:
    late = _was_late(case, event.deadline)
    return _deadline(case, event.deadline, state="breached" if late else "running", met_at=None, reason=None)


@on(e.DeadlineWaived)
def _waived(case: Case, event: e.DeadlineWaived, _: LedgerEntry) -> Case:
    return _deadline(case, event.deadline, state="waived", reason=event.reason)


@on(e.DeadlineCancelled)
def _cancelled(case: Case, event: e.DeadlineCancelled, _: LedgerEntry) -> Case:
    return _deadline(case, event.deadline, state="cancelled", reason=event.reason)
