"""Tendencies told: each that begins in a unit becomes a task of whoever answers for it, with the cases behind. S0.10, S4.11"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from complaintkit.decision.task import Opening
from complaintkit.decision.task.turn import answers_for, units_within
from complaintkit.insight.tendency import WEEK, WEEKS, Series, Tendency, rising
from complaintkit.model.actor import DESK
from complaintkit.model.catalogue import languages
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind
from complaintkit.organisation import said
from complaintkit.ports.storage import CaseFilter, TallyRow
from complaintkit.records.case import load_all
from complaintkit.records.tally import ALL, subjects_of
from complaintkit.records.task import new_task

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door

TO_ANSWER: Final = timedelta(days=7)
"""By when somebody says what is done about it."""
_TOLD: Final = "tendencies:"  # meta, by unit: what was told and goes on
_PAGE: Final = 200


def tell_tendencies(door: Door, tx: Writer, facts: Facts, unit: str) -> Iterator[EventRow]:
    """Open a task for each tendency that begins in a unit and what lies within it; remember those that go on."""
    last = facts.business_day(unit) - timedelta(days=1)
    rows = tx.tally(first=last - (WEEKS + 1) * WEEK, after=last + timedelta(days=1), units=units_within(facts, unit))
    known = json.loads(tx.meta(_TOLD + unit) or "[]")
    if not rows and not known:
        return
    found = rising(
        list(_series(rows)),
        today=last,
        volume=_days(rows, ALL),
        told=[_told(one["what"], one["key"], date.fromisoformat(one["since"])) for one in known],
    )
    tx.put_meta(
        _TOLD + unit, json.dumps([{"what": one.what, "key": one.key, "since": one.since.isoformat()} for one in found])
    )
    for one in found:
        if one.since == last:
            yield from _open(door, tx, facts, unit, one)


def _series(rows: Sequence[TallyRow]) -> Iterator[Series]:
    """Yield what is counted, but the count of all; each day holds as many entries as there were cases."""
    by_subject = defaultdict[str, Counter[date]](Counter)
    for row in rows:
        by_subject[row.subject][row.day] += row.count
    for subject, days in by_subject.items():
        what, _, key = subject.partition(":")
        if key:
            yield Series(what=what, key=key, days={day: ("",) * count for day, count in days.items() if count > 0})


def _days(rows: Sequence[TallyRow], subject: str) -> Mapping[date, int]:
    found = Counter[date]()
    for row in rows:
        if row.subject == subject:
            found[row.day] += row.count
    return found


def _told(what: str, key: str, since: date) -> Tendency:
    """Return a tendency as far as it has to be known again."""
    return Tendency(
        what=what, key=key, since=since, weeks=(), count=0, of=None, expected=Decimal(0), chance=0.0, cases=()
    )


def _open(door: Door, tx: Writer, facts: Facts, unit: str, found: Tendency) -> Sequence[EventRow]:
    given = {"count": found.count, "expected": found.expected, "few": found.few, "of": found.of}
    opening = Opening(
        kind=TaskKind.TENDENCY,
        unit=unit,
        who=answers_for(facts, unit),
        due_at=facts.now + TO_ANSWER,
        period=found.since.isoformat(),
        about={found.what: found.key},
        title=_title(facts, found),
        cases=_cases(tx, facts, unit, found),
        given=given,
    )
    return new_task(door, tx, opening, by=DESK)[1]


def _title(facts: Facts, found: Tendency) -> Mapping[str, str]:
    """Return what a subject is called in the playbook; goods and lots are called what they are."""
    book = facts.playbook
    if found.what == "category" and found.key in book.categories:
        return book.categories[found.key].title
    if found.what == "shift":
        return _shift(facts, found.key)
    return book.causes[found.key].title if found.what == "cause" and found.key in book.causes else {}


def _shift(facts: Facts, key: str) -> Mapping[str, str]:
    """Name a turn by its role and hours, as the roster has it now; a turn that there is no more by its id."""
    duty_id, _, turn_id = key.partition(".")
    duty = facts.structure.organisation.duties.get(duty_id)
    turn = duty.turns.get(turn_id) if duty else None
    if duty is None or turn is None:
        return {}
    role = facts.playbook.roles[duty.role].title if duty.role in facts.playbook.roles else {}
    hours = ", ".join(map(str, turn.hours))
    return {
        language: phrase(
            "{role}: shift {turn}, {hours}", role=said(role, language) or duty.role, turn=turn_id, hours=hours
        ).to(language)
        for language in ("en", *languages())
    }


def _cases(tx: Reader, facts: Facts, unit: str, found: Tendency) -> tuple[str, ...]:
    """Return the numbers of the week's cases that a tendency rests on."""
    first = facts.business_day_bounds(unit, found.since - WEEK + timedelta(days=1))[0]
    where = CaseFilter(
        units=units_within(facts, unit),
        received_from=first,
        received_before=facts.business_day_bounds(unit, found.since)[1],
    )
    numbers, after = list[str](), None
    while rows := tx.cases(where, after=after, limit=_PAGE):
        for loaded in load_all(tx, rows):
            if f"{found.what}:{found.key}" in subjects_of(loaded.case):
                numbers.append(loaded.case.number)
        after = rows[-1].id
    return tuple(sorted(numbers))
