"""Long runs, in parts: what a part counted is kept when it is done, so that a run that was stopped goes on where it was.

What is kept lies in `.faults/`, a file for each family, storage and seed. It is left out when a version is another, or the
family's parts are of another size. Parts may be done by several processes, each of which has its own.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import attrs

from faults._child import Child, answer_of, answering
from faults._family import Family, Tally
from faults._storage import Storage

__all__ = ["KEPT", "Stopped", "run_long"]

KEPT: Final = Path(__file__).parents[1] / ".faults"
_PATIENCE: Final = 5  # seconds that a part has to clear up when the run is stopped


class Stopped(Exception):
    """A run was stopped; `tally` is what its parts had counted until then, `reason` what it failed by."""

    def __init__(self, tally: Tally, reason: str) -> None:
        super().__init__(reason)
        self.tally, self.reason = tally, reason


@attrs.define
class _Progress:
    """What is done of a long run, as it is kept in a file."""

    file: Path
    on: str
    size: int
    seconds: float = 0.0
    parts: dict[int, dict[str, Any]] = attrs.field(factory=dict)

    def load(self) -> None:
        """Take up what is kept of the same run."""
        with suppress(FileNotFoundError):
            found = json.loads(self.file.read_text("utf-8"))
            if (found["on"], found["size"]) == (self.on, self.size):
                self.seconds = found["seconds"]
                self.parts = {int(first): part for first, part in found["parts"].items()}

    def keep(self, numbers: range, tally: Tally, seconds: float) -> None:
        """Keep a part that is done, and the time that the run has taken."""
        told = {"counts": tally.counts, "wrong": sorted(tally.wrong), "failures": tally.failures}
        self.parts[numbers.start] = {"of": len(numbers), **told}
        self.file.parent.mkdir(exist_ok=True)
        new = self.file.with_suffix(".new")
        content = {"on": self.on, "size": self.size, "seconds": self.seconds + seconds, "parts": self.parts}
        new.write_text(json.dumps(content), "utf-8")
        new.replace(self.file)

    def has(self, numbers: range) -> bool:
        """Say whether a part is done."""
        return self.parts.get(numbers.start, {}).get("of") == len(numbers)

    def total(self, wanted: int) -> Tally:
        """Return what all parts counted, as far as they belong to so many faults."""
        total = Tally()
        for first, part in sorted(self.parts.items()):
            if first + part["of"] <= wanted:
                tally = Tally(wrong=part["wrong"])
                tally.counts, tally.failures = part["counts"], part["failures"]
                total.take(tally)
        return total

    def ended(self) -> bool:
        """Say whether a part found that there are no more faults."""
        return any(next(iter(part["counts"].values())) < part["of"] for part in self.parts.values())


def run_long(
    name: str, family: Family, storage: Storage, *, seed: int, wanted: int, jobs: int, on: str, kept: Path = KEPT
) -> tuple[Tally, float]:
    """Do what is not done yet of a run; return what all of it counted, and the seconds that it took.

    Raises:
        Stopped: by Ctrl-C, SIGTERM, or a part that failed.
    """
    progress = _Progress(kept / f"{storage.name}-{name}-{seed}.json", on, family.part)
    progress.load()
    began = time.monotonic()
    parts = (range(first, min(first + family.part, wanted)) for first in range(0, wanted, family.part))
    left = (numbers for numbers in parts if not progress.has(numbers) and not progress.ended())
    with _Signal() as stopped:
        try:
            for numbers, tally in _done(left, lambda numbers: family.run(storage, seed, numbers), jobs, stopped):
                progress.keep(numbers, tally, time.monotonic() - began)
                print(f"  {name}: {progress.total(wanted).tried:,} of {wanted:,}", flush=True)
        except RuntimeError as error:
            raise Stopped(progress.total(wanted), str(error)) from error
        if stopped.came:
            raise Stopped(progress.total(wanted), "")
    return progress.total(wanted), progress.seconds + time.monotonic() - began


class _Signal:
    """Takes note of Ctrl-C and SIGTERM: an exception would be lost where it struck within a fork."""

    def __init__(self) -> None:
        self.came = False
        self.said, self._says = os.pipe()
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Take note from now on."""
        for one in (signal.SIGINT, signal.SIGTERM):
            self._before[one] = signal.signal(one, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()
        os.close(self.said)
        os.close(self._says)

    def leave(self) -> None:
        """Let signals do what they did before."""
        for one, before in self._before.items():
            signal.signal(one, before)

    def _note(self, *_: object) -> None:
        self.came = True
        os.write(self._says, b"!")


def _done(
    parts: Iterator[range], work: Callable[[range], Tally], jobs: int, stopped: _Signal
) -> Iterator[tuple[range, Tally]]:
    """Do parts in processes, so many at once; yield each with what it counted, as they end, until stopped."""

    def in_peace(numbers: range) -> Tally:
        stopped.leave()
        return work(numbers)

    running: dict[int, tuple[Child, range]] = {}
    try:
        while not stopped.came:
            while len(running) < jobs and (numbers := next(parts, None)) is not None:
                child = answering(in_peace, numbers, group=True)
                running[child.said] = (child, numbers)
            if not running:
                return
            for said in select.select([*running, stopped.said], [], [])[0]:
                if said == stopped.said:
                    return
                child, numbers = running.pop(said)
                yield numbers, answer_of(child, f"part {numbers.start:,}")
    finally:
        _stop([child for child, _ in running.values()])


def _stop(children: list[Child]) -> None:
    """End processes with all that they started: first asked, then made to."""
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGINT)
    until = time.monotonic() + _PATIENCE
    for child in children:
        while os.waitpid(child.pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > until:
                child.kill()
            time.sleep(0.05)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
