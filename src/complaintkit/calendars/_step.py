"""What happened day by day on the way to a due date: counted, skipped, paused; runs of like days are one step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import cast

import attrs

from complaintkit.calendars._day import ONE_DAY, Day, DayKind
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
    """Collects steps while days are counted; the one mutable thing here."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.steps: list[Step] = []
        self.days: list[Day] = []

    def add(self, kind: StepKind, day: Day, *, count: int = 0, worked: timedelta = _NOTHING) -> None:
        """Note what `day` was."""
        self.days.append(day)
        last = self.steps[-1] if self.steps else None
        if last and (last.kind, last.day, last.name, last.last + ONE_DAY) == (kind, day.kind, day.name, day.date):
            self.steps[-1] = Step(kind, day.kind, last.first, day.date, day.name, count, last.worked + worked)
        else:
            self.steps.append(Step(kind, day.kind, day.date, day.date, day.name, count, worked))
