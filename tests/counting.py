"""How much work something is, in calls of functions: the same on every machine, however busy."""

from __future__ import annotations

import sys
from collections.abc import Callable


def calls_of(act: Callable[[], object]) -> int:
    """Return how many functions are called by doing something."""
    calls, before = 0, sys.getprofile()

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    return calls
