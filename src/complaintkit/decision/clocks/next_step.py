"""The date of the next step: no open case rests without something being owed by a date, whatever its playbook says. F1, S0.2"""

from __future__ import annotations

from typing import Final

from complaintkit.calendars import before, due
from complaintkit.decision.clocks.moments import moments_after
from complaintkit.decision.draft import Draft
from complaintkit.model import events as e
from complaintkit.model.due import Until, Within
from complaintkit.model.phrase import Wording, phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import DeadlineRule

STEPS: Final = frozenset(
    "registered assessed first-handling-done facts-recorded dispatch-reported meeting-decided approved approval-refused"
    " plan-offered plan-answered measure-done remedy-given told waiting-for-customer customer-silent answer-recorded"
    " resolved settled cleared-up withdrawn referred survey-answered follow-up-recorded new-cycle objected unlinked"
    " archived".split()
)
"""What takes a case on: somebody works on it, speaks with the customer, or it stands elsewhere than before.

A note, a new owner, an offer or a question among staff is none: whoever only passes it on has taken no step. R15
"""
NEXT: Final = DeadlineRule(
    id="next-step",
    title=Wording(phrase("Next step")),
    starts="received",
    stops=tuple(sorted(STEPS)),
    within=Within.parse("7 days"),
    warn=Within.parse("1 day"),
    kinds=tuple(Kind),
)
"""Runs while nothing else does; a playbook's own deadline of that name says how long in its place."""


def see_to_next_step(draft: Draft) -> None:
    """Give a case a date for its next step where nothing else of it runs, until a step is taken."""
    case = draft.case
    running = list(case.open_deadlines)
    mine = next((one for one in running if one.name == NEXT.id), None)
    if mine is not None:
        if any(one.event in STEPS for one in moments_after(case, mine.started_by or 0)):
            draft.add(e.DeadlineMet(deadline=mine.id, rule=mine.name))
            see_to_next_step(draft)
    elif case.open and not running:
        _start(draft)


def _start(draft: Draft) -> None:
    """Let it run from now on, when the case came to rest."""
    case, now = draft.case, draft.facts.now
    rule = draft.facts.playbook.deadlines.get(NEXT.id, NEXT)
    within = draft.facts.playbook.within(rule, case.category) or Within.parse(NEXT.within)
    calendar = draft.facts.calendar(case.unit, rule.calendar)
    found = due(calendar, now, within, until=rule.until or Until.CLOSE, begins=rule.begins)
    warn = before(calendar, found.at, rule.warn) if rule.warn else None
    draft.add(
        e.DeadlineStarted(
            deadline=f"{rule.id}-{case.seq + 1}",
            rule=rule.id,
            title=dict(rule.title),
            started_at=now,
            due_at=found.at,
            warn_at=warn if warn and now < warn else None,
            within=str(within),
            why=found.as_data(),
            started_by=case.seq,
        )
    )
