"""What `from complaintkit import Desk` costs, against what it is made of, in fresh interpreters."""

from __future__ import annotations

import subprocess
import sys

from benchmarks._row import Cost, Job, Row, Way, simply
from benchmarks._run import cost_of


def _starting(code: str) -> Way:
    """Return the way of running this in a fresh interpreter; an empty start beside it is taken off."""

    def prepare(count: int) -> Job:
        def start(code: str) -> None:
            for _ in range(count):
                subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  our own code

        def job() -> Cost:
            empty, full = cost_of(lambda: start("pass")), cost_of(lambda: start(code))
            return Cost(full.wall - empty.wall, full.cpu - empty.cpu)

        return job

    return simply(prepare)


ROWS = (
    Row(
        name="import",
        what="`from complaintkit import Desk` in a fresh interpreter, less an empty start",
        unit="start",
        count=3,
        ours=_starting("from complaintkit import Desk"),
        limit=_starting("import attrs, pluggy"),
        against="`import attrs, pluggy`, what it is made of",
        at_least={"cpu": 0.25},
        limited_by="attrs, typing and the verbs themselves; no class of a command or an event is made for it",
        packages=("attrs", "pluggy"),
    ),
)
