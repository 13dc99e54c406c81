"""Histories of an old system: owners and intervals rebuilt from its event log, and what F3 would have stopped. F1, F3

What a column means is data, a `LogMapping`. `read_log` makes a `History` of each case, `intervals` says who had it when, and
`ownership` counts over all of them. Whoever closes a case does not become its owner by that; while it is closed nobody has to have
it. Where a row names only a team, the case lies in the team's queue; where it names neither, the case is unowned. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import attrs

from complaintkit.insight._log import Entry, History, LogMapping, read_log

__all__ = ["Entry", "History", "Interval", "LogMapping", "Ownership", "intervals", "owners", "ownership", "read_log"]

LONGEST: Final = 5
"""As many of the longest chains are kept."""
NOTHING: Final = timedelta()


@attrs.frozen(kw_only=True)
class Interval:
    """A time in which one owner had a case; or one queue, or nobody; or in which it was closed."""

    start: datetime
    end: datetime
    owner: str | None
    group: str | None
    closed: bool


def intervals(history: History) -> tuple[Interval, ...]:
    """Return who had the case when: from the first entry to the last, without gaps or overlaps; the last is the last moment's."""
    found: list[Interval] = []
    for entry, later in pairwise((*history.entries, history.entries[-1])):
        one = _interval(entry, later.at)
        if found and attrs.evolve(found[-1], start=one.start, end=one.end) == one:
            one = attrs.evolve(one, start=found.pop().start)
        found.append(one)
    return tuple(found)


def _interval(entry: Entry, end: datetime) -> Interval:
    owner = None if entry.closed else entry.owner
    group = None if entry.closed or owner else entry.group
    return Interval(start=entry.at, end=end, owner=owner, group=group, closed=entry.closed)


def owners(history: History) -> tuple[str, ...]:
    """Return the chain of owners; who gets it back from a queue, or after it was closed, was not handed it."""
    chain: list[str] = []
    for one in intervals(history):
        if one.owner and chain[-1:] != [one.owner]:
            chain.append(one.owner)
    return tuple(chain)


@attrs.frozen(kw_only=True)
class Ownership:
    """What all histories of a log say of ownership.

    `handovers` counts cases by their number of handovers. A return is a handover to somebody who had the case before, which F3
    leaves to a leader's ruling: `returns` of them in `returned` cases, and `after_return` handovers from the first return of a
    case on. `longest` are the longest chains. The time from first to last entry is `owned`, `queued`, `unowned` or `closed`.
    """

    cases: int
    entries: int
    handovers: Mapping[int, int]
    returns: int
    returned: int
    after_return: int
    longest: tuple[tuple[str, tuple[str, ...]], ...]
    owned: timedelta
    queued: timedelta
    unowned: timedelta
    closed: timedelta
    time_of: Mapping[str, timedelta]
    reopenings: int
    reopened: int

    def share_above(self, handovers: int) -> float:
        """Return the share of the cases that had more than so many handovers; 0 of no case."""
        more = sum(cases for count, cases in self.handovers.items() if count > handovers)
        return more / self.cases if self.cases else 0.0


def ownership(log: Iterable[History]) -> Ownership:
    """Count over all histories, one at a time: what is kept grows with the owners, not with the cases."""
    counts, handovers = Counter[str](), Counter[int]()
    time = dict.fromkeys(("owned", "queued", "unowned", "closed"), NOTHING)
    time_of: dict[str, timedelta] = {}
    longest: list[tuple[str, tuple[str, ...]]] = []
    for history in log:
        chain, held = owners(history), intervals(history)
        back = [n for n in range(2, len(chain)) if chain[n] in chain[:n]]
        reopened = sum(one.closed for one in held[:-1])
        handovers[max(len(chain) - 1, 0)] += 1
        counts.update(
            cases=1,
            entries=len(history.entries),
            returns=len(back),
            returned=bool(back),
            after_return=len(chain) - back[0] if back else 0,
            reopenings=reopened,
            reopened=bool(reopened),
        )
        longest = sorted([*longest, (history.case, chain)], key=lambda one: (-len(one[1]), one[0]))[:LONGEST]
        _add_time(held, time, time_of)
    return Ownership(
        cases=counts["cases"],
        entries=counts["entries"],
        returns=counts["returns"],
        returned=counts["returned"],
        after_return=counts["after_return"],
        reopenings=counts["reopenings"],
        reopened=counts["reopened"],
        owned=time["owned"],
        queued=time["queued"],
        unowned=time["unowned"],
        closed=time["closed"],
        handovers=dict(sorted(handovers.items())),
        longest=tuple(longest),
        time_of=dict(sorted(time_of.items(), key=lambda one: (-one[1], one[0]))),
    )


def _add_time(held: Iterable[Interval], time: dict[str, timedelta], time_of: dict[str, timedelta]) -> None:
    for one in held:
        name = "closed" if one.closed else "owned" if one.owner else "queued" if one.group else "unowned"
        time[name] += one.end - one.start
        if one.owner:
            time_of[one.owner] = time_of.get(one.owner, NOTHING) + (one.end - one.start)
