"""What screens ask all day, on databases that grew: CPU time of each reading, and how it rises from the first size to the last.

    python -m benchmarks.growth [--folder FOLDER] [--sizes 1000 10000 100000] [--only WORDS] [--json]

The databases are made once (`grown.py`). Sizes take turns, so that a busy machine slows all of them; what counts is the ratio
of the medians. `readings()` is for whoever measures them beside something else: each takes an open desk.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks.grown import NOW, grown, opened, queued
from complaintkit import Desk, Period

Reading = Callable[[Desk], object]
_ZONE: Final = "Asia/Shanghai"
_LONG_AGO: Final = date(2022, 3, 15)
_MOST: Final = 9  # rounds
_ENOUGH: Final = 1.0  # seconds of CPU for one reading at one size


class _Undone(Exception):
    """Ends a transaction that is to leave nothing behind."""


def readings() -> Mapping[str, Reading]:
    """Return each reading by its name."""
    return {
        "duties, 10 open cases": lambda desk: desk.duties("chen"),
        "duties of a leader": lambda desk: desk.duties("fang"),
        "own cases alone, first page": lambda desk: desk.cases(by="hu").page(),
        "own cases alone, of one who had many": lambda desk: desk.cases(by="chen", owner="chen").page(),
        "all cases, first page": lambda desk: desk.cases(by="fang").page(),
        "cases in a state": lambda desk: desk.cases(by="fang", state="registered").page(),
        "archived cases, first page": lambda desk: desk.cases(by="fang", state="archived").page(),
        "open cases": lambda desk: desk.cases(by="fang", open=True).page(),
        "open cases of a unit": lambda desk: desk.cases(by="fang", open=True, unit="softpark").page(),
        "overdue cases": lambda desk: desk.cases(by="fang", overdue=True).page(),
        "cases of a customer": lambda desk: desk.cases(by="fang", contact="13800000003").page(),
        "count of all": lambda desk: desk.cases(by="fang").count(),
        "count of open": lambda desk: desk.cases(by="fang", open=True).count(),
        "count of a state": lambda desk: desk.cases(by="fang", state="registered").count(),
        "three of all cases": lambda desk: list(islice(desk.cases(by="fang"), 3)),
        "report of a month": lambda desk: desk.report(Period.month(2026, 10, zone=_ZONE)),
        "report of a month long ago": lambda desk: desk.report(Period.month(2022, 3, zone=_ZONE)),
        "report of a day long ago": lambda desk: desk.report(Period.days(_LONG_AGO, zone=_ZONE)),
    }


def claim_100(desk: Desk) -> None:
    """Claim a hundred entries of the outbox, and give them back."""
    with suppress(_Undone), desk._opened.door.storage.writing() as tx:  # noqa: SLF001  a worker's own step
        found = tx.claim(NOW, lease_until=NOW + timedelta(minutes=1), limit=100)
        raise _Undone(len(found))


def cpu_of(ask: Callable[[], object]) -> float:
    """Return the CPU seconds of this process for one call."""
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def command_cpu(words: Iterable[str]) -> float:
    """Return the CPU seconds of a command, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "complaintkit.cli", *words], check=True, capture_output=True)  # noqa: S603  ourselves
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def side_by_side(asked: Mapping[int, Callable[[], float]]) -> dict[int, float]:
    """Take the sizes in turn until enough is known; return the median of each, in milliseconds."""
    found: dict[int, list[float]] = {size: [] for size in asked}
    for one in asked.values():
        one()  # the first time also compiles
    for _ in range(_MOST):
        for size, one in asked.items():
            found[size].append(one())
        if all(sum(times) > _ENOUGH for times in found.values()):
            break
    return {size: statistics.median(times) * 1000 for size, times in found.items()}


def measured(sizes: Iterable[int], folder: Path, only: str = "") -> dict[str, dict[int, float]]:
    """Measure every reading at every size; return medians in milliseconds of CPU, by name and size."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {size: grown(size, folder) for size in sizes}
    found: dict[str, dict[int, float]] = {}
    desks = {size: opened(file) for size, file in files.items()}
    for name, ask in readings().items():
        if only in name:
            found[name] = side_by_side({size: partial(cpu_of, partial(ask, desk)) for size, desk in desks.items()})
    for desk in desks.values():
        desk.close()
    if only in "claim of 100":
        queues = {size: opened(queued(size, folder)) for size in sizes}
        found["claim of 100"] = side_by_side(
            {size: partial(cpu_of, partial(claim_100, desk)) for size, desk in queues.items()}
        )
        for desk in queues.values():
            desk.close()
    for words in (("--version",), ("case", "list"), ("duties", "chen")):
        name = f"complaintkit {' '.join(words)}"
        if only in name:
            found[name] = side_by_side(
                {
                    size: partial(command_cpu, [*words, *(() if words[0] == "--version" else _database(file))])
                    for size, file in files.items()
                }
            )
    return found


def _database(file: Path) -> tuple[str, str]:
    return "--db", f"sqlite:///{file}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "complaintkit-grown")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--only", default="", help="readings whose name has these words")
    parser.add_argument("--json", action="store_true", help="print JSON")
    said = parser.parse_args()
    found = measured(said.sizes, said.folder, said.only)
    if said.json:
        print(json.dumps(found))
        return
    print(f"{'ms of CPU':<40}{''.join(f'{size:>12,}' for size in said.sizes)}{'last : first':>14}")
    for name, medians in found.items():
        rise = medians[said.sizes[-1]] / medians[said.sizes[0]]
        print(f"{name:<40}{''.join(f'{medians[size]:>12.2f}' for size in said.sizes)}{rise:>14.2f}")


if __name__ == "__main__":
    main()
