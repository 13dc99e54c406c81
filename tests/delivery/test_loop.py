"""A plugin's own loop: what it leaves behind ends with it. S0.3"""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncGenerator
from datetime import timedelta
from itertools import count

import pytest

from complaintkit.delivery.loop import LATE, PluginLoop

LIMIT = 20  # seconds; nothing here takes that long
NAMES = (f"complaintkit-left-{number}" for number in count())  # a thread may outlive its test by a moment


async def called(loop: PluginLoop, what, patience: float = LIMIT) -> object:
    """The answer of one call."""
    return await loop.call(what, patience=timedelta(seconds=patience))


@pytest.fixture
def loop():
    """One that is ended after the test, whatever came of that."""
    made = PluginLoop(next(NAMES))
    yield made
    made.end()


@pytest.mark.parametrize("left", ["generator", "task"])
def test_what_a_plugin_left_half_way_is_ended(loop, left):
    """A generator is closed, a task is cancelled, so that each can give back what it holds; then the thread ends."""
    closed, kept = threading.Event(), list[object]()

    async def numbers() -> AsyncGenerator[int]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)  # says good-bye to its provider
            closed.set()

    async def goes_on(halfway: AsyncGenerator[int]) -> None:
        await anext(halfway)

    async def use() -> int:
        halfway = numbers()
        first = await anext(halfway)
        kept.append(asyncio.create_task(goes_on(halfway)) if left == "task" else halfway)
        await asyncio.sleep(0)
        return first

    assert asyncio.run(called(loop, use)) == 1
    (thread,) = [one for one in threading.enumerate() if one.name == loop._name]
    assert not closed.is_set()

    loop.end()

    assert closed.wait(LIMIT)
    thread.join(LIMIT)
    assert not thread.is_alive()


@pytest.mark.parametrize("late", [True, False], ids=["late", "nobody waits any more"])
def test_a_call_without_use_is_cancelled_and_the_next_one_served(loop, late):
    """It may give back what it holds at once; the loop is no worse for it."""
    begun, cancelled = threading.Event(), threading.Event()

    async def never() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async def quick() -> str:
        return "answer"

    async def host() -> object:
        waiting = asyncio.create_task(called(loop, never, 0.05 if late else LIMIT))
        await asyncio.to_thread(begun.wait, LIMIT)
        if not late:
            waiting.cancel()
        (end,) = await asyncio.gather(waiting, return_exceptions=True)
        return end

    end = asyncio.run(host())
    assert end is LATE if late else isinstance(end, asyncio.CancelledError)
    assert cancelled.wait(LIMIT)
    assert asyncio.run(called(loop, quick)) == "answer"


def test_a_plugin_that_cancels_whatever_runs_on_its_loop_cancels_nobody_of_ours(loop):
    """Nor what has not begun there: the call is at fault, the worker goes on."""
    blocked, queued = threading.Event(), threading.Event()

    async def sweep() -> str:
        blocked.set()
        queued.wait(LIMIT)
        await asyncio.sleep(0)
        for one in asyncio.all_tasks() - {asyncio.current_task()}:
            one.cancel()
        return "swept"

    async def quick() -> str:
        return "answer"

    async def host() -> list[object]:
        first = asyncio.create_task(called(loop, sweep))
        await asyncio.to_thread(blocked.wait, LIMIT)
        second = asyncio.create_task(called(loop, quick))
        await asyncio.sleep(0)
        queued.set()
        return [await first, await second]

    swept, fault = asyncio.run(host())
    assert (swept, str(fault)) == ("swept", "CancelledError")


def test_a_plugin_that_never_comes_back_keeps_no_program_from_ending(loop):
    """Python does not wait for its thread."""
    asyncio.run(called(loop, lambda: asyncio.sleep(0)))
    assert [one.daemon for one in threading.enumerate() if one.name == loop._name] == [True]


def test_a_call_of_a_loop_that_is_over_is_a_fault(loop, recwarn):
    """Whoever ended it, a plugin or we: the caller hears so at once, and waits for nobody; no coroutine is left about."""

    async def quick() -> str:
        return "answer"

    asyncio.run(called(loop, quick))
    (thread,) = [one for one in threading.enumerate() if one.name == loop._name]
    loop.end()
    thread.join(LIMIT)

    assert str(asyncio.run(called(loop, quick))) == "RuntimeError"
    gc.collect()
    assert recwarn.list == []
