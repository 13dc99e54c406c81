"""What a contract suite hears of strangers' code: what it calls itself, not what happens beside it."""

from __future__ import annotations

import gc
import time

import pytest

from complaintkit.testing._purity import impure_calls


def test_a_look_at_a_clock_is_heard() -> None:
    """By its name."""
    assert impure_calls(lambda: time.perf_counter()) == {"time.perf_counter"}  # noqa: PLW0108  called by ours


@pytest.mark.parametrize("collecting", [True, False])
def test_who_hears_of_collections_is_somebody_else(*, collecting: bool) -> None:
    """Python collects garbage whenever it likes, and a test runner takes the time; afterwards it is as it was."""

    def timed(*_: object) -> None:
        time.perf_counter()

    before, first = gc.isenabled(), gc.get_threshold()
    gc.callbacks.append(timed)
    try:
        gc.set_threshold(10)
        (gc.enable if collecting else gc.disable)()
        assert impure_calls(lambda: [[] for _ in range(1000)]) == set()
        assert gc.isenabled() is collecting
    finally:
        gc.callbacks.remove(timed)
        gc.set_threshold(*first)
        (gc.enable if before else gc.disable)()
