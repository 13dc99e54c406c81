"""Scores of standing surveys: the mean of each question, how sure it is, and how sure its change is. S2.7, S2.9, S1.13"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Final

import attrs

from complaintkit.insight.figure import FEW, Words

_NORMAL: Final = NormalDist().inv_cdf(0.975)
_ADDED: Final = 2
"""So many answers are added at each end of the scale, for the interval alone: ten who all give a 5 do not speak for everybody."""
Scale = tuple[int, int]


@attrs.frozen(kw_only=True)
class Mean:
    """The mean of the scores that were given, and between which means all customers may well stand: an interval of 95 %.

    None where nobody answered.
    """

    count: int = 0
    mean: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def few(self) -> bool:
        """True where chance alone moves the mean much: fewer than 30 answers."""
        return self.count < FEW


@attrs.frozen(kw_only=True)
class Change:
    """How much a mean rose between two periods, and between which values it may well have: an interval of 95 %."""

    by: Decimal
    low: Decimal
    high: Decimal

    @property
    def sure(self) -> bool:
        """True where chance alone seldom changes as much: the interval has no 0 in it."""
        return self.low > 0 or self.high < 0


@attrs.frozen(kw_only=True)
class Scored:
    """A question of a standing survey, counted. `told` were written down by staff, to whom customers said it. R9"""

    survey: str
    question: str
    scale: Scale
    title: Words
    mean: Mean
    told: int = 0

    @property
    def key(self) -> str:
        """The question's name among all: `standing/market`."""
        return f"{self.survey}/{self.question}"


def mean_of(scores: Mapping[int, int], scale: Scale) -> Mean:
    """Return the mean of scores, each with how many gave it; the interval is normal, after two answers at each end were added.

    >>> one = mean_of({5: 8, 3: 2}, (1, 5))
    >>> one.count, one.mean, one.low, one.high, one.few
    (10, Decimal('4.60'), Decimal('3.35'), Decimal('4.93'), True)
    """
    count = sum(scores.values())
    if not count:
        return Mean()
    low, high = scale
    counted = Counter(scores)
    mean = _mean(counted)
    counted.update({low: _ADDED, high: _ADDED})
    middle, total = _mean(counted), counted.total()
    spread = sum(often * (score - middle) ** 2 for score, often in counted.items()) / (total - 1)
    half = _NORMAL * sqrt(spread / total)
    return Mean(
        count=count,
        mean=_hundredth(mean),
        low=_hundredth(max(middle - half, low)),
        high=_hundredth(min(middle + half, high)),
    )


def change_of(now: Mean, before: Mean) -> Change | None:
    """Return how much a mean changed, from both intervals (Newcombe's square-and-add); None where one of them is missing.

    >>> change = change_of(mean_of({5: 90, 3: 30}, (1, 5)), mean_of({5: 30, 3: 90}, (1, 5)))
    >>> change.by, change.low, change.high, change.sure
    (Decimal('1.00'), Decimal('0.73'), Decimal('1.22'), True)
    """
    if now.mean is None or now.low is None or now.high is None:
        return None
    if before.mean is None or before.low is None or before.high is None:
        return None
    by = now.mean - before.mean
    down = sqrt((now.mean - now.low) ** 2 + (before.high - before.mean) ** 2)
    up = sqrt((now.high - now.mean) ** 2 + (before.mean - before.low) ** 2)
    return Change(by=by, low=_hundredth(float(by) - down), high=_hundredth(float(by) + up))


def _mean(scores: Counter[int]) -> float:
    return sum(score * often for score, often in scores.items()) / scores.total()


def _hundredth(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))


@attrs.define
class Scores:
    """Adds up answers, one after the other: keeps of each its scores, nothing of who gave them."""

    _given: defaultdict[tuple[str, str, Scale], Counter[int]] = attrs.field(
        factory=lambda: defaultdict(Counter), init=False
    )
    _told: Counter[tuple[str, str, Scale]] = attrs.field(factory=Counter, init=False)

    def add(self, survey: str, scores: Mapping[str, tuple[int, int, int]], *, told: bool) -> None:
        """Add one answer: by question the score, and the ends of the scale that it was given on."""
        for question, (score, low, high) in scores.items():
            key = (survey, question, (low, high))
            self._given[key][score] += 1
            self._told[key] += told

    def figures(self, title: Callable[[str, str], Words]) -> tuple[Scored, ...]:
        """Return each question; one whose scale was changed stands there once for each."""
        return tuple(
            Scored(
                survey=survey,
                question=question,
                scale=scale,
                title=title(survey, question),
                mean=mean_of(given, scale),
                told=self._told[survey, question, scale],
            )
            for (survey, question, scale), given in sorted(self._given.items())
        )


def changes(now: Iterable[Scored], before: Iterable[Scored]) -> Mapping[str, Change]:
    """Return the change of each question that was answered in both periods on one scale, by its key."""
    then = {(one.key, one.scale): one.mean for one in before}
    found = ((one.key, change_of(one.mean, then.get((one.key, one.scale), Mean()))) for one in now)
    return {key: change for key, change in found if change is not None}
