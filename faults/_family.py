"""A family of faults: what it counts, how it is found by its name, and what a run of it came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final, TypeAlias

import attrs

__all__ = ["Family", "Run", "StorageUrl", "Tally", "families"]

StorageUrl: TypeAlias = Callable[[Path], str]
"""Makes the URL of a database in a folder."""
_MOST: Final = 20  # failures that are told in words; all are counted


class Tally:
    """What a run counted, in the order in which it is told; `wrong` are the counts that must stay 0.

    >>> tally = Tally(["kills"], wrong=["lost"])
    >>> tally.add("kills")
    >>> tally.fail("lost", "case A-1 is gone")
    >>> tally.counts, tally.failures
    ({'kills': 1, 'lost': 1}, ['lost: case A-1 is gone'])
    """

    def __init__(self, counted: Sequence[str], *, wrong: Sequence[str]) -> None:
        """Begin at 0."""
        self.counts = dict.fromkeys([*counted, *wrong], 0)
        self.wrong = frozenset(wrong)
        self.failures: list[str] = []

    def add(self, what: str, by: int = 1) -> None:
        """Count something."""
        self.counts[what] += by

    def fail(self, what: str, told: str) -> None:
        """Count what must not happen, and tell it."""
        assert what in self.wrong, f"{what!r} was not declared"
        self.counts[what] += 1
        if len(self.failures) < _MOST:
            self.failures.append(f"{what}: {told}")

    @property
    def ok(self) -> bool:
        """Say whether nothing happened that must not."""
        return not any(self.counts[one] for one in self.wrong)


Run: TypeAlias = Callable[[StorageUrl, int, int], Tally]
"""Runs a family: (makes URLs, seed, how many) -> what was counted. The same seed draws the same faults."""


@attrs.frozen(kw_only=True)
class Family:
    """One kind of faults. A module of this package whose name has no underscore has its `FAMILY`."""

    what: str
    """What is done, for the table."""
    promise: str
    """What must hold, in a few words."""
    short: int
    """How many in the tests: seconds."""
    long: int
    """How many by `--long`."""
    run: Run


def families() -> Mapping[str, Family]:
    """Return all families by name, in the order of their names."""
    names = sorted(one.name for one in iter_modules([str(Path(__file__).parent)]) if not one.name.startswith("_"))
    return {name: import_module(f"faults.{name}").FAMILY for name in names}
