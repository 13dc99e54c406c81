"""Zones and countries that are not known: what was meant, or what to do."""

from __future__ import annotations

import pytest

from complaintkit import ConfigurationError
from complaintkit.calendars._holidays import read_country
from complaintkit.calendars._zone import zone_of
from complaintkit.model.errors import InvalidInput


def test_a_machine_that_knows_no_zone_says_so(monkeypatch) -> None:
    """Slim systems come without them: nobody is told that a zone is misspelled."""
    with pytest.raises(InvalidInput, match="Asia/Shanghai"):
        zone_of("Asia/Shanghia")

    monkeypatch.setattr("complaintkit.calendars._zone.available_timezones", set)
    with pytest.raises(ConfigurationError, match="pip install tzdata"):
        zone_of("Asia/Shanghia")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("cn", r"Did you mean 'CN'\?"),
        ("CHN", r"Did you mean 'CN'\?"),
        ("UK", r"Did you mean 'GB'\?"),
        ("Atlantis", 'Give a code such as "CN" or "GB-ENG"'),
    ],
)
def test_a_country_that_is_none_is_told_with_the_nearest(code, said) -> None:
    """By its small letters, its other name, or the nearest; where nothing is near, what a code looks like."""
    with pytest.raises(InvalidInput, match=said):
        read_country(code)
