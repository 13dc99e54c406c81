"""One row, measured: both ways in turn, so that a busy machine slows both, and what counts is the ratio of each pair."""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Iterable, Sequence

import attrs

from benchmarks._row import Cost, Job, Measure, Prepare, Row

__all__ = ["Measured", "cost_of", "measure", "median"]


@attrs.frozen
class Measured:
    """The costs of one unit in each round, ours beside the limit's."""

    ours: Sequence[Cost]
    limit: Sequence[Cost]

    def ratios(self, by: Measure) -> list[float]:
        """Return what part of the limit's speed we had, round by round."""
        return [getattr(limit, by) / getattr(ours, by) for ours, limit in zip(self.ours, self.limit, strict=True)]

    def ratio(self, by: Measure) -> float:
        """Return the median of the ratios."""
        return statistics.median(self.ratios(by))

    def falls_short(self, row: Row) -> list[Measure]:
        """Return by what the ratio stays below what was wanted."""
        return [by for by, wanted in row.at_least.items() if self.ratio(by) < wanted]


def median(costs: Iterable[Cost]) -> Cost:
    """Return the median on the clock and that of the processor."""
    costs = tuple(costs)
    return Cost(statistics.median(one.wall for one in costs), statistics.median(one.cpu for one in costs))


def measure(row: Row, *, rounds: int, count: int) -> Measured:
    """Measure so many rounds; one more before them warms up. Who begins changes from round to round."""
    found: dict[str, list[Cost]] = {"ours": [], "limit": []}
    with row.ours() as ours, row.limit() as limit:
        for number in range(rounds + 1):
            ways = [("ours", ours), ("limit", limit)]
            for name, prepare in ways if number % 2 else reversed(ways):
                found[name].append(_timed(prepare, count))
    return Measured(found["ours"][1:], found["limit"][1:])


def _timed(prepare: Prepare, count: int) -> Cost:
    """Return the cost of one unit."""
    job = prepare(count)
    gc.collect()
    cost = cost_of(job)
    return Cost(cost.wall / count, cost.cpu / count)


def cost_of(job: Job) -> Cost:
    """Return what a job cost, by our clocks unless it brings figures of its own."""
    wall, cpu = time.perf_counter(), _cpu()
    elsewhere = job()
    if isinstance(elsewhere, Cost):
        return elsewhere
    return Cost(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    """Return the seconds that this process and those that it has waited for have had of the processor."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)
