"""Count the steps that a call takes: lines and calls of Python, whatever else the machine is doing meanwhile."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType


def steps(call: Callable[[], object]) -> int:
    """Return how many lines were run and how many calls were made, those of C's functions among them.

    >>> def look(words):
    ...     return [one for one in words if one]
    >>> grows_linearly([steps(lambda: look(range(size))) for size in (1_000, 2_000, 4_000)])
    True
    """
    taken = 0

    def line(_: FrameType, __: str, ___: Any) -> Any:  # noqa: ANN401  as sys.settrace wants it
        nonlocal taken
        taken += 1
        return line

    def called(_: FrameType, __: str, ___: Any) -> None:  # noqa: ANN401  as sys.setprofile wants it
        nonlocal taken
        taken += 1

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(line)
    sys.setprofile(called)
    try:
        call()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return taken


def grows_linearly(counts: Sequence[int], *, spare: int = 200) -> bool:
    """Tell if no count, of inputs each twice as long as the one before, is much more than twice the one before.

    >>> grows_linearly([1_100, 2_100, 4_100]), grows_linearly([1_000, 4_000, 16_000])
    (True, False)
    """
    return all(after <= 2.5 * before + spare for before, after in pairwise(counts))
