"""Summer time: hours the clocks skip or show twice, in zones that change at different times of night."""

from datetime import UTC, datetime, timedelta

import pytest

from complaintkit.calendars import Calendar, due, elapsed, known_calendar, read_calendar


def _nights(hours: str, zone: str) -> Calendar:
    return read_calendar("nights", {"week": {"mon-sun": hours}}, zone=zone)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/London", "2026-03-29", 23),
        ("Europe/London", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Africa/Cairo", "2026-04-24", 23),  # skips midnight itself
        ("Africa/Cairo", "2026-10-29", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Asia/Shanghai", "2026-03-29", 24),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone, day, hours):
    """Open around the clock, a day has 23 or 25 hours of working time, or half an hour more or less."""
    calendar = known_calendar("24x7", zone=zone)
    midnight = datetime.fromisoformat(day).replace(tzinfo=calendar.zone)
    assert elapsed(calendar, midnight, midnight + timedelta(days=1)) == timedelta(hours=hours)


def test_24_hours_are_24_hours(at):
    """Elapsed time does not look at clocks: over the change, 24 h end an hour later on the wall."""
    found = due(known_calendar("uk"), at("2026-03-28T12:00", "Europe/London"), "24 h")
    assert found.local.isoformat() == "2026-03-29T13:00:00+01:00"


def test_closing_is_local_on_both_sides_of_the_change(at):
    """Working days end at local closing time, whichever offset it has."""
    calendar = known_calendar("uk")
    spring = due(calendar, at("2026-03-27T10:00", "Europe/London"), "1 working day")
    autumn = due(calendar, at("2026-10-23T10:00", "Europe/London"), "1 working day")
    assert (spring.local.isoformat(), autumn.local.isoformat()) == (
        "2026-03-30T18:00:00+01:00",
        "2026-10-26T18:00:00+00:00",
    )


def test_a_closing_that_the_clocks_skip_is_the_moment_they_skip_it():
    """Open from 18:00 to 02:30, the night without a 02:30 ends when the clocks go from 02:00 to 03:00."""
    calendar = _nights("18:00-02:30", "America/New_York")
    start = datetime(2026, 3, 7, 23, tzinfo=UTC)  # 18:00
    assert elapsed(calendar, start, start + timedelta(hours=12)) == timedelta(hours=8)
    assert due(calendar, start - timedelta(days=1), "1 working day").at == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_an_opening_that_the_clocks_skip_is_the_moment_they_skip_it():
    """A shift that begins at 02:30 begins when the clocks show 03:00; one wholly inside is none."""
    start, end = datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 8, 14, tzinfo=UTC)
    assert elapsed(_nights("02:30-06:00", "America/New_York"), start, end) == timedelta(hours=3)
    assert elapsed(_nights("02:15-02:45", "America/New_York"), start, end) == timedelta(0)


def test_a_closing_that_is_shown_twice_is_the_first():
    """Open to 01:30, the night with two of them ends at the first; the due date is stricter, not laxer."""
    calendar = _nights("18:00-01:30", "America/New_York")
    start = datetime(2026, 10, 31, 22, tzinfo=UTC)  # 18:00, still in summer
    assert elapsed(calendar, start, start + timedelta(hours=12)) == timedelta(hours=7.5)


def test_spans_that_touch_stay_together_in_the_hour_shown_twice():
    """Two spans that touch at 01:30 neither overlap nor leave a gap."""
    start = datetime(2026, 10, 31, 22, tzinfo=UTC)
    one, two = (
        elapsed(_nights(hours, "America/New_York"), start, start + timedelta(hours=12))
        for hours in ("00:00-05:00", "00:00-01:30, 01:30-05:00")
    )
    assert one == two == timedelta(hours=6)


def test_the_same_time_of_a_day_that_lacks_it(at):
    """Received at 01:30, the day whose clocks skip it is due when they skip it."""
    calendar = _nights("00:00-24:00", "Europe/London")
    found = due(calendar, at("2026-03-28T01:30", "Europe/London"), "1 working day", until="same-time")
    assert found.at == datetime(2026, 3, 29, 1, tzinfo=UTC)
