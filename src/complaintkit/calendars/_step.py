"""What happened day by day on the way to a due date: counted, skipped, paused; runs of like days are one step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import cast

import attrs

from complaintkit.calendars._day import Day, DayKind
from complaintkit.calendars._label import Label

_NOTHING = timedelta()


class StepKind(StrEnum):
    """What a day was to a deadline."""

    RECEIVED = "received"
    COUNTED = "counted"
    WORKED = "worked"
    SKIPPED = "skipped"
    AFTER_HOURS = "after-hours"
    PAUSED = "paused"


@attrs.frozen
class Step:
    """The same from `first` to `last`. `count` is the number of working days so far, `worked` the time used."""

    kind: StepKind
    day: DayKind
    first: date
    last: date
    name: Label | None = None
    count: int = 0
    worked: timedelta = _NOTHING

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def as_data(self) -> dict[str, object]:
        """For storing; what is nothing is left out."""
        data: dict[str, object] = {
            "kind": self.kind.value,
            "day": self.day.value,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
        }
        if self.name:
            data["name"] = self.name.as_data()
        if self.count:
            data["count"] = self.count
        if self.worked:
            data["worked_seconds"] = seconds(self.worked)
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Step:
        """What `as_data` gave."""
        name = cast("Mapping[str, str] | None", data.get("name"))
        return cls(
            StepKind(cast("str", data["kind"])),
            DayKind(cast("str", data["day"])),
            date.fromisoformat(cast("str", data["first"])),
            date.fromisoformat(cast("str", data["last"])),
            Label(**name) if name else None,
            cast("int", data.get("count", 0)),
            timedelta(seconds=cast("float", data.get("worked_seconds", 0))),
        )


def seconds(span: timedelta) -> int | float:
    """Whole seconds as an integer, so that JSON stays short."""
    whole = span.total_seconds()
    return int(whole) if whole.is_integer() else whole


class Trail:
    """Collects what each day was while days are counted; the one mutable thing here."""

    def __init__(self) -> None:
        """Nothing yet."""
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
        runs = (list(run) for _, run in groupby(self._noted, key=_likeness))
        return tuple(_step(run) for run in runs)


def _likeness(noted: tuple[StepKind, Day, int, timedelta]) -> tuple[StepKind, DayKind, Label | None]:
    kind, day, _, _ = noted
    return kind, day.kind, day.name


def _step(run: list[tuple[StepKind, Day, int, timedelta]]) -> Step:
    kind, first, _, _ = run[0]
    _, last, count, _ = run[-1]
    worked = sum((one[3] for one in run), _NOTHING)
    return Step(kind, first.kind, first.date, last.date, first.name, count, worked)
