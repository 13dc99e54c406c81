"""Long runs: what their parts counted is kept, whatever ends them."""

from __future__ import annotations

import os
import signal
import time

import pytest

from faults._family import Family, Tally
from faults._long import Stopped, run_long
from faults._storage import STORAGES

MARKS = "marks"


def numbers_of(folder) -> list[str]:
    """Return the parts that were begun, as each wrote it into a folder."""
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture
def begun(tmp_path):
    """Lend a folder into which each part writes its name."""
    folder = tmp_path / "begun"
    folder.mkdir()
    return folder


def family(begun, *, fails_at: int = -1, there_are: int = 1000) -> Family:
    """Return a family that counts its numbers; each part leaves its name, and the one with this number fails."""

    def run(_storage: object, _seed: int, numbers: range) -> Tally:
        (begun / f"{numbers.start}-{numbers.stop}").touch()
        assert fails_at not in numbers
        tally = Tally(["tried", MARKS], wrong=["lost"])
        for number in range(numbers.start, min(numbers.stop, there_are)):
            tally.add("tried")
            tally.add(MARKS, number)
        if 3 in numbers:
            tally.fail("lost", "three")
        return tally

    return Family(what="w", promise="p", short=1, long=10, part=4, run=run)


def counted(one: Family, folder, *, wanted: int = 10, jobs: int = 1, on: str = "today") -> Tally:
    """Run it long."""
    return run_long("it", one, STORAGES["sqlite"], seed=1, wanted=wanted, jobs=jobs, on=on, kept=folder)[0]


@pytest.mark.parametrize("jobs", [1, 3])
def test_parts_come_to_what_the_whole_would(begun, tmp_path, jobs: int) -> None:
    """Each number is tried once, by however many processes; what was wrong is told."""
    tally = counted(family(begun), tmp_path / "kept", jobs=jobs)

    assert tally.counts == {"tried": 10, MARKS: sum(range(10)), "lost": 1}
    assert (tally.ok, tally.failures) == (False, ["lost: three"])
    assert numbers_of(begun) == ["0-4", "4-8", "8-10"]


def test_a_run_that_failed_goes_on_where_it_was(begun, tmp_path) -> None:
    """The counts until then are told; what is done is not done again."""
    with pytest.raises(Stopped) as stopped:
        counted(family(begun, fails_at=9), tmp_path / "kept")
    assert stopped.value.tally.counts == {"tried": 8, MARKS: sum(range(8)), "lost": 1}
    for one in begun.iterdir():
        one.unlink()

    assert counted(family(begun), tmp_path / "kept").counts[MARKS] == sum(range(10))
    assert numbers_of(begun) == ["8-10"]


def test_a_run_is_stopped_with_what_it_started(begun, tmp_path) -> None:
    """By SIGTERM as by Ctrl-C: what is done is told, and no process is left."""
    here = os.getpid()

    def run(_storage: object, _seed: int, numbers: range) -> Tally:
        if numbers.start:
            (begun / str(os.getpid())).touch()
            os.kill(here, signal.SIGTERM)
            time.sleep(60)
        tally = Tally(["tried"])
        tally.add("tried", len(numbers))
        return tally

    with pytest.raises(Stopped) as stopped:
        counted(Family(what="w", promise="p", short=1, long=10, part=4, run=run), tmp_path / "kept")

    assert stopped.value.tally.counts == {"tried": 4}
    (left,) = numbers_of(begun)
    with pytest.raises(ProcessLookupError):
        os.kill(int(left), 0)


def test_more_are_added_to_what_is_there(begun, tmp_path) -> None:
    """Of the same seed, on the same versions; on others all is done anew."""
    counted(family(begun), tmp_path / "kept", wanted=4)
    counted(family(begun), tmp_path / "kept", wanted=8)
    assert numbers_of(begun) == ["0-4", "4-8"]
    for one in begun.iterdir():
        one.unlink()

    counted(family(begun), tmp_path / "kept", wanted=8, on="tomorrow")
    assert numbers_of(begun) == ["0-4", "4-8"]


def test_a_family_that_has_no_more_ends(begun, tmp_path) -> None:
    """However many are asked for."""
    tally = counted(family(begun, there_are=6), tmp_path / "kept", wanted=1000)

    assert tally.tried == 6
    assert numbers_of(begun) == ["0-4", "4-8"]
