"""Incidents of a report: how many, by grade, and how long it took to call goods back and to close them. R11"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from statistics import median

import attrs

from complaintkit.model.period import Period
from complaintkit.model.task import Task, TaskKind


@attrs.frozen(kw_only=True)
class IncidentsOfGrade:
    """Incidents opened in a period, of one grade; `grade` is empty where nothing was to be called back.

    `late` were called back after their date, or are not called back and it has passed. Medians are of those that were.
    """

    grade: str
    count: int
    recalled: int = 0
    late: int = 0
    to_recall: timedelta | None = None
    closed: int = 0
    to_close: timedelta | None = None


def incidents_of(tasks: Iterable[Task], period: Period) -> tuple[IncidentsOfGrade, ...]:
    """Count the incidents among these tasks, with the recalls that belong to them, by grade."""
    known = list(tasks)
    recalls = {one.source or one.about.get("incident", ""): one for one in known if one.kind is TaskKind.RECALL}
    grades: dict[str, list[Task]] = {}
    for one in known:
        if one.kind is TaskKind.INCIDENT and one.opened_at in period:
            grades.setdefault(next(iter(one.values.get("grade", ())), ""), []).append(one)
    return tuple(_of_grade(grade, some, recalls) for grade, some in sorted(grades.items()))


def _of_grade(grade: str, some: list[Task], recalls: dict[str, Task]) -> IncidentsOfGrade:
    called = [recalls[one.number] for one in some if one.number in recalls]
    back = [one.closed_at - one.opened_at for one in called if one.closed_at]
    ends = [one.closed_at - one.opened_at for one in some if one.closed_at]
    return IncidentsOfGrade(
        grade=grade,
        count=len(some),
        recalled=len(back),
        late=sum(bool(one.breaches) for one in called),
        to_recall=_median(back),
        closed=len(ends),
        to_close=_median(ends),
    )


def _median(spans: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=round(median(one.total_seconds() for one in spans))) if spans else None
