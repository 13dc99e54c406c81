"""A clock that jumps ahead makes nothing early: the process goes on by the seconds that have passed. P8"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from complaintkit.ports.clock import SharedClock, SteadyClock

AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
SECOND, MINUTE, YEAR = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=365)


@attrs.define
class Machine:
    """A machine's clock, which somebody may set, and the seconds that have passed."""

    wall: datetime = AT
    passed: float = 1000.0

    def now(self) -> datetime:
        """What the clock on the wall says."""
        return self.wall

    def seconds(self) -> float:
        """What only passes."""
        return self.passed

    def go_on(self, by: timedelta, *, shown: timedelta | None = None) -> None:
        """Let time pass; the clock shows so much of it."""
        self.passed += by.total_seconds()
        self.wall += by if shown is None else shown


@pytest.fixture
def machine() -> Machine:
    """One that is right."""
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> SteadyClock:
    """The clock of a process on it."""
    return SteadyClock(machine, machine.seconds)


def test_a_clock_that_goes_on_is_believed(machine: Machine, clock: SteadyClock) -> None:
    """To the second, however long nobody looked; what an honest clock is corrected by is followed."""
    for by, shown in ((SECOND, SECOND), (YEAR, YEAR), (MINUTE, MINUTE + SECOND), (YEAR / 365, YEAR / 365 + MINUTE)):
        machine.go_on(by, shown=shown)
        assert (clock.now(), clock.ahead) == (machine.wall, timedelta(0))


def test_a_minute_in_next_year_is_a_minute(
    machine: Machine, clock: SteadyClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Told once, and then all is as it was."""
    machine.wall += YEAR
    assert (clock.now(), clock.ahead) == (AT, YEAR)
    machine.go_on(MINUTE)
    assert (clock.now(), clock.ahead) == (AT + MINUTE, YEAR)
    machine.wall -= YEAR
    machine.go_on(SECOND)
    assert (clock.now(), clock.ahead) == (AT + MINUTE + SECOND, timedelta(0))
    assert len(caplog.records) == 1


def test_a_clock_that_is_set_back_is_followed(machine: Machine, clock: SteadyClock) -> None:
    """That makes nothing early."""
    machine.wall -= YEAR
    assert (clock.now(), clock.ahead) == (AT - YEAR, timedelta(0))


@pytest.mark.parametrize(("beyond", "early"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_two_seconds_and_a_thousandth_are_no_jump(
    machine: Machine, clock: SteadyClock, beyond: timedelta, *, early: bool
) -> None:
    """One step more is."""
    machine.go_on(MINUTE, shown=MINUTE + timedelta(seconds=2.06) + beyond)
    assert (clock.now() == machine.wall) is early


def test_whoever_shares_data_shares_the_time(machine: Machine) -> None:
    """The clock of the machine that keeps the data counts, whatever ours says; in between the seconds that pass."""
    server = Machine(wall=AT + MINUTE)
    clock = SteadyClock(SharedClock(server.now, machine, machine.seconds), machine.seconds)
    machine.go_on(MINUTE, shown=YEAR)
    assert clock.now() == AT + 2 * MINUTE, "nobody asked the server since"

    server.go_on(MINUTE)
    machine.go_on(SECOND)
    clock.compare()
    assert clock.now() == server.now()


def test_where_the_data_lie_here_our_own_clock_counts(machine: Machine) -> None:
    """A file has no clock of its own."""
    clock = SharedClock(lambda: None, machine, machine.seconds)
    machine.go_on(MINUTE)
    clock.compare()
    assert clock.now() == machine.now()
