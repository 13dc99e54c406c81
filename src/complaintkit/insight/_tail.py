"""Tails: how likely a week's count, or a greater one, would be if it came about as those before it did. Exact; no tables."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log

_NEGLIGIBLE = 1e-17


def of_shares(count: int, *, of: int, past: int, of_past: int, weeks: int, dispersion: float = 1.0) -> float:
    """Return how likely `count` or more `of` a week's cases are, where `past` `of_past` were so before.

    Without dispersion this is the one-sided p-value of Fisher's exact test: three of ten, after two of forty.

    >>> from math import comb
    >>> fisher = sum(comb(10, k) * comb(40, 5 - k) for k in range(3, 6)) / comb(50, 5)
    >>> abs(of_shares(3, of=10, past=2, of_past=40, weeks=4) - fisher) < 1e-12
    True
    """
    if count <= 0 or past >= of_past:
        return 1.0
    a, b = past + 1.0, float(of_past - past)
    size = of_past / weeks
    more = (dispersion - 1) / (size - 1) if size > 1 else 0.0
    like = min(1 / (a + b + 1) + more, 0.5)  # the likeness of two cases of one week
    a, b = a / (a + b) * (1 / like - 1), b / (a + b) * (1 / like - 1)
    first = _log_choose(of, count) + _log_beta(a + count, b + of - count) - _log_beta(a, b) if count <= of else None
    if first is None:
        return 0.0
    return _sum(first, count, of, lambda k: (of - k) / (k + 1) * (a + k) / (b + of - k - 1))


def of_weeks(count: int, *, past: int, weeks: int, dispersion: float = 1.0) -> float:
    """Return how likely `count` or more are in a week, where there were `past` in so many weeks before.

    Without dispersion this is the exact one-sided test of two Poisson rates: three in a week, after two in four.

    >>> from math import comb
    >>> exact = sum(comb(5, k) * 0.2**k * 0.8 ** (5 - k) for k in range(3, 6))
    >>> abs(of_weeks(3, past=2, weeks=4) - exact) < 1e-12
    True
    """
    if count <= 0:
        return 1.0
    shape, mean = past + 1.0, (past + 1.0) / weeks
    shape = 1 / (1 / shape + (dispersion - 1) / mean)
    odds = mean / (shape + mean)
    first = lgamma(shape + count) - lgamma(shape) - lgamma(count + 1) + count * log(odds) + shape * log(1 - odds)
    return _sum(first, count, None, lambda k: (shape + k) / (k + 1) * odds)


def _sum(log_first: float, start: int, last: int | None, ratio: Callable[[int], float]) -> float:
    """Add up probabilities from the first on, each by its ratio to the one before, until they no longer count."""
    term = found = exp(log_first)
    k = start
    while (last is None or k < last) and term > _NEGLIGIBLE * found:
        term *= ratio(k)
        found += term
        k += 1
    return min(found, 1.0)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
