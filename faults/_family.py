"""A family of faults: what it counts, how it is found by its name, and what a run of it came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final, TypeAlias

import attrs

from faults._storage import Storage

__all__ = ["Family", "Run", "Tally", "families"]

_MOST: Final = 20  # failures that are told in words; all are counted


class Tally:
    """What a run counted, in the order in which it is told; `wrong` are the counts that must stay 0.

    >>> tally = Tally(["kills"], wrong=["lost"])
    >>> tally.add("kills")
    >>> tally.fail("lost", "case A-1 is gone")
    >>> tally.counts, tally.failures
    ({'kills': 1, 'lost': 1}, ['lost: case A-1 is gone'])
    """

    def __init__(self, counted: Sequence[str] = (), *, wrong: Sequence[str] = ()) -> None:
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

    def take(self, other: Tally) -> None:
        """Add what another run of the same family counted.

        >>> all_of_it = Tally()
        >>> for number in range(3):
        ...     part = Tally(["kills"], wrong=["lost"])
        ...     part.add("kills", number)
        ...     all_of_it.take(part)
        >>> all_of_it.counts, all_of_it.ok
        ({'kills': 3, 'lost': 0}, True)
        """
        for what, number in other.counts.items():
            self.counts[what] = self.counts.get(what, 0) + number
        self.wrong |= other.wrong
        self.failures += other.failures[: _MOST - len(self.failures)]

    @property
    def tried(self) -> int:
        """How many faults were tried: what is counted first."""
        return next(iter(self.counts.values()), 0)

    @property
    def ok(self) -> bool:
        """Say whether nothing happened that must not."""
        return not any(self.counts[one] for one in self.wrong)


Run: TypeAlias = Callable[[Storage, int, range], Tally]
"""Tries faults: (a storage, a seed, which of the faults that it draws) -> what was counted. The same seed and numbers draw
the same faults; a family that has no more of them counts fewer than it was asked for."""


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
    part: int
    """How many are done, and kept, at a time by `--long`: about a minute of them."""
    run: Run
    storages: frozenset[str] = frozenset({"sqlite", "postgresql"})
    """The names of the storages that it can be tried on."""


def families() -> Mapping[str, Family]:
    """Return all families by name, in the order of their names."""
    names = sorted(one.name for one in iter_modules([str(Path(__file__).parent)]) if not one.name.startswith("_"))
    return {name: import_module(f"faults.{name}").FAMILY for name in names}
