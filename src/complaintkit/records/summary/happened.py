"""What each event of a case counts as; and the summary of a whole ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from complaintkit.decision import LedgerEntry
from complaintkit.model import events as e
from complaintkit.records.summary.clocks import Clocks
from complaintkit.records.summary.money import given_on, reserved_on
from complaintkit.records.summary.subject import Subject, subject_of
from complaintkit.records.summary.value import Summary, instant_of

Counts = Callable[[Any, LedgerEntry, Subject], Iterator[tuple[str, str]]]
"""Yields under which figures an event counts, and as what."""
SCORED: Final = (e.SurveyAnswered, e.FollowUpRecorded)


def summary_of(lines: Sequence[LedgerEntry]) -> Summary | None:
    """Return what reports count of a case by its whole ledger; None where it is not a case's."""
    subject = subject_of(lines)
    if subject is None:
        return None
    clocks = Clocks.of(lines)
    return Summary(
        number=subject.number,
        kind=subject.kind,
        categories=subject.categories,
        unit=subject.unit,
        channel=subject.channel,
        causes=subject.causes,
        decisions=tuple(subject.decisions.values()),
        received=instant_of(subject.received_at),
        duplicate=bool(subject.duplicate_of),
        titles=Summary.titles_of(clocks.titles),
        counts=[
            (what, key, instant_of(line.at))
            for line in lines
            if (counts := HAPPENED.get(type(line.event)))
            for what, key in counts(line.event, line, subject)
        ],
        clocks=clocks.became,
        running=clocks.running,
        took=clocks.took,
        followed=list(_followed(lines)),
        answers=list(_answers(lines)),
        given=list(given_on(lines, subject.currency)),
        reserved=reserved_on(lines),
    )


def _followed(lines: Sequence[LedgerEntry]) -> Iterator[tuple[int, bool]]:
    """Yield follow-ups; a customer who could not be reached said nothing."""
    for line in lines:
        if isinstance(line.event, e.FollowUpRecorded) and line.event.satisfied is not None:
            yield instant_of(line.at), line.event.satisfied


def _answers(lines: Sequence[LedgerEntry]) -> Iterator[tuple[int, int, int, bool, bool]]:
    """Yield the two scores of each survey. R9"""
    for line in lines:
        if isinstance(line.event, e.SurveyAnswered):
            one = line.event
            yield instant_of(line.at), one.process, one.outcome, one.told_to is not None, one.satisfied


# ---- what each event counts as --------------------------------------------------------------------------------------
def _as(what: str, key: str) -> Counts:
    return lambda _event, _line, _subject: iter([(what, key)])


def _end(key: str) -> Counts:
    """Return what counts an end that may be good: settled, resolved, or a misunderstanding cleared up."""

    def counts(_event: e.Happened, line: LedgerEntry, subject: Subject) -> Iterator[tuple[str, str]]:
        yield "ending", key
        yield "ended", key
        if key == "settled" and line.by in subject.about.values():
            yield "concerned", key

    return counts


def _resolved(event: e.Resolved, line: LedgerEntry, subject: Subject) -> Iterator[tuple[str, str]]:
    yield from _end("resolved")(event, line, subject)
    if event.adopted is not None:
        yield "suggestion", "adopted" if event.adopted else "not-adopted"


def _answered(event: e.AnswerRecorded, line: LedgerEntry, subject: Subject) -> Iterator[tuple[str, str]]:
    if event.resolves:
        yield from _end("answered")(event, line, subject)


def _referred(event: e.Referred, _line: LedgerEntry, _subject: Subject) -> Iterator[tuple[str, str]]:
    yield "ending", "external"
    yield "referred", event.authority


def _declined(event: e.HandoverDeclined, _line: LedgerEntry, _subject: Subject) -> Iterator[tuple[str, str]]:
    yield "handover", "declined"
    yield "declined", event.reason


HAPPENED: Final[Mapping[type[e.Happened], Counts]] = {
    e.Settled: _end("settled"),
    e.Resolved: _resolved,
    e.AnswerRecorded: _answered,
    e.ClearedUp: _end("cleared-up"),
    e.Withdrawn: _as("ending", "withdrawn"),
    e.Referred: _referred,
    e.DocketRecorded: lambda event, _line, _subject: iter([("docket", event.authority)]),
    e.OutcomeRecorded: lambda event, _line, _subject: iter([("authority-outcome", event.outcome)]),
    e.NewCycle: lambda event, _line, _subject: iter([("round", event.cause)]),
    e.HandoverOffered: _as("handover", "offered"),
    e.HandoverAccepted: _as("handover", "accepted"),
    e.HandoverDeclined: _declined,
    e.HandoverLapsed: _as("handover", "lapsed"),
    e.HandoverRuled: _as("handover", "ruled"),
    e.Escalated: lambda event, _line, _subject: iter([("escalation", event.reason)]),
    e.ExceptionRecorded: lambda event, _line, _subject: iter([("exception", f"{event.rule} {event.command}")]),
    e.ApprovalAsked: _as("approval", "asked"),
    e.Approved: _as("approval", "approved"),
    e.ApprovalRefused: _as("approval", "refused"),
}
