"""Moments that clocks go by: kept on the case, so that what it owes can be read from it. R15"""

from __future__ import annotations

from functools import cache
from typing import Any

import attrs

from complaintkit.decision.replay._fold import LedgerEntry
from complaintkit.decision.replay._word import reaches
from complaintkit.model import events as e
from complaintkit.model.case import Case, Moment
from complaintkit.playbook.vocabulary import EVENTS

_ABOUT = ("handover", "escalation", "dispatch", "advice", "promise")


@cache
def _names_what(kind: Any) -> tuple[str, ...] | None:  # noqa: ANN401  a class of an event
    """Return the fields in which such an event names what it is about; None where no clock goes by it."""
    if kind.name not in EVENTS or kind.name.startswith("deadline-"):
        return None
    names = (*_ABOUT, "plan") if issubclass(kind, e.CustomerSilent) else _ABOUT
    return tuple(name for name in names if name in attrs.fields_dict(kind))


def with_moment(case: Case, line: LedgerEntry, seq: int) -> tuple[Moment, ...]:
    """Return the moments of a case with this entry of its ledger, if clocks may go by it."""
    event = line.event
    kind: Any = type(event)  # mypy takes no class with an `__eq__` of its own for hashable
    names = _names_what(kind)
    if names is None or not _counts(case, event):
        return case.moments
    about = next((getattr(event, name) for name in names), None)
    return (*case.moments, Moment(event=event.name, at=line.at, by=line.by, seq=seq, about=about))


def _counts(case: Case, event: e.Happened) -> bool:
    """Tell if it is what it is called: an answer of a live case ends nothing, words that reach nobody tell nobody. R4, R8"""
    if isinstance(event, e.AnswerRecorded):
        return event.resolves
    return not isinstance(event, e.Told) or reaches(case, event)
