"""Read the handbook of frequent questions: what holds where, what fits, what is asked often without an entry. S3.2, R20"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision.refusal import unknown_unit
from complaintkit.decision.task import MACHINES
from complaintkit.decision.task.answer import holds_in
from complaintkit.desk.reading.sight import known_reader
from complaintkit.insight.own_days import check_period, own_days
from complaintkit.model.alike import ALIKE, FITS, coverage, groups_of, likeness
from complaintkit.model.answer import Answer, Asked
from complaintkit.model.check import string
from complaintkit.model.task import TaskKind
from complaintkit.model.vocabulary import Kind
from complaintkit.paper import AnswerBook, Titles
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.case import load_all
from complaintkit.records.sight import cases_seen
from complaintkit.records.task import load_tasks

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.period import Period
    from complaintkit.model.task import Task
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door

_PAGE: Final = 200
_MOST: Final = 2_000
"""So many entries, and so many inquiries, are looked at: the newest."""
_SLACK: Final = timedelta(days=2)  # days that begin earlier, or end later, elsewhere
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def language_of(text: str) -> str:
    """Return the language that a text is written in: Chinese where there is any, else English."""
    return "zh" if _HAN.search(text) else "en"


# ---- entries --------------------------------------------------------------------------------------------------------
def entries(door: Door, *, by: By, unit: str | None, language: str | None) -> tuple[Answer, ...]:
    """Return the approved entries that hold in a unit, or where this person works; a program sees those of everywhere.

    Raises:
        InvalidInput: `by` does not work here; there is no such unit.
    """
    with door.storage.reading() as reader:
        facts = known_reader(door, reader, by)
        return tuple(_entries(reader, facts, _places(facts, unit), language))


def _places(facts: Facts, unit: str | None) -> tuple[str, ...] | None:
    units = facts.structure.organisation.units
    if unit is not None and string(unit, field="unit") not in units:
        raise unknown_unit(unit, units)
    if unit is not None:
        return (unit,)
    return None if facts.system else facts.structure.units_of(facts.actor)


def _entries(
    reader: Reader, facts: Facts, places: Sequence[str] | None, language: str | None = None
) -> Iterator[Answer]:
    approved = [one for one in _tasks(reader) if one.state == "approved"]
    replaced = {one.source for one in approved if one.source}
    for task in reversed([one for one in approved if one.number not in replaced]):
        entry = _entry(task)
        holds = places is None or any(holds_in(facts, entry.unit, place) for place in places)
        if holds and (language is None or _base(language) == _base(entry.language)):
            yield entry


def _tasks(reader: Reader) -> Iterator[Task]:
    """Yield the entries and drafts that were opened last, newest first, but for those that were retired."""
    after, seen = None, 0
    standing = frozenset(MACHINES[TaskKind.ANSWER].states) - {"retired"}
    where = TaskFilter(kinds=frozenset({TaskKind.ANSWER.value}), states=standing)
    while seen < _MOST and (rows := reader.tasks(where, after=after, limit=_PAGE)):
        yield from (one.task for one in load_tasks(reader, rows))
        after, seen = rows[-1].id, seen + len(rows)


def _entry(task: Task) -> Answer:
    return Answer(
        number=task.number,
        question=task.what or "",
        answer=task.words.get("answer", ""),
        unit=task.unit,
        language=task.values["language"][0],
        category=task.about.get("category"),
        approved_at=task.closed_at,
    )


def _base(language: str) -> str:
    return language.partition("-")[0].casefold()


# ---- what fits ------------------------------------------------------------------------------------------------------
def fitting(found: Iterable[Answer], text: str, *, limit: int, category: str | None = None) -> tuple[Answer, ...]:
    """Return the entries whose question fits a text, the most fitting first; of its own category before others."""
    scored = [
        (coverage(one.question, text), likeness(one.question, text), one.category == category, one) for one in found
    ]
    fit = [one for one in scored if one[0] >= FITS]
    fit.sort(key=lambda one: (category is not None and one[2], one[0], one[1]), reverse=True)
    return tuple(one[3] for one in fit[:limit])


def for_case(door: Door, ref: CaseRef, *, by: By, limit: int) -> tuple[Answer, ...]:
    """Return the entries that fit what a case asks, of those that hold in its unit.

    Raises:
        NotFound: there is no such case, or this person may not see it. R20
    """
    with door.storage.reading() as reader:
        case = door.readable(reader, ref, by).case
        facts = door.facts(reader, case, by=by)
        found = tuple(_entries(reader, facts, (case.unit,)))
    return fitting(found, _question(case), limit=limit, category=case.category)


def _question(case: Case) -> str:
    return " ".join(filter(None, (case.subject, case.text)))


# ---- what has no entry ----------------------------------------------------------------------------------------------
def asked_often(door: Door, period: Period, *, by: By, least: int) -> tuple[Asked, ...]:
    """Return what was asked alike, and answered, at least so often, and has no entry or draft; the most frequent first.

    Raises:
        InvalidInput: `by` does not work here; it is no period.
    """
    check_period(period)
    with door.storage.reading() as reader:
        facts = known_reader(door, reader, by)
        cases = tuple(_inquiries(door, reader, facts, period))
        known = tuple(_tasks(reader))
    tied = {number for one in known for number in one.cases}
    asked = [
        Asked(
            question=_question(cases[places[0]]),
            cases=tuple(cases[place].number for place in places),
            answers=tuple(dict.fromkeys(filter(None, (cases[place].result for place in places)))),
        )
        for places in groups_of([_question(one) for one in cases])
        if len(places) >= least
    ]
    return tuple(one for one in asked if tied.isdisjoint(one.cases) and not _has_entry(one, known))


def _has_entry(asked: Asked, known: Iterable[Task]) -> bool:
    return any(likeness(asked.question, one.what or "") >= ALIKE for one in known)


def _inquiries(door: Door, reader: Reader, facts: Facts, period: Period) -> Iterator[Case]:
    there = own_days(door, reader, facts)
    where = attrs.evolve(
        cases_seen(facts),
        kind=Kind.INQUIRY.value,
        received_from=period.start - _SLACK,
        received_before=period.end + _SLACK,
    )
    after, seen = None, 0
    while seen < _MOST and (rows := reader.cases(where, after=after, limit=_PAGE)):
        counted = [row for row in rows if row.received_at in there(period, row.unit)]
        yield from (one.case for one in load_all(reader, counted) if one.case.resolved_at)
        after, seen = rows[-1].id, seen + len(rows)


# ---- on paper -------------------------------------------------------------------------------------------------------
def handbook(door: Door, *, by: By, unit: str | None, language: str) -> AnswerBook:
    """Return the handbook of a unit, or of where this person works, in a language.

    Raises:
        InvalidInput: `by` does not work here; there is no such unit.
    """
    with door.storage.reading() as reader:
        facts = known_reader(door, reader, by)
        places = _places(facts, unit)
        found = tuple(_entries(reader, facts, places, language))
        organisation = facts.structure.organisation
        place = places[0] if places else organisation.root
        playbook = door.rules.in_force(reader).playbook_of(place)
        titles = Titles(playbook, organisation, ZoneInfo(facts.structure.zone_of(place)))
    return AnswerBook(answers=found, unit=place, language=language, titles=titles, made_at=facts.now)
