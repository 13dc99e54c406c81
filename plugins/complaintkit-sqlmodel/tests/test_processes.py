"""Several processes on one database: one wins, the other is told; one that is killed leaves nothing half."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from complaintkit_sqlmodel import SqlModelStorage

from complaintkit.ports.storage import CaseFilter, Storage
from complaintkit.testing._storage_rows import case_row, outbox_row

Both = Callable[[str], tuple[list[str], list[str]]]
HEADER = """
import sys
from datetime import timedelta
import attrs
from complaintkit.errors import ConflictError
from complaintkit.testing._storage_rows import NOON, case_row, event_row, key_row, later, vault_row
from complaintkit_sqlmodel import SqlModelStorage, _open

def say(*words):
    print(*words, flush=True)

def wait(word):
    say(word)
    sys.stdin.readline()

def opened():
    return SqlModelStorage(busy_timeout=timedelta(seconds=30)).open(sys.argv[1])
"""

CLAIM = """
storage = opened()
wait("ready")
while True:
    with storage.writing() as tx:
        rows = tx.claim(NOON, lease_until=later(minutes=5), limit=3)
    if not rows:
        break
    say(*(row.id for row in rows))
"""

TAKE_OVER = """
storage = opened()
wait("ready")
with storage.reading() as view:
    case = view.case("case-1")
wait("read")
try:
    with storage.writing() as tx:
        tx.put_case(attrs.evolve(case, version=2, owner=sys.argv[2]), if_version=1)
    say("won")
except ConflictError as error:
    say("told", error.data["actual"])
"""

NUMBERS = """
storage = opened()
wait("ready")
for _ in range(60):
    with storage.writing() as tx:
        say(tx.next_number("A12", NOON.date()))
"""

HALF = """
storage = opened()
wait("ready")
from contextlib import ExitStack
stack = ExitStack()
tx = stack.enter_context(storage.writing())
if sys.argv[1].startswith("sqlite"):
    tx._work.run("PRAGMA cache_size = 10")  # so that much of it reaches the disk before the commit
for n in range(300):
    tx.add_case(case_row(f"c{n}"))
    tx.append([event_row(f"c{n}")], [attrs.evolve(vault_row(f"c{n}"), content=b"x" * 5000)], [])
wait("half")
"""

ACKNOWLEDGED = """
storage = opened()
wait("ready")
for n in range(100_000):
    with storage.writing() as tx:
        tx.add_case(case_row(f"c{n}"))
        tx.append([event_row(f"c{n}")], [vault_row(f"c{n}")], [])
        tx.remember(key_row(f"c{n}"))
    say(f"c{n}")
"""

OPEN = """
wait("ready")
storage = opened()
with storage.writing() as tx:
    tx.put_meta(sys.argv[2], "here")
say("written")
"""


@pytest.fixture
def process(url: str, program: Callable[..., Any]) -> Callable[..., Any]:
    """Start another process on the database; it waits for `go`."""
    return lambda code, *words: program(HEADER + code, url, *words)


def rest(process: Any) -> list[str]:
    """Every word it still says."""
    words: list[str] = process.stdout.read().split()
    assert process.wait(60) == 0
    return words


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A file that is not there yet, or a database of a server."""
    return f"sqlite:///{tmp_path}/desk.db" if request.param == "sqlite" else request.getfixturevalue("lent")


@pytest.fixture
def storage(url: str) -> Iterator[Storage]:
    """It, made."""
    storage = SqlModelStorage().open(url)
    yield storage
    storage.close()


@pytest.fixture
def both(process: Callable[..., Any]) -> Both:
    """Return what two processes say that run the same at once."""

    def run(code: str) -> tuple[list[str], list[str]]:
        one, two = process(code, "li"), process(code, "zhao")
        assert one.line() == two.line() == "ready"
        one.go()
        two.go()
        return rest(one), rest(two)

    return run


def test_two_processes_claim_each_entry_once(storage: Storage, both: Both) -> None:
    """Together they lease all entries, and none of them twice."""
    entries = [f"e{n:03}" for n in range(200)]
    with storage.writing() as tx:
        tx.put_outbox([outbox_row(entry) for entry in entries])
    one, two = both(CLAIM)
    assert sorted(one + two) == entries
    with storage.reading() as view:
        assert {row.epoch for row in view.outbox()} == {1}


def test_two_processes_change_a_case_once(storage: Storage, process: Callable[..., Any]) -> None:
    """Both read version 1; one wins, the other is told that it is 2 by now."""
    with storage.writing() as tx:
        tx.add_case(case_row())
    one, two = process(TAKE_OVER, "li"), process(TAKE_OVER, "zhao")
    for each in (one, two):
        assert each.line() == "ready"
        each.go()
    assert one.line() == two.line() == "read"
    one.go()
    two.go()
    said = sorted([rest(one), rest(two)])
    assert said == [["told", "2"], ["won"]]


def test_two_processes_number_without_doubles_and_gaps(storage: Storage, both: Both) -> None:
    """Every number is given, and given once."""
    assert storage.name
    one, two = both(NUMBERS)
    assert sorted(map(int, one + two)) == list(range(1, 121))


def test_two_processes_make_one_file(url: str, both: Both) -> None:
    """Both open what is not there yet; one makes it, both use it."""
    assert both(OPEN) == (["written"], ["written"])
    storage = SqlModelStorage().open(url)
    with storage.reading() as view:
        assert (view.meta("li"), view.meta("zhao")) == ("here", "here")
    storage.close()


def test_a_process_killed_in_the_middle_leaves_nothing(storage: Storage, process: Callable[..., Any]) -> None:
    """Neither half a transaction nor a lock: others write at once."""
    half = process(HALF)
    assert half.line() == "ready"
    half.go()
    assert half.line() == "half"
    half.send_signal(signal.SIGKILL)
    assert half.wait(30) == -signal.SIGKILL
    with storage.writing() as tx:
        assert tx.count(CaseFilter()) == 0
        assert not tx.feed(after=0, limit=10)
        tx.add_case(case_row())
    assert list(storage.problems()) == []


def test_what_was_acknowledged_outlives_a_kill(storage: Storage, process: Callable[..., Any]) -> None:
    """Killed at any moment: every case it said it had kept is there, whole; at most one more."""
    busy = process(ACKNOWLEDGED)
    assert busy.line() == "ready"
    busy.go()
    kept = [busy.line() for _ in range(150)]
    busy.send_signal(signal.SIGKILL)
    kept += busy.stdout.read().split()
    with storage.reading() as view:
        found = {row.id for row in view.cases(CaseFilter(), after=None, limit=100_000)}
        assert set(kept) <= found
        assert len(found) <= len(kept) + 1
        assert len(view.events(sorted(found))) == len(view.vault(sorted(found))) == len(found)
        assert all(view.idempotent(case) for case in found)
        positions = [event.position for event in view.feed(after=0, limit=1_000_000)]
        assert positions == list(range(1, len(found) + 1))
