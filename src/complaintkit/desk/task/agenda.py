"""The agenda of a review, made from the data of its period: figures, shifts, what is open, what was not done. S1.12, S2.9"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.task.turn import reviewed_period, units_within
from complaintkit.desk.reading.report import report_of
from complaintkit.desk.reading.sight import tasks_seen
from complaintkit.desk.reading.themes import themes_of
from complaintkit.desk.task.change import seen_task
from complaintkit.insight.shift import Shift, shifts_of
from complaintkit.model.task import TaskKind
from complaintkit.ports.storage import TaskFilter
from complaintkit.records.task import is_seen, load_tasks

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.insight import Report
    from complaintkit.model.actor import By
    from complaintkit.model.task import Task
    from complaintkit.model.theme import Theme
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door

_MOST: Final = 1000


@attrs.frozen(kw_only=True)
class Agenda:
    """What a review has to look at: `points` are the playbook's words for it, `report` has the figures of its period.

    `shifts` are types whose share moved by as much as the playbook's alert says; `open` is everything of the unit that is
    to be done and not done yet, `missed` the checks and reviews of the period that were not, `themes` what a
    training could be about, where the playbook asks for `training-themes`.
    """

    review: Task
    points: tuple[str, ...]
    report: Report
    shifts: tuple[Shift, ...] = ()
    open: tuple[Task, ...] = ()
    missed: tuple[Task, ...] = ()
    themes: tuple[Theme, ...] = ()

    def of_kind(self, kind: TaskKind | str) -> tuple[Task, ...]:
        """Return what is open of one kind: `agenda.of_kind("tendency")`."""
        return tuple(one for one in self.open if one.kind == kind)


def agenda_of(door: Door, plugins: Plugins, task: Task | str, by: By) -> Agenda:
    """Make the agenda of a review for somebody who may see it; the figures as far as they may see them. R20"""
    with door.storage.reading() as tx:
        facts, loaded = seen_task(door, tx, task, by=by)
        review = door.task_for(tx, loaded.task, by)
        rule = facts.playbook.reviews.get(review.about.get("rule", ""))
        period = reviewed_period(facts, review)
        others = [door.task_for(tx, one, by) for one in _tasks(tx, facts, review) if one.number != review.number]
    report = report_of(door, plugins, period, unit=review.unit, against=None, by=by)
    points = rule.agenda if rule else ()
    themes = themes_of(door, period, by=by, unit=review.unit) if "training-themes" in points else ()
    least = rule.least_shift if rule else None
    shifts = shifts_of(report.figures.categories, report.before.categories) if least is not None else ()
    return Agenda(
        review=review,
        points=points,
        themes=themes,
        report=report,
        shifts=tuple(one for one in shifts if least is not None and one.points >= least),
        open=tuple(one for one in others if one.open),
        missed=tuple(one for one in others if one.state == "missed" and period.start <= one.opened_at < period.end),
    )


def _tasks(tx: Reader, facts: Facts, review: Task) -> list[Task]:
    """Return the tasks of the unit and what lies within it: all that are open, and the last that were missed."""
    where = tasks_seen(facts, TaskFilter(units=units_within(facts, review.unit)))
    rows = [*tx.tasks(attrs.evolve(where, open=True), limit=_MOST)]
    kinds = frozenset({TaskKind.CHECK.value, TaskKind.REVIEW.value})
    missed = attrs.evolve(where, open=False, kinds=kinds, states=frozenset({"missed"}))
    rows += tx.tasks(missed, limit=_MOST)
    return [one.task for one in load_tasks(tx, rows) if is_seen(facts, one.task)]
