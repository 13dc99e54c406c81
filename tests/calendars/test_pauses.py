"""Pauses: what stands still, what is added, and that nobody gains a day by pausing over lunch."""

from datetime import timedelta

import pytest

from complaintkit.calendars import before, due, elapsed, read_calendar
from complaintkit.model.due import Pause
from complaintkit.model.errors import InvalidInput

OFFICE = read_calendar("office", {"week": {"mon-fri": "09:00-18:00"}}, zone="Asia/Shanghai")


@pytest.mark.parametrize(
    ("within", "stops", "resumes", "expected"),
    [
        ("24 h", "2026-11-23T12:00", "2026-11-23T15:00", "2026-11-24T13:00"),  # three hours later
        ("24 h", "2026-11-22T12:00", "2026-11-23T11:00", "2026-11-24T11:00"),  # only from the start on
        ("24 h", "2026-11-24T10:00", "2026-11-25T10:00", "2026-11-24T10:00"),  # begins when it is due
        ("24 h", "2026-11-24T09:59", "2026-11-25T09:59", "2026-11-25T10:00"),
        ("9 working hours", "2026-11-23T17:00", "2026-11-24T10:00", "2026-11-24T12:00"),  # two hours of work in it
        ("9 working hours", "2026-11-23T18:00", "2026-11-24T09:00", "2026-11-24T10:00"),  # none at all
        ("1 working day", "2026-11-24T11:00", "2026-11-24T14:00", "2026-11-24T18:00"),  # over lunch: nothing gained
        ("2 working days", "2026-11-23T11:00", "2026-11-25T09:30", "2026-11-26T18:00"),  # all Tuesday
        ("3 working days", "2026-11-24T09:00", "2026-11-24T18:00", "2026-11-27T18:00"),  # exactly Tuesday's hours
        ("3 working days", "2026-11-24T09:01", "2026-11-24T18:00", "2026-11-26T18:00"),  # not all of them
        ("1 working day", "2026-11-24T17:00", "2026-11-25T10:00", "2026-11-25T18:00"),  # due while paused: the next day
        ("1 working day", "2026-11-24T17:00", "2026-11-24T18:00", "2026-11-25T18:00"),  # resumed in that very moment
        ("1 working day", "2026-11-24T18:00", "2026-11-26T18:00", "2026-11-24T18:00"),  # begins when it is due
        ("2 working days", "2026-11-27T17:00", "2026-11-30T09:00", "2026-11-25T18:00"),  # long after
    ],
)
def test_a_pause_moves_a_due_date(at, within, stops, resumes, expected):
    """Elapsed and working time move by what was paused of them, working days by whole ones."""
    found = due(OFFICE, at("2026-11-23T10:00"), within, paused=[(at(stops), at(resumes))])
    assert found.at == at(expected)


def test_overlapping_pauses_count_once(at):
    """Two causes at the same time do not make the clock stand twice; both stay on record. R16"""
    pauses = [
        (at("2026-11-23T12:00"), at("2026-11-23T14:00"), "waiting-for-customer"),
        (at("2026-11-23T13:00"), at("2026-11-23T15:00"), "waiting-for-supplier"),
    ]
    found = due(OFFICE, at("2026-11-23T10:00"), "24 h", paused=pauses)
    assert found.at == at("2026-11-24T13:00")
    assert [pause.cause for pause in found.paused] == ["waiting-for-customer", "waiting-for-supplier"]


def test_two_pauses_together_may_hold_a_whole_day(at):
    """A working day paused in two pieces, without an hour between, does not count."""
    pauses = [
        (at("2026-11-24T08:00"), at("2026-11-24T12:00")),
        (at("2026-11-24T12:00"), at("2026-11-24T19:00")),
    ]
    assert due(OFFICE, at("2026-11-23T10:00"), "1 working day", paused=pauses).at == at("2026-11-25T18:00")


def test_pauses_outside_are_not_told(at):
    """A pause before the start or after the due date is no reason of it."""
    pauses = [(at("2026-11-22T12:00"), at("2026-11-23T10:00")), (at("2026-12-22T12:00"), at("2026-12-23T10:00"))]
    assert due(OFFICE, at("2026-11-23T10:00"), "24 h", paused=pauses).paused == ()


def test_warnings_and_reports_know_pauses(at):
    """Four hours before, and the time taken, leave out what was paused."""
    pause = Pause(at("2026-11-23T12:00"), at("2026-11-23T15:00"), "waiting-for-customer")
    assert before(OFFICE, at("2026-11-23T16:00"), "4 h", paused=[pause]) == at("2026-11-23T09:00")
    assert elapsed(OFFICE, at("2026-11-23T10:00"), at("2026-11-23T16:00"), paused=[pause]) == timedelta(hours=3)


def test_a_day_that_stood_still_is_no_day_to_warn_by(at):
    """Two working days before leave out the one that was paused from its first hour to its last. R16"""
    whole = (at("2026-11-24T09:00"), at("2026-11-24T18:00"))

    assert before(OFFICE, at("2026-11-26T16:00"), "2 working days", paused=[whole]) == at("2026-11-23T16:00")


def test_a_pause_that_ends_before_it_starts_is_refused(at):
    """Mistaken pauses are refused by name, not reckoned with."""
    with pytest.raises(InvalidInput, match="paused"):
        due(OFFICE, at("2026-11-23T10:00"), "24 h", paused=[(at("2026-11-23T12:00"), at("2026-11-23T11:00"))])
    naive = at("2026-11-23T12:00").replace(tzinfo=None)
    with pytest.raises(InvalidInput, match=r"paused\.to: .* has no time zone"):
        due(OFFICE, at("2026-11-23T10:00"), "24 h", paused=[(at("2026-11-23T11:00"), naive)])
