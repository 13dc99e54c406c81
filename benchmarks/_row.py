"""Rows of the table: a pair of ways to do the same, ours and one that nothing can beat, or a peer's.

A row is registered by standing in `ROWS` of a module here whose name has no underscore before it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, TypeAlias

import attrs

import benchmarks

__all__ = ["Cost", "Job", "Prepare", "Row", "Way", "registered", "simply"]


@attrs.frozen
class Cost:
    """Seconds of something: on the clock, and of the processor."""

    wall: float
    cpu: float


Measure: TypeAlias = Literal["wall", "cpu"]
Job: TypeAlias = Callable[[], object]
"""Does what is measured. It returns a `Cost` only where that was measured elsewhere: in a process of a peer, say."""
Prepare: TypeAlias = Callable[[int], Job]
"""Makes ready for so many units, unmeasured; returns the job of doing them."""
Way: TypeAlias = Callable[[], AbstractContextManager[Prepare]]
"""Sets up what all rounds share, and takes it down afterwards."""


@attrs.frozen(kw_only=True)
class Row:
    """One comparison; `at_least` says what part of the limit's speed we want to reach.

    Args:
        name: how it is asked for.
        what: what is done, as a stranger reads it.
        unit: what one of it is.
        count: so many units a round.
        ours: the kit's way.
        limit: the way that is compared.
        against: what the limit is, in a few words.
        at_least: the ratio that has to be reached, by what is compared.
        limited_by: what keeps ours from being faster, in words.
        rounds: so many pairs are measured.
        packages: whose versions the figures stand for, beside the kit's own.
        peers: requirements that are installed in an environment of their own first.
    """

    name: str
    what: str
    unit: str
    count: int
    ours: Way
    limit: Way
    against: str
    at_least: Mapping[Measure, float]
    limited_by: str
    rounds: int = 9
    packages: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()


def simply(prepare: Prepare) -> Way:
    """Return a way that has nothing to set up or to take down."""
    return lambda: nullcontext(prepare)


def registered() -> Mapping[str, Row]:
    """Return all rows by name, in the order of their modules."""
    names = sorted(one.name for one in pkgutil.iter_modules(benchmarks.__path__) if not one.name.startswith("_"))
    modules = [importlib.import_module(f"benchmarks.{name}") for name in names]
    rows = [row for module in modules for row in getattr(module, "ROWS", ()) if isinstance(row, Row)]
    found = {row.name: row for row in rows}
    if len(found) < len(rows):
        raise ValueError(f"two rows have one name: {[row.name for row in rows]}")
    return found
