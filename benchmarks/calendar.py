"""Due dates in working hours over Chinese holidays, against a search in sums that were made beforehand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from benchmarks._row import Job, Row, simply
from complaintkit.calendars import day_of, due_at, known_calendar
from complaintkit.model.due import Within

CALENDAR = known_calendar("cn")
FIRST = datetime.fromisoformat("2024-01-02T08:00+08:00")
STARTS = [FIRST + timedelta(minutes=37 * number) for number in range(10_000)]
WITHIN = Within.parse("20 working hours")


def ours(count: int) -> Job:
    """Ask the calendar."""

    def job() -> None:
        for start in STARTS[:count]:
            due_at(CALENDAR, start, WITHIN)

    return job


def sums(count: int) -> Job:
    """Search sums of two years: no zones, no checks, no other year, no other calendar."""
    days = (day_of(CALENDAR, date(2024, 1, 1) + timedelta(days=number)) for number in range(730))
    intervals = [(opens.timestamp(), closes.timestamp()) for day in days for opens, closes in day.open]
    opens = [one[0] for one in intervals]
    before = [0.0, *accumulate(closes - opens for opens, closes in intervals)]
    span = WITHIN.span.total_seconds()

    def job() -> None:
        for asked in STARTS[:count]:
            start = asked.timestamp()
            index = bisect_right(opens, start) - 1
            worked = before[index] + min(start - opens[index], before[index + 1] - before[index])
            end = bisect_left(before, worked + span) - 1
            datetime.fromtimestamp(opens[end] + worked + span - before[end], UTC)

    return job


ROWS = (
    Row(
        name="due-hours",
        what="when 20 working hours have passed, over China's holidays and make-up days",
        unit="due date",
        count=10_000,
        ours=simply(ours),
        limit=simply(sums),
        against="a search in prefix sums of two years",
        at_least={"cpu": 0.32},
        limited_by="times are checked and moved from their zone to UTC, any year of any calendar can be asked",
        packages=("holidays",),
    ),
)
