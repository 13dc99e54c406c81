"""Peers from PyPI, each in an environment of its own beside ours, and a process of theirs that does a way's rounds.

What a peer does is a script of benchmarks/peers that ends with `serve(prepare)`, and imports nothing of ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks._row import Cost, Job, Prepare, Way

__all__ = ["peer"]

_HERE: Final = Path(__file__).parent
_ENVIRONMENTS: Final = _HERE.parent / ".peers"


def peer(script: str, requirements: Sequence[str]) -> Way:
    """Return the way of a peer: `script` of benchmarks/peers, run where these requirements are installed."""

    @contextmanager
    def way() -> Iterator[Prepare]:
        command: list[str | Path] = [_python(script, requirements), _HERE / "peers" / f"{script}.py"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own script
            yield lambda count: _job(process, count)
            assert process.stdin is not None
            process.stdin.close()

    return way


def _job(process: subprocess.Popen[str], count: int) -> Job:
    """Ask the process for so many units; it prepares, measures and answers."""

    def job() -> Cost:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{count}\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the peer went away: {process.args!r}")
        return Cost(**json.loads(answer))

    return job


def _python(name: str, requirements: Sequence[str]) -> Path:
    """Return the Python of a peer's environment, which is made when it is first asked for."""
    folder = _ENVIRONMENTS / name
    python, made = folder / "bin" / "python", folder / "requirements"
    if not made.exists() or made.read_text("utf-8").split() != list(requirements):
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)  # noqa: S603
        install: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install", "-q", *requirements]
        subprocess.run(install, check=True)  # noqa: S603  what the row names
        made.write_text("\n".join(requirements), "utf-8")
    return python
