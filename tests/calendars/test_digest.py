"""The digest of a calendar: whatever decides or names a day is part of it. R16"""

from __future__ import annotations

import pytest

from complaintkit.calendars import read_calendar


@pytest.mark.parametrize(
    "more",
    [
        {"week": {"mon-fri": "09:00-18:01"}},
        {"title": "Office"},
        {"time-zone": "Asia/Urumqi"},
        {"holidays": "CN"},
        {"notice": {"2027": {"off": ["2027-01-01"]}}},
        {"notice": {"2027": {"off": {"元旦": "2027-01-01"}}}},
        {"notice": {"2027": {"working": ["2027-01-02"]}}},
        {"make-up-days": False},
        {"closed": ["2026-11-30"]},
        {"closed": {"盘点": "2026-11-30"}},
        {"closed": ["typhoon-signal"]},
        {"extra": {"2026-11-29": "09:00-12:00"}},
        {"day-starts": "06:00"},
    ],
    ids=str,
)
def test_whatever_decides_a_day_is_part_of_the_digest(more):
    """One thing said otherwise, and it is another calendar, of which explanations can tell. R16"""
    plain = {"week": {"mon-fri": "09:00-18:00"}}
    one, other = (read_calendar("office", table, zone="Asia/Shanghai") for table in (plain, plain | more))

    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("unnamed", "named"),
    [
        ({"closed": ["2026-11-30"]}, {"closed": {"盘点": "2026-11-30"}}),
        (
            {"closed": {"盘点": "2026-11-30", "停电": "2026-12-01"}},
            {"closed": {"盘点": "2026-12-01", "停电": "2026-11-30"}},
        ),
        ({"notice": {"2027": {"off": ["2027-01-01"]}}}, {"notice": {"2027": {"off": ["2027-01-02"]}}}),
        ({"notice": {"2027": {"working": ["2027-01-01"]}}}, {"notice": {"2027": {"working": ["2027-01-02"]}}}),
        ({"notice": {"2026": {"off": ["2026-12-31"]}}}, {"notice": {"2027": {"off": ["2026-12-31"]}}}),
        ({"notice": {"2027": {"off": ["2027-01-01"]}}}, {"notice": {"2027": {"off": {"元旦": "2027-01-01"}}}}),
    ],
)
def test_names_of_days_and_what_notices_say_are_part_of_the_digest(unnamed, named):
    """Explanations tell them; next year's notice speaks of December before this year's does. R16"""
    plain = {"week": {"mon-fri": "09:00-18:00"}}

    assert (
        read_calendar("o", plain | unnamed, zone="UTC").digest != read_calendar("o", plain | named, zone="UTC").digest
    )


def test_hours_on_holidays_are_part_of_the_digest_too():
    """They mean something where there are holidays."""
    plain = {"week": {"mon-fri": "09:00-18:00"}, "holidays": "CN"}
    other = plain | {"open-on-holidays": "10:00-12:00"}

    assert read_calendar("o", plain, zone="UTC").digest != read_calendar("o", other, zone="UTC").digest
