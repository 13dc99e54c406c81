"""Threads on which storage calls may block: no loop that others wait on may wait for a disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final, ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_TURNS: Final = 2
"""So many turns of a loop it takes from an answer that comes in to what is begun because of it."""


class StorageThread:
    """Makes calls one after another, awaited from any loop."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="complaintkit-outbox")

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a blocking call."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(function, *args, **kwargs))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


class StorageTurn:
    """Makes calls one after another on a loop that is `apart`, each in a turn of its own: what comes up before it goes first.

    So does what somebody is in a hurry for, who has nothing else to do.
    """

    def __init__(self) -> None:
        self._hurried = 0
        self._calm = asyncio.Event()
        self._calm.set()

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a blocking call, once nobody is in a hurry."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        while self._hurried:
            await self._calm.wait()
        return function(*args, **kwargs)

    async def first(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return the result of a blocking call that somebody is in a hurry for, at once."""
        return function(*args, **kwargs)

    @contextmanager
    def hurry(self) -> Iterator[None]:
        """Let nothing else have its turn."""
        self._hurried += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._hurried -= 1
            if not self._hurried:
                self._calm.set()


async def apart(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine on a loop and a thread of its own, which it may block; return its result.

    When cancelled, cancel it there, and wait for its end.
    """
    loop = asyncio.new_event_loop()
    task = loop.create_task(work())

    def run() -> T:
        try:
            return loop.run_until_complete(task)
        finally:
            loop.close()

    with StorageThread() as thread:
        done = asyncio.ensure_future(thread(run))
        while True:
            try:
                return await asyncio.shield(done)
            except asyncio.CancelledError:
                if done.done():
                    raise
                with suppress(RuntimeError):  # it has just ended
                    loop.call_soon_threadsafe(task.cancel)
