"""A due date that can explain itself and be stored with its reasons (R16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import attrs

from complaintkit.model.due._caveat import Caveat
from complaintkit.model.due._explanation import explain, summary
from complaintkit.model.due._label import Label
from complaintkit.model.due._pause import Pause
from complaintkit.model.due._step import Step
from complaintkit.model.due._until import Until
from complaintkit.model.due._within import Within


@attrs.frozen(kw_only=True)
class Due:
    """When something is due and why: `at` in UTC, `local` on the calendar's clocks, steps by day, pauses, warnings.

    `counts_from` is the later moment from which on it counts, where it started outside opening hours and the rule lets it wait.
    `calendar` and `digest` say by which calendar it was reckoned; a later change of that calendar does not change this.
    """

    at: datetime
    start: datetime
    within: Within
    until: Until = Until.CLOSE
    calendar: str
    title: Label
    zone: ZoneInfo = attrs.field(eq=str)
    digest: str
    counts_from: datetime | None = None
    paused: tuple[Pause, ...] = ()
    steps: tuple[Step, ...] = ()
    warnings: tuple[Caveat, ...] = ()

    @property
    def local(self) -> datetime:
        """`at` in the calendar's zone, as people and `isoformat()` show it."""
        return self.at.astimezone(self.zone)

    def summary(self, language: str = "en") -> str:
        """Say in one sentence of `language` (BCP 47) when it is due, and from what that was reckoned."""
        return summary(self, language)

    def explain(self, language: str = "en") -> str:
        """Give the summary, and below it line by line which days counted, which did not, and why. R16

        >>> from complaintkit.calendars import due, known_calendar
        >>> start = datetime.fromisoformat("2024-09-30T10:00+08:00")
        >>> print(due(known_calendar("cn"), start, Within.parse("2 working days")).explain())
        Due Wed 9 Oct 2024, 18:00 (Asia/Shanghai): 2 working days from Mon 30 Sep 2024, 10:00, until closing time.
        - Mon 30 Sep: day of receipt, not counted
        - Tue 1 to Thu 3 Oct: National Day, not counted
        - Fri 4 Oct: Day off (substituted from 2024-09-29), not counted
        - Sat 5 to Sun 6 Oct: National Day, not counted
        - Mon 7 Oct: Day off (substituted from 2024-10-12), not counted
        - Tue 8 to Wed 9 Oct: working days 1 to 2
        Calendar: Working days in China (cn)
        """
        return explain(self, language)

    def as_data(self) -> dict[str, object]:
        """Return all of it as JSON can hold it, in a fixed order."""
        return {
            "at": self.at.isoformat(),
            "start": self.start.isoformat(),
            "within": str(self.within),
            "until": str(self.until),
            **({"counts_from": self.counts_from.isoformat()} if self.counts_from else {}),
            "calendar": self.calendar,
            "title": self.title.as_data(),
            "time_zone": self.zone.key,
            "digest": self.digest,
            "paused": [pause.as_data() for pause in self.paused],
            "steps": [step.as_data() for step in self.steps],
            "warnings": [caveat.as_data() for caveat in self.warnings],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Due:
        """Read what `as_data` wrote."""
        words = cast("Mapping[str, str]", data)
        lists = cast("Mapping[str, list[Mapping[str, str]]]", data)
        return cls(
            at=datetime.fromisoformat(words["at"]),
            start=datetime.fromisoformat(words["start"]),
            within=Within.parse(words["within"]),
            until=Until(words["until"]),
            counts_from=datetime.fromisoformat(words["counts_from"]) if "counts_from" in words else None,
            calendar=words["calendar"],
            title=Label.read(data["title"]),
            zone=ZoneInfo(words["time_zone"]),
            digest=words["digest"],
            paused=tuple(Pause.from_data(one) for one in lists["paused"]),
            steps=tuple(Step.from_data(one) for one in lists["steps"]),
            warnings=tuple(Caveat.from_data(one) for one in lists["warnings"]),
        )
