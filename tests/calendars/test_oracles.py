"""Public holidays against lists that others published: seven years of China, nine of the United Kingdom."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from complaintkit.calendars import day_of, known_calendar, read_calendar
from complaintkit.model.due import DayKind

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "holidays"
CN = sorted(DATA.glob("cn/*.json"))
UK = sorted(DATA.glob("uk/*.json"))
DIVISIONS = {"england-and-wales": "gb-eng", "scotland": "gb-sct", "northern-ireland": "gb-nir"}

# A weekend beside a lone holiday is listed in some notices and left out of others; it is off either way.
BESIDE_A_LONE_HOLIDAY = {
    date(2021, 1, 2), date(2021, 1, 3), date(2021, 6, 12), date(2021, 6, 13), date(2022, 6, 4), date(2022, 6, 5),
}  # fmt: skip


def _published(path: Path) -> dict[date, bool]:
    days = json.loads(path.read_text(encoding="utf-8"))["days"]
    return {date.fromisoformat(day["date"]): not day["isOffDay"] for day in days}


def _every_day(first: int, last: int):
    start, end = date(first, 1, 1), date(last, 12, 31)
    return [start + timedelta(days=step) for step in range((end - start).days + 1)]


@pytest.mark.skipif(not CN, reason="the published Chinese schedules (holidays/cn) are not here")
def test_every_day_of_the_chinese_schedules():
    """Every day of 2018 to 2024 is worked or not as the State Council's notices say, make-up days 调休 included."""
    calendar = known_calendar("cn")
    listed = {day: works for path in CN for day, works in _published(path).items()}
    days = _every_day(2018, 2024)
    wrong = [day for day in days if bool(day_of(calendar, day).open) != listed.get(day, day.weekday() < 5)]
    assert len(days) == 2557
    assert wrong == []


@pytest.mark.skipif(not CN, reason="the published Chinese schedules (holidays/cn) are not here")
def test_every_public_holiday_for_who_works_all_week():
    """For a shop open all week, exactly the days of the notices are holidays, weekends within them too."""
    shop = read_calendar("shop", {"week": {"mon-sun": "09:00-21:00"}, "holidays": "CN"}, zone="Asia/Shanghai")
    listed = {day for path in CN for day, works in _published(path).items() if not works}
    ours = {day for day in _every_day(2018, 2024) if day_of(shop, day).kind is DayKind.HOLIDAY}
    assert ours ^ listed == BESIDE_A_LONE_HOLIDAY


@pytest.mark.skipif(not UK, reason="the published bank holidays (holidays/uk) are not here")
@pytest.mark.parametrize("division", DIVISIONS)
def test_every_bank_holiday(division):
    """Every day of 2019 to 2027 is worked or not as gov.uk's list says; what was proclaimed after it was made apart."""
    calendar = known_calendar(DIVISIONS[division])
    events = json.loads(UK[0].read_text(encoding="utf-8"))[division]["events"]
    listed = {date.fromisoformat(event["date"]) for event in events}
    days = _every_day(2019, 2027)
    wrong = [day for day in days if bool(day_of(calendar, day).open) != (day.weekday() < 5 and day not in listed)]
    assert wrong == ([date(2026, 6, 15)] if division == "scotland" else [])
