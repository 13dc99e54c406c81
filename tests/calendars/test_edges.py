"""Pauses to their edges, and what is told of them; notices to the last day of a year."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from complaintkit.calendars import day_of, due, load_calendar, read_calendar, working_days
from complaintkit.model.due import StepKind

MINUTE = timedelta(minutes=1)
OFFICE = read_calendar("office", {"week": {"mon-fri": "09:00-18:00"}}, zone="Asia/Shanghai")
EARLY = read_calendar("early", {"week": {"mon-sun": "00:00-04:00"}}, zone="Asia/Shanghai", day_starts="06:00")


# ---- pauses ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes", "told"), [(-1, True), (0, False), (1, False)], ids=["before it is due", "when it is", "after"]
)
def test_a_pause_is_a_reason_where_it_began_before(at, minutes, told):
    """One that begins as it falls due has moved nothing. R16"""
    begins = at("2026-11-30T11:00") + minutes * MINUTE

    found = due(OFFICE, at("2026-11-30T10:00"), "1 h", paused=[(begins, begins + timedelta(hours=1))])

    assert bool(found.paused) is told
    assert found.at == at("2026-11-30T12:00" if told else "2026-11-30T11:00")


def test_a_pause_that_was_over_before_hides_no_later_one(at):
    """Each counts for itself. R16"""
    pauses = [
        (at("2026-11-30T08:00"), at("2026-11-30T09:00")),
        (at("2026-11-30T10:30"), at("2026-11-30T11:30")),
    ]

    assert due(OFFICE, at("2026-11-30T10:00"), "1 h", paused=pauses).at == at("2026-11-30T12:00")


def test_a_day_that_stood_still_is_told_as_paused(at):
    """Of working hours as of working days, with no number where none was counted. R16"""
    whole = (at("2026-12-01T00:00"), at("2026-12-02T00:00"))

    found = due(OFFICE, at("2026-11-30T17:00"), "2 working hours", paused=[whole])

    assert [one.kind for one in found.steps] == [StepKind.WORKED, StepKind.PAUSED, StepKind.WORKED]
    assert {one.count for one in found.steps} == {0}
    assert found.at == at("2026-12-02T10:00")


# ---- days ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes", "last", "taken"), [(-1, 1, 2), (0, 2, 1), (1, 2, 1)], ids=["before", "at", "after"]
)
def test_hours_that_are_over_are_no_day_to_answer_in(at, minutes, last, taken):
    """Open from midnight to four, business days from six: what closes at four is no answer to what came then."""
    received = at("2026-12-01T04:00") + minutes * MINUTE

    found = due(EARLY, received, "1 working day").at

    assert found == at(f"2026-12-0{last}T04:00")
    assert working_days(EARLY, received, at("2026-12-02T04:00")) == taken


def test_the_last_days_of_a_year_wait_for_next_years_notice():
    """From 28 December on it has moved days in the past; the day before it never has. R16"""
    shop = read_calendar("shop", {"week": {"mon-sun": "09:00-21:00"}, "holidays": "CN"}, zone="Asia/Shanghai")
    missing = next(year for year in range(2020, 2089) if day_of(shop, date(year, 6, 1)).unknown_year)

    found = [day_of(shop, date(missing - 1, 12, day)).unknown_year for day in (27, 28, 31)]

    assert found == [None, missing, missing]


# ---- what may be written ----------------------------------------------------------------------------------------------
def test_hours_on_holidays_need_holidays_or_a_notice():
    """Either says which days they are."""
    week = {"week": {"mon-fri": "09:00-18:00"}, "open-on-holidays": "10:00-12:00"}
    shop = read_calendar("shop", {**week, "notice": {"2027": {"off": ["2027-01-01"]}}}, zone="UTC")

    assert [str(one) for one in shop.open_on_holidays] == ["10:00-12:00"]


@pytest.mark.parametrize("name", ["T8", "typhoon-signal", "台风"])
def test_a_closure_that_begins_with_a_letter_is_a_name(name):
    """Signal number eight has no date yet."""
    assert read_calendar("shop", {"week": {"mon": "09:00-18:00"}, "closed": [name]}, zone="UTC").closures == (name,)


def test_a_file_without_a_zone_takes_the_one_given(tmp_path: Path):
    """The playbook's, as a rule; its business days begin at midnight where it says nothing."""
    file = tmp_path / "shop.toml"
    file.write_text('week = { mon = "09:00-18:00" }')

    shop = load_calendar(file, zone="Asia/Shanghai")

    assert (shop.zone.key, shop.day_starts) == ("Asia/Shanghai", 0)
