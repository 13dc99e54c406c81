"""Promises by event, of a plan or a settlement on the spot; and approvals that stand for promises to come."""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.decision.draft import Draft
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.remedy import Approval, PromisedRemedy
from complaintkit.model.vocabulary import State


def promises_of(draft: Draft, line: LedgerEntry) -> tuple[PromisedRemedy, ...]:
    """Return the promises that were made, or agreed to, by an event of this draft."""
    event = line.event
    if isinstance(event, e.Settled):
        later = sum(1 for _ in draft.lines) - 1 - next(i for i, one in enumerate(draft.lines) if one is line)
        ref = f"{draft.case.number}-s{draft.case.seq - later}"
    elif isinstance(event, e.PlanOffered | e.PlanAnswered):
        ref = event.plan
    else:
        return ()
    return tuple(one for one in draft.case.promises if one.id.rpartition("-")[0] == ref)


def standing_approvals(case: Case) -> Iterator[Approval]:
    """Yield the approvals of this round that were asked for or given, and may still be used: they count like promises. F6"""
    if case.state in _OFFERING:
        yield from (
            one for one in case.approvals if one.cycle == case.cycle and one.state != "refused" and not one.used
        )


_OFFERING = frozenset({State.RECEIVED, State.REGISTERED, State.ASSESSED, State.INVESTIGATING, State.PLAN_OFFERED})
