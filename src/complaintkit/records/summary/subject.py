"""The subject of a case, for counting: kind, category, unit, channel and root cause, as they are known at the end of its ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from complaintkit.decision import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.issue import FIRST, NO_CATEGORY

OF_SUBJECT = (
    e.Received,
    e.Completed,
    e.Corrected,
    e.Registered,
    e.Assessed,
    e.Reclassified,
    e.FactsRecorded,
    e.IssueRaised,
    e.PlanOffered,
    e.Resolved,
    e.Settled,
    e.Linked,
    e.Unlinked,
)


@attrs.frozen(kw_only=True)
class Subject:
    """A case without anybody in it but whom it is about."""

    number: str
    kind: str
    category: str
    unit: str
    channel: str
    cause: str | None
    currency: str
    received_at: datetime
    about: Mapping[str, str | None]  # whom, by issue
    duplicate_of: str | None = None
    lead: str = "1"
    others: Mapping[str, tuple[str, str | None]] = attrs.field(factory=dict)  # category and cause by issue (R7)
    decisions: Mapping[str, str] = attrs.field(factory=dict)  # by issue

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of all that is complained of, each once."""
        return tuple(dict.fromkeys((self.category, *(category for category, _ in self.others.values()))))

    @property
    def causes(self) -> tuple[str, ...]:
        """The root causes on record, each once."""
        return tuple(dict.fromkeys(filter(None, (self.cause, *(cause for _, cause in self.others.values())))))


def subject_of(lines: Sequence[LedgerEntry]) -> Subject | None:
    """Return the subject that the ledger says by its end; None where it is not a case's."""
    first = lines[0].event if lines else None
    if not isinstance(first, e.Received):
        return None
    subject = Subject(
        number=first.number,
        kind=str(first.kind),
        category=first.category or NO_CATEGORY,
        unit=first.unit,
        channel=first.channel,
        cause=None,
        currency=first.currency,
        received_at=first.received_at,
        about={FIRST: first.about_staff},
    )
    for line in lines:
        subject = _after(subject, line.event)
    return subject


def _after(subject: Subject, event: e.Happened) -> Subject:
    match event:
        case e.Reclassified(kind=kind, category=category):
            return attrs.evolve(subject, kind=str(kind), category=category or subject.category)
        case e.Completed(category=category, unit=unit):
            return attrs.evolve(subject, category=category or subject.category, unit=unit or subject.unit)
        case e.Corrected(corrected=names):
            whom = {event.issue or FIRST: event.about_staff} if "about_staff" in names else {}
            new = {name: getattr(event, name) for name in names if hasattr(subject, name)}
            return attrs.evolve(subject, about={**subject.about, **whom}, **new)
        case e.Registered(category=str(category)) | e.Assessed(category=str(category)):
            return attrs.evolve(subject, category=category)
        case e.FactsRecorded(root_cause=cause, causes=causes):
            others = {issue: (category, causes.get(issue, own)) for issue, (category, own) in subject.others.items()}
            return attrs.evolve(subject, cause=cause or subject.cause, others=others)
        case e.IssueRaised():
            return _with_issue(subject, event)
        case e.PlanOffered(decisions=decisions) | e.Resolved(decisions=decisions) | e.Settled(decisions=decisions):
            return attrs.evolve(subject, decisions={**subject.decisions, **decisions})
        case e.Linked(to=to, relation="duplicate"):
            return attrs.evolve(subject, duplicate_of=to)
        case e.Unlinked(to=to) if to == subject.duplicate_of:
            return attrs.evolve(subject, duplicate_of=None)
    return subject


def _with_issue(subject: Subject, event: e.IssueRaised) -> Subject:
    """Add one thing more; one that leads is what the case counts as first from now on."""
    category = event.category or NO_CATEGORY
    subject = attrs.evolve(subject, about={**subject.about, event.issue: event.about_staff})
    if not event.leads:
        return attrs.evolve(subject, others={**subject.others, event.issue: (category, None)})
    others = {**subject.others, subject.lead: (subject.category, subject.cause)}
    return attrs.evolve(subject, others=others, lead=event.issue, category=category, cause=None)
