"""What happened day by day on the way to a due date: counted, skipped, paused; runs of like days are one step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import cast

import attrs

from complaintkit.model.due._label import Label

_NOTHING = timedelta()


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKING = "working"
    MAKE_UP = "make-up"
    EXTRA = "extra"
    OPEN_HOLIDAY = "open-holiday"
    REST = "rest"
    HOLIDAY = "holiday"
    CLOSED = "closed"


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
        """The number of days."""
        return (self.last - self.first).days + 1

    def as_data(self) -> dict[str, object]:
        """Return it as JSON can hold it; what is nothing is left out."""
        data: dict[str, object] = {
            "kind": str(self.kind),
            "day": str(self.day),
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
        """Read what `as_data` wrote."""
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
    """Return whole seconds as an integer, so that JSON stays short."""
    whole = span.total_seconds()
    return int(whole) if whole.is_integer() else whole
