"""Turns of what comes again: which checks and reviews a unit owes now, of which period, by when, and whose they are. S1.4, S2.9"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

import attrs

from complaintkit.calendars import business_day, business_day_bounds, day_of, due
from complaintkit.decision.facts import Facts
from complaintkit.model.task import TaskKind
from complaintkit.organisation import Words
from complaintkit.playbook import CheckRule, ReviewRule

_TO_HOLD: Final = {"business day": "2 days", "day": "2 days", "week": "3 days"}
_USUAL: Final = "10 days"
"""How long after a month, a quarter or a year a review is held at the latest, where the playbook gives no `within`."""


@attrs.frozen(kw_only=True)
class Turn:
    """One turn: what the playbook calls it, of which period, by when, and who answers for it."""

    kind: TaskKind
    rule: str
    period: str
    title: Words
    owner: str
    due_at: datetime


def turns_owed(facts: Facts, unit: str, *, since: datetime) -> Iterator[Turn]:
    """Yield the turns that a unit owes now: today's checks, and reviews of periods that ended after `since`.

    A unit owes what somebody who works in it has the role for.
    """
    for check in facts.playbook.checks.values():
        people = facts.structure.at(unit, check.by)
        if people and (turn := _check(facts, unit, check, people)) is not None:
            yield turn
    for review in facts.playbook.reviews.values():
        if (head := _head(facts, unit, review)) is not None:
            yield from _review(facts, unit, review, head, since)


def next_look(facts: Facts, unit: str) -> datetime:
    """Return when the next business day of a unit begins: no turn begins before."""
    zone, starts = facts.structure.zone_of(unit), starts_of(facts)
    return business_day_bounds(zone, today_in(facts, unit), starts)[1]


def answers_for(facts: Facts, unit: str) -> str:
    """Return who answers for a unit: who holds its reviews, else where its chains of leaders end."""
    heads = (_head(facts, unit, review) for review in facts.playbook.reviews.values())
    return next(filter(None, heads), None) or facts.structure.last_resort(unit)


def units_within(facts: Facts, unit: str) -> frozenset[str]:
    """Return a unit with all that lie within it."""
    return frozenset({unit, *facts.structure.below(unit)})


def today_in(facts: Facts, unit: str) -> date:
    """Return the business day that runs now in a unit."""
    return business_day(facts.structure.zone_of(unit), facts.now, starts_of(facts))


def starts_of(facts: Facts) -> str:
    """Return the time of day at which a business day begins: `05:00`."""
    minutes = facts.playbook.business_day_starts
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _check(facts: Facts, unit: str, rule: CheckRule, people: tuple[str, ...]) -> Turn | None:
    """Return the check of the period that runs now; none on a business day on which the unit is closed."""
    zone, starts = facts.structure.zone_of(unit), starts_of(facts)
    today = today_in(facts, unit)
    if rule.every == "business day" and not day_of(facts.calendar(unit), today).open:
        return None
    _, after, label = _period(today, rule.every)
    due_at = business_day_bounds(zone, after, starts)[0]
    if rule.before is not None:
        last = after - timedelta(days=1)
        midnight = business_day_bounds(zone, last, "00:00")[0]
        late = rule.before < facts.playbook.business_day_starts  # after midnight it is still the day before's evening
        due_at = midnight + timedelta(minutes=rule.before, days=int(late))
    if due_at <= facts.now:
        return None
    present = (one for one in people if facts.structure.present(one, facts.now))
    return Turn(
        kind=TaskKind.CHECK,
        rule=rule.id,
        title=rule.title,
        period=label,
        owner=next(present, people[0]),
        due_at=due_at,
    )


def _head(facts: Facts, unit: str, rule: ReviewRule) -> str | None:
    """Return who holds a review in a unit; nobody where nobody who works there leads the group."""
    group = facts.playbook.groups.get(rule.group)
    if not facts.structure.at(unit, group.head if group else rule.group):
        return None
    return facts.structure.group(rule.group, unit).head if group else facts.structure.at(unit, rule.group)[0]


def _review(facts: Facts, unit: str, rule: ReviewRule, head: str, since: datetime) -> Iterator[Turn]:
    """Yield the review of each period that has ended since then, the oldest first."""
    zone, starts = facts.structure.zone_of(unit), starts_of(facts)
    within = rule.within or _TO_HOLD.get(rule.every, _USUAL)
    first, _, _ = _period(today_in(facts, unit), rule.every)
    found = list[Turn]()
    while (ended := business_day_bounds(zone, first, starts)[0]) > since:
        first, _, label = _period(first - timedelta(days=1), rule.every)
        due_at = due(facts.calendar(unit), ended, within).at
        turn = Turn(kind=TaskKind.REVIEW, rule=rule.id, title=rule.title, period=label, owner=head, due_at=due_at)
        found.append(turn)
    yield from reversed(found)


def period_named(label: str, every: str) -> tuple[date, date]:
    """Return the first day of the period of this name, and the one after its last.

    >>> [str(day) for day in period_named("2026-Q4", "quarter")], [str(day) for day in period_named("2026-W53", "week")]
    (['2026-10-01', '2027-01-01'], ['2026-12-28', '2027-01-04'])
    """
    match every:
        case "week":
            day = date.fromisoformat(f"{label}-1")
        case "quarter":
            day = date(int(label[:4]), int(label[-1]) * 3 - 2, 1)
        case _:
            day = date.fromisoformat(f"{label}-01-01"[:10])
    first, after, _ = _period(day, every)
    return first, after


def _period(day: date, every: str) -> tuple[date, date, str]:
    """Return the first day of the period that a day lies in, the one after its last, and what it is called."""
    match every:
        case "week":
            first = day - timedelta(days=day.weekday())
            year, week, _ = day.isocalendar()
            return first, first + timedelta(days=7), f"{year}-W{week:02d}"
        case "month":
            first = day.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1), f"{day:%Y-%m}"
        case "quarter":
            quarter = (day.month - 1) // 3
            first = date(day.year, quarter * 3 + 1, 1)
            return first, (first + timedelta(days=93)).replace(day=1), f"{day.year}-Q{quarter + 1}"
        case "year":
            return date(day.year, 1, 1), date(day.year + 1, 1, 1), f"{day.year}"
    return day, day + timedelta(days=1), day.isoformat()
