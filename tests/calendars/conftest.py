"""What the tests of calendars share: times written as on the wall."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest


@pytest.fixture
def at():
    """Reads "2026-11-23T11:00" as a time in Shanghai, or in the zone given."""

    def moment(text: str, zone: str = "Asia/Shanghai", fold: int = 0) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)

    return moment
