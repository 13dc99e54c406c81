"""The customer's words wait for an answer, by whichever event they came, until somebody speaks with the customer. S3.5, S0.2"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from complaintkit.decision.replay._fold import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.case import Case, Entry

_SPEAK = (
    e.PlanOffered,
    e.WaitingForCustomer,
    e.Resolved,
    e.Settled,
    e.ClearedUp,
    e.Referred,
    e.AnswerRecorded,
    e.Withdrawn,
    e.PersonErased,  # there is nobody left to answer
)
WORDS: Mapping[type[e.Happened], str] = MappingProxyType(
    {
        e.CustomerHeard: "text",
        e.PlanAnswered: "remark",
        e.SurveyAnswered: "remark",
        e.FollowUpRecorded: "remark",
    }
)
"""The field of an event that holds what the customer says by it."""
_BY_ITSELF = "sent"  # the result of an acknowledgement that a message was, not a person: it answers nothing


def words_in(case: Case, line: LedgerEntry) -> str | None:
    """Return what the customer says by this entry, where it waits for an answer.

    A remark that the owner writes down themselves was said to them, and answered then.
    """
    field = WORDS.get(type(line.event))
    if field is None or (field == "remark" and line.by == case.owner):
        return None
    return cast("str | None", getattr(line.event, field))


def with_words(case: Case, line: LedgerEntry) -> Case:
    """Return the case with the words that an entry brings added to those that wait, or those that it answers taken away."""
    if case.unanswered and _answers(case, line.event):
        case = case.changed(unanswered=())
    if type(line.event) not in WORDS or (text := words_in(case, line)) is None:
        return case
    via = getattr(line.event, "via", None)
    word = Entry(
        kind="said",
        by=line.by,
        at=line.at,
        text=text,
        media=(via,) if via else (),
        id=f"{case.number}-w{case.seq + 1}",
    )
    return case.changed(unanswered=(*case.unanswered, word))


def reaches(case: Case, told: e.Told) -> bool:
    """Tell if the customer hears what they are told: they have a contact, or it is on record how it was said. R4"""
    return case.customer.reachable or bool(told.media)


def _answers(case: Case, event: e.Happened) -> bool:
    """Tell if somebody speaks with the customer by this event."""
    if isinstance(event, e.Told):
        return reaches(case, event)
    if isinstance(event, e.Acknowledged):
        return event.result != _BY_ITSELF
    if isinstance(event, e.FollowUpRecorded):
        return event.satisfied is not None
    return isinstance(event, _SPEAK)
