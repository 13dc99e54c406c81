"""Laws that hold for every calendar, zone and time, tried on random ones."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from complaintkit.calendars import Calendar, before, business_day, due, elapsed, read_calendar, working_days
from complaintkit.model.due import Due, Within

QUARTER = timedelta(minutes=15)
# London and New York change at night, Cairo at midnight, Lord Howe by half an hour; Shanghai never.
ZONES = ["Asia/Shanghai", "Europe/London", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe"]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _clock(quarters: int) -> str:
    return f"{quarters // 4:02}:{quarters % 4 * 15:02}"


@st.composite
def hours(draw: st.DrawFn, earliest: int = 20) -> str:
    """One to three spans between 05:00 and 04:45 of the next morning, so that no day runs into the next."""
    edges = sorted(draw(st.sets(st.integers(earliest, earliest + 95), min_size=2, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return ", ".join(f"{_clock(opens % 96)}-{_clock(closes % 96)}" for opens, closes in pairs if opens < 96)


@st.composite
def calendars(draw: st.DrawFn, zones: list[str] = ZONES) -> Calendar:
    """Any week, with closures and extra days in it, in any zone."""
    week = draw(st.dictionaries(st.sampled_from(DAYS), hours().filter(bool), min_size=1))
    days = st.dates(date(2026, 3, 1), date(2026, 12, 31)).map(date.isoformat)
    closed = draw(st.lists(days, max_size=5, unique=True))
    working = [day for day in draw(st.lists(days, max_size=5, unique=True)) if day not in closed]
    table = {"week": week, "closed": closed, "working": working}
    starts = draw(st.sampled_from(["00:00", "05:00"]))
    return read_calendar("any", table, zone=draw(st.sampled_from(zones)), day_starts=starts)


# March to November 2026: all the changes of summer time, to the microsecond.
times = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds it
working_time = st.integers(1, 90).map(lambda amount: Within(amount, "working hours")) | st.integers(1, 3000).map(
    lambda amount: Within(amount, "working min")
)
any_time = working_time | st.builds(Within, st.integers(1, 20), st.sampled_from(["working days", "days", "h"]))
pauses = st.lists(
    st.tuples(times, st.timedeltas(timedelta(0), timedelta(days=9))).map(lambda one: (one[0], one[0] + one[1], "why")),
    max_size=4,
)


@given(calendars(), times, working_time, pauses)
def test_the_law_of_working_time(calendar, start, within, paused):
    """`elapsed(start, due(start, d)) == d`, across midnight, summer time and pauses, and not an instant earlier."""
    at = due(calendar, start, within, paused=paused).at
    assert elapsed(calendar, start, at, paused=paused) == within.span
    assert elapsed(calendar, start, at - timedelta(microseconds=1), paused=paused) < within.span


@given(calendars(), times, working_time, pauses)
def test_warnings_are_the_law_backwards(calendar, at, within, paused):
    """`elapsed(before(at, d), at) == d`, and not an instant later."""
    warn = before(calendar, at, within, paused=paused)
    assert elapsed(calendar, warn, at, paused=paused) == within.span
    assert elapsed(calendar, warn + timedelta(microseconds=1), at, paused=paused) < within.span


@given(calendars(), times, times, times)
def test_working_time_adds_up(calendar, one, two, three):
    """The time from one to three is that to two and on; backwards it is negative."""
    first, second, third = sorted([one, two, three])
    whole = elapsed(calendar, first, third)
    assert whole == elapsed(calendar, first, second) + elapsed(calendar, second, third)
    assert elapsed(calendar, third, first) == -whole
    assert timedelta(0) <= whole <= third - first


@given(calendars(["Asia/Shanghai"]), times, st.integers(0, 400))
def test_working_time_is_what_the_clock_on_the_wall_shows(calendar, start, quarters):
    """Counted quarter by quarter by looking at the wall, the time is the same."""
    start = start.replace(minute=start.minute // 15 * 15, second=0, microsecond=0)
    seen = sum(_is_open(calendar, start + step * QUARTER) for step in range(quarters))
    assert elapsed(calendar, start, start + quarters * QUARTER) == seen * QUARTER


def _is_open(calendar: Calendar, at: datetime) -> bool:
    local = at.astimezone(calendar.zone)
    minute = local.hour * 60 + local.minute
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    return any(span.opens <= minute < span.closes for span in _spans_of(calendar, today)) or any(
        span.opens <= minute + 1440 < span.closes for span in _spans_of(calendar, yesterday)
    )


def _spans_of(calendar: Calendar, day: date):
    if day in calendar.closed_days:
        return ()
    return calendar.extra_days.get(day) or calendar.week.days[day.weekday()]


@given(calendars(), times, times, any_time)
def test_who_starts_later_is_not_due_earlier(calendar, one, two, within):
    """Due dates keep the order of their starts."""
    first, second = sorted([one, two])
    assert due(calendar, first, within).at <= due(calendar, second, within).at


@given(calendars(), times, any_time, pauses)
def test_a_pause_never_shortens(calendar, start, within, paused):
    """Pauses only ever move a due date on, and nothing falls due inside one."""
    found = due(calendar, start, within, paused=paused)
    assert found.at >= due(calendar, start, within).at > start
    assert not any(stops < found.at < resumes for stops, resumes, _ in paused)


@given(calendars(), times, st.integers(1, 30))
def test_working_days_taken_are_the_days_given(calendar, start, amount):
    """What is answered in the last moment of n working days took n, an instant later one more."""
    at = due(calendar, start, Within(amount, "working days")).at
    assert working_days(calendar, start, at) == amount
    assert working_days(calendar, start, at + timedelta(microseconds=1)) == amount + 1


@given(calendars(), times, st.integers(1, 20), st.sampled_from(["close", "midnight"]))
def test_one_more_day_is_one_more_day(calendar, start, amount, until):
    """One more than n working days are due on the next working day after n."""
    first = due(calendar, start, Within(amount, "working days"), until=until)
    second = due(calendar, start, Within(amount + 1, "working days"), until=until)
    counted = [step for step in second.steps if step.kind == "counted"]
    assert first.at < second.at
    assert sum(step.days for step in counted) == amount + 1


@given(calendars(), times, any_time, pauses, st.sampled_from(["close", "same-time", "midnight"]))
def test_a_due_date_is_stored_whole(calendar, start, within, paused, until):
    """Written as JSON and read again, it is the same and says the same. R16"""
    found = due(calendar, start, within, until=until, paused=paused)
    again = Due.from_data(json.loads(json.dumps(found.as_data())))
    assert again == found
    assert [again.explain(language) for language in ("en", "zh-CN")] == [
        found.explain(language) for language in ("en", "zh-CN")
    ]


@given(calendars(), times, any_time)
def test_the_steps_leave_out_no_day(calendar, start, within):
    """The explanation goes on day by day, from the day of receipt to the last one, without a gap."""
    steps = due(calendar, start, within).steps
    assume(len(steps) > 1)
    for one, other in pairwise(steps):
        assert other.first - one.last == timedelta(days=1)


@given(st.sampled_from(ZONES), times, st.sampled_from(["00:00", "06:00", "23:30"]))
def test_business_days_follow_each_other(zone, at, starts):
    """A later moment is never of an earlier business day, and 24 hours on it is another."""
    day = business_day(zone, at, starts)
    assert (
        business_day(ZoneInfo(zone), at + timedelta(hours=26), starts)
        > day
        >= business_day(zone, at - timedelta(hours=2), starts)
    )
