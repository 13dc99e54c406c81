"""The end of what is known: calendars without working time, years without a notice, notices added by hand."""

from datetime import date

import attrs
import pytest

from complaintkit.calendars import (
    before,
    due,
    elapsed,
    known_calendar,
    load_calendar,
    read_calendar,
    read_notices,
    working_days,
)
from complaintkit.model.errors import ConfigurationError, InvalidInput

NOTICE = {
    "2027": {
        "off": {"元旦": "2027-01-01..2027-01-03", "春节": "2027-02-05..2027-02-11"},
        "working": ["2026-12-26", "2027-01-30"],
    }
}


@pytest.mark.parametrize("within", ["1 working day", "1 working hours"])
def test_no_working_time_is_an_error_and_no_loop(at, within):
    """A calendar that never opens again says so, naming itself, instead of being searched for ever."""
    calendar = read_calendar("kiosk", {"week": {"mon": "09:00-10:00"}, "closed": _mondays()}, zone="Asia/Shanghai")
    with pytest.raises(ConfigurationError, match=r"calendar kiosk: no working time within 3 years of 2\d Nov 2026"):
        due(calendar, at("2026-11-24T10:00"), within)
    with pytest.raises(ConfigurationError, match="no working time"):
        before(calendar, at("2029-11-24T10:00"), within)
    with pytest.raises(ConfigurationError, match="no working time"):
        working_days(calendar, at("2026-11-24T10:00"), at("2026-11-26T10:00"))
    assert not elapsed(calendar, at("2026-11-24T10:00"), at("2030-01-01T00:00"))


def _mondays() -> list[str]:
    first = date(2026, 11, 23).toordinal()
    return [date.fromordinal(first + 7 * week).isoformat() for week in range(170)]


def test_a_year_without_a_notice_is_said(at):
    """China's holidays of a year whose notice nobody has published are estimates, and the due date says so."""
    found = due(known_calendar("cn"), at("2027-02-01T10:00"), "10 working days")
    assert [(one.code, one.country, one.year) for one in found.warnings] == [("holidays-not-published", "CN", 2027)]
    assert found.as_data()["warnings"] == [{"code": "holidays-not-published", "country": "CN", "year": 2027}]
    assert "The public holidays of 2027 (CN) are not known yet" in found.explain()
    assert "2027年的放假安排（CN）尚未收录" in found.explain("zh-CN")


@pytest.mark.parametrize(
    ("start", "warned"),
    [("2026-11-23T10:00", False), ("2026-12-22T10:00", False), ("2026-12-25T10:00", True), ("2001-02-01T10:00", False)],
)
def test_what_is_published_has_no_warning(at, start, warned):
    """Within the notices there is no warning; in the last days of December next year's notice may move days."""
    assert bool(due(known_calendar("cn"), at(start), "3 working days").warnings) is warned


def test_hours_that_run_through_need_no_notice(at):
    """24 hours are 24 hours, whatever is published."""
    assert due(known_calendar("cn"), at("2027-02-01T10:00"), "24 h").warnings == ()


def test_countries_with_rules_need_no_notice(at):
    """The holidays of England follow from the law; no notice is missing."""
    assert due(known_calendar("uk"), at("2035-12-20T10:00", "Europe/London"), "5 working days").warnings == ()


def test_an_estimated_holiday_is_said(at):
    """Where the data themselves call a day estimated (here the end of Ramadan), the due date does."""
    calendar = read_calendar("sg", {"week": {"mon-fri": "09:00-18:00"}, "holidays": "SG"}, zone="Asia/Singapore")
    found = due(calendar, at("2030-02-01T10:00", "Asia/Singapore"), "5 working days")
    assert {one.code for one in found.warnings} == {"holiday-estimated"}
    assert "2030-02-03, Chinese New Year (estimated): an estimated holiday" in found.warnings[0].to("en")


def test_a_notice_takes_the_place_of_the_data(at):
    """With the year's notice in the calendar its days and make-up days count, also those of the December before."""
    calendar = attrs.evolve(known_calendar("cn"), notices=tuple(read_notices(NOTICE)))
    assert due(calendar, at("2026-12-25T10:00"), "1 working day").at == at("2026-12-26T18:00")
    assert due(calendar, at("2027-01-29T10:00"), "1 working day").at == at("2027-01-30T18:00")
    spring = due(calendar, at("2027-02-04T10:00"), "1 working day")
    assert (spring.at, spring.warnings) == (at("2027-02-12T18:00"), ())
    assert "春节" in spring.explain("zh-CN")
    # What the notice does not name is an ordinary day, whatever the data estimate: 5 April is 清明节 by the almanac.
    assert due(calendar, at("2027-04-02T10:00"), "1 working day").at == at("2027-04-05T18:00")


def test_a_notice_changes_the_digest():
    """A due date reckoned before the notice came was reckoned by another calendar. R16"""
    assert attrs.evolve(known_calendar("cn"), notices=tuple(read_notices(NOTICE))).digest != known_calendar("cn").digest


def test_a_file_may_add_the_notice(tmp_path, at):
    """Three lines in a file extend a known calendar by next year's notice."""
    file = tmp_path / "cn-2027.toml"
    file.write_text(
        'extends = "cn"\n[notice.2027]\noff = ["2027-01-01..2027-01-03", "2027-02-05..2027-02-11"]\n'
        'working = ["2027-01-30"]\n',
        encoding="utf-8",
    )
    calendar = load_calendar(file)
    assert (calendar.name, calendar.zone.key) == ("cn-2027", "Asia/Shanghai")
    found = due(calendar, at("2027-02-04T10:00"), "1 working day")
    assert (found.at, found.warnings) == (at("2027-02-12T18:00"), ())


def test_a_file_holds_one_calendar(tmp_path, at):
    """A calendar's table at the top level of a file is a calendar, also when a Windows editor saved it."""
    file = tmp_path / "shop.toml"
    file.write_bytes('time-zone = "Europe/London"\nweek = { mon-sat = "10:00-20:00" }'.encode("utf-8-sig"))
    assert due(load_calendar(file), at("2026-11-20T12:00", "Europe/London"), "1 working day").local.hour == 20
    assert load_calendar(str(file)).name == "shop"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'time-zone = "Europe/London"\nweek = { mon = "10-20" }', r"shop\.toml: week\.mon: '10' is no time of day"),
        (b'week = { mon = "10:00-20:00" }', r"shop\.toml: time-zone: is missing"),
        (b'extends = "cm"', r"shop\.toml: extends: 'cm' is not known. Known: .*cn"),
        (b"week = {", r"line 1, column 9 of .*shop\.toml: is not TOML"),
        ("week = '早'".encode("gbk"), r"shop\.toml: .*is not UTF-8"),
        (None, r"shop\.toml: .*Give a file, or one of: cn"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused(tmp_path, content, words):
    """The error names the file, the key path and the way out; never a traceback of the parser."""
    file = tmp_path / "shop.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=words):
        load_calendar(file)


def test_known_calendars_have_names():
    """Known calendars are found in any case; an unknown name gets the nearest."""
    assert known_calendar("UK") == known_calendar("gb-eng")
    assert [known_calendar(name).zone.key for name in ("cn", "gb-sct", "24x7")] == [
        "Asia/Shanghai",
        "Europe/London",
        "UTC",
    ]
    with pytest.raises(InvalidInput, match="Did you mean 'gb-eng'"):
        known_calendar("gb-en")
