"""Read `tests/mutants.toml`: which tests are asked about which room, and why some mutants may live."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from mutant import Mutant

FILE = Path("tests/mutants.toml")
PACKAGE = Path("src/complaintkit")


def _parts(path: Path) -> tuple[str, ...]:
    return path.resolve().relative_to(PACKAGE.resolve()).with_suffix("").parts


def room_of(path: Path) -> str:
    """Name the room that a module is in."""
    return _parts(path)[0]


def place_of(mutant: Mutant) -> str:
    """Name module and function as the file does: `decision.handover:offer`."""
    return f"{'.'.join(_parts(mutant.path))}:{mutant.within}".rstrip(":")


@attrs.frozen
class Reasons:
    """The file, read: folders of tests by room, reasons by place and change."""

    tests: Mapping[str, list[str]]
    survives: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)

    @property
    def rooms(self) -> list[Path]:
        """Give the folders of the rooms that there are mutants of."""
        return [PACKAGE / room for room in self.tests]

    def tests_of(self, mutants: Iterable[Mutant]) -> list[str]:
        """Name the tests that are asked about these."""
        rooms = {room_of(one.path) for one in mutants}
        return sorted({tests for room in rooms for tests in self.tests[room]})

    def reason(self, mutant: Mutant) -> str | None:
        """Say why this one may live; None where nobody has."""
        return self.survives.get(place_of(mutant), {}).get(mutant.change)


def read() -> Reasons:
    """Read the file."""
    return Reasons(**tomllib.loads(FILE.read_text(encoding="utf-8")))
