"""Working days: what counts, what does not, and when on the last day something is due."""

import pytest

from complaintkit.calendars import before, due, known_calendar, read_calendar, working_days
from complaintkit.model.errors import InvalidInput

OFFICE = read_calendar(
    "office", {"week": {"mon-fri": "09:00-12:00, 13:00-18:00"}, "holidays": "CN"}, zone="Asia/Shanghai"
)
MARKET = read_calendar(
    "market",
    {"week": {"mon-thu": "17:00-02:00", "fri-sun": "16:00-03:00"}, "holidays": "CN", "open-on-holidays": "16:00-03:00"},
    zone="Asia/Shanghai",
    day_starts="06:00",
)


def test_three_working_days_over_the_golden_week(at):
    """A complaint of 30 September is due after National Day, on the third working day, at closing time. S2.5"""
    found = due(known_calendar("cn"), at("2024-09-30T10:00"), "3 working days")
    assert found.local.isoformat() == "2024-10-10T18:00:00+08:00"


def test_a_make_up_saturday_is_a_working_day(at):
    """Saturday 12 October 2024 is worked 调休, so a Friday's working day is due on it."""
    found = due(OFFICE, at("2024-10-11T10:00"), "1 working day")
    assert found.at == at("2024-10-12T18:00")


def test_make_up_days_may_be_left_out(at):
    """A place that does not follow the make-up days says so."""
    table = {"week": {"mon-fri": "09:00-18:00"}, "holidays": "CN", "make-up-days": False}
    calendar = read_calendar("office", table, zone="Asia/Shanghai")
    assert due(calendar, at("2024-10-11T10:00"), "1 working day").at == at("2024-10-14T18:00")


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-20T10:00", "2026-11-25T18:00"),  # a Friday: a weekend does not shorten three days to one
        ("2026-11-21T10:00", "2026-11-25T18:00"),  # Saturday and Sunday: the first day counted is Monday
        ("2026-11-22T23:59", "2026-11-25T18:00"),
        ("2026-11-23T00:00", "2026-11-26T18:00"),  # Monday, one minute later, is a day of receipt
        ("2026-11-23T20:00", "2026-11-26T18:00"),  # after closing is still the day of receipt
        ("2026-11-27T10:00", "2026-12-02T18:00"),  # over the month's end
        ("2025-12-30T10:00", "2026-01-05T18:00"),  # over the year's end: 1 and 2 January off, Sunday the 4th made up
        ("2024-02-28T10:00", "2024-03-04T18:00"),  # over a leap day
    ],
)
def test_three_working_days(at, start, expected):
    """The day of receipt does not count, nor does a day that is not worked."""
    assert due(OFFICE, at(start), "3 working days").at == at(expected)


@pytest.mark.parametrize(
    ("until", "expected"),
    [("close", "2026-11-26T18:00"), ("same-time", "2026-11-26T10:20:30"), ("midnight", "2026-11-27T00:00")],
)
def test_until_says_when_on_the_last_day(at, until, expected):
    """Due at the last closing of the last day, at the time of the start, or at midnight."""
    assert due(OFFICE, at("2026-11-23T10:20:30"), "3 working days", until=until).at == at(expected)


def test_an_unknown_until_is_refused(at):
    """Another word than the three is refused, with the nearest."""
    with pytest.raises(InvalidInput, match="Did you mean 'close'"):
        due(OFFICE, at("2026-11-23T10:00"), "3 working days", until="closing")


def test_after_midnight_belongs_to_the_evening(at):
    """01:00 in a session opened at 17:00 is the opening date's: that day does not count, the coming evening does."""
    assert due(MARKET, at("2026-11-24T01:00"), "1 working day").at == at("2026-11-25T02:00")
    assert due(MARKET, at("2026-11-23T23:00"), "1 working day").at == at("2026-11-25T02:00")


def test_after_closing_the_business_day_decides(at):
    """At 04:00, closed, it is still yesterday until the business day starts at 06:00; then it is today."""
    assert due(MARKET, at("2026-11-24T04:00"), "1 working day").at == at("2026-11-25T02:00")
    assert due(MARKET, at("2026-11-24T06:00"), "1 working day").at == at("2026-11-26T02:00")


def test_the_moment_of_closing_is_past_the_session(at):
    """At 02:00 sharp the session is over: where business days start at midnight, it is the new day."""
    calendar = read_calendar("bar", {"week": {"mon-sun": "17:00-02:00"}}, zone="Asia/Shanghai")
    assert due(calendar, at("2026-11-24T01:59:59"), "1 working day").at == at("2026-11-25T02:00")
    assert due(calendar, at("2026-11-24T02:00"), "1 working day").at == at("2026-11-26T02:00")


def test_what_closed_before_the_start_does_not_count(at):
    """At 05:00 of Monday's business day, Tuesday's hours to 04:00 are over and can't be a day to answer in."""
    calendar = read_calendar("bakery", {"week": {"mon-sun": "00:00-04:00"}}, zone="Asia/Shanghai", day_starts="06:00")
    start, closing = at("2026-11-24T05:00"), at("2026-11-25T04:00")
    assert due(calendar, start, "1 working day").at == closing
    assert working_days(calendar, start, closing) == 1


def test_a_make_up_saturday_keeps_the_hours_of_who_works_saturdays_anyway(at):
    """Open on Saturdays from ten to four, a make-up Saturday is an ordinary one; a Sunday gets the usual hours."""
    table = {"week": {"mon-fri": "09:00-18:00", "sat": "10:00-16:00"}, "holidays": "CN"}
    calendar = read_calendar("shop", table, zone="Asia/Shanghai")
    assert due(calendar, at("2024-10-11T10:00"), "1 working day").at == at("2024-10-12T16:00")
    assert due(calendar, at("2024-09-28T10:00"), "1 working day").at == at("2024-09-29T18:00")


def test_same_time_after_midnight_stays_with_its_evening(at):
    """Received at 01:00 of Monday's session, the same time of the next day is 01:00 of Tuesday's session."""
    assert due(MARKET, at("2026-11-24T01:00"), "1 working day", until="same-time").at == at("2026-11-25T01:00")


def test_holidays_have_their_own_hours(at):
    """On public holidays the market opens at its holiday hours: closing on Thursday 1 October is 03:00, not 02:00."""
    assert due(MARKET, at("2026-09-30T20:00"), "1 working day").at == at("2026-10-02T03:00")


@pytest.mark.parametrize(
    ("calendar", "closing", "within", "expected"),
    [
        (OFFICE, "2026-11-26T18:00", "1 working day", "2026-11-25T18:00"),
        (OFFICE, "2026-11-23T18:00", "1 working day", "2026-11-20T18:00"),
        (OFFICE, "2026-11-24T00:00", "1 working day", "2026-11-20T18:00"),  # from midnight back to a closing
        (OFFICE, "2026-11-23T10:00", "2 working hours", "2026-11-20T17:00"),
        (OFFICE, "2026-11-23T10:00", "4 h", "2026-11-23T06:00"),
        (MARKET, "2026-11-25T02:00", "1 working day", "2026-11-24T02:00"),
        (MARKET, "2026-11-24T02:00", "1 working day", "2026-11-23T02:00"),
        (MARKET, "2026-11-25T01:00", "10 working hours", "2026-11-24T00:00"),
    ],
)
def test_warnings_come_before(at, calendar, closing, within, expected):
    """A warning goes back in the same kind of time as it is given in."""
    assert before(calendar, at(closing), within) == at(expected)


def test_a_warning_is_not_later_than_that_day_closes(at):
    """Back from a late closing to a day that closes early, the warning comes while somebody is there."""
    calendar = read_calendar("shop", {"week": {"mon": "09:00-12:00", "tue": "09:00-20:00"}}, zone="Asia/Shanghai")
    assert before(calendar, at("2026-11-24T20:00"), "1 working day") == at("2026-11-23T12:00")


@pytest.mark.parametrize(
    ("end", "days"),
    [
        ("2026-11-20T17:00", 0),
        ("2026-11-20T23:00", 0),
        ("2026-11-21T10:00", 1),  # on the weekend: told within the first working day
        ("2026-11-23T18:00", 1),
        ("2026-11-23T18:01", 2),
        ("2026-11-19T10:00", 0),
    ],
)
def test_working_days_taken(at, end, days):
    """Reports count as deadlines do: the day of receipt is none, a day ends with its closing."""
    assert working_days(OFFICE, at("2026-11-20T10:00"), at(end)) == days


@pytest.mark.parametrize("text", ["2024-09-30T10:00", "1024-09-30T10:00+08:00", "9999-12-31T23:00-08:00"])
def test_a_start_without_zone_or_out_of_range_is_refused(text):
    """A time without a zone means nothing, and year 1024 was mistyped."""
    from datetime import datetime

    with pytest.raises(InvalidInput) as refused:
        due(OFFICE, datetime.fromisoformat(text), "3 working days")
    assert refused.value.field == "start"
