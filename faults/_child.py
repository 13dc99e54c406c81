"""Processes of our own making: forked from this one, which has imported the kit and opened nothing."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import attrs

__all__ = ["Child", "in_child", "start"]

T = TypeVar("T")


@attrs.define
class Child:
    """A forked process, what it says by lines, and how it ended."""

    pid: int
    said: int = attrs.field(repr=False)
    code: int | None = None

    def kill(self) -> None:
        """Send it SIGKILL."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def hear(self, line: bytes) -> None:
        """Wait until it has said this as its first line, or ended; it is not told again."""
        heard = b""
        while len(heard) < len(line) and (more := os.read(self.said, len(line) - len(heard))):
            heard += more

    def end(self) -> bytes:
        """Return all that it said until it ended, or was killed; `code` is how."""
        with os.fdopen(self.said, "rb") as said:
            heard = said.read()
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return heard


def start(work: Callable[[Callable[[bytes], None]], object]) -> Child:
    """Fork a process that does this work, given what says something to us: one `write`, which a kill leaves whole."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    code = 1
    try:
        os.close(reading)
        work(lambda said: _say(writing, said))
        code = 0
    except BaseException:  # noqa: BLE001  nothing of the child may go on in the parent's code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _say(writing: int, said: bytes) -> None:
    while said:
        said = said[os.write(writing, said) :]


def in_child(work: Callable[..., T], *arguments: Any) -> T:  # noqa: ANN401  whatever the work takes
    """Return what some work returns that is done in a process of its own.

    Raises:
        RuntimeError: it ended without an answer.
    """
    child = start(lambda say: say(pickle.dumps(work(*arguments))))
    answer = child.end()
    if child.code != 0:
        raise RuntimeError(f"{work.__name__} ended with {child.code}")
    return pickle.loads(answer)  # type: ignore[no-any-return]  # noqa: S301  our own child said it
