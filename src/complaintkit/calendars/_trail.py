"""What each day was while days are counted, gathered on the way to a due date."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from complaintkit.calendars._day import Day
from complaintkit.model.due import DayKind, Label, Step, StepKind

_NOTHING = timedelta()


class Trail:
    """Collects what each day was while days are counted; the one mutable thing here."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self._noted: list[tuple[StepKind, Day, int, timedelta]] = []

    def add(self, kind: StepKind, day: Day, *, count: int = 0, worked: timedelta = _NOTHING) -> None:
        """Note what `day` was; days are noted in order and without a gap."""
        self._noted.append((kind, day, count, worked))

    @property
    def days(self) -> list[Day]:
        """All days that were looked at."""
        return [day for _, day, _, _ in self._noted]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The days, with runs of like ones as one step."""
        return tuple([_step(list(run)) for _, run in groupby(self._noted, key=_likeness)])


def _likeness(noted: tuple[StepKind, Day, int, timedelta]) -> tuple[StepKind, DayKind, Label | None]:
    kind, day, _, _ = noted
    return kind, day.kind, day.name


def _step(run: list[tuple[StepKind, Day, int, timedelta]]) -> Step:
    kind, first, _, _ = run[0]
    _, last, count, _ = run[-1]
    worked = sum([one[3] for one in run], _NOTHING)
    return Step(kind, first.kind, first.date, last.date, first.name, count, worked)
