"""tests/mutants.toml: what it forgives, and the tests that it names, are there."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "complaintkit"
SETTINGS = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text("utf-8"))


def text_of(module: str) -> str:
    """Return a module with each run of spaces as one."""
    path = SOURCE / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return " ".join(file.read_text("utf-8").split())


@pytest.mark.parametrize("place", sorted(SETTINGS["survives"]))
def test_a_reason_is_about_a_line_that_stands(place: str) -> None:
    """Of a line that was changed since nobody knows whether a test would notice."""
    text = text_of(place.partition(":")[0])
    lines = [change.partition(" → ")[0].removesuffix(" …") for change in SETTINGS["survives"][place]]

    assert [line for line in lines if " ".join(line.split()).partition(" … ")[0] not in text] == []


@pytest.mark.parametrize("named", ["tests", "tables"])
def test_the_tests_that_are_asked_are_there(named: str) -> None:
    """A file that was called otherwise would be asked nothing."""
    assert [one for several in SETTINGS[named].values() for one in several if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("module", sorted(SETTINGS["tables"]))
def test_tables_of_rules_are_modules(module: str) -> None:
    """One that was called otherwise would be changed nowhere."""
    assert text_of(module)
