"""All pauses of a deadline together, free of overlaps: what of a time was paused, and what was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, cast

import attrs

from complaintkit.calendars._day import Interval
from complaintkit.calendars._zone import moment
from complaintkit.model.due import Pause
from complaintkit.model.errors import InvalidInput
from complaintkit.model.moment import time_in_words
from complaintkit.model.phrase import phrase

Paused = Pause | tuple[datetime, datetime] | tuple[datetime, datetime, str]
"""A pause as callers may write it: `(from, to)`, `(from, to, cause)`, or a `Pause`."""


@attrs.frozen
class Pauses:
    """All pauses of one deadline; `union` is free of overlaps and in order."""

    given: tuple[Pause, ...]
    union: tuple[Interval, ...]

    @classmethod
    def of(cls, paused: Iterable[Paused]) -> Pauses:
        """Check pauses and put them in order.

        Raises:
            InvalidInput: a pause without a zone, or one that ends before it starts.
        """
        if paused == ():
            return _NONE
        given = tuple(sorted((_pause(one) for one in paused), key=lambda one: (one.start, one.end)))
        union: list[Interval] = []
        for one in given:
            if union and one.start <= union[-1][1]:
                union[-1] = (union[-1][0], max(union[-1][1], one.end))
            elif one.start < one.end:
                union.append((one.start, one.end))
        return cls(given, tuple(union))

    def free(self, start: datetime, end: datetime) -> Iterator[Interval]:
        """Yield what of `start` to `end` is not paused."""
        for stops, resumes in self.union:
            if resumes <= start:
                continue
            if stops >= end:
                break
            if start < stops:
                yield start, stops
            start = resumes
        if start < end:
            yield start, end

    def cover(self, intervals: tuple[Interval, ...]) -> bool:
        """Tell if nothing of the intervals is free."""
        return bool(self.union) and not any(True for one in intervals for _ in self.free(*one))

    def hold(self, at: datetime) -> bool:
        """Tell if a deadline stands still at `at`, or resumes in that moment."""
        return any(stops < at <= resumes for stops, resumes in self.union)


_NONE: Final = Pauses((), ())


def _pause(given: Paused) -> Pause:
    if isinstance(given, Pause):
        start, end, cause = given.start, given.end, given.cause
    else:
        start, end, cause = cast("tuple[datetime, datetime, str]", (*given, "")[:3])
    pause = Pause(moment(start, field="paused.from"), moment(end, field="paused.to"), cause)
    if pause.end < pause.start:
        raise InvalidInput(
            field="paused",
            reason=phrase("{end} is before {start}", end=time_in_words(end), start=time_in_words(start)),
            next_step=phrase("Give (from, to)."),
        )
    return pause
