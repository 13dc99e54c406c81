"""Stop when told to (Ctrl-C, SIGTERM): what was begun is finished, nothing new is begun."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Self, TypeVar

import attrs

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """A stop that somebody told the process. No error: nothing but the end of the command may catch it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@attrs.define
class Stopping:
    """While it is entered, signals wait for the end of what is being done; they cut waiting short.

    Outside the main thread, where Python delivers no signals, it does nothing.
    """

    told: int = 0
    waiting: bool = False
    _before: dict[int, object] = attrs.field(factory=dict)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {one: signal.signal(one, self._heard) for one in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one, handler in self._before.items():
            signal.signal(one, handler)  # type: ignore[arg-type]  # what signal.signal gave

    def _heard(self, number: int, _: FrameType | None) -> None:
        self.told = number
        if self.waiting:
            raise Stopped(number)

    def until_told(self, source: Iterator[T]) -> Iterator[T]:
        """Yield what comes from `source` until somebody says stop; waiting for it can be interrupted."""
        while not self.told:
            self.waiting = True
            try:
                found = next(source, None)
            except Stopped:
                return
            finally:
                self.waiting = False
            if found is None:
                return
            yield found

    def heed(self) -> None:
        """Let signals end the command at once from here on, for nothing is half done: also what was heard before.

        Raises:
            Stopped: somebody said stop.
        """
        self.waiting = True
        self.check()

    def check(self) -> None:
        """Raise the signal that was heard, now that nothing is half done.

        Raises:
            Stopped: somebody said stop.
        """
        if self.told:
            raise Stopped(self.told)
