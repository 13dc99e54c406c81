"""The arithmetic of due dates: from a start, so much time on, noting day by day what counted.

While a deadline is paused its clock stands still. Elapsed time and working time are exact: what was paused is added.
Of working days only whole ones are: a day counts unless all of its working time was paused, so that pausing over lunch
gains nothing; and nothing falls due inside a pause: then the next working day counts instead.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import attrs

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._day import ONE_DAY, Day, days_from, opening_date
from complaintkit.calendars._pauses import Pauses
from complaintkit.calendars._running import free
from complaintkit.calendars._trail import Trail
from complaintkit.calendars._zone import since_midnight, wall
from complaintkit.model.due import StepKind, Until

_LAST = datetime.max.replace(tzinfo=UTC)


@attrs.frozen
class Reckoning:
    """One deadline being reckoned: its calendar, start and pauses, and the trail it leaves."""

    calendar: Calendar
    start: datetime
    pauses: Pauses
    trail: Trail

    def after_elapsed(self, span: timedelta) -> datetime:
        """Return the moment when `span` has passed."""
        if not self.pauses.union:
            return self.start + span
        left = span
        for opens, closes in self.pauses.free(self.start, _LAST):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise AssertionError  # time without end is longer than any duration

    def after_working_time(self, span: timedelta) -> datetime:
        """Return the first moment when the calendar has been open for `span`."""
        left = span
        for day in days_from(self.calendar, opening_date(self.calendar, self.start)):
            at_first = left
            for opens, closes in free(day, self.pauses, self.start, _LAST):
                if closes - opens >= left:
                    self.trail.add(StepKind.WORKED, day, worked=at_first)
                    return opens + left
                left -= closes - opens
            self.trail.add(self._what_was(day, at_first - left), day, worked=at_first - left)
        raise AssertionError  # days_from ends by raising

    def _what_was(self, day: Day, worked: timedelta) -> StepKind:
        if worked:
            return StepKind.WORKED
        if not day.open:
            return StepKind.SKIPPED
        return StepKind.AFTER_HOURS if day.closes <= self.start else StepKind.PAUSED

    def after_days(self, amount: int, until: Until) -> datetime:
        """Return the moment of the last of `amount` working days that `until` means."""
        receipt = opening_date(self.calendar, self.start)
        moment_of = self._moment_of(until, receipt)
        count = 0
        for day in days_from(self.calendar, receipt):
            if day.date == receipt or (day.open and day.closes <= self.start):
                self.trail.add(StepKind.RECEIVED, day)
            elif not day.open:
                self.trail.add(StepKind.SKIPPED, day)
            elif self.pauses.cover(day.open) or (count + 1 >= amount and self.pauses.hold(moment_of(day))):
                self.trail.add(StepKind.PAUSED, day)
            else:
                count += 1
                self.trail.add(StepKind.COUNTED, day, count=count)
                if count >= amount:
                    return moment_of(day)
        raise AssertionError  # days_from ends by raising

    def _moment_of(self, until: Until, receipt: date) -> Callable[[Day], datetime]:
        if until is Until.CLOSE:
            return lambda day: day.closes
        zone = self.calendar.zone
        offset = ONE_DAY if until is Until.MIDNIGHT else since_midnight(zone, self.start, receipt)
        return lambda day: wall(zone, day.date, offset)
