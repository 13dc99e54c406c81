"""What a short command costs, from its start to its end, against a command that only says its version."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._row import Cost, Job, Prepare, Row, Way
from benchmarks._run import cost_of


def _running(*words: str) -> Way:
    """Return the way of running a command in a folder with a desk of its own."""

    @contextmanager
    def way() -> Iterator[Prepare]:
        with TemporaryDirectory() as folder:
            _run(Path(folder), "init")

            def prepare(count: int) -> Job:
                def run() -> None:
                    for _ in range(count):
                        _run(Path(folder), *words)

                def job() -> Cost:
                    return cost_of(run)

                return job

            yield prepare

    return way


def _run(folder: Path, *words: str) -> None:
    command = [sys.executable, "-m", "complaintkit.cli", *words]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)  # noqa: S603  our own command


ROWS = (
    Row(
        name="case-list",
        what="`complaintkit case list` at a new desk, from its start to its end",
        unit="command",
        count=2,
        ours=_running("case", "list"),
        limit=_running("--version"),
        against="`complaintkit --version`",
        at_least={"cpu": 0.25},
        limited_by="attrs makes the classes of rows, case and playbook when they are imported; the playbook is read anew",
        packages=("complaintkit-sqlmodel", "pysqlite3", "attrs"),
    ),
)
