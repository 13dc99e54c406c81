"""Sessions over midnight: the night market, its holidays, closures and business days."""

from datetime import date, timedelta

import attrs
import pytest

from complaintkit.calendars import business_day, business_day_bounds, due, elapsed, read_calendar
from complaintkit.model.errors import InvalidInput

MARKET = read_calendar(
    "market",
    {
        "week": {"mon-thu": "17:00-02:00", "fri-sun": "16:00-03:00"},
        "holidays": "CN",
        "open-on-holidays": "16:00-03:00",
        "closed": ["typhoon-signal"],
    },
    zone="Asia/Shanghai",
    day_starts="06:00",
)


def test_working_time_goes_on_past_midnight(at):
    """Three hours from 23:30 on a Thursday: two and a half that night, the rest when Friday opens."""
    assert due(MARKET, at("2026-11-26T23:30"), "3 working hours").at == at("2026-11-27T16:30")


def test_due_at_closing_is_not_the_next_opening(at):
    """What is used up exactly at closing is due then, not at the next opening."""
    assert due(MARKET, at("2026-11-26T23:00"), "3 working hours").at == at("2026-11-27T02:00")


def test_a_closure_takes_the_whole_session_and_no_other(at):
    """The evening of 5 August is closed, its hours after midnight too; the evening before still closes at 02:00."""
    struck = attrs.evolve(MARKET, closed=((date(2026, 8, 5), None),))
    assert elapsed(struck, at("2026-08-05T00:00"), at("2026-08-06T06:00")) == timedelta(hours=2)
    assert due(struck, at("2026-08-04T20:00"), "1 working day").at == at("2026-08-07T02:00")


def test_hours_that_run_into_each_other_count_once(at):
    """Where a single day's hours reach into the next day's, the time is worked once."""
    calendar = read_calendar(
        "late", {"week": {"mon-sun": "06:00-22:00"}, "extra": {"2026-11-23": "20:00-08:00"}}, zone="Asia/Shanghai"
    )
    assert elapsed(calendar, at("2026-11-23T20:00"), at("2026-11-24T22:00")) == timedelta(hours=26)
    assert due(calendar, at("2026-11-24T07:00"), "1 working day").at == at("2026-11-24T22:00")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-22T01:30", "2026-11-21"),  # half past one on Sunday is still Saturday's night
        ("2026-11-22T05:59:59", "2026-11-21"),
        ("2026-11-22T06:00", "2026-11-22"),
        ("2027-01-01T02:00", "2026-12-31"),
        ("2024-03-01T02:00", "2024-02-29"),
    ],
)
def test_a_business_day_starts_in_the_morning(at, moment, day):
    """Limits, budgets and reports count by business days that start at 06:00."""
    assert str(business_day(MARKET, at(moment))) == day
    assert str(business_day("Asia/Shanghai", at(moment), "06:00")) == day


def test_a_business_day_is_the_units_own(at):
    """One instant is of different business days in different zones."""
    moment = at("2026-11-22T07:00")
    assert (str(business_day("Asia/Shanghai", moment)), str(business_day("Europe/London", moment))) == (
        "2026-11-22",
        "2026-11-21",
    )


def test_the_bounds_of_a_business_day():
    """From 06:00 to 06:00, in UTC; 23 hours on the day the clocks go forward."""
    start, end = business_day_bounds(MARKET, date(2026, 11, 21))
    assert business_day(MARKET, start) == business_day(MARKET, end - timedelta(microseconds=1)) == date(2026, 11, 21)
    start, end = business_day_bounds("Europe/London", date(2026, 3, 28), "06:00")
    assert end - start == timedelta(hours=23)


def test_what_is_no_business_day_is_refused(at):
    """A time without zone, an unknown zone, a begin that is no time of day: each is refused by name."""
    with pytest.raises(InvalidInput, match="has no time zone"):
        business_day("Asia/Shanghai", at("2026-11-22T07:00").replace(tzinfo=None))
    with pytest.raises(InvalidInput, match="Did you mean 'Asia/Shanghai'"):
        business_day("Asia/Shangai", at("2026-11-22T07:00"))
    with pytest.raises(InvalidInput, match="business-day-starts: 'six' is no time of day"):
        business_day("Asia/Shanghai", at("2026-11-22T07:00"), "six")
