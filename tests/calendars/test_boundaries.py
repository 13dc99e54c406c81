"""Boundaries: the minute before, at and after; the first and last day of week, month, quarter and year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from complaintkit.calendars import (
    before,
    business_day,
    business_day_bounds,
    day_of,
    due,
    elapsed,
    festival_on,
    known_calendar,
    read_calendar,
    working_days,
)
from complaintkit.model.due import DayKind, StepKind
from complaintkit.model.errors import ConfigurationError, InvalidInput

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OFFICE = read_calendar(
    "office", {"week": {"mon-fri": "09:00-12:00, 13:00-18:00"}}, zone="Asia/Shanghai", day_starts="06:00"
)
NIGHT = read_calendar("night", {"week": {"mon-sun": "18:00-02:00"}}, zone="Asia/Shanghai", day_starts="06:00")
AROUND = pytest.mark.parametrize("minutes", [-1, 0, 1], ids=["before", "at", "after"])
FIRST_DAYS = ["2026-11-23", "2026-12-01", "2026-10-01", "2027-01-01", "2028-02-29", "2028-03-01"]


def open_on(hours: str, **more: object):
    """A place with these hours on Mondays."""
    return read_calendar("place", {"week": {"mon": hours}, **more}, zone="Asia/Shanghai")


# ---- days ------------------------------------------------------------------------------------------------------------
@AROUND
@pytest.mark.parametrize("first", FIRST_DAYS)
@pytest.mark.parametrize("starts", ["00:00", "06:00"])
def test_a_business_day_begins_at_its_minute(at, first, starts, minutes):
    """Of week, month, quarter and year, too: a minute before it is still the last day of the one before."""
    day = date.fromisoformat(first)
    moment = at(f"{first}T{starts}") + minutes * MINUTE

    assert business_day("Asia/Shanghai", moment, starts) == (day if minutes >= 0 else day - DAY)
    assert business_day_bounds("Asia/Shanghai", day, starts)[0] == at(f"{first}T{starts}")
    assert business_day_bounds("Asia/Shanghai", day - DAY, starts)[1] == at(f"{first}T{starts}")


@pytest.mark.parametrize("starts", ["6", 6, ["06:00"]], ids=repr)
def test_what_is_no_time_of_day_begins_no_business_day(at, starts):
    """It is refused by the name that playbooks give it, whatever it is."""
    with pytest.raises(InvalidInput, match="business-day-starts") as refused:
        business_day("Asia/Shanghai", at("2026-11-24T05:59"), starts)

    assert refused.value.field == "business-day-starts"


@pytest.mark.parametrize(
    ("festival", "day"),
    [
        ("new-year", "2026-01-01"),
        ("spring-festival", "2026-02-17"),
        ("labour-day", "2026-05-01"),
        ("dragon-boat", "2026-06-19"),
        ("mid-autumn", "2026-09-25"),
        ("national-day", "2026-10-01"),
    ],
)
def test_each_festival_has_its_day(festival, day):
    """Without the days off and the weekends around it. S3.9"""
    assert festival_on(festival, 2026) == date.fromisoformat(day)


def test_a_calendars_own_business_day_counts_and_a_bare_zones_begins_at_midnight(at):
    """Only where it is said: what is given counts before what the calendar says."""
    early = at("2026-11-24T05:59")

    assert business_day(OFFICE, early) == date(2026, 11, 23)
    assert business_day(OFFICE, early, "00:00") == date(2026, 11, 24)
    assert business_day("Asia/Shanghai", early) == date(2026, 11, 24)
    assert business_day("Asia/Shanghai", at("2026-11-24T00:00")) == date(2026, 11, 24)
    assert business_day("Asia/Shanghai", at("2026-11-23T23:59")) == date(2026, 11, 23)


@AROUND
@pytest.mark.parametrize("day", ["2026-11-30", "2026-12-31", "2027-09-30"])  # a Monday, two Thursdays
def test_what_comes_at_closing_is_received_that_day(at, day, minutes):
    """Until the business day ends: received in its last minute or after closing, the next working day is the first. S2.5"""
    received = at(f"{day}T18:00") + minutes * MINUTE

    assert due(OFFICE, received, "1 working day").local.date() == date.fromisoformat(day) + DAY


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-27T17:59", "2026-11-30T09:00"),  # Friday's last minute
        ("2026-11-27T18:00", "2026-11-30T09:01"),
        ("2026-11-27T18:01", "2026-11-30T09:01"),
        ("2026-11-30T08:59", "2026-11-30T09:01"),  # Monday's first
        ("2026-11-30T09:00", "2026-11-30T09:01"),
        ("2026-11-30T09:01", "2026-11-30T09:02"),
        ("2026-11-30T11:59", "2026-11-30T12:00"),  # before lunch
        ("2026-11-30T12:00", "2026-11-30T13:01"),
        ("2026-11-30T12:59", "2026-11-30T13:01"),
    ],
)
def test_a_minute_of_working_time(at, received, expected):
    """It is due at closing where it is used up by then, and runs from opening on where it is not."""
    found = due(OFFICE, at(received), "1 working minutes").at

    assert found == at(expected) if expected != "2026-11-30T09:00" else found == at("2026-11-27T18:00")
    assert elapsed(OFFICE, at(received), found) == MINUTE


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ("2026-11-30T09:01", "2026-11-30T09:00"),
        ("2026-11-30T09:00", "2026-11-27T17:59"),
        ("2026-11-30T13:01", "2026-11-30T13:00"),
        ("2026-11-30T13:00", "2026-11-30T11:59"),
        ("2026-11-27T18:00", "2026-11-27T17:59"),
        ("2026-11-28T10:00", "2026-11-27T17:59"),
    ],
)
def test_a_minute_of_working_time_before(at, closing, expected):
    """Back over lunch, night and weekend, and no further than that minute."""
    assert before(OFFICE, at(closing), "1 working minutes") == at(expected)


@pytest.mark.parametrize(
    ("end", "days"),
    [
        ("2026-11-30T18:00", 1),
        ("2026-11-30T18:01", 2),
        ("2026-12-01T05:59", 2),
        ("2026-12-01T18:00", 2),
        ("2026-12-01T18:01", 3),
        ("2026-11-28T05:59", 0),
        ("2026-11-28T06:00", 1),
    ],
)
def test_a_working_day_taken_ends_with_its_closing(at, end, days):
    """From Friday on: the business day of receipt is none, its last minute included; a minute after closing is one more."""
    assert working_days(OFFICE, at("2026-11-27T10:00"), at(end)) == days


@AROUND
def test_a_session_past_midnight_is_its_evenings(at, minutes):
    """Until its closing minute; then the business day decides, which began the evening before, too, until six."""
    for edge, day in (("02:00", 24), ("06:00", 25 if minutes >= 0 else 24), ("18:00", 25)):
        found = due(NIGHT, at(f"2026-11-25T{edge}") + minutes * MINUTE, "1 working day")
        assert found.at == at(f"2026-11-{day + 2}T02:00")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2024-10-01", "2024-10-07"),  # from a Tuesday to a Monday
        ("2024-09-15", "2024-09-17"),
        ("2023-04-29", "2023-05-03"),
        ("2022-12-31", "2023-01-02"),
    ],
)
def test_a_holiday_of_several_days_has_its_weekend(first, last):
    """A shop that is open all week is closed from its first to its last day; the days around are as ever."""
    shop = read_calendar("shop", {"week": {"mon-sun": "09:00-21:00"}, "holidays": "CN"}, zone="Asia/Shanghai")
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    days = [begins + step * DAY for step in range(-1, (ends - begins).days + 2)]

    assert [day for day in days if day_of(shop, day).kind is DayKind.HOLIDAY] == days[1:-1]


@pytest.mark.parametrize(
    ("calendar", "off"), [("gb-eng", ()), ("gb-sct", ("2026-01-02",)), ("gb-nir", ("2026-03-17", "2026-07-13"))]
)
def test_each_part_of_the_united_kingdom_has_its_own_holidays(calendar, off):
    """The second of January, Saint Patrick's and the Battle of the Boyne."""
    days = [date(2026, 1, 2), date(2026, 3, 17), date(2026, 7, 13)]

    closed = [str(day) for day in days if not day_of(known_calendar(calendar), day).open]

    assert tuple(closed) == off


@pytest.mark.parametrize(
    ("called", "name"), [("uk", "gb-eng"), ("GB", "gb-eng"), ("24/7", "24x7"), ("CN", "cn"), ("Gb-Sct", "gb-sct")]
)
def test_a_known_calendar_may_be_called_as_people_call_it(called, name):
    """In capitals, too."""
    assert known_calendar(called) == known_calendar(name)


def test_an_estimated_holiday_is_told_where_it_decides(at):
    """The feast that ends Ramadan follows the moon; a shop that is closed that day for another reason needs no warning. R16"""
    week = {"mon-sun": "09:00-18:00"}
    shop = read_calendar("shop", {"week": week, "holidays": "ID"}, zone="Asia/Jakarta")
    feast = next(day for day in (date(2028, 2, 1) + step * DAY for step in range(40)) if day_of(shop, day).estimated)
    closed = read_calendar("shop", {"week": week, "holidays": "ID", "closed": [str(feast)]}, zone="Asia/Jakarta")
    eve = datetime.combine(feast - DAY, datetime.min.time(), tzinfo=UTC)

    assert [one.day for one in due(shop, eve, "1 working day").warnings][:1] == [feast]
    assert feast not in [one.day for one in due(closed, eve, "1 working day").warnings]


def test_a_pause_that_ends_as_it_begins_changes_nothing(at):
    """Nothing stood still, and nothing is refused."""
    moment = at("2026-11-30T10:00")

    assert due(OFFICE, moment, "1 h", paused=[(moment, moment)]).at == moment + timedelta(hours=1)


@AROUND
def test_a_day_that_is_over_when_it_begins_is_told_so(at, minutes):
    """At closing the day is over; nobody paused it. R16"""
    found = due(OFFICE, at("2026-11-30T18:00") + minutes * MINUTE, "2 working hours")

    assert found.steps[0].kind is (StepKind.WORKED if minutes < 0 else StepKind.AFTER_HOURS)


def test_a_lone_holiday_leaves_the_weekend_beside_it_alone():
    """Friday 3 and Saturday 4 June 2022: only the first is a holiday for who works all week."""
    shop = read_calendar("shop", {"week": {"mon-sun": "09:00-21:00"}, "holidays": "CN"}, zone="Asia/Shanghai")

    assert [day_of(shop, date(2022, 6, day)).kind for day in (2, 3, 4, 5)] == [
        DayKind.WORKING,
        DayKind.HOLIDAY,
        DayKind.WORKING,
        DayKind.WORKING,
    ]


def test_next_years_notice_speaks_of_the_days_it_names():
    """Of all others this year's own does, also in December."""
    notices = {"2026": {"off": ["2026-12-24"]}, "2027": {"off": ["2026-12-31", "2027-01-01"]}}
    office = read_calendar("office", {"week": {"mon-sun": "09:00-18:00"}, "notice": notices}, zone="UTC")

    off = [day for day in (24, 30, 31) if day_of(office, date(2026, 12, day)).kind is DayKind.HOLIDAY]

    assert off == [24, 31]


def test_a_pause_over_closing_moves_the_last_day_only(at):
    """A day before it counts, for some of its hours were free. R16"""
    over_closing = (at("2026-11-30T17:00"), at("2026-11-30T19:00"))

    assert due(OFFICE, at("2026-11-27T10:00"), "2 working days", paused=[over_closing]).at == at("2026-12-01T18:00")
    assert due(OFFICE, at("2026-11-27T10:00"), "1 working day", paused=[over_closing]).at == at("2026-12-01T18:00")


@pytest.mark.parametrize(("day", "hours"), [("2026-11-28", "10:00-16:00"), ("2026-11-29", "09:00-18:00")])
def test_an_extra_day_has_its_weekdays_hours_else_the_usual_ones(day, hours):
    """Open on Saturdays from ten to four, an extra Saturday is no longer; a Sunday has no hours of its own."""
    week = {"mon-fri": "09:00-18:00", "sat": "10:00-16:00"}
    shop = read_calendar("shop", {"week": week, "working": [day]}, zone="UTC")

    assert [str(span) for span in shop.extra_days[date.fromisoformat(day)]] == [hours]


# ---- without working time ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "opens"), [(3 * 366 - 1, True), (3 * 366, False)])
def test_three_years_without_an_open_day_are_an_error(at, days, opens):
    """A day less is waited for."""
    closed = [(date(2026, 1, 2) + step * DAY).isoformat() for step in range(days)]
    around = read_calendar("shop", {"week": {"mon-sun": "09:00-18:00"}, "closed": closed}, zone="Asia/Shanghai")

    if opens:
        for start in ("2026-01-01T19:00", "2026-01-02T00:00"):
            assert due(around, at(start), "1 working hour").local.date() == date(2026, 1, 2) + days * DAY
    else:
        with pytest.raises(ConfigurationError, match="no working time within 3 years"):
            due(around, at("2026-01-02T00:00"), "1 working hour")


# ---- what may be written ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hours", "again"),
    [
        ("00:00-24:00", "00:00-24:00"),
        ("00:00-00:01", "00:00-00:01"),
        ("23:59-00:00", "23:59-24:00"),
        ("23:59-24:00", "23:59-24:00"),
        ("09:00-12:00, 12:00-18:00", "09:00-12:00, 12:00-18:00"),
        ("08:00-10:00, 20:00-08:00", "08:00-10:00, 20:00-08:00"),
        ("20:00-19:59", "20:00-19:59"),
    ],
)
def test_hours_may_touch(hours, again):
    """Spans of a day, and an evening with the morning after it, up to the minute."""
    assert open_on(hours).week.as_data()["mon"] == again


@pytest.mark.parametrize("hours", ["24:00-24:00", "24:00-01:00", "00:00-24:01", "23:60-24:00", "00:00-00:00"])
def test_a_time_that_no_clock_shows_is_no_time(hours):
    """A day ends at 24:00, an hour at its minute 59."""
    with pytest.raises(InvalidInput, match="no time"):
        open_on(hours)


@pytest.mark.parametrize("hours", ["09:00-12:01, 12:00-18:00", "08:00-10:00, 20:00-08:01"])
def test_hours_may_not_overlap_by_a_minute(hours):
    """Neither within a day, nor an evening with its own morning."""
    with pytest.raises(InvalidInput, match=r"overlap|runs into"):
        open_on(hours)


@pytest.mark.parametrize(("monday", "sunday"), [("08:00", "20:00-08:00"), ("08:00", "20:00-24:00")])
def test_a_night_may_end_when_the_next_day_opens(monday, sunday):
    """From Sunday to Monday as from any day to the next."""
    week = {"mon": f"{monday}-18:00", "sun": sunday}
    assert read_calendar("place", {"week": week}, zone="UTC").week.days[6][0].closes % (24 * 60) in (0, 8 * 60)


@pytest.mark.parametrize("days", [("sun", "mon"), ("mon", "tue"), ("sat", "sun")])
def test_a_night_may_not_end_a_minute_later(days):
    """Nobody would know whose minute it is."""
    first, second = days
    with pytest.raises(InvalidInput, match=f"{first}'s 20:00-08:01 runs into {second}'s"):
        read_calendar("place", {"week": {first: "20:00-08:01", second: "08:00-18:00"}}, zone="UTC")


@pytest.mark.parametrize(
    ("text", "is_date"), [("1949-12-31", False), ("1950-01-01", True), ("2089-12-31", True), ("2090-01-01", False)]
)
def test_years_that_a_complaint_can_be_about(text, is_date):
    """Outside of them a year was mistyped: in a calendar's dates as in times."""
    around = known_calendar("24x7")
    if is_date:
        assert open_on("09:00-18:00", closed=[text]).closed == ((date.fromisoformat(text), None),)
        assert due(around, datetime.fromisoformat(f"{text}T12:00Z"), "1 min").at.year == int(text[:4])
        return
    with pytest.raises(InvalidInput, match="is no date"):
        open_on("09:00-18:00", closed=[text])
    with pytest.raises(InvalidInput, match="from 1950 to 2089"):
        due(around, datetime.fromisoformat(f"{text}T12:00Z"), "1 min")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("2026-11-30T10:00+08:00", "not a date with time"),
        (date(2026, 11, 30), "not a date with time"),
        (None, "not a date with time"),
        (datetime.fromisoformat("2026-11-30T10:00"), "no time zone"),
        (datetime.fromisoformat("1024-11-30T10:00"), "no time zone"),
    ],
)
def test_a_time_is_a_datetime_with_a_zone(other, reason):
    """Whatever else was given is refused under its name, as everywhere."""
    good = datetime(2026, 11, 30, tzinfo=UTC)
    for name, call in {
        "start": lambda: due(OFFICE, other, "1 h"),
        "at": lambda: before(OFFICE, other, "1 h"),
        "end": lambda: elapsed(OFFICE, good, other),
    }.items():
        with pytest.raises(InvalidInput, match=reason) as refused:
            call()
        assert refused.value.field == name


@pytest.mark.parametrize(
    ("last", "is_run"), [("2026-01-01", True), ("2027-01-01", True), ("2027-01-02", False), ("2025-12-31", False)]
)
def test_a_run_of_days_is_a_year_at_most(last, is_run):
    """A day is a run, 366 days are; a longer one is a mistyped year, as one that runs backwards."""
    if is_run:
        found = open_on("09:00-18:00", closed=[f"2026-01-01..{last}"]).closed
        assert (found[0][0], found[-1][0]) == (date(2026, 1, 1), date.fromisoformat(last))
        assert len(found) == (found[-1][0] - found[0][0]).days + 1
        return
    with pytest.raises(InvalidInput, match="no run of days"):
        open_on("09:00-18:00", closed=[f"2026-01-01..{last}"])


# ---- summer time ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("minute", range(1, 60))
def test_whatever_minute_is_skipped_the_clocks_skip_it_at_one_moment(minute):
    """Received at a time that one Sunday in March does not have, the same time of that day is when it is skipped, exactly."""
    around = read_calendar("always", {"week": {"mon-sun": "00:00-24:00"}}, zone="Europe/London")
    start = datetime(2026, 3, 28, 1, minute, tzinfo=ZoneInfo("Europe/London"))

    assert due(around, start, "1 working day", until="same-time").at == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_shift_that_summer_time_swallows_makes_no_working_day():
    """Nobody is there for a moment, not even for an empty one."""
    night = read_calendar("night", {"week": {"sun": "01:15-01:45"}}, zone="Europe/London")

    assert [bool(day_of(night, date(2026, 3, day)).open) for day in (22, 29)] == [True, False]
