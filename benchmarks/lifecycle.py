"""What commands of a desk cost, in wall and CPU time, beside raw SQL that writes the same rows; and beside an earlier commit.

    python -m benchmarks.lifecycle [lifecycle register history note-112 ...] [--against REV] [--rounds 7] [--scale 1]

Each round works a while at a desk on a SQLite file of its own, then writes by hand what that wrote (`raw.py`), in turn, so
that a busy machine slows both. `raw/ours` is what counts: 1 is as fast as SQL alone. A `note` is shown on cases of several
lengths: what it costs should not depend on them. With `--against` an earlier version takes turns too, each in processes of
its own; it runs this very file. The common table has each as a row, too.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from benchmarks import raw
from benchmarks._row import Cost, Job, Measure, Prepare, Row

if TYPE_CHECKING:
    from complaintkit import Case, Desk
    from complaintkit.testing import FakeClock

ROOT: Final = Path(__file__).parents[1]
NOON: Final = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
RAW: Final = "raw"


# ---- what is done -----------------------------------------------------------------------------------------------------
def register(desk: Desk, clock: FakeClock, number: int) -> Case:
    """Take a complaint in."""
    from complaintkit import Customer

    clock.advance(timedelta(minutes=1))
    return desk.receive(
        "米饭是酸的",
        by="chen",
        channel="hotline",
        unit="no3-school",
        category="food/sensory",
        customer=Customer(name="王芳", phone=f"138{number:08d}"),
    )


def live(desk: Desk, clock: FakeClock, number: int) -> None:
    """Take a complaint from its first word to the archive, in ten commands."""
    from complaintkit import Measure

    case = register(desk, clock, number)
    case = desk.acknowledge(case, by="chen")
    case = desk.assess(case, by="chen", severity="low", approach="核实")
    case = desk.record_facts(case, by="chen", facts="放了两小时", root_cause="storage", heard=["hu"])
    case = desk.note(case, by="chen", text="换货前先问食堂")
    measures = [Measure("换货", who="chen", due=timedelta(hours=2))]
    decisions = {"1": ("upheld", "属实")}
    case = desk.offer_plan(case, by="chen", measures=measures, decisions=decisions, follow_up=timedelta(days=1))
    case = desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")  # type: ignore[union-attr]
    case = desk.resolve(case, by="chen", result="已换货", improvement="冷链", apology=True)
    case = desk.record_follow_up(case, by="chen", satisfied=True, via="phone")
    desk.archive(case, by="chen")


def lifecycle(desk: Desk, clock: FakeClock, count: int) -> None:
    """Take so many complaints from end to end."""
    for number in range(count):
        live(desk, clock, number)


def intake(desk: Desk, clock: FakeClock, count: int) -> None:
    """Take so many complaints in."""
    for number in range(count):
        register(desk, clock, number)


def history(desk: Desk, clock: FakeClock, count: int) -> None:
    """Import so many answered complaints of the past."""
    from complaintkit import System
    from complaintkit.plugin import FormReceived

    at = clock.now() - timedelta(days=30)
    forms = (
        FormReceived(
            {
                "text": "米饭是酸的",
                "received_at": at + timedelta(minutes=number),
                "closed_at": at + timedelta(minutes=number, days=1),
                "category": "food/sensory",
                "unit": "no3-school",
                "customer.name": "王芳",
                "customer.phone": f"138{number:08d}",
                "reply.text": "已换货",
                "reply.at": at + timedelta(minutes=number, hours=2),
            },
            external_id=f"old-{number}",
        )
        for number in range(count)
    )
    done = desk.import_history(forms, by=System("import"), owner="chen")
    if done.created != count:
        raise SystemExit(f"imported {done.created} of {count}: {done.refused[:1]}")


def noted_case(desk: Desk, clock: FakeClock, lines: int) -> None:
    """Take in a complaint and bring its ledger to so many lines, by notes that are written at once."""
    from complaintkit.decision.decide import record
    from complaintkit.model import events as e

    case, door = register(desk, clock, 1), desk._door  # noqa: SLF001  two thousand commands would take minutes
    with door.changing(case.id) as (tx, loaded):
        draft = record(loaded.case, door.facts(tx, loaded.case, by="chen"), e.Noted(text="在查 1"))
        while draft.case.seq < lines:
            draft.add(e.Noted(text=f"在查 {draft.case.seq}"))
        door.write(tx, loaded, draft)


def note(desk: Desk, clock: FakeClock, count: int) -> None:
    """Write so many notes on the newest case."""
    from complaintkit.ports.storage import CaseFilter

    with desk._door.storage.reading() as reader:  # noqa: SLF001  a list of cases would be measured, too
        (newest,) = reader.cases(CaseFilter(), after=None, limit=1)
    for number in range(count):
        clock.advance(timedelta(seconds=1))
        desk.note(newest.number, by="chen", text=f"在查 {number}")


@attrs.frozen
class Scenario:
    """What is done so many times, and what comes before it."""

    act: Callable[[Desk, FakeClock, int], None]
    count: int
    before: Callable[[Desk, FakeClock], None] | None = None


def _long(lines: int) -> Callable[[Desk, FakeClock], None]:
    return lambda desk, clock: noted_case(desk, clock, lines)


SCENARIOS: Final[Mapping[str, Scenario]] = {
    "lifecycle": Scenario(lifecycle, 20),
    "register": Scenario(intake, 60),
    "history": Scenario(history, 300),
    "note-112": Scenario(note, 30, _long(112)),
    "note-512": Scenario(note, 30, _long(512)),
    "note-2006": Scenario(note, 30, _long(2006)),
}


# ---- how it is measured -------------------------------------------------------------------------------------------------
@contextmanager
def opened(folder: str) -> Iterator[tuple[Desk, FakeClock]]:
    """Open a desk on a new SQLite file."""
    import complaintkit
    from complaintkit import Desk
    from complaintkit.testing import FakeClock

    clock = FakeClock(NOON)
    root = Path(complaintkit.__file__).parents[2]  # each version's own sample: it reads no newer one
    organisation = root / "docs" / "samples" / "canteen" / "organisation.toml"
    url = f"sqlite:///{folder}/desk.db"
    with contextlib.redirect_stderr(io.StringIO()):  # it says where it put the key
        desk = Desk.open(url, playbook="canteen-delivery", organisation=organisation, clock=clock)
    with desk:
        yield desk, clock


def timed(act: Callable[[], None], count: int) -> Cost:
    """Return what one took of so many."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return Cost((time.perf_counter() - wall) / count, (time.process_time() - cpu) / count)


def at_desk(name: str, scale: float = 1) -> Cost:
    """Return what a row costs at a desk."""
    row = SCENARIOS[name]
    count = max(1, round(row.count * scale))
    with tempfile.TemporaryDirectory() as folder, opened(folder) as (desk, clock):
        live(desk, clock, 99_999_999)  # statements are compiled, documents read
        if row.before:
            row.before(desk, clock)
        return timed(lambda: row.act(desk, clock, count), count)


def noted_of(row: Scenario, count: int) -> tuple[raw.Noted, int]:
    """Note what a scenario writes, and after how many transactions it begins."""
    with tempfile.TemporaryDirectory() as folder, raw.noting() as noted, opened(folder) as (desk, clock):
        live(desk, clock, 99_999_999)
        if row.before:
            row.before(desk, clock)
        begun = len(noted.transactions)
        row.act(desk, clock, count)
    return noted, begun


def by_hand(name: str, scale: float = 1) -> Callable[[], Cost]:
    """Note what a row writes; return what writes it by hand, on a new file each time, and says what that costs."""
    count = max(1, round(SCENARIOS[name].count * scale))
    noted, begun = noted_of(SCENARIOS[name], count)

    def write() -> Cost:
        with tempfile.TemporaryDirectory() as place, raw.by_hand(Path(place) / "raw.db", noted, begun) as hand:
            return timed(hand.write, count)

    return write


def measure(names: Sequence[str], rounds: int, scale: float = 1) -> dict[str, list[Cost]]:
    """Return what each row costs at a desk, and by hand (`raw NAME`), in so many rounds that take turns."""
    hands = {name: by_hand(name, scale) for name in names}
    found: dict[str, list[Cost]] = {}
    for turn in range(rounds + 1):
        for name in names:
            costs = {name: at_desk(name, scale), f"{RAW} {name}": hands[name]()}
            for what, cost in costs.items() if turn else ():  # the first warms up
                found.setdefault(what, []).append(cost)
    return found


# ---- as rows of the common table ------------------------------------------------------------------------------------
@contextmanager
def at_a_desk(scenario: Scenario) -> Iterator[Prepare]:
    """Do it at desks of their own."""
    with ExitStack() as stack:

        def prepare(count: int) -> Job:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            desk, clock = stack.enter_context(opened(folder))
            live(desk, clock, 99_999_999)
            if scenario.before:
                scenario.before(desk, clock)
            return lambda: scenario.act(desk, clock, count)

        yield prepare


@contextmanager
def _raw(scenario: Scenario) -> Iterator[Prepare]:
    with ExitStack() as stack:
        known: dict[int, tuple[raw.Noted, int]] = {}

        def prepare(count: int) -> Job:
            if count not in known:
                known[count] = noted_of(scenario, count)
            place = stack.enter_context(tempfile.TemporaryDirectory())
            return stack.enter_context(raw.by_hand(Path(place) / "raw.db", *known[count])).write

        yield prepare


def _row(name: str, what: str, unit: str, at_least: Mapping[Measure, float]) -> Row:
    scenario = SCENARIOS[name]
    return Row(
        name=name,
        what=what,
        unit=unit,
        count=scenario.count,
        ours=partial(at_a_desk, scenario),
        limit=partial(_raw, scenario),
        against="raw SQL writing the same rows on the same settings",
        at_least=at_least,
        limited_by="Python: deciding, clocks, sealing",
    )


ROWS: Final = (
    _row("lifecycle", "ten commands from the first word to the archive", "case", {"wall": 0.45, "cpu": 0.3}),
    _row("register", "a complaint taken in", "case", {"cpu": 0.45}),
    _row("history", "answered complaints of the past imported", "case", {"cpu": 0.3}),
    *(_row(f"note-{n}", f"a note on a case of {n:,} lines", "note", {"cpu": 0.3}) for n in (112, 512, 2006)),
)


def median(costs: Sequence[Cost]) -> Cost:
    """Return the medians."""
    return Cost(statistics.median(one.wall for one in costs), statistics.median(one.cpu for one in costs))


def measured(sources: Path, names: Sequence[str], scale: float) -> dict[str, list[Cost]]:
    """Measure one round of one version in a process of its own."""
    path = os.pathsep.join(map(str, (sources / "src", *sorted(sources.glob("plugins/*/src")), ROOT)))
    command = [sys.executable, "-m", "benchmarks.lifecycle", *names, "--json", "--rounds", "1", "--scale", str(scale)]
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  ourselves
    if done.returncode:
        raise SystemExit(done.stderr)
    return {name: [Cost(*one) for one in costs] for name, costs in json.loads(done.stdout).items()}


def git(*words: str | Path) -> None:
    """Run git on this repository."""
    subprocess.run(["git", "-C", ROOT, *words], check=True)  # noqa: S603, S607  the developer's own git


@contextmanager
def versions(against: str | None) -> Iterator[dict[str, Path]]:
    """Check the other version out, beside this one."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"now": ROOT}
        if against:
            found[against] = Path(folder) / "then"
            git("worktree", "add", "-q", "--detach", found[against], against)
        try:
            yield found
        finally:
            if against:
                git("worktree", "remove", "--force", found[against])


def print_table(names: Sequence[str], found: Mapping[str, list[Cost]]) -> None:
    """Print a line for each row: medians in milliseconds, and how near to SQL alone they come."""
    print(f"{'':<12}{'ours wall':>11}{'ours CPU':>11}{'raw wall':>11}{'raw CPU':>11}{'raw/ours wall':>15}{'CPU':>7}")
    for name in names:
        ours, hand = median(found[name]), median(found[f"{RAW} {name}"])
        times = (ours.wall, ours.cpu, hand.wall, hand.cpu)
        ratios = f"{hand.wall / ours.wall:>15.2f}{hand.cpu / ours.cpu:>7.2f}"
        print(f"{name:<12}" + "".join(f"{one * 1000:>8.2f} ms" for one in times) + ratios)


def main() -> None:
    """Print the medians, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", help=f"of {', '.join(SCENARIOS)}; all if none is named")
    parser.add_argument("--against", help="the commit to compare with")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1, help="so many times the usual number in a round")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    said: Any = parser.parse_args()
    names = said.rows or list(SCENARIOS)
    if said.json:
        found = measure(names, said.rounds, said.scale)
        print(json.dumps({name: [attrs.astuple(one) for one in costs] for name, costs in found.items()}))
        return
    if not said.against:
        print_table(names, measure(names, said.rounds, said.scale))
        return
    with versions(said.against) as places:
        all_: dict[str, dict[str, list[Cost]]] = {version: {} for version in places}
        for _ in range(said.rounds):
            for version, place in places.items():
                for name, costs in measured(place, names, said.scale).items():
                    all_[version].setdefault(name, []).extend(costs)
    for version, found in all_.items():
        print(version)
        print_table(names, found)
    for name in names:
        now, then = median(all_["now"][name]), median(all_[said.against][name])
        print(f"{name}: now/then wall {now.wall / then.wall:.2f}, CPU {now.cpu / then.cpu:.2f}")


if __name__ == "__main__":
    main()
