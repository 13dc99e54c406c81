"""Read `tests/mutants.toml`: which tests are asked about which room, and why some mutants may live."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from mutant import Mutant, mutants_of
from operators import OPERATORS
from rules import RULES

FILE = Path("tests/mutants.toml")
PACKAGE = Path("src/complaintkit")


def _parts(path: Path) -> tuple[str, ...]:
    return path.resolve().relative_to(PACKAGE.resolve()).with_suffix("").parts


def room_of(path: Path) -> str:
    """Name the room that a module is in."""
    return _parts(path)[0]


def module_of(path: Path) -> str:
    """Name the module as the file does: `decision.handover`."""
    return ".".join(_parts(path))


def place_of(mutant: Mutant) -> str:
    """Name module and function as the file does: `decision.handover:offer`."""
    return f"{module_of(mutant.path)}:{mutant.within}".rstrip(":")


def _file_of(module: str) -> Path:
    return (PACKAGE / module.replace(".", "/")).with_suffix(".py")


@attrs.frozen
class Reasons:
    """The file, read: folders of tests by room, tests by module of the tables, reasons by place and change."""

    tests: Mapping[str, list[str]]
    tables: Mapping[str, list[str]]
    survives: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)

    @property
    def rooms(self) -> list[Path]:
        """Give the folders of the rooms that there are mutants of."""
        return [PACKAGE / room for room in self.tests]

    @property
    def rules(self) -> list[Path]:
        """Give the modules whose rules `--tables` changes one by one."""
        return [_file_of(module) for module in self.tables]

    def tests_of_rules(self, mutant: Mutant) -> tuple[str, ...]:
        """Name the tests that state the rules of the mutant's module."""
        return tuple(self.tables[module_of(mutant.path)])

    def tests_of(self, mutants: Iterable[Mutant]) -> list[str]:
        """Name the tests that are asked about these."""
        rooms = {room_of(one.path) for one in mutants}
        return sorted({tests for room in rooms for tests in self.tests[room]})

    def reason(self, mutant: Mutant) -> str | None:
        """Say why this one may live; None where nobody has."""
        return self.survives.get(place_of(mutant), {}).get(mutant.change)

    def outdated(self, modules: Iterable[Path]) -> Iterator[str]:
        """Yield what has a reason and is no mutant of these modules any more, or of a module that is gone."""
        named = {place.partition(":")[0] for place in self.survives}
        asked = {module_of(path): path for path in modules}
        gone = {one for one in named if not _file_of(one).exists()}
        made = {
            (place_of(one), one.change)
            for module in asked.keys() & named
            for operators in (OPERATORS, RULES)
            for one in mutants_of(asked[module], operators)
        }
        for place, changes in self.survives.items():
            if place.partition(":")[0] in asked.keys() | gone:
                yield from (f"{place}: {change}" for change in changes if (place, change) not in made)


def read() -> Reasons:
    """Read the file."""
    return Reasons(**tomllib.loads(FILE.read_text(encoding="utf-8")))
