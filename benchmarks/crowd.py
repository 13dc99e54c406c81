"""What several processes reach that write at one database at once, against one process alone.

    python -m benchmarks.crowd [--storage sqlite|postgresql] [--processes 1 4 16] [--cases 40] [--rounds 3]

Each process is a store of the canteen's: it takes complaints from the first word to the archive, in ten commands each. Said is
how many commands a second they do together, and how long one takes whoever waits for it. The common table has rows of it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count as numbers
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from benchmarks import raw
from benchmarks._row import Job, Prepare, Row
from benchmarks.lifecycle import NOON, live
from faults._program import Program

if TYPE_CHECKING:
    from complaintkit import Case, Desk
    from faults._postgresql import Server

ROOT: Final = Path(__file__).parents[1]
ORGANISATION: Final = ROOT / "docs" / "samples" / "canteen" / "organisation.toml"
STORES: Final = ("no3-school", "city-hospital", "softpark", "kitchen-east")
COMMANDS: Final = 10
_EACH: Final = 100_000
_KEY: Final = b"k" * 32
_WORK: Final = "import sys; from benchmarks.crowd import work; work(sys.argv[1], int(sys.argv[2]))"


@attrs.frozen
class Crowd:
    """What some processes did together: how many commands, in how many seconds, and the seconds each command took."""

    commands: int
    seconds: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        """Commands a second."""
        return self.commands / self.seconds

    def within(self, share: float) -> float:
        """Return the seconds in which this share of the commands was done."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))]


# ---- one process ------------------------------------------------------------------------------------------------------
def work(url: str, number: int) -> None:
    """Be one store: say when ready, and for each line that is read do so many cases; answer how long each command took."""
    from complaintkit import Desk
    from complaintkit.testing import FakeClock

    clock, store = FakeClock(NOON), STORES[number % len(STORES)]
    with Desk.open(url, clock=clock, key=_KEY) as desk:
        timed = _Timed(desk, store)
        customers = numbers(number * _EACH)
        live(timed, clock, next(customers))  # type: ignore[arg-type]  # a desk, each of whose verbs is timed
        print("ready", flush=True)
        for line in sys.stdin:
            timed.waits.clear()
            for _ in range(int(line)):
                live(timed, clock, next(customers))  # type: ignore[arg-type]
            print(json.dumps(timed.waits), flush=True)


class _Timed:
    """A desk whose verbs are timed, each complaint taken in for one store."""

    def __init__(self, desk: Desk, store: str) -> None:
        self._desk = desk
        self._store = store
        self.waits: list[float] = []

    def receive(self, text: str, **given: Any) -> Case:
        return self._timed(partial(self._desk.receive, text, **{**given, "unit": self._store}))

    def __getattr__(self, verb: str) -> Any:
        return lambda *given, **named: self._timed(partial(getattr(self._desk, verb), *given, **named))

    def _timed(self, act: Any) -> Case:
        begun = time.perf_counter()
        done: Case = act()
        self.waits.append(time.perf_counter() - begun)
        return done


# ---- many -------------------------------------------------------------------------------------------------------------
class Stores:
    """Processes at one database."""

    def __init__(self, url: str, processes: int) -> None:
        self._running: list[Program] = []
        for number in range(processes):
            self._running.append(store := Program(_WORK, url, number, cwd=ROOT))
            if store.line() != "ready":
                raise SystemExit(f"a store could not begin: {store.stderr.read()}")

    def do(self, cases: int) -> Crowd:
        """Have them do so many cases together; return what that took."""
        shares = [len(range(number, cases, len(self._running))) for number in range(len(self._running))]
        begun = time.perf_counter()
        for one, share in zip(self._running, shares, strict=True):
            one.stdin.write(f"{share}\n")
            one.stdin.flush()
        waits = [wait for one in self._running for wait in json.loads(one.line())]
        return Crowd(len(waits), time.perf_counter() - begun, waits)

    def close(self) -> None:
        """End them."""
        for one in self._running:
            one.__exit__()


def found_desk(url: str) -> str:
    """Found the canteen's desk there; return its URL."""
    from complaintkit import Desk
    from complaintkit.testing import FakeClock

    Desk.open(url, playbook="canteen-delivery", organisation=ORGANISATION, clock=FakeClock(NOON), key=_KEY).close()
    return url


@contextmanager
def database(storage: str) -> Iterator[str]:
    """Make a new database; return its URL."""
    if storage == "sqlite":
        with tempfile.TemporaryDirectory() as place:
            yield found_desk(f"sqlite:///{place}/desk.db")
        return
    with server_on_disk() as (postgresql, folder):
        yield found_desk(postgresql.lend(folder / "desk.db"))


@contextmanager
def server_on_disk() -> Iterator[tuple[Server, Path]]:
    """Start a server whose files lie on the disk; give it and its folder."""
    from faults._postgresql import Server

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the server runs as nobody
        postgresql = Server(Path(folder))
        try:
            yield postgresql, Path(folder)
        finally:
            postgresql.remove()


@contextmanager
def stores(storage: str, processes: int) -> Iterator[Stores]:
    """Start so many processes at a new database."""
    with database(storage) as url, contextlib.closing(Stores(url, processes)) as found:
        yield found


# ---- as rows of the common table --------------------------------------------------------------------------------------
@contextmanager
def _way(storage: str, processes: int) -> Iterator[Prepare]:
    with ExitStack() as stack:
        running = stack.enter_context(stores(storage, processes))

        def prepare(cases: int) -> Job:
            def job() -> None:
                running.do(cases)

            return job

        yield prepare


def _row(storage: str, processes: int, at_least: float, limited_by: str) -> Row:
    return Row(
        name=f"{storage}-{processes}",
        what=f"ten commands a case by {processes} processes at one {'file' if storage == 'sqlite' else 'server'}",
        unit="case",
        count=80,
        ours=partial(_way, storage, processes),
        limit=partial(_way, storage, 1),
        against="one process alone",
        at_least={"wall": at_least},
        limited_by=limited_by,
    )


@contextmanager
def _one_desk() -> Iterator[Prepare]:
    """One process at a server's database, without others."""
    from complaintkit import Desk
    from complaintkit.testing import FakeClock

    with ExitStack() as stack:
        desk = stack.enter_context(
            Desk.open(stack.enter_context(database("postgresql")), clock=FakeClock(NOON), key=_KEY)
        )
        customers = numbers()

        def prepare(cases: int) -> Job:
            def job() -> None:
                for _ in range(cases):
                    live(desk, FakeClock(NOON), next(customers))

            return job

        prepare(5)()  # statements are compiled, and prepared by the driver
        yield prepare


@contextmanager
def _by_hand() -> Iterator[Prepare]:
    """What such a process writes, by hand on the driver."""
    from complaintkit import Desk
    from complaintkit.testing import FakeClock

    with ExitStack() as stack:
        known: dict[int, tuple[raw.Noted, int]] = {}
        postgresql, folder = stack.enter_context(server_on_disk())

        def prepare(cases: int) -> Job:
            place = folder / f"{len(known)}-{next(named)}"
            if cases not in known:
                url = postgresql.lend(place / "noted")
                with raw.noting_on_server() as noted:
                    found_desk(url)
                    with Desk.open(url, clock=FakeClock(NOON), key=_KEY) as desk:
                        live(desk, FakeClock(NOON), 0)
                        begun = len(noted.transactions)
                        for number in range(cases):
                            live(desk, FakeClock(NOON), number + 1)
                known[cases] = (noted, begun)
            return stack.enter_context(raw.by_hand_on_server(postgresql.lend(place / "by-hand"), *known[cases])).write

        named = numbers()
        yield prepare


ROWS: Final = (
    Row(
        name="postgresql-lifecycle",
        what="ten commands from the first word to the archive, by one process at a server",
        unit="case",
        count=20,
        ours=_one_desk,
        limit=_by_hand,
        against="raw SQL writing the same rows by psycopg",
        at_least={"wall": 0.6},
        limited_by="Python: deciding, clocks, sealing",
        packages=("psycopg",),
    ),
    _row("sqlite", 4, 0.9, "two cores, one writer at a time"),
    _row("postgresql", 4, 1.8, "two cores, which the server shares"),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--storage", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 4])
    parser.add_argument("--cases", type=int, default=40, help="so many a round")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with ExitStack() as stack:
        running = {one: stack.enter_context(stores(given.storage, one)) for one in given.processes}
        found: dict[int, list[Crowd]] = {one: [] for one in running}
        for _ in range(given.rounds):
            for processes, there in running.items():
                found[processes].append(there.do(given.cases))
    print(f"{'processes':>9}{'commands/s':>12}{'median ms':>11}{'p99 ms':>9}{'longest':>9}")
    for processes, crowds in found.items():
        median = [statistics.median(one.within(share) for one in crowds) * 1000 for share in (0.5, 0.99, 1)]
        rate = statistics.median(one.rate for one in crowds)
        print(f"{processes:>9}{rate:>12.0f}{median[0]:>11.1f}{median[1]:>9.1f}{median[2]:>9.1f}")


if __name__ == "__main__":
    main()
