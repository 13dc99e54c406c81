"""Promises by event, of a plan or a settlement on the spot; and approvals that stand for promises to come."""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.case import DUPLICATED, FOLLOWS, Case
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


def cases_of_complaint(facts: Facts, case: Case) -> Iterator[Case]:
    """Yield the case, the filed ones that it follows, and what was filed as a duplicate of any: one complaint. R14, F6

    It is promised what one may be: whoever files a case and takes the customer's next words down begins no other.
    """
    waiting, seen = [case], {case.number}
    while waiting:
        found = waiting.pop()
        yield found
        for number, relation in found.links.items():
            if relation not in (DUPLICATED, FOLLOWS) or number in seen:
                continue
            seen.add(number)
            if (other := facts.records.other_case(number)) is not None:
                waiting.append(other)


def promises_to_count(facts: Facts, case: Case) -> Iterator[PromisedRemedy]:
    """Yield what was promised for this complaint and counts in limits."""
    return (one for each in cases_of_complaint(facts, case) for one in each.promises if one.counts)


def standing_approvals(case: Case) -> Iterator[Approval]:
    """Yield the approvals of this round that were asked for or given, and may still be used: they count like promises. F6"""
    if case.state in _OFFERING:
        yield from (
            one for one in case.approvals if one.cycle == case.cycle and one.state != "refused" and not one.used
        )


_OFFERING = frozenset({State.RECEIVED, State.REGISTERED, State.ASSESSED, State.INVESTIGATING, State.PLAN_OFFERED})
