"""Care: what messages to members are about, in words of people, and the day of a birthday. S3.9"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import Phrase, phrase

_BIRTHDAY: Final = re.compile(r"(?:\d{4}[-/.])?(\d{1,2})[-/.](\d{1,2})")


class CareKind(StrEnum):
    """What a message of care is about; a member agrees to each by itself. S3.9

    >>> CareKind("birthday") is CareKind.BIRTHDAY
    True
    """

    BIRTHDAY = "birthday"
    FESTIVAL = "festival"
    EVENT = "event"
    THANKS = "thanks"


CARE_KINDS: Final[Mapping[str, Phrase]] = phrase.table("care", "birthday festival event thanks")
"""The kinds as people call them."""

FESTIVAL_WORDS: Final[Mapping[str, Phrase]] = phrase.table(
    "festival",
    {
        "new-year": "New Year",
        "spring-festival": "Spring Festival",
        "labour-day": "Labour Day",
        "dragon-boat": "Dragon Boat Festival",
        "mid-autumn": "Mid-Autumn Festival",
        "national-day": "National Day",
    },
)
"""The festivals of `complaintkit.calendars.FESTIVALS` as people call them."""


def month_and_day(value: str | date | None) -> str | None:
    """Return a birthday as it is kept: its month and day, `05-17`. The year is not needed, and not kept.

    Raises:
        InvalidInput: there is no such day.

    >>> month_and_day("1990-05-17"), month_and_day("2/29")
    ('05-17', '02-29')
    """
    if value is None or value == "":
        return None
    found = _BIRTHDAY.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        day = value if isinstance(value, date) else date(2000, *map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise InvalidInput(
            field="birthday",
            reason=phrase("{value!r} is no day of the year", value=str(value)[:20]),
            next_step=phrase("Write month and day: 05-17."),
        )
    return f"{day:%m-%d}"
