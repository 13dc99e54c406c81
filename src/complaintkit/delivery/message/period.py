"""The figures of a review's period told to who works there: counted of the units they see and of their own, no others. S2.7, R20"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.decision.task.turn import reviewed_period, units_within
from complaintkit.insight import Names, Tally, period_before
from complaintkit.insight.brief import brief_of
from complaintkit.insight.own_days import own_days
from complaintkit.model.phrase import SEMICOLON, Phrase, joined, phrase
from complaintkit.organisation import said
from complaintkit.records.recent import counted_between
from complaintkit.records.sight import units_seen
from complaintkit.records.task import find_task, task_facts

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.insight import Figures
    from complaintkit.model.task import Task
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


Counted = dict[tuple[str, frozenset[str]], "tuple[Figures, Figures]"]
"""What was counted for one person is told to whoever sees the same: the number of a review, and units."""


def tell_period(door: Door, tx: Reader, review: Task, *, staff: str, language: str, counted: Counted) -> str:
    """Return the period of a review in words for one of the staff, with what was decided in it."""
    facts = task_facts(door, tx, review.unit, by=staff)
    units = scope_of(facts, review.unit)
    if (review.number, units) not in counted:
        counted[review.number, units] = _figures(door, tx, facts, review, units)
    now, before = counted[review.number, units]
    place = said(facts.structure.organisation.units[review.unit].title, language) or review.unit
    head = phrase("{number}, {what}, {unit}.", number=review.number, what=review.in_words(language), unit=place)
    sentences = (head, *brief_of(now, before, language), *_decided(tx, review, language))
    return ("" if language == "zh" else " ").join(one.to(language) for one in sentences)


def scope_of(facts: Facts, unit: str) -> frozenset[str]:
    """Return the units within one that somebody is told the figures of: those they see whole, and their own. R20"""
    within, structure = units_within(facts, unit), facts.structure
    seen = units_seen(facts)
    mine = structure.units_of(facts.actor)
    own = frozenset(mine).union(*(structure.below(one) for one in mine))
    return within if seen is None else within & (seen | own)


def _figures(door: Door, tx: Reader, facts: Facts, review: Task, units: frozenset[str]) -> tuple[Figures, Figures]:
    """Count the period of a review and the one before it."""
    period = reviewed_period(facts, review)
    earlier = period_before(period)
    there = own_days(door, tx, facts)
    categories = facts.playbook.categories
    names = Names(category=lambda id_: categories[id_].title if id_ in categories else {})
    tallies = [Tally(period=one, now=facts.now, there=there, units=units, names=names) for one in (period, earlier)]
    for _, found in counted_between(tx, earlier.start, period.end):
        for tally in tallies:
            tally.add(found)
    return tallies[0].figures(), tallies[1].figures()


def _decided(tx: Reader, review: Task, language: str) -> Iterator[Phrase]:
    """Yield what was decided, for all of it together: what is to be done, as it was written down."""
    opened = [find_task(tx, number).task for number in review.values.get("decisions", ())]
    if opened:
        measures = (one.in_words(language).rstrip("。.") for one in opened)
        yield phrase("Decided: {measures}.", measures=joined(measures, SEMICOLON))
