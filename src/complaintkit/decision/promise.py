"""Promises by event: those of a plan that was offered or answered, or of a settlement on the spot."""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.remedy import PromisedRemedy


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
