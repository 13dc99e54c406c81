"""Messages claimed by sixteen workers at once from one server, against workers that lock one row each and skip what is locked.

Each has its connection already, as a worker that runs all day has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from itertools import chain
from itertools import count as numbers
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Final

from benchmarks._row import Job, Prepare, Row
from benchmarks.crowd import server_on_disk

if TYPE_CHECKING:
    from complaintkit.ports.storage import Storage
    from faults._postgresql import Server

_WORKERS: Final = 16
_BATCH: Final = 100
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


def _filled(postgresql: Server, folder: Path, entries: int) -> tuple[str, Storage]:
    """Open a new database with so many messages that are ready to be sent."""
    from complaintkit_sqlmodel import SqlModelStorage

    from complaintkit.testing._storage_rows import outbox_row

    url = postgresql.lend(folder)
    storage = SqlModelStorage(connections=_WORKERS + 1).open(url)
    with storage.writing() as tx:
        tx.put_outbox([outbox_row(f"e{number:06}") for number in range(entries)])
    return url, storage


@contextmanager
def _way(claims: Callable[[str, Storage, ExitStack], Callable[[int], list[str]]]) -> Iterator[Prepare]:
    with ExitStack() as stack:
        postgresql, folder = stack.enter_context(server_on_disk())
        places = (folder / str(number) for number in numbers())
        connected = stack.enter_context(ExitStack())

        def prepare(entries: int) -> Job:
            connected.close()  # those of the round before
            url, storage = _filled(postgresql, next(places), entries)
            connected.enter_context(closing(storage))
            work = claims(url, storage, connected)
            return lambda: _at_once(work, entries)

        yield prepare


def _ours(_: str, storage: Storage, __: ExitStack) -> Callable[[int], list[str]]:
    from complaintkit.testing._storage_rows import NOON

    together = Barrier(_WORKERS)

    def connect(_: int) -> None:
        with storage.reading():
            together.wait()

    with ThreadPoolExecutor(_WORKERS) as workers:
        list(workers.map(connect, range(_WORKERS)))

    def work(_: int) -> list[str]:
        found: list[str] = []
        while True:
            with storage.writing() as tx:
                rows = tx.claim(NOON, lease_until=NOON + _LEASE, limit=_BATCH)
            if not rows:
                return found
            found += [row.id for row in rows]

    return work


def _one_by_one(url: str, _: Storage, stack: ExitStack) -> Callable[[int], list[str]]:
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
