"""A program of a test or a fault as a real process, forked from one that has imported the kit already."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from multiprocessing import Pipe, connection, get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import Lock
from typing import Any, Self

KIT = tuple("alembic click complaintkit holidays hypothesis pluggy pysqlite3 pytest rich sqlalchemy sqlmodel".split())
BEGIN = """
import os, sys
for number, end in enumerate(ends):
    os.dup2(end.fileno(), number)
sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", errors="backslashreplace")
sys.argv = ["-c", *words]
os.environ.clear()
os.environ.update(environment)
sys.path[:0] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
os.chdir(folder)
if "POSTGRESQL_STANDS_IN" in environment:
    from faults._standing import stand_in_as_told
    stand_in_as_told()
exec(compile(code, "<program>", "exec"), {"__name__": "__main__"})
"""

_TURN = Lock()
"""Of whoever starts a program or asks how one ended: whoever starts one asks that of all, and the answer comes but once."""


class Program:
    """A process of its own that runs some code, with the interface of `subprocess.Popen` as far as tests use it."""

    def __init__(
        self,
        code: str,
        *words: object,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        text: bool = True,
    ) -> None:
        """Start it; what it reads and prints is text in UTF-8, or bytes."""
        self._text = text
        stdin, self.stdin = _pipe("w", text=text)
        self.stdout, stdout = _pipe("r", text=text)
        self.stderr, stderr = _pipe("r", text=text)
        given = {
            "code": code,
            "words": [str(word) for word in words],
            "ends": [stdin, stdout, stderr],
            "folder": str(cwd or Path.cwd()),
            "environment": dict(os.environ if env is None else env),
        }
        with _TURN:
            self._process = _forks().Process(target=exec, args=(BEGIN, given))
            self._process.start()
        for end in (stdin, stdout, stderr):
            end.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Wait until it has ended."""
        for file in (self.stdin, self.stdout, self.stderr):
            with suppress(BrokenPipeError):
                file.close()
        self.wait()

    @property
    def pid(self) -> int:
        """Return its number."""
        return self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        """Return its exit code, or the negative number of the signal that killed it."""
        with _TURN:
            return self._process.exitcode

    def poll(self) -> int | None:
        """Return its exit code, if it has ended."""
        return self.returncode

    def wait(self, timeout: float = 60) -> int | None:
        """Wait until it has ended; return its exit code."""
        connection.wait([self._process.sentinel], timeout)
        code = self.returncode
        assert code is not None, f"it has not ended within {timeout:g} s"
        return code

    def communicate(self, given: Any = None, timeout: float = 60) -> tuple[Any, Any]:  # noqa: ANN401  text or bytes
        """Say what is `given`, and no more; return what it still prints until it ends."""
        if given:
            self.stdin.write(given)
        self.stdin.close()
        said = self.stdout.read(), self.stderr.read()
        self.wait(timeout)
        return said

    def go(self) -> None:
        """Let it go on where it reads a line."""
        self.stdin.write("\n" if self._text else b"\n")
        self.stdin.flush()

    def line(self) -> Any:  # noqa: ANN401  text or bytes
        """Return the next line it prints."""
        return self.stdout.readline().strip()

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, if it is still there."""
        if self.returncode is None:
            self.send_signal(signal.SIGKILL)


def _pipe(mode: str, *, text: bool) -> tuple[Any, Any]:
    """Return the two ends of a pipe, ours as a file."""
    reading, writing = Pipe(duplex=False)
    ours = reading if mode == "r" else writing
    file = os.fdopen(os.dup(ours.fileno()), mode if text else f"{mode}b", encoding="utf-8" if text else None)
    ours.close()
    return (file, writing) if mode == "r" else (reading, file)


@cache
def _forks() -> ForkServerContext:
    """Return the process that programs are forked from; it has imported what we have of the kit."""
    import complaintkit.cli._app
    import complaintkit.desk
    import complaintkit.testing  # noqa: F401

    context = get_context("forkserver")
    context.set_forkserver_preload([name for name in sys.modules if name.partition(".")[0].startswith(KIT)])
    return context
