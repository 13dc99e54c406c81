"""`due_at` gives the moment of `due`, by sums instead of a walk: held against minutes counted one by one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaintkit.calendars import Calendar, day_of, due, due_at, known_calendar, read_calendar
from complaintkit.calendars._sum import after_working_time
from complaintkit.model.due import Begins, Within
from complaintkit.model.errors import ConfigurationError, InvalidInput

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CALENDARS = {
    "office": known_calendar("cn"),
    "canteen": read_calendar(
        "canteen",
        {"week": {"mon-fri": "06:00-09:00, 11:00-13:30, 17:00-19:00"}, "holidays": "CN"},
        zone="Asia/Shanghai",
    ),
    "night market": read_calendar(
        "market",
        {"week": {"wed-sun": "17:00-02:00"}, "closed": ["2024-10-01"]},
        zone="Asia/Shanghai",
        day_starts="06:00",
    ),
    "always": read_calendar("always", {"week": {"mon-sun": "00:00-24:00"}}, zone="Asia/Shanghai"),
    "New York": read_calendar("ny", {"week": {"mon-sun": "20:00-03:00"}, "holidays": "US"}, zone="America/New_York"),
    "Cairo": read_calendar("cairo", {"week": {"sun-thu": "22:00-02:00"}}, zone="Africa/Cairo"),
    "Lord Howe": read_calendar("howe", {"week": {"mon-sat": "00:00-06:00"}}, zone="Australia/Lord_Howe"),
    "Sundays": read_calendar("sundays", {"week": {"sun": "10:00-11:15"}}, zone="Europe/London"),
}


def counted(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """Count open minutes one by one."""
    at, left = start, minutes
    while left:
        local = at.astimezone(calendar.zone).date()
        open_ = (one for day in (local - DAY, local) for one in day_of(calendar, day).open)
        left -= any(opens <= at < closes for opens, closes in open_)
        at += MINUTE
    return at


# National Day with its make-up days, the new year, and the changes of summer time.
starts = st.datetimes(datetime(2024, 9, 20), datetime(2024, 11, 12)) | st.datetimes(  # noqa: DTZ001
    datetime(2024, 12, 20),  # noqa: DTZ001
    datetime(2025, 4, 20),  # noqa: DTZ001
)


@pytest.mark.parametrize("name", CALENDARS)
@settings(max_examples=25)
@given(starts.map(lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)), st.integers(1, 900))
def test_it_is_the_minute_that_counting_finds(name, start, minutes):
    """Over holidays, make-up days, sessions past midnight and summer time, after so many open minutes and no sooner."""
    calendar = CALENDARS[name]
    minutes = min(minutes, 80) if name == "Sundays" else minutes
    assert due_at(calendar, start, Within(minutes, "working min")) == counted(calendar, start, minutes)


@pytest.mark.parametrize("name", CALENDARS)
@settings(max_examples=60)
@given(
    st.datetimes(datetime(2018, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 400),
    st.sampled_from(["working min", "working hours", "working days", "h", "days"]),
    st.sampled_from(Begins),
)
def test_it_is_the_moment_of_due(name, start, amount, unit, begins):
    """To the microsecond, for each kind of time and way to begin, over as many years as it takes."""
    within = Within(amount, unit)
    assert (
        due_at(CALENDARS[name], start, within, begins=begins) == due(CALENDARS[name], start, within, begins=begins).at
    )


@given(
    st.datetimes(datetime(2024, 9, 20), datetime(2024, 10, 20), timezones=st.just(UTC)),  # noqa: DTZ001
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_what_is_paused_does_not_count(start, length):
    """A pause moves it as it moves `due`."""
    pause = (start + timedelta(hours=1), start + timedelta(hours=1) + length)
    found = due_at(CALENDARS["office"], start, "20 working hours", paused=[pause])
    assert found == due(CALENDARS["office"], start, "20 working hours", paused=iter([pause])).at


def test_a_calendar_that_never_opens_again_is_an_error_here_too():
    """After three years without working time, and not one that is closed for nearly as long."""
    first = date(2026, 11, 23).toordinal()

    def kiosk(weeks: int) -> Calendar:
        closed = [date.fromordinal(first + 7 * week).isoformat() for week in range(weeks)]
        return read_calendar("kiosk", {"week": {"mon": "09:00-10:00"}, "closed": closed}, zone="Asia/Shanghai")

    start = datetime(2026, 11, 24, 2, tzinfo=UTC)
    with pytest.raises(ConfigurationError, match="no working time within 3 years"):
        due_at(kiosk(170), start, "1 working hours")
    for weeks in (140, 150, 155, 156):
        assert due_at(kiosk(weeks), start, "1 working hours") == due(kiosk(weeks), start, "1 working hours").at


@pytest.mark.parametrize("name", CALENDARS)
def test_it_is_found_by_the_sums(name):
    """A place that opens at least once in three years needs no walk over the days; the first block and later ones."""
    for start in (datetime(2026, 11, 20, 2, tzinfo=UTC), datetime(2026, 11, 21, 15, 59, tzinfo=UTC)):
        for span in (MINUTE, timedelta(hours=20)):
            assert after_working_time(CALENDARS[name], start, span) is not None


@pytest.mark.parametrize(("blocks", "found"), [(66, True), (67, False)])
def test_the_sums_look_over_nearly_three_years_without_working_time(blocks, found):
    """Over more of it the walk has to say whether there is none for too long."""
    shop = closed_from(date(2026, 1, 11), 16 * blocks)  # where a block begins: a multiple of 16 days since 1970
    opens = datetime(2026, 1, 11, tzinfo=UTC) + timedelta(days=16 * blocks)

    assert after_working_time(shop, datetime(2026, 1, 7, tzinfo=UTC), timedelta(days=5)) == (
        opens + timedelta(days=1) if found else None
    )
    assert after_working_time(shop, datetime(2026, 1, 11, tzinfo=UTC), DAY) == (opens + DAY if found else None)
    assert due_at(shop, datetime(2026, 1, 7, tzinfo=UTC), "120 working hours") == opens + timedelta(days=1)


def closed_from(first: date, days: int) -> Calendar:
    """A shop that is open at all hours, but for so many days from then on."""
    closed = [str(first + step * DAY) for step in range(days)]
    return read_calendar("shop", {"week": {"mon-sun": "00:00-24:00"}, "closed": closed}, zone="UTC")


def test_the_sums_look_over_no_three_years_without_working_time():
    """A day into a block, where the fewest blocks are closed from end to end, they answer nothing that `due` refuses."""
    with pytest.raises(ConfigurationError, match="no working time within 3 years"):
        due_at(closed_from(date(2026, 1, 12), 3 * 366), datetime(2026, 1, 11, 23, tzinfo=UTC), "2 working hours")


def test_a_time_without_a_zone_is_refused():
    """As `due` refuses it, by its name."""
    with pytest.raises(InvalidInput, match="start"):
        due_at(CALENDARS["office"], datetime(2024, 9, 30, 10), "1 working hours")  # noqa: DTZ001  that is the point
    with pytest.raises(InvalidInput, match="duration"):
        due_at(CALENDARS["office"], datetime(2024, 9, 30, tzinfo=UTC), "soon")
