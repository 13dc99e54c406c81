"""Moments that clocks go by: kept on the case, so that what it owes can be read from it. R15"""

from __future__ import annotations

from complaintkit.decision.replay._fold import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.case import Case, Moment
from complaintkit.playbook.vocabulary import EVENTS

_ABOUT = ("handover", "escalation", "dispatch", "promise")


def with_moment(case: Case, line: LedgerEntry, seq: int) -> tuple[Moment, ...]:
    """Return the moments of a case with this entry of its ledger, if clocks may go by it."""
    event = line.event
    if event.name not in EVENTS or event.name.startswith("deadline-") or not _counts(case, event):
        return case.moments
    names = (*_ABOUT, "plan") if isinstance(event, e.CustomerSilent) else _ABOUT
    about = next((found for name in names if (found := getattr(event, name, None))), None)
    return (*case.moments, Moment(event=event.name, at=line.at, by=line.by, seq=seq, about=about))


def _counts(case: Case, event: e.Happened) -> bool:
    """Tell if it is what it is called: an answer of a live case ends nothing, words that reach nobody tell nobody. R4, R8"""
    if isinstance(event, e.AnswerRecorded):
        return event.resolves
    return not isinstance(event, e.Told) or case.customer.reachable or bool(event.media)
