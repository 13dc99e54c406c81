"""The thread of the storage: one call at a time, and nobody waits for it at the end."""

from __future__ import annotations

import asyncio
import threading

from complaintkit.delivery.thread import StorageThread

LIMIT = 10  # seconds; nothing here takes that long
MOMENT = 0.05  # seconds in which a second thread would have begun


def test_calls_are_made_one_after_another():
    """A transaction of one kind of work is not crossed by another's; each gets its own answer."""
    second = threading.Event()

    async def both():
        with StorageThread() as storage:
            return await asyncio.gather(storage(second.wait, MOMENT), storage(second.set))

    assert asyncio.run(both()) == [False, None]
    assert second.is_set()


def test_leaving_waits_for_no_call_and_begins_none():
    """What is under way ends by itself; what was to come is not done for nobody."""
    begun, release, made = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        release.wait(LIMIT)
        made.append("slow")

    async def leave():
        with StorageThread() as storage:
            calls = [asyncio.create_task(storage(slow)), asyncio.create_task(storage(made.append, "next"))]
            await asyncio.to_thread(begun.wait, LIMIT)
        before = list(made)
        release.set()
        await asyncio.wait(calls, timeout=LIMIT)
        return before

    assert asyncio.run(leave()) == []
    assert made == ["slow"]
