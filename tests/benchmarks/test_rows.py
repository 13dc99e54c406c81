"""The rows of benchmarks/ work, and what is written of them is what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import attrs
import pytest

from benchmarks._row import Cost, Row, registered, simply
from benchmarks._run import measure
from benchmarks._table import PAGE, cells, lines, write

OURS, LIMIT = Cost(wall=0.004, cpu=0.002), Cost(wall=0.001, cpu=0.001)


def costing(cost: Cost):
    """Return a way whose units cost this."""
    return simply(lambda count: lambda: Cost(cost.wall * count, cost.cpu * count))


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A row works in the folder it is started in, on whose disk it measures, and leaves nothing there.

    Garbage is not collected before each round: of all that a run of tests holds that takes longer than most rows.
    """
    monkeypatch.setattr("benchmarks._run.gc", SimpleNamespace(collect=lambda: 0))
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    yield
    assert not list(place.iterdir())


@pytest.fixture
def row() -> Row:
    """Return a row whose costs are known."""
    return Row(
        name="made-up",
        what="nothing",
        unit="unit",
        count=10,
        ours=costing(OURS),
        limit=costing(LIMIT),
        against="nothing | at all",
        at_least={"wall": 0.3, "cpu": 0.5},
        limited_by="a test",
    )


@pytest.mark.parametrize("row", [one for one in registered().values() if not one.peers], ids=lambda row: row.name)
def test_each_row_can_be_measured(row):
    """A row does what it says, ours and the limit, and either costs something.

    Of what is the difference of two, the clock may say less than nothing where others run beside it: not the processor as well.
    """
    found = measure(row, rounds=1, count=1)
    assert min(max(cost.wall, cost.cpu) for cost in (*found.ours, *found.limit)) > 0


@pytest.mark.parametrize("row", [one for one in registered().values() if one.peers], ids=lambda row: row.name)
def test_a_peer_stands_for_one_version(row):
    """Its figures are of what the row names, whenever somebody measures them."""
    assert all(one.count("==") == 1 for one in row.peers)


def test_a_ratio_is_the_part_of_the_limits_speed(row):
    """What takes four times as long has a quarter of the speed; a unit's cost does not depend on how many a round has."""
    found = measure(row, rounds=3, count=row.count)
    assert [found.ratio("wall"), found.ratio("cpu")] == pytest.approx([0.25, 0.5])
    assert [cost.wall for cost in found.ours] == pytest.approx([OURS.wall] * 3)


def test_what_falls_short_is_said(row):
    """A row says by what measure it does not reach what was wanted, and only that."""
    texts = cells(row, measure(row, rounds=1, count=1), "the day of the test")
    assert texts["wanted"] == "wall 0.3: **not reached**, cpu 0.5"


def test_both_begin_by_turns_and_the_first_round_only_warms_up(row):
    """Neither way has the advantage of going first, or of what the other left in the caches."""
    done = []

    def noting(name: str):
        @contextmanager
        def way():
            yield lambda count: lambda: done.append(name)

        return way

    found = measure(attrs.evolve(row, ours=noting("ours"), limit=noting("limit")), rounds=3, count=1)
    assert done == ["limit", "ours", "ours", "limit"] * 2
    assert len(found.ours) == len(found.limit) == 3


def test_a_row_is_written_in_its_place(row, tmp_path):
    """A row that is measured again replaces its line and leaves the others as they are."""
    page = tmp_path / "performance.md"
    page.write_text("# Above\n\n<!-- measured -->\n\n<!-- end -->\n\nbelow\n", "utf-8")
    found = measure(row, rounds=1, count=1)
    other = attrs.evolve(row, name="another")
    write("made-up", cells(row, found, "one day"), page)
    write("another", cells(other, found, "one day"), page)
    write("made-up", cells(row, found, "the next day"), page)
    there = lines(page.read_text("utf-8"))
    assert list(there) == ["another", "made-up"]
    assert "one day" in there["another"]
    assert "the next day" in there["made-up"]
    assert "nothing \\| at all" in there["made-up"]
    assert page.read_text("utf-8").endswith("<!-- end -->\n\nbelow\n")


def test_the_page_has_no_row_that_is_not_there():
    """A row that was taken out, or was given another name, leaves no figures behind."""
    assert set(lines(PAGE.read_text("utf-8"))) <= set(registered())
