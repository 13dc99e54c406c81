"""Calendars as tables of a playbook: what is understood, and how errors lead back to the line."""

import importlib.util
import os
import subprocess
import sys
import tomllib
from datetime import date, timedelta

import pytest

from complaintkit.calendars import Calendar, due, elapsed, read_calendar
from complaintkit.model.errors import InvalidInput


def _read(text: str, **settings) -> Calendar:
    return read_calendar("market", tomllib.loads(text), zone="Asia/Shanghai", **settings)


WEEK = 'week = { mon-fri = "09:00-18:00" }\n'


def test_days_and_spans_are_read():
    """A week is ranges of days with spans, several a day, over midnight, all day long."""
    calendar = _read('week = { mon-thu = "17:00-02:00", fri = "13:00-18:00, 09:00-12:00", sat-sun = "00:00-24:00" }')
    assert calendar.week.as_data() == {
        "mon": "17:00-02:00",
        "tue": "17:00-02:00",
        "wed": "17:00-02:00",
        "thu": "17:00-02:00",
        "fri": "09:00-12:00, 13:00-18:00",
        "sat": "00:00-24:00",
        "sun": "00:00-24:00",
    }


def test_days_may_wrap_and_be_listed():
    """`sat-mon` goes over Sunday, `tue,thu` names two days."""
    calendar = _read('week = { sat-mon = "10:00-12:00", "tue,thu" = "08:00-09:00" }')
    assert [bool(spans) for spans in calendar.week.days] == [True, True, False, True, False, True, True]


def test_a_chinese_keyboard_may_be_used():
    """Full-width digits, colons, commas and dashes mean what they look like."""
    assert (
        _read('week = { mon = "０９：００－１２：００，13：00–18：00" }').week.as_data()["mon"]
        == "09:00-12:00, 13:00-18:00"
    )


def test_closures_are_dates_or_names():
    """A named one-off closure has no date yet."""
    calendar = _read(WEEK + 'closed = ["2026-12-31", 2026-12-30, "2027-01-04..2027-01-05", "typhoon-signal"]')
    assert [str(day) for day, _ in calendar.closed] == ["2026-12-30", "2026-12-31", "2027-01-04", "2027-01-05"]
    assert calendar.closures == ("typhoon-signal",)


def test_closures_may_have_names():
    """A table names its closures; the name is told as the reason."""
    calendar = _read(WEEK + 'closed = { "盘点" = "2026-12-31", typhoon-signal = [] }')
    assert [(str(day), name.to("zh")) for day, name in calendar.closed if name] == [("2026-12-31", "盘点")]
    assert calendar.closures == ("盘点", "typhoon-signal")


def test_extra_days_follow_a_weekday_or_have_hours_of_their_own():
    """An extra working day 调休 has the usual hours, those of a weekday, or its own."""
    calendar = _read(
        'week = { mon-thu = "09:00-18:00", fri = "09:00-15:00" }\n'
        'working = ["2026-02-14"]\n'
        'extra = { 2026-02-28 = "fri", 2026-05-09 = "10:00-12:00" }'
    )
    assert [(str(day), ", ".join(map(str, spans))) for day, spans in calendar.extra] == [
        ("2026-02-14", "09:00-18:00"),
        ("2026-02-28", "09:00-15:00"),
        ("2026-05-09", "10:00-12:00"),
    ]
    assert calendar.extra_days[date(2026, 2, 28)] == calendar.week.days[4]


def test_a_part_of_a_country_has_its_own_holidays():
    """Any that the data know, not only those of the United Kingdom."""
    assert _read(WEEK + 'holidays = "US-CA"').holidays == "US-CA"


def test_a_table_may_have_its_own_zone_and_title():
    """Zone and begin of the business day are the playbook's unless the calendar says its own."""
    calendar = _read(WEEK + 'time-zone = "Europe/London"\nday-starts = "05:00"\ntitle = { zh = "办公", en = "Office" }')
    assert (calendar.zone.key, calendar.day_starts, calendar.title.to("zh-CN")) == ("Europe/London", 300, "办公")
    assert _read(WEEK, day_starts="06:00").day_starts == 360


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("", "week", "missing"),
        ("week = {}", "week", "says no days"),
        ('week = "09:00-18:00"', "week", "says no days"),
        ('weak = { mon = "09:00-18:00" }', "weak", "Did you mean 'week'?"),
        ('week = { monday = "09:00-18:00" }', "week.monday", "Did you mean 'mon'?"),
        ('week = { wednesday = "09:00-18:00" }', "week.wednesday", "Did you mean 'wed'?"),
        ('week = { mno-fri = "09:00-18:00" }', "week.mno-fri", "Did you mean 'mon'?"),
        ('week = { mon-wed = "09:00-18:00", wed = "09:00-12:00" }', "week.wed", "wed is said twice"),
        ('week = { mon = "" }', "week.mon", "says no hours"),
        ("week = { mon = 9 }", "week.mon", "says no hours"),
        ('week = { mon = "09:00" }', "week.mon", "has no end"),
        ('week = { mon = "9-18" }', "week.mon", "'9' is no time of day"),
        ('week = { mon = "09:00-25:00" }', "week.mon", "'25:00' is no time of day"),
        ('week = { mon = "09:60-18:00" }', "week.mon", "'09:60' is no time of day"),
        ('week = { mon = "09:00-09:00" }', "week.mon", "00:00-24:00"),
        ('week = { mon = "24:00-09:00" }', "week.mon", "no time at all"),
        ('week = { mon = "09:00-12:00, 11:00-18:00" }', "week.mon", "overlap"),
        (
            'week = { mon = "01:00-09:00, 10:00-12:00, 18:00-02:00" }',
            "week.mon",
            "18:00-02:00 runs into the next day's 01:00",
        ),
        (
            'week = { mon = "17:00-02:00", tue = "01:00-05:00" }',
            "week",
            "mon's 17:00-02:00 runs into tue's 01:00-05:00",
        ),
        (WEEK + 'holidays = "CHN"', "holidays", "Did you mean 'CN'?"),
        (WEEK + 'holidays = "GB-ENGL"', "holidays", "Did you mean 'GB-ENG'?"),
        (WEEK + 'holidays = "gb-eng"', "holidays", "Did you mean 'GB'?"),
        (WEEK + 'holidays = "cnn"', "holidays", "Did you mean 'CN'?"),
        (WEEK + "holidays = 86", "holidays", "is no country"),
        (WEEK + 'holidays = "中国"', "holidays", 'Give a code such as "CN"'),
        (WEEK + 'open-on-holidays = "16:00-03:00"', "open-on-holidays", "there are no holidays"),
        (WEEK + 'holidays = "CN"\nmake-up-days = "no"', "make-up-days", "true or false"),
        (WEEK + 'time-zone = "Asia/Shanghia"', "time-zone", "Did you mean 'Asia/Shanghai'?"),
        (WEEK + 'time-zone = "asia/shanghai"', "time-zone", "Did you mean 'Asia/Shanghai'?"),
        (WEEK + 'time-zone = "EUROPE/LONDON"', "time-zone", "Did you mean 'Europe/London'?"),
        (WEEK + 'time-zone = "Beijing time"', "time-zone", "IANA"),
        (WEEK + "time-zone = 8", "time-zone", "is no time zone"),
        (WEEK + 'day-starts = "dawn"', "day-starts", "no time of day"),
        (WEEK + 'closed = "typhoon-signal"', "closed", "is no list"),
        (WEEK + 'closed = ["2026-02-30"]', "closed", "'2026-02-30' is no date"),
        (WEEK + 'closed = ["2026-02-10..2026-02-01"]', "closed", "is no run of days"),
        (WEEK + "closed = [2026-02-10T09:00:00]", "closed", "is no date"),
        (WEEK + 'closed = ["0026-02-10"]', "closed", "is no date"),
        (WEEK + 'extra = { 2026-02-14 = "sat" }', "extra.2026-02-14", "sat has no hours"),
        (WEEK + 'extra = { 2026-02-14 = "mno" }', "extra.2026-02-14", "Did you mean 'mon'?"),
        (WEEK + 'extra = ["2026-02-14"]', "extra", "is no table"),
        (WEEK + 'closed = ["2026-02-14"]\nworking = ["2026-02-14"]', "closed", "is an extra working day too"),
        (WEEK + "title = 5", "title", "is no name"),
        (WEEK + 'title = { cn = "办公" }', "title.cn", "Known: en, zh"),
        (WEEK + "notice = 2027", "notice", "is no table of years"),
        (WEEK + "notice.2027 = {}", "notice.2027", "says no days"),
        (WEEK + 'notice.2027 = "2027-01-01"', "notice.2027", "says no days"),
        (WEEK + 'notice.2027 = { working = ["2028-01-01"] }', "notice.2027", "2028-01-01 is not of 2027"),
        (WEEK + 'notice.next = { off = ["2027-01-01"] }', "notice.next", "is no year"),
        (WEEK + 'notice.27 = { off = ["2027-01-01"] }', "notice.27", "is no year"),
        (WEEK + 'notice.2027 = { of = ["2027-01-01"] }', "notice.2027.of", "Did you mean 'off'?"),
        (WEEK + 'notice.2027 = { off = ["2028-01-01"] }', "notice.2027", "2028-01-01 is not of 2027"),
        (
            WEEK + 'notice.2027 = { off = ["2027-01-01"], working = ["2027-01-01"] }',
            "notice.2027",
            "both off and working",
        ),
    ],
)
def test_errors_name_the_key_path_and_the_way_out(text, field, words):
    """A mistake in a table is named by its key path, with what was expected or meant."""
    with pytest.raises(InvalidInput) as refused:
        _read(text)
    assert refused.value.field == f"calendar.market.{field}"
    assert words in str(refused.value)


def test_no_table_is_no_calendar():
    """Something that is no table at all is refused like any other mistake."""
    with pytest.raises(InvalidInput, match=r"calendar\.market: .mon-fri. is not a table"):
        read_calendar("market", "mon-fri", zone="Asia/Shanghai")  # type: ignore[arg-type]  # that is the point


def test_the_digest_is_of_the_content():
    """The same table gives the same digest and an equal calendar; another hour another one. R16"""
    one, same, other = _read(WEEK), _read(WEEK), _read('week = { mon-fri = "09:00-17:00" }')
    assert (one.digest, one, hash(one)) == (same.digest, same, hash(same))
    assert one.digest != other.digest
    assert one.digest.startswith("sha256:")


def test_the_digest_names_the_holiday_data():
    """With public holidays the version of their data is part of the digest: a new one may move days. R16"""
    assert _read(WEEK).as_data()["holiday_data"] is None
    assert str(_read(WEEK + 'holidays = "CN"').as_data()["holiday_data"]).startswith("holidays ")


def test_the_second_shift_of_a_day_counts(at):
    """Several spans a day are all working time: morning and afternoon, without the lunch between."""
    calendar = _read('week = { mon-fri = "09:00-12:00, 13:00-18:00" }')
    assert due(calendar, at("2026-11-23T11:00"), "2 working hours").at == at("2026-11-23T14:00")
    assert elapsed(calendar, at("2026-11-23T00:00"), at("2026-11-24T00:00")) == timedelta(hours=8)


@pytest.mark.skipif(importlib.util.find_spec("tzdata") is not None, reason="Python has zones of its own here")
def test_a_machine_that_knows_no_zone_is_told_how_to_know_them():
    """A small container has none: that no zone of that name is there would be no help."""
    code = "from complaintkit.calendars import zone_of; zone_of('Asia/Shanghai')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "this machine knows none. Install them: pip install tzdata." in done.stderr
