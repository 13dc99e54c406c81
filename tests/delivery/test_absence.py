"""A service that nobody has: only the time counts in which workers looked for it, and whoever has it ends the count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit.delivery.absence import Absences

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
NEVER = NOON - 365 * DAY


@attrs.define
class Notes:
    """What a storage keeps of settings, with how often it was written to."""

    kept: dict[str, str] = attrs.field(factory=dict)
    writes: int = 0

    def metas(self, prefix: str) -> Mapping[str, str]:
        """Those that begin so."""
        return {key: value for key, value in self.kept.items() if key.startswith(prefix)}

    def put_meta(self, key: str, value: str) -> None:
        """Keep one."""
        self.kept[key] = value
        self.writes += 1

    def drop_meta(self, key: str) -> None:
        """Forget one."""
        del self.kept[key]
        self.writes += 1


@pytest.fixture
def notes() -> Notes:
    """Nothing is kept yet."""
    return Notes()


def look(notes: Notes, at: datetime, *, needed: timedelta = DAY, since: datetime = NEVER, service: str = "pos") -> bool:
    """A worker looks in vain at some moment; whether the service is abandoned by then."""
    tx: Any = notes
    return Absences(tx=tx, now=at, needed=needed).is_abandoned(service, since)


def test_a_day_of_looks_is_a_day(notes: Notes) -> None:
    """An hour apart, so that between two somebody was always there: with the last one it is abandoned."""
    looks = [look(notes, NOON + hours * HOUR) for hours in range(25)]
    assert looks == [False] * 24 + [True]
    assert look(notes, NOON + DAY + HOUR)


def test_a_weekend_is_an_hour(notes: Notes) -> None:
    """Nobody looked between two that are further apart; nor before the first."""
    assert not look(notes, NOON, needed=SECOND)
    assert not look(notes, NOON + 2 * DAY, needed=HOUR + SECOND)
    assert look(notes, NOON + 2 * DAY + SECOND, needed=HOUR)


def test_an_entry_waits_as_long_itself(notes: Notes) -> None:
    """However long the service has been missing: to the second."""
    looks = [look(notes, NOON + hours * HOUR) for hours in range(30)]
    assert looks[-1]
    now = NOON + 30 * HOUR
    assert [look(notes, now, since=now - DAY + later) for later in (timedelta(0), SECOND)] == [True, False]


def test_who_has_it_ends_the_count(notes: Notes) -> None:
    """Of that service alone; of one that was never missed there is nothing to forget."""
    for service in ("pos", "bank"):
        look(notes, NOON, service=service)
    tx: Any = notes
    absences = Absences(tx=tx, now=NOON + HOUR, needed=HOUR)
    absences.end(["pos", "mail"])
    assert (list(notes.kept), notes.writes) == (["absent:bank"], 3)
    assert not absences.is_abandoned("pos", NEVER)
    assert absences.is_abandoned("bank", NEVER)


@pytest.mark.parametrize(
    ("passed", "writes"), [(timedelta(0), 1), (SECOND, 1), (MINUTE - SECOND, 1), (MINUTE, 2), (-SECOND, 2)]
)
def test_looks_are_written_down_a_minute_apart(notes: Notes, passed: timedelta, writes: int) -> None:
    """However often workers look; a clock that was ahead is no reason to wait for it."""
    look(notes, NOON)
    look(notes, NOON + passed)
    assert notes.writes == writes


def test_a_clock_that_was_ahead_adds_nothing(notes: Notes) -> None:
    """The next look counts from the moment that it is now."""
    look(notes, NOON + HOUR)
    look(notes, NOON)
    assert not look(notes, NOON + MINUTE, needed=MINUTE + SECOND)
    assert look(notes, NOON + 2 * MINUTE, needed=2 * MINUTE)


def test_looks_within_a_minute_count_with_the_next(notes: Notes) -> None:
    """What is not written down is not lost: they count from the last that was."""
    look(notes, NOON)
    look(notes, NOON + MINUTE / 2)
    assert look(notes, NOON + MINUTE, needed=MINUTE)
    assert look(notes, NOON + MINUTE * 1.5, needed=MINUTE)
