"""What would take long for each test alone: databases are copied, programs beside a test are forked.

Programs are real processes, from one that has imported the kit already.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from multiprocessing import Pipe, get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Self

import pytest

from complaintkit.model import catalogue

ROOT = Path(__file__).parents[1]
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
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return its exit code, if it has ended."""
        return self.returncode

    def wait(self, timeout: float = 60) -> int | None:
        """Wait until it has ended; return its exit code."""
        self._process.join(timeout)
        assert self.returncode is not None, f"it has not ended within {timeout:g} s"
        return self.returncode

    def communicate(self, given: Any = None, timeout: float = 60) -> tuple[Any, Any]:
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

    def line(self) -> Any:
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


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Put a database that knows a playbook and its people into a folder: founded once, then copied."""
    from complaintkit import Desk
    from complaintkit.testing import FakeClock

    made: dict[tuple[str, ...], Path] = {}

    def copied(folder: Path, *, playbook: str | Path, organisation: Path, at: str) -> None:
        if (folder / "desk.db.key").exists():
            return
        wanted = (str(playbook), organisation.read_text("utf-8"), at, os.environ.get("POSTGRESQL_STANDS_IN", ""))
        if wanted not in made:
            made[wanted] = tmp_path_factory.mktemp("founded") / "desk.db"
            database = f"sqlite:///{made[wanted]}"
            Desk.open(database, playbook=playbook, organisation=organisation, clock=FakeClock(at)).close()
        shutil.copy(made[wanted], folder)
        shutil.copy(f"{made[wanted]}.key", folder)

    return copied


@cache
def _forks() -> ForkServerContext:
    """Return the process that programs are forked from; it has imported what we have of the kit."""
    import complaintkit.cli._app
    import complaintkit.desk
    import complaintkit.testing  # noqa: F401

    context = get_context("forkserver")
    context.set_forkserver_preload([name for name in sys.modules if name.partition(".")[0].startswith(KIT)])
    return context


@pytest.fixture
def program() -> Iterator[Callable[..., Program]]:
    """Start a program; it is killed at the end of the test, if it is still there."""
    started: list[Program] = []

    def start(code: str, *words: object, **options: Any) -> Program:
        started.append(Program(code, *words, **options))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.__exit__()


# ---- languages ------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def catalogues():
    """`.ci/catalogues.py`, as a module."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci/catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def loud_catalogue(catalogues, tmp_path_factory):
    """A translator's folder with a language xx: all that the core says, in capitals."""
    folder = tmp_path_factory.mktemp("locale")
    english, _ = catalogues.extracted(ROOT / "src/complaintkit")
    for message in english:
        if message.id:
            message.string = _loud(str(message.id))
    file = folder / "xx/LC_MESSAGES/complaintkit.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        catalogues.write_po(out, english)
    return folder


@pytest.fixture
def pseudo(loud_catalogue, monkeypatch):
    """The language xx is spoken; returns how it says a sentence."""
    monkeypatch.setenv("COMPLAINTKIT_LOCALE", str(loud_catalogue))
    catalogue.forget()
    yield _loud
    monkeypatch.undo()
    catalogue.forget()


def _loud(english):
    """In capitals, but for the fields."""
    return "".join(one if one.startswith("{") else one.upper() for one in re.split(r"(\{[^}]*\})", english))
