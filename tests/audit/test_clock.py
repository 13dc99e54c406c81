"""A clock that was ahead: noticed by what was written last, told first, and what it left behind goes on again. P8"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from complaintkit import Desk
from complaintkit.model.outbox import OutboxState
from complaintkit.ports.clock import SteadyClock
from tests.audit.conftest import AUDITOR, SAMPLES
from tests.complaints import sour_rice

AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
YEAR = timedelta(days=365)


@attrs.define
class Wall:
    """A clock that somebody may set."""

    at: datetime = AT

    def now(self) -> datetime:
        """What it says."""
        return self.at


@pytest.fixture
def wall() -> Wall:
    """One that is right."""
    return Wall()


@pytest.fixture
def open_desk(tmp_path: Path, wall: Wall, founded: Callable[..., None]) -> Iterator[Callable[[], Desk]]:
    """Opens the same database, as a process that starts would."""
    founded(tmp_path, playbook="canteen-delivery", organisation=SAMPLES / "organisation.toml", at=AT.isoformat())
    opened: list[Desk] = []

    def start() -> Desk:
        opened.append(Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=wall))
        return opened[-1]

    yield start
    for desk in opened:
        desk.close()


def receive(desk: Desk) -> str:
    """Take a complaint in; return its number."""
    case = sour_rice(desk)
    return case.number


def test_a_process_that_starts_a_year_ahead_says_so(open_desk: Callable[[], Desk], wall: Wall) -> None:
    """First of all, in every process, after its own lines as well; until the clock is set back, or somebody says it is right."""
    receive(open_desk())
    wall.at += YEAR
    ahead = open_desk()
    receive(ahead)
    ahead.work_blocking(limit=20)
    for desk in (ahead, open_desk()):
        told = desk.health(by="chen")
        assert (told.leap_from, told.leap_to) == (AT, AT + YEAR)
        assert str(told.warning).startswith(
            "The clock may be ahead: nothing was written between 2026-11-21 10:00 and 2027-11-21 10:00."
        )

    assert ahead.ledger.mend_clock(by=AUDITOR).applied is False
    assert ahead.ledger.mend_clock(by=AUDITOR, apply=True).applied is True
    assert ahead.health(by="chen").clock is None


@pytest.mark.parametrize("closed", [timedelta(days=1), timedelta(days=31)])
def test_a_business_that_was_closed_is_no_wrong_clock(
    open_desk: Callable[[], Desk], wall: Wall, closed: timedelta
) -> None:
    """Nobody is warned after the holidays."""
    receive(open_desk())
    wall.at += closed
    assert open_desk().health(by="chen").clock is None


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("2026-11-21T23:00", False),  # the shop closed at eight
        ("2026-11-22T11:20", False),  # it was open for three hours and fifty minutes, of Saturday and of Sunday
        ("2026-11-22T11:40", True),
        ("2026-12-21T08:00", True),
    ],
)
def test_a_worker_that_was_away_while_the_business_was_open(
    tmp_path: Path, founded: Callable[..., None], until: str, *, told: bool
) -> None:
    """Where one was ever here, four hours of opening time without a sign of anybody are more than there should be."""
    wall = Wall(datetime.fromisoformat("2026-11-21T17:30+08:00"))
    organisation = SAMPLES.parent / "print-shop" / "organisation.toml"
    founded(tmp_path, playbook="print-shop", organisation=organisation, at=wall.at.isoformat())
    url = f"sqlite:///{tmp_path}/desk.db"
    with Desk.open(url, clock=wall) as desk:
        desk.work_blocking(limit=20)
    wall.at = datetime.fromisoformat(f"{until}+08:00")
    with Desk.open(url, clock=wall) as desk:
        assert (desk.health(by=AUDITOR).leap_from is not None) is told


def test_each_unit_is_open_by_its_own_procedure(tmp_path: Path) -> None:
    """A calendar may be known to the playbook of a unit, and not to the desk's own."""
    wall = Wall(datetime.fromisoformat("2026-11-21T12:00+08:00"))
    text = (SAMPLES.parent / "print-shop" / "organisation.toml").read_text("utf-8")
    own = text.replace("[unit.shop]", '[unit.shop]\nplaybook = "print-shop"', 1)
    organisation = tmp_path / "organisation.toml"
    organisation.write_text(own, "utf-8")
    url = f"sqlite:///{tmp_path}/desk.db"
    with Desk.open(url, playbook="canteen-delivery", organisation=organisation, clock=wall) as desk:
        desk.work_blocking(limit=20)
    wall.at += timedelta(hours=5)
    with Desk.open(url, clock=wall) as desk:
        assert desk.health(by=AUDITOR).leap_from is not None


@attrs.define
class Jumping(Wall):
    """A clock beside the seconds that have really passed."""

    passed: float = 0.0

    def seconds(self) -> float:
        """Count them."""
        return self.passed

    def go_on(self, by: timedelta) -> None:
        """Let time pass."""
        self.passed += by.total_seconds()
        self.at += by


def test_a_jump_is_told_by_whoever_saw_it_and_to_whoever_starts(tmp_path: Path, open_desk: Callable[[], Desk]) -> None:
    """In the process itself, which goes on without it; where a worker saw it, in each that starts meanwhile."""
    open_desk().close()
    machine = Jumping()
    url = f"sqlite:///{tmp_path}/desk.db"
    minute = timedelta(minutes=1)
    with Desk.open(url, clock=SteadyClock(machine, machine.seconds)) as desk:
        receive(desk)
        desk.work_blocking(limit=20)
        machine.go_on(minute)
        machine.at += timedelta(hours=3)
        told = desk.health(by="chen")
        assert str(told.warning).startswith("The clock jumped ahead to 2026-11-21 13:01")
        assert (told.silent, told.leap_from) == (False, None)
        with Desk.open(url, clock=machine) as other:
            assert other.health(by="chen").leap_from is None, "no worker saw it yet"
        desk.work_blocking(limit=20)
        with Desk.open(url, clock=machine) as other:
            assert other.health(by="chen").leap_from == AT + minute
        machine.at -= timedelta(hours=3)
        machine.go_on(minute)
        desk.work_blocking(limit=20)
        assert desk.health(by="chen").clock is None
        machine.go_on(timedelta(hours=3.5))
        with Desk.open(url, clock=machine) as other:
            assert other.health(by="chen").leap_from is None, "it was forgotten, not put off"


def test_a_clock_that_is_behind_what_was_written_is_told(open_desk: Callable[[], Desk], wall: Wall) -> None:
    """A line that is still to come: this clock is behind, or one was ahead. A minute is no difference between machines."""
    wall.at += timedelta(hours=3)
    receive(open_desk())
    for back, told in ((timedelta(minutes=1), False), (timedelta(minutes=2), True)):
        wall.at = AT + timedelta(hours=3) - back
        assert (open_desk().health(by="chen").clock is not None) is told


def test_what_a_clock_left_behind_goes_on(open_desk: Callable[[], Desk], wall: Wall) -> None:
    """Messages, leases, next looks: nothing waits for next year any more; what was written stands, and is told."""
    desk = open_desk()
    before = receive(desk)
    wall.at += YEAR
    ahead = receive(desk)
    desk.work_blocking(limit=1)
    with desk._opened.storage.writing() as tx:
        tx.claim(wall.now(), lease_until=wall.now() + timedelta(minutes=5), limit=1)
        tx.put_meta("poll:mail", json.dumps({"cursor": "7", "next_at": (wall.now() + timedelta(hours=1)).isoformat()}))
    wall.at = AT + timedelta(minutes=10)
    assert desk.health(by="chen").ahead is not None

    shown = desk.ledger.mend_clock(by=AUDITOR)
    assert not shown.applied
    done = desk.ledger.mend_clock(by=AUDITOR, apply=True)
    assert (done.applied, done.changes) == (True, shown.changes)
    assert {"outbox", "meta"} <= {one.table for one in done.changes}
    assert {(one.table, one.case) for one in done.left} >= {("ledger", None), ("deadline", before), ("case", ahead)}
    with desk._opened.storage.reading() as reader:
        rows = reader.outbox(states=frozenset({OutboxState.READY, OutboxState.LEASED, OutboxState.RETRY}))
        assert [one.lease_until for one in rows if (one.lease_until or AT) > wall.now()] == []
        put_off = [one for one in rows if one.next_at is not None and one.next_at > wall.now() + timedelta(days=30)]
        assert put_off == []
        poll = json.loads(reader.meta("poll:mail") or "")
        assert (poll["cursor"], poll["next_at"]) == ("7", wall.now().isoformat())
    desk.work_blocking(limit=100)
    assert desk.ledger.mend_clock(by=AUDITOR).rows == 0
    assert desk.ledger.verify(by=AUDITOR, deep=True).ok


def test_what_waits_as_it_should_is_left_alone(open_desk: Callable[[], Desk], wall: Wall) -> None:
    """With a clock that is right there is nothing to repair, however much is still to come."""
    desk = open_desk()
    for _ in range(3):
        receive(desk)
        desk.work_blocking(limit=20)
        wall.at += timedelta(hours=7)
    repair = desk.ledger.mend_clock(by=AUDITOR)
    assert (repair.rows, repair.left) == (0, ())
