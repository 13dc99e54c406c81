"""Deadlines that no playbook reckons: an authority's own date (R19), and evidence that will be gone (R12)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import attrs

from complaintkit.calendars import Calendar, due
from complaintkit.decision.clocks.hazard import is_hazard
from complaintkit.decision.clocks.moments import moment_at
from complaintkit.decision.facts import Facts
from complaintkit.model import events as e
from complaintkit.model.case import Case, Moment
from complaintkit.model.catalogue import nearest_language
from complaintkit.model.docket import Docket
from complaintkit.model.due import Due, Within
from complaintkit.model.phrase import Wording, phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Words
from complaintkit.playbook import DeadlineRule, Playbook
from complaintkit.playbook.category import EvidenceRule

_NOTICE: Final = timedelta(hours=24)  # how long before an authority's date the owner is warned
_RESULT: Final = ("settled", "resolved", "answer-recorded", "cleared-up")
ENDS: Final = frozenset({*_RESULT, "withdrawn", "referred", "archived"})
"""Events that end the work of a round: nothing of it is owed any more. A survey's own deadline starts with them."""
NEVER_RECKONED: Final = Within.parse("1 min")
"""What a rule says whose deadlines have a date of their own: nothing is counted by it."""

AUTHORITY: Final = DeadlineRule(
    id="authority-answer",
    title=Wording(phrase("Answer to the authority")),
    starts="docket-recorded",
    stops=("authority-answered",),
    within=NEVER_RECKONED,
)
SECURE: Final = DeadlineRule(
    id="evidence-secured",
    title=Wording(phrase("Evidence secured")),
    starts="registered",
    stops=("assessed", "facts-recorded"),
    within=NEVER_RECKONED,
)
PERISHES: Final = DeadlineRule(
    id="evidence-perishes",
    title=Wording(phrase("Looked at before it perishes")),
    starts="assessed",
    stops=("facts-recorded",),
    within=NEVER_RECKONED,
)
DATED: Final = {rule.id: rule for rule in (AUTHORITY, SECURE, PERISHES)}
"""The rules by the names of their deadlines; a playbook's own rule of that name takes its place."""


@attrs.frozen(kw_only=True)
class Dated:
    """A deadline with a date of its own: when it is due, what it is called, and how the date was found."""

    rule: DeadlineRule
    start: Moment
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None = None
    what: Words = attrs.field(factory=dict)  # the evidence to secure
    reckoned: Due | None = None
    about: str | None = None
    met: bool = False

    @property
    def within(self) -> str:
        """The length that its date was reckoned by; empty where somebody named the date."""
        return str(self.reckoned.within) if self.reckoned else ""

    def started(self, id: str) -> e.DeadlineStarted:
        """Return the event that starts it. Such a date is what it is: nothing pauses it, no round moves it."""
        return e.DeadlineStarted(
            deadline=id,
            rule=self.rule.id,
            title=dict(_secured(self.what) if self.what else self.rule.title),
            started_at=self.started_at,
            due_at=self.due_at,
            warn_at=self.warn_at if self.warn_at and self.warn_at > self.started_at else None,
            within=self.within,
            why=self.reckoned.as_data() if self.reckoned else {},
            for_=self.about,
            started_by=self.start.seq,
        )


def dated(facts: Facts, case: Case) -> Iterator[Dated]:
    """Yield the dates of a case, also those that were kept: neither an authority nor a food sample waits for us."""
    if case.authority_cases:
        yield from _to_answer(facts, case)
    rule = facts.playbook.once(_evidence_rule, case.categories)
    if not (case.open and (rule or case.evidence)):
        return
    if is_hazard(facts, case) or _first(case, ENDS) is None:  # a lot is looked at, too, where they are content
        if rule:
            yield from _to_secure(facts, case, rule)
        yield from _to_look_at(case)


def _first(case: Case, events: Container[str]) -> Moment | None:
    for one in case.moments:
        if one.event in events:
            return one
    return None


def _secured(what: Words) -> dict[str, str]:
    """Return what the owner reads of evidence to secure, in each language that it is named in."""
    return {
        language: phrase("Secured: {what}", what=named).to(language) if nearest_language(language) else named
        for language, named in what.items()
    }


def _to_answer(facts: Facts, case: Case) -> Iterator[Dated]:
    """Yield the date by which each authority wants its answer; what came of the case here is none. R19

    Without a date of its own the body's usual time counts. A case of the past was answered by what ended it.
    """
    past = _first(case, ("answer-recorded",)) is not None
    for one in case.authority_cases:
        start = moment_at(case, one.seq)
        assert start is not None  # noqa: S101  each was recorded by a line that clocks go by
        since = one.docket.dated or (case.received_at if start.event == "received" else one.recorded_at)
        reckoned = _usual(facts, case, one.docket, since)
        by = one.docket.answer_by or (reckoned.at if reckoned else None)
        if by is not None and (one.answered_at is not None or one.outcome_at is None):
            yield Dated(
                rule=AUTHORITY,
                start=start,
                started_at=since,
                due_at=by,
                warn_at=by - _NOTICE,
                reckoned=reckoned,
                about=None if start.event == "received" else one.docket.number,
                met=one.answered_at is not None or past,
            )


def _usual(facts: Facts, case: Case, docket: Docket, since: datetime) -> Due | None:
    """Return when such a body is answered by, where the docket names no date."""
    body = facts.playbook.bodies.get(docket.authority)
    if docket.answer_by is not None or body is None or body.answer_within is None:
        return None
    return due(facts.calendar(case.unit), since, body.answer_within)


def _evidence_rule(playbook: Playbook, categories: tuple[str, ...]) -> EvidenceRule | None:
    """Return what the gravest category that says anything of evidence says of it. R12"""
    rules = (playbook.category(one).evidence for one in categories)
    return next((one for one in rules if one is not None), None)


def _to_secure(facts: Facts, case: Case, rule: EvidenceRule) -> Iterator[Dated]:
    """Yield the date by which the category wants perishing evidence secured, at the latest before it is gone.

    A hazard's is owed in whatever words it came. An assessment that secures nothing leaves the evidence to perish. R12, S4.9
    """
    start = _first(case, (SECURE.starts,))
    if start is None or not (case.kind is Kind.COMPLAINT or is_hazard(facts, case)):
        return
    if case.imported and case.category not in {*case.alarms, *case.first_handlings}:
        return  # nobody can say what was secured of a matter of the past; what became one here is called for here
    happened = case.occurred_at or case.received_at
    first = _before_it_is_gone(facts.calendar(case.unit), rule.secure_within, start.at, rule.kept_for, happened)
    if first:
        yield Dated(
            rule=SECURE,
            start=start,
            started_at=start.at,
            due_at=first.at,
            what=rule.what,
            reckoned=first,
            met=bool(case.evidence),
        )


@lru_cache(maxsize=256)  # asked again after every event of a case
def _before_it_is_gone(
    calendar: Calendar, secure: Within | None, since: datetime, kept: Within | None, happened: datetime
) -> Due | None:
    """Return when evidence has to be secured: so long after it was known, at the latest when it will be gone."""
    spans = ((secure, since), (kept, happened))
    found = [due(calendar, start, within) for within, start in spans if within is not None]
    return min(found, key=lambda one: one.at, default=None)


def _to_look_at(case: Case) -> Iterator[Dated]:
    """Yield the date by which evidence on record has to be looked at: when the first of it perishes. R12"""
    kept = [one.kept_until for one in case.evidence if one.kept_until]
    start = _first(case, (PERISHES.starts,)) if kept else None
    if start and kept:
        gone = min(kept)
        met = _first(case, PERISHES.stops) is not None
        warn = gone - (gone - start.at) / 4
        yield Dated(rule=PERISHES, start=start, started_at=start.at, due_at=gone, warn_at=warn, met=met)
