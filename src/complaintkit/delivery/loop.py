"""An event loop of its own for a plugin's calls: what blocks, stops or breaks it is that plugin's alone. S0.3"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Generic, TypeVar

import attrs

from complaintkit.hooks.stranger import kind_of

T = TypeVar("T")
_ENDING: Final = 1.0  # seconds that what is left behind may take to end


@attrs.frozen
class Fault:
    """An exception of a plugin, as a value: nothing that it raises may pass for something of ours."""

    error: BaseException

    def __str__(self) -> str:
        return kind_of(self.error)


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
        ours, theirs = asyncio.get_running_loop(), self._started_loop()
        call = _Call(what, ours.create_future())
        try:
            theirs.call_soon_threadsafe(call.begin)
        except RuntimeError as error:  # the plugin has closed the loop
            return Fault(error)
        late = ours.call_later(patience.total_seconds(), call.tell, LATE)
        answer: T | Fault | Late[object] = LATE
        try:
            answer = await call.answer
        finally:
            late.cancel()
            if answer is LATE:
                with contextlib.suppress(RuntimeError):
                    theirs.call_soon_threadsafe(call.cancel)
        return answer

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


@attrs.define(eq=False)
class _Call(Generic[T]):
    """A call that begins and ends on a plugin's loop; its answer is awaited on ours.

    `asyncio.run_coroutine_threadsafe` and `asyncio.wait` do the same by four futures more.
    """

    what: Callable[[], Awaitable[T]]
    answer: asyncio.Future[T | Fault | Late[object]]
    _task: asyncio.Task[T | Fault] | None = None

    def begin(self) -> None:
        """Begin, on the plugin's loop."""
        self._task = asyncio.create_task(_answer(self.what))
        self._task.add_done_callback(self._end)

    def cancel(self) -> None:
        """Cancel it, on the plugin's loop."""
        if self._task is not None:
            self._task.cancel()

    def _end(self, task: asyncio.Task[T | Fault]) -> None:
        answer = Fault(asyncio.CancelledError()) if task.cancelled() else task.result()
        with contextlib.suppress(RuntimeError):  # ours is over: nobody waits
            self.answer.get_loop().call_soon_threadsafe(self.tell, answer)

    def tell(self, answer: T | Fault | Late[object]) -> None:
        """Answer, on our loop, whoever still waits."""
        if not self.answer.done():
            self.answer.set_result(answer)


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
