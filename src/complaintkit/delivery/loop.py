"""An event loop of its own for a plugin's calls: what blocks, stops or breaks it is that plugin's alone. S0.3"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Final, Generic, TypeVar

import attrs

T = TypeVar("T")
_ENDING: Final = 1.0  # seconds that what is left behind may take to end


@attrs.frozen
class Fault:
    """An exception of a plugin, as a value: nothing that it raises may pass for something of ours."""

    error: BaseException

    def __str__(self) -> str:
        return type(self.error).__name__


@attrs.frozen
class Late(Generic[T]):
    """No answer in time; the call is left behind, on its own thread."""


LATE: Final = Late[object]()


class PluginLoop:
    """A loop on a daemon thread. A call that blocks it, also by mistake in an `async def`, blocks nobody else's.

    What a plugin opens, uses and closes in one batch runs on one loop, as clients of asyncio want it.
    """

    def __init__(self, name: str) -> None:
        """Keep the name; the thread starts with the first call."""
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = False

    async def call(self, what: Callable[[], Awaitable[T]], *, patience: timedelta) -> T | Fault | Late[object]:
        """Return the answer, what was raised, or that there is none in time; when cancelled, cancel the plugin's call, too."""
        made = self._begin(what)
        waiting = asyncio.wrap_future(made)
        try:
            done, _ = await asyncio.wait({waiting}, timeout=patience.total_seconds())
        except asyncio.CancelledError:
            made.cancel()
            raise
        if not done:
            made.cancel()
            return LATE
        return Fault(asyncio.CancelledError()) if waiting.cancelled() else waiting.result()

    def _begin(self, what: Callable[[], Awaitable[T]]) -> Future[T | Fault]:
        coroutine = _answer(what)
        try:
            return asyncio.run_coroutine_threadsafe(coroutine, self._started_loop())
        except RuntimeError as error:  # the plugin has closed the loop
            coroutine.close()
            broken: Future[T | Fault] = Future()
            broken.set_result(Fault(error))
            return broken

    def _started_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._run, args=(self._loop,), name=self._name, daemon=True).start()
        return self._loop

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        """Run until we end it: a plugin that stops the loop, or raises in a callback of its own, does not end it."""
        while not self._ended and not loop.is_closed():
            with contextlib.suppress(BaseException):
                loop.run_forever()
        with contextlib.suppress(BaseException):
            loop.run_until_complete(_cancel_rest(loop))
        with contextlib.suppress(BaseException):
            loop.close()

    def end(self) -> None:
        """Let the thread end, once what it is in has come back."""
        self._ended = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._loop.stop)


async def _answer(what: Callable[[], Awaitable[T]]) -> T | Fault:
    """Return the plugin's answer, or whatever it raised: a KeyboardInterrupt on this thread is no user's.

    A call that is cancelled ends like any other: nobody waits for its answer any more.
    """
    try:
        return await what()
    except BaseException as error:  # noqa: BLE001  a plugin may raise whatever it likes
        return Fault(error)


async def _cancel_rest(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what was left behind, and give it a moment."""
    left = asyncio.all_tasks(loop) - {asyncio.current_task()}
    for one in left:
        one.cancel()
    if left:
        await asyncio.wait(left, timeout=_ENDING)
    await loop.shutdown_asyncgens()
