"""What is loaded when: the library of public holidays takes half a second and is loaded when it is asked."""

import subprocess
import sys


def _loaded(code: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], check=True, capture_output=True, text=True
    )
    return set(told.stdout.split())


def test_reading_calendars_loads_no_holidays():
    """Importing this floor and reading a Chinese calendar do not load `holidays`; the first working day does."""
    reading = "from complaintkit.calendars import *; cn = known_calendar('cn'); cn.digest"
    assert "holidays" not in _loaded(reading)
    asking = f"{reading}; from datetime import *; due(cn, datetime(2024, 9, 30, tzinfo=UTC), '1 working day')"
    assert "holidays" in _loaded(asking)
