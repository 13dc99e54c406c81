"""Messages claimed by sixteen workers at once from one server, against workers that lock one row each and skip what is locked.

Each has a connection of its own, and has looked over it when there was nothing to claim, as a worker that runs all day has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from itertools import chain
from itertools import count as numbers
from typing import TYPE_CHECKING, Final

from benchmarks._row import Job, Prepare, Row
from benchmarks.crowd import server_on_disk

if TYPE_CHECKING:
    from complaintkit.ports.storage import Storage

_WORKERS: Final = 16
_BATCH: Final = 100
_LOOKS: Final = 12
_LEASE: Final = timedelta(minutes=5)
_ONE: Final = """
UPDATE outbox SET state = 'claimed', epoch = epoch + 1 WHERE id = (
    SELECT id FROM outbox WHERE state = 'ready' ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
"""


def _at_once(work: Callable[[int], list[str]], wanted: int) -> None:
    """Have all workers claim until nothing is left; each entry has to be claimed once."""
    with ThreadPoolExecutor(_WORKERS) as workers:
        claimed = list(chain.from_iterable(workers.map(work, range(_WORKERS))))
    if len(claimed) != wanted or len(set(claimed)) != wanted:
        raise SystemExit(f"{wanted} to claim, {len(claimed)} claimed, {len(set(claimed))} of them different")


def _open(url: str) -> Storage:
    """Open a database as a process of its own does."""
    from complaintkit_sqlmodel import SqlModelStorage

    return SqlModelStorage().open(url)


def _fill(url: str, entries: int) -> None:
    """Put so many messages in that are ready to be sent."""
    from complaintkit.testing._storage_rows import outbox_row

    with closing(_open(url)) as storage, storage.writing() as tx:
        tx.put_outbox([outbox_row(f"e{number:06}") for number in range(entries)])


@contextmanager
def _way(claims: Callable[[str, ExitStack], Callable[[int], list[str]]]) -> Iterator[Prepare]:
    with ExitStack() as stack:
        postgresql, folder = stack.enter_context(server_on_disk())
        places = (folder / str(number) for number in numbers())
        connected = stack.enter_context(ExitStack())

        def prepare(entries: int) -> Job:
            connected.close()  # those of the round before
            url = postgresql.lend(next(places))
            _fill(url, 0)
            work = claims(url, connected)
            for _ in range(_LOOKS):
                _at_once(work, 0)
            _fill(url, entries)
            return lambda: _at_once(work, entries)

        yield prepare


def _ours(url: str, stack: ExitStack) -> Callable[[int], list[str]]:
    from complaintkit.testing._storage_rows import NOON

    storages = [stack.enter_context(closing(_open(url))) for _ in range(_WORKERS)]

    def work(worker: int) -> list[str]:
        found: list[str] = []
        while True:
            with storages[worker].writing() as tx:
                rows = tx.claim(NOON, lease_until=NOON + _LEASE, limit=_BATCH)
            if not rows:
                return found
            found += [row.id for row in rows]

    return work


def _one_by_one(url: str, stack: ExitStack) -> Callable[[int], list[str]]:
    import psycopg

    connections = [stack.enter_context(psycopg.connect(url, autocommit=True)) for _ in range(_WORKERS)]

    def work(worker: int) -> list[str]:
        found: list[str] = []
        while (row := connections[worker].execute(_ONE).fetchone()) is not None:
            found.append(row[0])
        return found

    return work


ROWS: Final = (
    Row(
        name="claim-16",
        what="messages claimed by sixteen workers at one server, each once",
        unit="message",
        count=3200,
        ours=lambda: _way(_ours),
        limit=lambda: _way(_one_by_one),
        against="sixteen connections that lock the next row each, skipping what is locked",
        at_least={"wall": 2},
        limited_by="one claims at a time",
        packages=("psycopg",),
    ),
)
