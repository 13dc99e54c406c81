"""The effect of an improvement: the rate of what it is about, before and after, and whether chance explains the difference. S2.7"""

from __future__ import annotations

from enum import StrEnum
from math import comb
from typing import Final

import attrs

CLEAR: Final = 0.1
"""A fall that chance brings about less often than this is one."""
MONTH: Final = 28
"""Rates are told of four weeks, so that each weekday counts as often."""


class Verdict(StrEnum):
    """Whether it worked.

    >>> Verdict("worked") is Verdict.WORKED
    True
    """

    WORKED = "worked"
    DID_NOT = "did-not"  # as many as before, or more
    UNCLEAR = "unclear"  # fewer, and chance would explain it: a person judges


@attrs.frozen(kw_only=True)
class Effect:
    """How many cases there were in so many days before and after.

    `chance` is how likely as few or fewer would be after, if nothing had changed: of all cases of both spans each falls into
    the later one by its share of the days (the exact test of two Poisson rates, one-sided).

    >>> Effect(before=20, days_before=56, after=2, days_after=28).verdict.value
    'worked'
    >>> Effect(before=4, days_before=56, after=1, days_after=28).verdict.value
    'unclear'
    >>> Effect(before=4, days_before=56, after=2, days_after=28).verdict.value
    'did-not'
    """

    before: int
    days_before: int
    after: int
    days_after: int

    @property
    def rate_before(self) -> float:
        """Cases in four weeks before."""
        return self.before * MONTH / self.days_before

    @property
    def rate_after(self) -> float:
        """Cases in four weeks after."""
        return self.after * MONTH / self.days_after

    @property
    def chance(self) -> float:
        """How likely as few or fewer would be, if nothing had changed."""
        share, total = self.days_after / (self.days_before + self.days_after), self.before + self.after
        return sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(self.after + 1))

    @property
    def verdict(self) -> Verdict:
        """Whether it worked; nothing that happened neither before nor after says so."""
        if self.after * self.days_before >= self.before * self.days_after:
            return Verdict.DID_NOT if self.after else Verdict.UNCLEAR
        return Verdict.WORKED if self.chance <= CLEAR else Verdict.UNCLEAR
