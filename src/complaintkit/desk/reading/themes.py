"""Themes for trainings: what complaints were about most, was late most, and came back most, in a period. S0.15, S3.10"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.desk.reading.report import units_counted
from complaintkit.desk.reading.sight import known_reader
from complaintkit.insight.own_days import check_period, own_days
from complaintkit.model import events as e
from complaintkit.model.theme import Theme
from complaintkit.model.vocabulary import Kind
from complaintkit.records.recent import ledgers_between
from complaintkit.records.summary import READ, Subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaintkit.decision import LedgerEntry
    from complaintkit.model.actor import By
    from complaintkit.model.period import Period
    from complaintkit.playbook import Playbook
    from complaintkit.records.door import Door

_COUNTED = {e.DeadlineBreached: "breached", e.NewCycle: "reopened"}


def themes_of(door: Door, period: Period, *, by: By, unit: str | None) -> tuple[Theme, ...]:
    """Return categories and root causes with what happened to their complaints in a period, the most telling first."""
    check_period(period)
    found = defaultdict[str, Counter[str]](Counter)
    with door.storage.reading() as reader:
        facts = known_reader(door, reader, by)
        units = units_counted(facts, unit, asked=True)
        there = own_days(door, reader, facts)
        for _, lines in ledgers_between(reader, period.start, period.end, READ):
            subject = subject_of(lines)
            if subject is None or subject.kind != Kind.COMPLAINT or subject.duplicate_of:
                continue
            if units is not None and subject.unit not in units:
                continue
            counts = Counter(_counted(subject, lines, there(period, subject.unit)))
            for name in _names(subject):
                found[name].update(counts)
        books = tuple(door.rules.in_force(reader).playbooks())
    themes = (
        Theme(subject=name, title=_title(name, books), **counts) for name, counts in found.items() if counts.total()
    )
    return tuple(sorted(themes, key=lambda one: (-one.weight, one.subject)))


def _names(subject: Subject) -> Iterator[str]:
    """Yield the categories and causes of all its issues, as a report counts them. R7"""
    yield from (f"category:{one}" for one in subject.categories)
    yield from (f"cause:{one}" for one in subject.causes)


def _counted(subject: Subject, lines: list[LedgerEntry], period: Period) -> Iterator[str]:
    if subject.received_at in period:
        yield "complaints"
    for line in lines:
        if line.at in period and type(line.event) in _COUNTED:
            yield _COUNTED[type(line.event)]


def _title(name: str, books: tuple[Playbook, ...]) -> Mapping[str, str]:
    """Return what the first playbook that knows it calls a category or a root cause."""
    kind, _, id_ = name.partition(":")
    for book in books:
        known = book.categories if kind == "category" else book.causes
        if id_ in known:
            return known[id_].title
    return {}
