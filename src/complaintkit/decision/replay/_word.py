"""The customer's words wait for an answer, by whichever event they came, until somebody speaks with the customer. S3.5, S0.2"""

from __future__ import annotations

from complaintkit.decision.replay._fold import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.case import Case, Entry

_SPEAK = (
    e.Told,
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
_REMARK = (e.PlanAnswered, e.SurveyAnswered, e.FollowUpRecorded)
_BY_ITSELF = "sent"  # the result of an acknowledgement that a message was, not a person: it answers nothing


def words_in(case: Case, line: LedgerEntry) -> str | None:
    """Return what the customer says by this entry, where it waits for an answer.

    A remark that the owner writes down themselves was said to them, and answered then.
    """
    event = line.event
    if isinstance(event, e.CustomerHeard):
        return event.text
    if isinstance(event, _REMARK) and line.by != case.owner:
        return event.remark
    return None


def with_words(case: Case, line: LedgerEntry) -> Case:
    """Return the case with the words that an entry brings added to those that wait, or those that it answers taken away."""
    if case.unanswered and _answers(line.event):
        case = case.changed(unanswered=())
    if (text := words_in(case, line)) is None:
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


def _answers(event: e.Happened) -> bool:
    """Tell if somebody speaks with the customer by this event."""
    if isinstance(event, e.Acknowledged):
        return event.result != _BY_ITSELF
    if isinstance(event, e.FollowUpRecorded):
        return event.satisfied is not None
    return isinstance(event, _SPEAK)
