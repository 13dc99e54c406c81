"""Turns of what comes again: which checks, reviews, trainings and assessments a unit owes now, by when, and whose they are. S1.4"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import attrs

from complaintkit.calendars import business_day_bounds, day_of, due
from complaintkit.decision.facts import Facts
from complaintkit.decision.task.decide import Opening
from complaintkit.model.due import Within
from complaintkit.model.period import Period
from complaintkit.model.task import Task, TaskKind
from complaintkit.organisation import Words
from complaintkit.playbook import AssessmentRule, CheckRule, ReviewRule, TrainingRule

_TO_HOLD: Final = {"business day": "2 days", "day": "2 days", "week": "3 days"}
_USUAL: Final = "10 days"
"""How long after a month, a quarter or a year a review is held, or an assessment made, where the playbook gives no `within`."""
_TO_TRAIN: Final = "7 days"
"""How long after somebody came they are trained at the latest, where the playbook gives no `within`."""


@attrs.frozen(kw_only=True)
class Turn:
    """One turn: what the playbook calls it, of which period, by when, and who answers for it; whom it is about, what is given."""

    kind: TaskKind
    rule: str
    period: str
    title: Words
    owner: str
    due_at: datetime
    concerns: Mapping[str, str] = attrs.field(factory=dict)
    given: Mapping[str, object] = attrs.field(factory=dict)
    span: tuple[datetime, datetime] | None = None

    @property
    def about(self) -> dict[str, str]:
        """What the task says that it concerns."""
        return {"rule": self.rule, **self.concerns}

    def opening(self, unit: str) -> Opening:
        """Return what opens its task in a unit."""
        return Opening(
            kind=self.kind,
            unit=unit,
            title=dict(self.title),
            who=self.owner,
            due_at=self.due_at,
            period=self.period,
            about=self.about,
            given=self.given,
        )


def turns_owed(facts: Facts, unit: str, *, since: datetime) -> Iterator[Turn]:
    """Yield the turns that a unit owes now.

    These are today's checks, reviews of periods that ended after `since`, and trainings of periods that began after it. A unit
    owes what somebody who works in it has the role for.
    """
    for check in facts.playbook.checks.values():
        people = facts.structure.at(unit, check.by)
        if people and (turn := _check(facts, unit, check, people)) is not None:
            yield turn
    for review in facts.playbook.reviews.values():
        if (head := _head(facts, unit, review)) is not None:
            yield from _review(facts, unit, review, head, since)
    for training in facts.playbook.trainings.values():
        if training.every and (people := _people(facts, unit, training.roles)):
            yield from _training(facts, unit, training, people, since)


def assessments_owed(facts: Facts, unit: str, *, since: datetime) -> Iterator[Turn]:
    """Yield the assessments that are owed in a unit of periods that ended after `since`: of its people, or of itself. S3.11, S4.5

    Each of somebody by one who is not they; at the top of the house there is nobody else (R6). Who holds roles of several
    assessments is assessed by the first of them.
    """
    done: set[tuple[str, str]] = set()
    for rule in facts.playbook.assessments.values():
        if rule.of_units:
            concerned = [{"unit": unit, "staff": one} for one in _heads(facts, unit)[:1]]
        else:
            concerned = [{"staff": one} for one in _people(facts, unit, rule.of)]
        for concerns in concerned:
            for turn in _assessment(facts, unit, rule, concerns, since):
                key = (str(concerns), turn.period)
                if key not in done:
                    done.add(key)
                    yield turn


def next_look(facts: Facts, unit: str) -> datetime:
    """Return when the next business day of a unit begins: no turn begins before."""
    return facts.business_day_bounds(unit, facts.business_day(unit))[1]


def answers_for(facts: Facts, unit: str) -> str:
    """Return who answers for a unit: who holds its reviews, else where its chains of leaders end."""
    heads = (_head(facts, unit, review) for review in facts.playbook.reviews.values())
    return next(filter(None, heads), None) or facts.structure.last_resort(unit)


def units_within(facts: Facts, unit: str) -> frozenset[str]:
    """Return a unit with all that lie within it."""
    return frozenset({unit, *facts.structure.below(unit)})


def _check(facts: Facts, unit: str, rule: CheckRule, people: tuple[str, ...]) -> Turn | None:
    """Return the check of the period that runs now; none on a business day on which the unit is closed."""
    today = facts.business_day(unit)
    if rule.every == "business day" and not day_of(facts.calendar(unit), today).open:
        return None
    _, after, label = _period(today, rule.every)
    due_at = facts.business_day_bounds(unit, after)[0]
    if rule.before is not None:
        last = after - timedelta(days=1)
        midnight = business_day_bounds(facts.structure.zone_of(unit), last, "00:00")[0]
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


def _heads(facts: Facts, unit: str) -> tuple[str, ...]:
    """Return who works in a unit and has nobody above them there."""
    people = facts.structure.at(unit)
    return tuple(one for one in people if facts.structure.leader_of(one, unit) not in people)


def _people(facts: Facts, unit: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return who holds one of these roles and has their place in this unit."""
    found = dict.fromkeys(one for role in roles for one in facts.structure.at(unit, role))
    return tuple(one for one in found if facts.structure.home(one) == unit)


def holder_of(facts: Facts, unit: str, role: str, *, without: str = "") -> str:
    """Return who does what a playbook gives to a role: in the unit or the nearest around it; else whoever is at its top."""
    structure = facts.structure
    apart = (without,) if without else ()
    found = next(iter(structure.holders(role, unit, without=apart)), None)
    return found or (without and structure.leader_of(without, unit)) or structure.last_resort(unit)


def _training(facts: Facts, unit: str, rule: TrainingRule, people: tuple[str, ...], since: datetime) -> Iterator[Turn]:
    """Yield the training of the period that runs, once one has begun since turns are kept: to be held before it ends."""
    first, after, label = _period(facts.business_day(unit), rule.every or "")
    if facts.business_day_bounds(unit, first)[0] > since:
        due_at = facts.business_day_bounds(unit, after)[0]
        yield training_turn(facts, unit, rule, people, period=label, due_at=due_at)


def training_turn(
    facts: Facts,
    unit: str,
    rule: TrainingRule,
    people: tuple[str, ...],
    *,
    period: str = "",
    due_at: datetime | None = None,
) -> Turn:
    """Return a training by the playbook: of a period, or of newcomers, within so long after they came."""
    return Turn(
        kind=TaskKind.TRAINING,
        rule=rule.id,
        period=period,
        owner=holder_of(facts, unit, rule.by),
        due_at=due_at or due(facts.calendar(unit), facts.now, rule.within or _TO_TRAIN).at,
        title=rule.title,
        given={"people": people},
    )


def _assessment(
    facts: Facts, unit: str, rule: AssessmentRule, concerns: Mapping[str, str], since: datetime
) -> Iterator[Turn]:
    owner = holder_of(facts, unit, rule.by, without=concerns["staff"])
    for start, ended, label, due_at in _ended(facts, unit, rule.every, rule.within, since):
        yield Turn(
            kind=TaskKind.ASSESSMENT,
            rule=rule.id,
            period=label,
            owner=owner,
            due_at=due_at,
            title=rule.title,
            concerns=concerns,
            given={"items": tuple(rule.items), "span": (start.isoformat(), ended.isoformat())},
            span=(start, ended),
        )


def _head(facts: Facts, unit: str, rule: ReviewRule) -> str | None:
    """Return who holds a review in a unit; nobody where nobody who works there leads the group."""
    group = facts.playbook.groups.get(rule.group)
    if not facts.structure.at(unit, group.head if group else rule.group):
        return None
    return facts.structure.group(rule.group, unit).head if group else facts.structure.at(unit, rule.group)[0]


def _review(facts: Facts, unit: str, rule: ReviewRule, head: str, since: datetime) -> Iterator[Turn]:
    """Yield the review of each period that has ended since then, the oldest first."""
    for _, _, label, due_at in _ended(facts, unit, rule.every, rule.within, since):
        yield Turn(kind=TaskKind.REVIEW, rule=rule.id, title=rule.title, period=label, owner=head, due_at=due_at)


def _ended(
    facts: Facts, unit: str, every: str, within: Within | None, since: datetime
) -> Iterator[tuple[datetime, datetime, str, datetime]]:
    """Yield each period that has ended since then, the oldest first: start, end, name, and by when something is owed of it."""
    first, _, _ = _period(facts.business_day(unit), every)
    found = list[tuple[datetime, datetime, str, datetime]]()
    while (ended := facts.business_day_bounds(unit, first)[0]) > since:
        first, _, label = _period(first - timedelta(days=1), every)
        due_at = due(facts.calendar(unit), ended, within or _TO_HOLD.get(every, _USUAL)).at
        found.append((facts.business_day_bounds(unit, first)[0], ended, label, due_at))
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


def reviewed_period(facts: Facts, review: Task) -> Period:
    """Return the period that a review is about; of one that was called, the month that runs."""
    rule = facts.playbook.reviews.get(review.about.get("rule", ""))
    day = facts.business_day(review.unit)
    called = day.replace(day=1), day
    first, after = period_named(review.period, rule.every if rule else "month") if review.period else called
    days = Period.days(first, max(first, after - timedelta(days=1)), zone=facts.structure.zone_of(review.unit))
    return attrs.evolve(days, label=review.period or days.label)


def told_of_report(facts: Facts, review: Task) -> tuple[str, ...]:
    """Return who is told the figures of a review's period, as its playbook names them, in its unit and what lies within. S2.7"""
    rule, structure = facts.playbook.reviews.get(review.about.get("rule", "")), facts.structure
    found: dict[str, None] = {}
    for unit in (review.unit, *structure.below(review.unit)):
        for name in rule.tell if rule else ():
            if name in facts.playbook.groups:
                found.update(dict.fromkeys(structure.group(name, unit).everybody))
            else:
                found.update(dict.fromkeys(structure.at(unit, None if name == "all" else name)))
    return tuple(found)


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
