"""What happens while nobody is there counts from when somebody is, where a rule lets it wait: and never from before it happened."""

import json
from datetime import timedelta

import pytest
from hypothesis import given

from complaintkit.calendars import due, elapsed, read_calendar
from complaintkit.errors import InvalidInput
from complaintkit.model.due import Begins, Due
from tests.calendars.test_laws import any_time, calendars, times, working_time

OFFICE = read_calendar("office", {"week": {"mon-fri": "09:00-12:00, 13:00-18:00"}}, zone="Asia/Shanghai")
MARKET = read_calendar("market", {"week": {"wed-sun": "18:00-02:00"}}, zone="Asia/Shanghai", day_starts="05:00")


@pytest.mark.parametrize(
    ("start", "opening", "working_day"),
    [
        ("2026-11-23T10:00", None, None),  # a Monday
        ("2026-11-23T07:00", "2026-11-23T09:00", None),  # before it opens
        ("2026-11-23T12:30", "2026-11-23T13:00", None),  # over lunch
        ("2026-11-23T18:00", "2026-11-24T09:00", None),  # at the moment of closing
        ("2026-11-23T20:00", "2026-11-24T09:00", "2026-11-24T09:00"),
        ("2026-11-27T20:00", "2026-11-30T09:00", "2026-11-30T09:00"),  # a Friday night
        ("2026-11-28T14:00", "2026-11-30T09:00", "2026-11-30T14:00"),  # a Saturday
    ],
)
def test_from_when_it_counts(at, start, opening, working_day):
    """From the next opening; or of a day off from the same time of the next working day, after closing from the opening. R16"""
    for begins, expected in (("next-opening", opening), ("next-working-day", working_day), ("at-once", None)):
        found = due(OFFICE, at(start), "2 h", begins=begins)
        assert found.counts_from == (at(expected) if expected else None), begins
        assert found.at == (found.counts_from or at(start)) + timedelta(hours=2)


def test_a_night_belongs_to_its_evening(at):
    """At one in the morning a market that opened at six is open; at four it counts from the evening, after a day off too."""
    assert due(MARKET, at("2026-11-28T01:00"), "1 h", begins="next-opening").counts_from is None
    assert due(MARKET, at("2026-11-28T04:00"), "1 h", begins="next-opening").counts_from == at("2026-11-28T18:00")
    assert due(MARKET, at("2026-11-30T20:00"), "1 h", begins="next-working-day").counts_from == at("2026-12-02T20:00")


def test_working_days_count_from_the_day_on_which_it_begins(at):
    """That day is the day of receipt, which does not count: a Saturday's matter is due a day later than by itself."""
    saturday = at("2026-11-28T14:00")
    assert due(OFFICE, saturday, "2 working days", until="same-time").at == at("2026-12-01T14:00")
    moved = due(OFFICE, saturday, "2 working days", until="same-time", begins="next-working-day")
    assert moved.at == at("2026-12-02T14:00")


@given(calendars(), times, any_time)
def test_it_never_counts_from_before_it_happened(calendar, start, within):
    """Nor is anything due sooner because it waits; what begins within opening hours counts at once."""
    plain = due(calendar, start, within)
    for begins in ("next-opening", "next-working-day"):
        found = due(calendar, start, within, begins=begins)
        assert found.start == plain.start
        assert found.counts_from is None or found.counts_from > found.start
        assert found.at >= plain.at
    opened = due(calendar, start, "1 min", begins="next-opening").counts_from or start
    assert elapsed(calendar, start, opened) == timedelta(0)
    assert due(calendar, opened, within, begins="next-opening").counts_from is None


@given(calendars(), times, working_time)
def test_working_time_is_the_same_from_the_next_opening(calendar, start, within):
    """For nothing of it passes before."""
    assert due(calendar, start, within, begins="next-opening").at == due(calendar, start, within).at


def test_it_says_so(at):
    """In both languages, kept and read again. R16"""
    found = due(OFFICE, at("2026-11-28T14:00"), "24 h", begins="next-opening")
    assert found.summary("en") == (
        "Due Tue 1 Dec 2026, 09:00 (Asia/Shanghai): 24 h from Mon 30 Nov 2026, 09:00"
        " (it began outside opening hours: Sat 28 Nov 2026, 14:00)."
    )
    assert "营业时间之外" in found.summary("zh")
    assert Due.from_data(json.loads(json.dumps(found.as_data()))) == found
    assert "counts_from" not in due(OFFICE, at("2026-11-23T10:00"), "24 h", begins="next-opening").as_data()


def test_another_word_is_refused():
    """With the nearest."""
    with pytest.raises(InvalidInput, match="next-opening"):
        Begins.parse("next opening")
