"""Each family of faults in its short form: nothing happens that must not."""

from __future__ import annotations

import pytest

from faults._child import in_child
from faults._family import Family, Tally, families
from faults._page import PAGE, rows, write_row
from faults._storage import STORAGES
from faults.planted import BUGS

SEED = 20261130


@pytest.mark.sqlite("each family names the storage that it runs on, and has a form for each")
@pytest.mark.parametrize("name", families())
def test_nothing_happens_that_must_not(name: str) -> None:
    """As `python -m faults NAME --seed 20261130` counts it."""
    family = families()[name]

    if "sqlite" in family.storages:
        tally = family.run(STORAGES["sqlite"], SEED, range(family.short))
    else:  # another storage takes the place of files in all of a process
        tally = in_child(_run_on_postgresql, family)

    assert tally.failures == []
    assert tally.tried >= family.short


@pytest.mark.parametrize("name", BUGS)
def test_every_bug_has_a_place_to_be_planted(name: str) -> None:
    """What it changes is still there, wherever the code has moved to; whether it is caught is for the long run."""
    in_child(BUGS[name].plant)


def _run_on_postgresql(family: Family) -> Tally:
    from faults._postgresql import server

    server.cache_clear()  # that of the tests, which go on with it, is not to be killed
    try:
        return family.run(STORAGES["postgresql"], SEED, range(family.short))
    finally:
        server().remove()


def test_what_must_not_happen_is_told() -> None:
    """By its name, in words, and it makes the run a failed one."""
    tally = Tally(["kills"], wrong=["lost"])
    tally.add("kills", 3)
    assert tally.ok

    tally.fail("lost", "case 7")

    assert (tally.ok, tally.counts, tally.failures) == (False, {"kills": 3, "lost": 1}, ["lost: case 7"])


def test_the_page_has_rows_of_families_only() -> None:
    """Each with the command that repeats it."""
    known = {(name, storage) for name, family in families().items() for storage in family.storages}
    assert set(rows(PAGE.read_text("utf-8"))) <= known


def test_the_page_names_the_planted_bugs() -> None:
    """Each in the line of the family that has to catch it."""
    page = PAGE.read_text("utf-8").splitlines()

    for name, bug in BUGS.items():
        (line,) = (one for one in page if one.startswith(f"| `{bug.family}` |"))
        assert name in line.split(" | ")[1].removesuffix(" |").split("; "), name


def test_a_long_run_replaces_its_row(tmp_path) -> None:
    """And leaves the others."""
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- measured -->\n<!-- end -->\nafter\n", "utf-8")

    for name, counted in (("powercut", "1"), ("kill", "2"), ("powercut", "a|b")):
        write_row(name, {"counted": counted, "command": f"`python -m faults {name} --long --seed 1`"}, page)
    on_other = {"counted": "3", "command": "`python -m faults kill --long --storage postgresql --seed 1`"}
    write_row("kill", on_other, page, storage="postgresql")

    found = rows(page.read_text("utf-8"))
    assert list(found) == [("kill", "postgresql"), ("kill", "sqlite"), ("powercut", "sqlite")]
    assert found["powercut", "sqlite"].startswith("| a\\|b |")
    assert page.read_text("utf-8").endswith("<!-- end -->\nafter\n")
