"""Festivals by the calendar, the moon's among them: on which day of a year each is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from complaintkit.calendars._holidays import library_days

FESTIVALS: Final[Mapping[str, str]] = {
    "new-year": "元旦",
    "spring-festival": "春节",
    "labour-day": "劳动节",
    "dragon-boat": "端午节",
    "mid-autumn": "中秋节",
    "national-day": "国庆节",
}
"""By the word for them in playbooks, as the library calls them. 清明节 is none: nobody is wished a happy one."""


@cache
def festival_on(word: str, year: int) -> date | None:
    """Return the day of a festival, the first where it has several; None where the year has none of that name.

    >>> festival_on("mid-autumn", 2026), festival_on("spring-festival", 2026)
    (datetime.date(2026, 9, 25), datetime.date(2026, 2, 17))
    """
    days = library_days("CN", year, "zh_CN")  # without the weekends around them, which are days off and no festival
    named = (day for day, name in days.items() if day.year == year and FESTIVALS[word] in name.split("; "))
    return min(named, default=None)
