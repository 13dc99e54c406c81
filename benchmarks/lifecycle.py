"""What a complaint costs from its first word to the archive, in CPU time; beside it the same of an earlier commit.

    python benchmarks/lifecycle.py [--against REV] [--cases 20] [--rounds 5]

Each round takes so many cases the usual way, on a SQLite file of their own, in a process of its own. With `--against` the two
versions take turns, so that a busy machine slows both; what counts is the ratio of their medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
NOON: Final = datetime.fromisoformat("2026-11-20T12:00:00+08:00")


def take(cases: int) -> float:
    """Take so many cases from end to end; return the CPU seconds of one."""
    import complaintkit
    from complaintkit import Customer, Desk, Measure
    from complaintkit.testing import FakeClock

    clock = FakeClock(NOON)
    root = Path(complaintkit.__file__).parents[2]  # each version's own sample: it reads no newer one
    organisation = root / "docs" / "samples" / "canteen" / "organisation.toml"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/desk.db"
        with Desk.open(url, playbook="canteen-delivery", organisation=organisation, clock=clock) as desk:
            begun = time.process_time()
            for number in range(cases):
                clock.advance(timedelta(minutes=1))
                case = desk.receive(
                    "米饭是酸的",
                    by="chen",
                    channel="hotline",
                    unit="no3-school",
                    category="food/sensory",
                    customer=Customer(name="王芳", phone=f"138{number:08d}"),
                )
                case = desk.acknowledge(case, by="chen")
                case = desk.assess(case, by="chen", severity="low", approach="核实")
                case = desk.record_facts(case, by="chen", facts="放了两小时", root_cause="storage", heard=["hu"])
                measures = [Measure("换货", who="chen", due=timedelta(hours=2))]
                decisions = {"1": ("upheld", "属实")}
                case = desk.offer_plan(
                    case, by="chen", measures=measures, decisions=decisions, follow_up=timedelta(days=1)
                )
                case = desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")
                case = desk.resolve(case, by="chen", result="已换货", improvement="冷链", apology=True)
                case = desk.record_follow_up(case, by="chen", satisfied=True, via="phone")
                desk.archive(case, by="chen")
            return (time.process_time() - begun) / cases


def measured(sources: Path, cases: int) -> float:
    """Measure one version in a process of its own."""
    path = os.pathsep.join(map(str, (sources / "src", *sorted(sources.glob("plugins/*/src")))))
    command = [sys.executable, __file__, "--one", "--cases", str(cases)]
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  ourselves
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(done.stdout)


def git(*words: str | Path) -> None:
    """Run git on this repository."""
    subprocess.run(["git", "-C", ROOT, *words], check=True)  # noqa: S603, S607  the developer's own git


def main() -> None:
    """Print the medians, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", help="the commit to compare with")
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.one:
        print(take(said.cases))
        return
    with tempfile.TemporaryDirectory() as folder:
        versions = {"now": ROOT}
        if said.against:
            versions[said.against] = Path(folder) / "then"
            git("worktree", "add", "-q", "--detach", versions[said.against], said.against)
        try:
            found = {
                name: [measured(one, said.cases)] for name, one in versions.items()
            }  # the first of each also compiles
            for _ in range(said.rounds):
                for name, one in versions.items():
                    found[name].append(measured(one, said.cases))
        finally:
            if said.against:
                git("worktree", "remove", "--force", versions[said.against])
    medians = {name: statistics.median(times[1:]) for name, times in found.items()}
    for name, median in medians.items():
        print(f"{name}: {median * 1000:.1f} ms of CPU a case")
    if said.against:
        print(f"ratio: {medians['now'] / medians[said.against]:.2f}")


if __name__ == "__main__":
    main()
