"""Deadlines that no playbook reckons: an authority's own date (R19), and evidence that will be gone (R12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import attrs

from complaintkit.calendars import due
from complaintkit.decision.draft import Draft
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.catalogue import nearest_language
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Within
from complaintkit.model.phrase import Wording, phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import DeadlineRule

_NOTICE: Final = timedelta(hours=24)  # how long before an authority's date the owner is warned
_RESULT: Final = ("settled", "resolved", "answer-recorded", "cleared-up")
_NEVER_RECKONED: Final = Within.parse("1 min")

AUTHORITY: Final = DeadlineRule(
    id="authority-answer",
    title=Wording(phrase("Answer to the authority")),
    starts="received",
    stops=_RESULT,
    within=_NEVER_RECKONED,
    breach_tell=("owner", "leader"),
)
SECURE: Final = DeadlineRule(
    id="evidence-secured",
    title=Wording(phrase("Evidence secured")),
    starts="registered",
    stops=("assessed", "facts-recorded"),
    within=_NEVER_RECKONED,
    breach_tell=("owner", "leader"),
)
PERISHES: Final = DeadlineRule(
    id="evidence-perishes",
    title=Wording(phrase("Looked at before it perishes")),
    starts="assessed",
    stops=("facts-recorded",),
    within=_NEVER_RECKONED,
    breach_tell=("owner", "leader"),
)
DATED: Final = {rule.id: rule for rule in (AUTHORITY, SECURE, PERISHES)}
"""The rules by the names of their deadlines; a playbook's own rule of that name takes its place."""


@attrs.frozen
class _Date:
    rule: DeadlineRule
    due_at: datetime
    warn_at: datetime | None = None
    title: dict[str, str] = attrs.field(factory=dict)
    within: str = ""
    why: dict[str, object] = attrs.field(factory=dict)


def start_dated(draft: Draft, line: LedgerEntry) -> None:
    """Start the deadlines whose dates an event brings. Such a date is what it is: nothing pauses it, no round moves it."""
    for one in _dates(draft, line):
        if one.rule.id in draft.facts.playbook.deadlines:
            continue
        started = draft.case.received_at if one.rule is AUTHORITY else line.at
        draft.add(
            e.DeadlineStarted(
                deadline=f"{one.rule.id}-{draft.case.seq + 1}",
                rule=one.rule.id,
                title=one.title or dict(one.rule.title),
                started_at=started,
                due_at=one.due_at,
                warn_at=one.warn_at if one.warn_at and one.warn_at > started else None,
                within=one.within,
                why=one.why,
            ),
            at=line.at,
        )


def _dates(draft: Draft, line: LedgerEntry) -> Iterator[_Date]:
    event, docket = line.event, draft.case.docket
    if isinstance(event, e.Received) and docket and docket.answer_by:
        yield _Date(AUTHORITY, docket.answer_by, docket.answer_by - _NOTICE)
    if isinstance(event, e.Registered) and not draft.facts.quiet:
        yield from _to_secure(draft, line)
    if isinstance(event, e.Assessed | e.FactsRecorded) and draft.case.facts_at is None:
        kept = [one.kept_until for one in event.evidence or () if one.kept_until]
        if kept:
            yield _Date(PERISHES, min(kept), min(kept) - (min(kept) - line.at) / 4)


def _to_secure(draft: Draft, line: LedgerEntry) -> Iterator[_Date]:
    """Yield the date by which the category wants perishing evidence secured, at the latest before it is gone."""
    case, playbook = draft.case, draft.facts.playbook
    rule = playbook.category(case.category).evidence if case.category else None
    if rule is None or case.evidence or case.kind is not Kind.COMPLAINT:
        return
    calendar = draft.facts.calendar(case.unit)
    spans = ((rule.secure_within, line.at), (rule.kept_for, case.occurred_at or case.received_at))
    found = [due(calendar, start, within) for within, start in spans if within is not None]
    if found:
        first = min(found, key=lambda one: one.at)
        title = {
            language: phrase("Secured: {what}", what=what).to(language) if nearest_language(language) else what
            for language, what in rule.what.items()
        }
        yield _Date(SECURE, first.at, None, title, str(first.within), first.as_data())


def is_met(deadline: Deadline, event: e.Happened) -> bool:
    """Return whether the event does what is owed: an assessment that secures nothing leaves the evidence to perish. R12"""
    return deadline.name != SECURE.id or bool(getattr(event, "evidence", None))


def outlives(deadline: Deadline, event: e.Happened) -> bool:
    """Return whether a deadline goes on in the next round: neither an authority nor a food sample waits for us."""
    return deadline.name in DATED and event.name == "new-cycle"
