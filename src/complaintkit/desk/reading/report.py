"""Read a report page by page: which cases had something happen since, then their ledgers, some at a time; no vault."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from complaintkit.decision.refusal import no_right, unknown_unit
from complaintkit.delivery.heartbeat import health_of
from complaintkit.desk.reading.feed import event_of
from complaintkit.desk.reading.report_names import names_of
from complaintkit.desk.reading.sight import Sight, known_reader
from complaintkit.desk.reading.waiting import waiting_in
from complaintkit.hooks import ask
from complaintkit.insight import (
    Beside,
    IncidentsOfGrade,
    MemberFigures,
    MemberTally,
    Report,
    Scored,
    Scores,
    Section,
    Tally,
    beside_of,
    incidents_of,
    period_before,
)
from complaintkit.insight.own_days import check_period, own_days
from complaintkit.model.actor import DESK, By
from complaintkit.model.errors import PluginError
from complaintkit.model.events import MessageSent
from complaintkit.model.frozen import changed
from complaintkit.model.period import Event, Period
from complaintkit.model.task import Task, TaskKind
from complaintkit.playbook import CARE
from complaintkit.ports.storage import MemberFilter, SurveyFilter, TaskFilter, TaskRow
from complaintkit.records.member import all_members
from complaintkit.records.recent import SLACK, counted_between
from complaintkit.records.sight import units_seen
from complaintkit.records.survey import all_answers, scores_of
from complaintkit.records.task import load_tasks

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.ports.storage import EventRow, Reader
    from complaintkit.records.door import Door


_YEAR: Final = timedelta(days=366)
_PAGE: Final = 2000  # lines of the feed at a time


def report_of(
    door: Door, plugins: Plugins, period: Period, *, unit: str | None, against: Period | None, by: By | None
) -> Report:
    """Return the report; both periods are counted from one consistent view."""
    for one in (period, against or period):
        check_period(one)
    earlier = against or period_before(period)
    with door.storage.reading() as reader:
        facts = known_reader(door, reader, DESK if by is None else by)
        units = units_counted(facts, unit, asked=by is not None)
        names = names_of(door, reader, facts, unit)
        there = own_days(door, reader, facts)
        tallies = [Tally(period=one, now=facts.now, there=there, units=units, names=names) for one in (period, earlier)]
        counted = _counted(reader, tallies)
        shown = [there(one, unit) if unit else one for one in (period, earlier)]
        events = _events(reader, counted) if plugins.report_sections else []
        sight = Sight(door, reader, facts)
        waiting = waiting_in(sight, units, tallies[0])
        tasks = tallies[0].tasks
        cases = tallies[0].cases(seen=lambda ref: sight.has_task(ref) if ref in tasks else sight.has_case(ref))
        beside = _beside(reader, units, shown[0], facts.now)
        members = _members(door, reader, facts, period, units)
        incidents = _incidents(reader, units, shown[0])
        health = health_of(reader, door.clock, ZoneInfo(facts.structure.time_zone))
        scored = [_scored(door, reader, facts, one, units) for one in (period, earlier)]
    organisation = facts.structure.organisation
    return Report(
        period=shown[0],
        figures=tallies[0].figures(),
        against=shown[1],
        before=tallies[1].figures(),
        unit=unit,
        units=tuple(sorted(units)) if units is not None else None,
        titles=dict(organisation.units[unit].title) if unit else {},
        sections=tuple(_section(plugins, name, events, period) for name in plugins.report_sections),
        cases={key: tuple(found) for key, found in cases.items()},
        times={key: often for key, found in cases.items() if (often := {one: n for one, n in found.items() if n > 1})},
        waiting=waiting,
        made_at=facts.now,
        standing=scored[0],
        standing_before=scored[1],
        beside=beside,
        incidents=incidents,
        members=members,
        warning=health.warning,
    )


def _counted(reader: Reader, tallies: Sequence[Tally]) -> Mapping[str, Period]:
    """Count both periods, each from what happened in it; return the cases of the first with the period as their unit counts it."""
    counted: dict[str, Period] = {}
    for tally in tallies:
        for case, found in counted_between(reader, tally.period.start, tally.period.end):
            period = tally.add(found)
            if period and tally is tallies[0]:
                counted[case] = period
    return counted


def _members(
    door: Door, reader: Reader, facts: Facts, period: Period, units: frozenset[str] | None
) -> MemberFigures | None:
    """Return the members of these units, each counted in its own unit's days; None where there are none."""
    there, organisation = own_days(door, reader, facts), facts.structure.organisation
    tally, sent = MemberTally(), dict[str, str]()
    for unit in organisation.units if units is None else sorted(units):
        rows = list(all_members(reader, MemberFilter(units=frozenset({unit}))))
        tally.add(rows, there(period, unit))
        sent |= {row.id: unit for row in rows}
    for row in _sent(reader, period, sent):
        if row.case in sent and row.at in there(period, sent[row.case]):
            tally.cares[json.loads(row.data)["message"].removeprefix(CARE)] += 1
    return tally.figures({id: one.title for id, one in organisation.units.items()})


def _sent(reader: Reader, period: Period, members: Collection[str]) -> Iterator[EventRow]:
    """Yield what was sent to these members a little around a period."""
    if members:
        found = [one for one in reader.ledgers_between(period.start - SLACK, period.end + SLACK) if one in members]
        yield from (row for row in reader.events(found) if row.name == MessageSent.name)


def _scored(
    door: Door, reader: Reader, facts: Facts, period: Period, units: frozenset[str] | None
) -> tuple[Scored, ...]:
    """Return the scores of standing surveys in a period of each unit's own days."""
    rules, there = door.rules.in_force(reader), own_days(door, reader, facts)
    days: defaultdict[tuple[datetime, datetime], list[str]] = defaultdict(list)
    for unit in facts.structure.organisation.units if units is None else sorted(units):
        own = there(period, unit)
        days[own.start, own.end].append(unit)
    scores = Scores()
    for (start, end), those in days.items():
        for row in all_answers(reader, SurveyFilter(units=frozenset(those), start=start, end=end)):
            scores.add(row.survey, scores_of(row), told=bool(row.told_to))

    def title(survey: str, question: str) -> Mapping[str, str]:
        """Return a question's words by the first playbook that asks it."""
        asked = (book.surveys[survey].questions for book in rules.playbooks() if survey in book.surveys)
        return next((one[question].words for one in asked if question in one), {})

    return scores.figures(title)


def _beside(reader: Reader, units: frozenset[str] | None, period: Period, now: datetime) -> tuple[Beside, ...]:
    """Return what was to be done beside the cases of these units; what was opened more than a year before is left out."""
    where = TaskFilter(units=units, opened_from=period.start - _YEAR, opened_before=period.end)
    rows, after = list[TaskRow](), None
    while page := reader.tasks(where, after=after, limit=_PAGE):
        rows += page
        after = page[-1].id
    return beside_of(rows, period, now=now)


def _incidents(reader: Reader, units: frozenset[str] | None, period: Period) -> tuple[IncidentsOfGrade, ...]:
    """Return the incidents of these units that were opened in the period, with their recalls."""
    kinds = frozenset({TaskKind.INCIDENT.value, TaskKind.RECALL.value})
    where = TaskFilter(units=units, kinds=kinds, opened_from=period.start, opened_before=period.end)
    tasks, after = list[Task](), None
    while page := reader.tasks(where, after=after, limit=_PAGE):
        tasks += (one.task for one in load_tasks(reader, page))
        after = page[-1].id
    return incidents_of(tasks, period)


# ---- who may see what -----------------------------------------------------------------------------------------------
def units_counted(facts: Facts, unit: str | None, *, asked: bool) -> frozenset[str] | None:
    """Return the units that are counted: what lies within the one asked for, as far as this person sees it whole. R20"""
    structure = facts.structure
    known = structure.organisation.units
    if unit is not None and unit not in known:
        raise unknown_unit(unit, known)
    wanted = None if unit is None else frozenset({unit, *structure.below(unit)})
    whole = units_seen(facts)
    if not asked or whole is None:
        return wanted
    seen = whole | _own(facts)
    found = seen if wanted is None else seen & wanted
    if not found:
        raise no_right(facts.actor, "report")
    return found


def _own(facts: Facts) -> frozenset[str]:
    """Return the units of whose role may report, though they see their own cases alone: those they work in."""
    structure = facts.structure
    if not structure.may(facts.actor, "report"):
        return frozenset()
    mine = structure.units_of(facts.actor)
    return frozenset(mine).union(*(structure.below(one) for one in mine))


# ---- reading --------------------------------------------------------------------------------------------------------
def _events(reader: Reader, counted: Mapping[str, Period]) -> list[Event]:
    """Return what happened to the cases that are counted, each within the days of its own unit; for sections of plugins."""
    rows = [row for row in reader.events(list(counted)) if row.at in counted[row.case]]
    numbers = {one: case.number for one in {row.case for row in rows} if (case := reader.case(one)) is not None}
    rows.sort(key=attrgetter("position"))
    return [event_of(changed(row, number=numbers[row.case])) for row in rows]


def _section(plugins: Plugins, name: str, events: list[Event], period: Period) -> Section:
    """Return a plugin's section; one that fails spoils nothing but its own."""
    title = plugins.report_sections[name].title
    try:
        rows = ask.rows(plugins, name, events, since=period.start, until=period.end)
    except PluginError as error:
        return Section(key=name, title=title, problem=str(error))
    return Section(key=name, title=title, rows=rows)
