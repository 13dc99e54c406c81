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

__all__ = ["Child", "answer_of", "answering", "in_child", "start"]

T = TypeVar("T")


@attrs.define
class Child:
    """A forked process, what it says by lines, and how it ended."""

    pid: int
    said: int = attrs.field(repr=False)
    code: int | None = None
    heard: bytes = attrs.field(default=b"", repr=False)

    def kill(self) -> None:
        """Send it SIGKILL."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def hear(self, line: bytes) -> None:
        """Wait until it has said this as its first line, or ended; it is not told again."""
        while not self.heard.startswith(line) and self.hear_more():
            pass
        self.heard = self.heard.removeprefix(line)

    def hear_more(self) -> bool:
        """Wait until it says something; return False if it has ended instead."""
        more = os.read(self.said, 65_536)
        self.heard += more
        return bool(more)

    def end(self) -> bytes:
        """Return all that it said until it ended, or was killed; `code` is how."""
        with os.fdopen(self.said, "rb") as said:
            heard = self.heard + said.read()
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return heard


def start(work: Callable[[Callable[[bytes], None]], object], *, group: bool = False) -> Child:
    """Fork a process that does this work, given what says something to us: one `write`, which a kill leaves whole.

    In a `group` of its own it can be stopped with all that it starts.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        if group:
            with suppress(PermissionError, ProcessLookupError):  # it has done so itself, and perhaps ended
                os.setpgid(pid, pid)
        return Child(pid, reading)
    code = 1
    try:
        if group:
            os.setpgid(0, 0)
        os.close(reading)
        work(lambda said: _say(writing, said))
        code = 0
    except KeyboardInterrupt:
        pass  # whoever stopped us knows
    except BaseException:  # noqa: BLE001  nothing of the child may go on in the parent's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _say(writing: int, said: bytes) -> None:
    while said:
        said = said[os.write(writing, said) :]


def answering(work: Callable[..., T], *arguments: Any, group: bool = False) -> Child:  # noqa: ANN401  whatever the work takes
    """Fork a process that does some work; `answer_of` is what that returned."""
    return start(lambda say: say(pickle.dumps(work(*arguments))), group=group)


def answer_of(child: Child, name: str) -> Any:  # noqa: ANN401  whatever the work returns
    """Wait for a process; return what its work returned.

    Raises:
        RuntimeError: it ended without an answer.
    """
    answer = child.end()
    if child.code != 0:
        raise RuntimeError(f"{name} ended with {child.code}")
    return pickle.loads(answer)  # noqa: S301  our own child said it


def in_child(work: Callable[..., T], *arguments: Any) -> T:  # noqa: ANN401  whatever the work takes
    """Return what some work returns that is done in a process of its own.

    Raises:
        RuntimeError: it ended without an answer.
    """
    answer: T = answer_of(answering(work, *arguments), work.__name__)
    return answer
