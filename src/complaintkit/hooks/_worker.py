"""One thread per plugin: a call that hangs keeps that thread and nobody else's."""

from __future__ import annotations

import sys
import threading
import time
import weakref
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

from complaintkit.hooks.stranger import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from types import FrameType

T = TypeVar("T")

MOST_STUCK: Final = 4
"""Calls that did not come back and still run, beside which no other is begun: a thread can't be ended from outside."""


_LOOK: Final = 0.5
"""So many seconds are waited at a stretch: a signal that comes as a wait begins is heard by Python when it ends."""


class TimeUpError(Exception):
    """The call did not come back in time; or it was not begun, for too many that did not come back are still running."""


class Raised(Exception):
    """What a call raised on its own thread, a SystemExit too. Anything else that leaves `run` is the host's own.

    A signal handler of the host may raise whatever it likes in the thread that waits: no plugin is to blame for it.
    """

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.said = _said(error)
        super().__init__(f"{kind_of(error)}: {self.said}")


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # noqa: BLE001  an exception that can't even be printed
        return ""


class _Call:
    """A call on its way to the thread and its result on the way back; late results stay here, where nobody looks."""

    __slots__ = ("arguments", "call", "done", "error", "result")

    def __init__(self, call: Callable[..., object], arguments: tuple[object, ...]) -> None:
        self.call, self.arguments = call, arguments
        self.result: Any = None
        self.error: Raised | None = None
        self.done = threading.Lock()  # locks hand over faster than events
        self.done.acquire()

    def run(self) -> None:
        try:
            self.result = self.call(*self.arguments)
        except BaseException as error:  # noqa: BLE001  SystemExit too: it would end this thread without an answer
            self.error = Raised(error)
        self.done.release()

    def is_back(self, within: float) -> bool:
        """Wait for the result, so many seconds at most; tell if it is there."""
        until = time.monotonic() + within
        while (left := until - time.monotonic()) > _LOOK:
            if self.done.acquire(timeout=_LOOK):
                return True
        return self.done.acquire(timeout=max(left, 0))


class Worker:
    """Runs calls one after another on a daemon thread of its own, started when it is first needed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._turn = threading.Lock()
        self._calls: SimpleQueue[_Call | None] | None = None
        self._thread = 0
        self._stop: weakref.finalize[..., Any] | None = None
        self._stuck: list[_Call] = []

    def run(
        self,
        call: Callable[..., T],
        arguments: tuple[object, ...],
        deadline: timedelta,
        ready: Callable[[], None] = lambda: None,
    ) -> T:
        """Return the call's result. The deadline starts when it is this call's turn; then it is seen that all is `ready`.

        Two calls run where they are asked for, without a deadline: of a plugin that called the desk, which calls it
        again; and of a desk that is opened while its host's module is imported: a plugin that imports that module on
        another thread would wait for it, and it for the plugin.

        Raises:
            Raised: by the call.
            TimeUpError: it did not come back. Its thread is left to it, and the next call gets another one.
            Exception: whatever `ready` raises.
        """
        if threading.get_ident() == self._thread or _is_importing():
            return _run_here(call, arguments)
        with self._turn:
            ready()
            self._stuck = [one for one in self._stuck if one.done.locked()]
            if self.stuck >= MOST_STUCK:
                raise TimeUpError
            made = _Call(call, arguments)
            self._queue().put(made)
            if not made.is_back(deadline.total_seconds()):
                self.close()
                self._stuck.append(made)
                raise TimeUpError
        if made.error is not None:
            raise made.error
        result: T = made.result
        return result

    @property
    def stuck(self) -> int:
        """How many calls did not come back in time, and still run."""
        return sum(one.done.locked() for one in self._stuck)

    def close(self) -> None:
        """End the thread once it is idle."""
        if self._stop is not None:
            self._stop()
        self._calls, self._thread = None, 0  # the thread's number may be given to another one

    def _queue(self) -> SimpleQueue[_Call | None]:
        if self._calls is None:
            self._calls = SimpleQueue()
            thread = threading.Thread(target=_serve, args=(self._calls,), name=self._name, daemon=True)
            thread.start()
            self._thread = thread.ident or 0
            self._stop = weakref.finalize(self, self._calls.put, None)
            self._stop.atexit = False  # a daemon thread ends with the process
        return self._calls


def _run_here(call: Callable[..., T], arguments: tuple[object, ...]) -> T:
    try:
        return call(*arguments)
    except (Exception, SystemExit) as error:  # a KeyboardInterrupt on this thread is the host's
        raise Raised(error) from error


def _is_importing() -> bool:
    """Tell whether this thread is in the middle of an import statement."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001  inspect.currentframe may be None, this is the same
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


def in_time(name: str, call: Callable[[], T], deadline: timedelta) -> T:
    """Return the result of one call, made on a thread that nobody uses again.

    Raises:
        Raised: by the call.
        TimeUpError: it did not come back.
    """
    worker = Worker(name)
    try:
        return worker.run(call, (), deadline)
    finally:
        worker.close()


def _serve(calls: SimpleQueue[_Call | None]) -> None:
    while (call := calls.get()) is not None:
        call.run()
        del call  # or its arguments would live until the next one
