"""Tendencies 倾向性问题: what comes up more often than its past and all cases together explain. S0.10, S0.13, S1.12, S2.7, S4.11

The last seven days of one subject (a category, a root cause, a lot, a stall, a dish, a shift) are compared with up to twelve whole
weeks before them, so that each weekday stands on both sides as often:

1. Volume. Of all cases of the past weeks a share was about the subject. Of this week's cases, how likely are as many as there
   are, or more, if that share is still the same? That is Fisher's exact test, written as a beta-binomial tail: a busy week alone
   is no tendency. Where there is nothing to compare with, the same question is asked of the numbers of the weeks (the exact test
   of two Poisson rates, a negative-binomial tail).
2. Dispersion. Where past weeks varied more than chance lets them, both tails are widened by as much, as in Farrington's method
   (1996) for outbreaks of disease; what one subject's few weeks say of that is steadied by what all subjects say.
3. Many subjects, many days. A budget of false tendencies in a year is shared out evenly over the subjects and the looks, so that
   the expected number of false ones stays within it, however the subjects hang together (Bonferroni).
4. Told once. One that was told goes on until its week is no longer unusual (`ENDS`, far from where it begins); by then it has
   ended, or has become the usual.

Nothing is told of fewer than `LEAST` cases, nor of less than a quarter more than expected, nor before there are four whole weeks to
compare with; below `FEW` cases it is marked. Pure: no clock, no chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import fsum
from typing import Final

import attrs

from complaintkit.insight._tail import of_shares, of_weeks

__all__ = ["ENDS", "FEW", "LEAST", "Series", "Tendency", "rising"]

WEEK: Final = timedelta(days=7)
WEEKS: Final = 12
"""The past is as many whole weeks, where there are so many."""
LEAST_WEEKS: Final = 4
"""With less of a past nothing is said."""
LEAST: Final = 3
"""Fewer cases are no tendency."""
FEW: Final = 5
"""Fewer cases are marked: one more or less would say something else."""
MORE: Final = 1.25
"""The least rise that is told, as a multiple of what was expected."""
ENDS: Final = 0.1
"""A tendency goes on while its week is less likely than this."""
STEADY: Final = 6
"""As many weeks of all subjects together say how much a subject's own weeks vary."""


@attrs.frozen(kw_only=True)
class Series:
    """The cases of one subject, by the day on which the customer spoke, as the unit counts days.

    `what` says of which kind the subject is, such as `"category"`; `key` is its id. A day without a case need not be there.
    """

    what: str
    key: str
    days: Mapping[date, Sequence[str]]


@attrs.frozen(kw_only=True)
class Tendency:
    """A subject that came up more often in the last seven days than its past and the volume explain.

    `since` is the day on which it was first found; `weeks` are the counts of the past weeks, oldest first, `count` is this
    week's and `of` that of all cases; `chance` is how likely as many would be if nothing had changed.
    """

    what: str
    key: str
    since: date
    weeks: tuple[int, ...]
    count: int
    of: int | None
    expected: Decimal
    chance: float
    cases: tuple[str, ...]

    @property
    def few(self) -> bool:
        """Whether it rests on so few cases that one more or less would say something else."""
        return self.count < FEW


def rising(
    series: Iterable[Series],
    *,
    today: date,
    volume: Mapping[date, int] | None = None,
    since: date | None = None,
    told: Iterable[Tendency] = (),
    false_alarms: float = 12.0,
    every: int = 1,
) -> tuple[Tendency, ...]:
    """Return the tendencies of a unit today, the surest first: those that begin, and those told before that go on.

    What was told and is not returned has ended. Hand over what this returned last time, and each is told once.

    Args:
        series: every subject that is watched in this unit; their number shares out the budget.
        today: the last whole day.
        volume: how many cases there were on each day, of all subjects; None compares each subject with its own past alone.
        since: the first day of records; the first on which there was a case, unless given.
        told: what was told before and has not ended.
        false_alarms: how many false tendencies in a year are borne at most; measured were a fifth of them and less.
        every: how many days lie between two looks.

    >>> days = [date(2026, 9, 1) + timedelta(days=n) for n in range(70)]
    >>> sour = Series(
    ...     what="category", key="food/sensory", days={day: ("C-1",) for day in days[::7]} | {days[-2]: ("C-7",) * 6}
    ... )
    >>> (found,) = rising([sour], today=days[-1], volume=dict.fromkeys(days, 4))
    >>> found.count, found.of, str(found.expected), found.weeks, found.few
    (7, 28, '1.0', (1, 1, 1, 1, 1, 1, 1, 1, 1), False)
    """
    watched = tuple(series)
    before = {(one.what, one.key): one for one in told}
    weeks = _past(watched, volume, since, today)
    if not watched or weeks < LEAST_WEEKS:
        return ()
    limit = false_alarms * every / (365 * len(watched))
    of_all = _weeks(volume, today, weeks) if volume else None
    counted = [_Counted.of(one, of_all, today, weeks) for one in watched]
    common = _common_dispersion(counted)
    found = (_judge(one, common, before.get((one.series.what, one.series.key)), limit, today) for one in counted)
    return tuple(sorted(filter(None, found), key=lambda one: (one.chance, one.what, one.key)))


def _past(watched: Sequence[Series], volume: Mapping[date, int] | None, since: date | None, today: date) -> int:
    """Return how many whole weeks there are to compare with."""
    known: Iterator[date] = (day for days in (*(one.days for one in watched), volume or {}) for day in days)
    first = since or min(known, default=today)
    return max(0, min(WEEKS, (today - WEEK - first + timedelta(days=1)).days // 7))


@attrs.frozen(kw_only=True)
class _Counted:
    """One subject's weeks, oldest first, the last of them this one; and those of all cases."""

    series: Series
    weeks: tuple[int, ...]
    all: tuple[int, ...] | None

    @classmethod
    def of(cls, series: Series, volume: tuple[int, ...] | None, today: date, past: int) -> _Counted:
        """Count the weeks that end today; without any other case before there is nothing to compare with."""
        weeks = _weeks({day: len(cases) for day, cases in series.days.items()}, today, past)
        every = tuple(map(max, volume, weeks)) if volume else ()
        return cls(series=series, weeks=weeks, all=every if sum(every[:-1]) > sum(weeks[:-1]) else None)

    @property
    def past(self) -> tuple[int, ...]:
        return self.weeks[:-1]

    @property
    def expected(self) -> float:
        """What this week would have been like those before, at this week's volume."""
        if self.all is None:
            return sum(self.past) / len(self.past)
        return self.all[-1] * sum(self.past) / sum(self.all[:-1])

    @property
    def chi_square(self) -> float:
        """How far the past weeks lie from their mean, in units of what chance does: their number less one, on average."""
        count, weeks = sum(self.past), len(self.past)
        total = sum(self.all[:-1]) if self.all else weeks
        share = count / total
        found = 0.0
        for week, size in zip(self.past, self.all or (1,) * weeks, strict=False):
            varies = size * share * (1 - share if self.all else 1)
            found += (week - size * share) ** 2 / varies if varies else 0.0
        return found


def _weeks(days: Mapping[date, int], today: date, past: int) -> tuple[int, ...]:
    """Add up the days by weeks that end today, oldest first."""
    found = [0] * (past + 1)
    for day, count in days.items():
        back = (today - day).days // 7
        if 0 <= back <= past:
            found[past - back] += count
    return tuple(found)


def _common_dispersion(counted: Sequence[_Counted]) -> float:
    """Return how much more the weeks of all subjects vary than by chance; rare subjects say nothing of it."""
    usual = [one for one in counted if sum(one.past) >= len(one.past)]
    freedom = sum(len(one.past) - 1 for one in usual)
    return max(1.0, fsum(one.chi_square for one in usual) / freedom) if freedom else 1.0


def _dispersion(one: _Counted, common: float) -> float:
    """Return how much more a subject's weeks vary than by chance, steadied by what is common."""
    freedom = len(one.past) - 1
    if sum(one.past) < len(one.past):
        return common
    return max(1.0, (one.chi_square + STEADY * common) / (freedom + STEADY))


def _judge(one: _Counted, common: float, told: Tendency | None, limit: float, today: date) -> Tendency | None:
    """Return the tendency where this week is one, or one that was told goes on."""
    count, own = one.weeks[-1], sum(one.past) / len(one.past)
    if count <= max(own, one.expected):
        return None
    if told is None and count < max(LEAST, MORE * one.expected):
        return None
    chance = _chance(one, _dispersion(one, common))
    if chance >= (limit if told is None else max(limit, ENDS)):
        return None
    return Tendency(
        what=one.series.what,
        key=one.series.key,
        since=told.since if told else today,
        weeks=one.past,
        count=count,
        of=one.all[-1] if one.all else None,
        expected=Decimal(f"{one.expected:.1f}"),
        chance=chance,
        cases=tuple(
            case for back in range(6, -1, -1) for case in one.series.days.get(today - timedelta(days=back), ())
        ),
    )


def _chance(one: _Counted, dispersion: float) -> float:
    """Return how likely this week's count, or more, would be if nothing had changed."""
    count, past = one.weeks[-1], sum(one.past)
    if one.all is None:
        return of_weeks(count, past=past, weeks=len(one.past), dispersion=dispersion)
    return of_shares(
        count, of=one.all[-1], past=past, of_past=sum(one.all[:-1]), weeks=len(one.past), dispersion=dispersion
    )
