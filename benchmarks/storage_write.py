"""What the storage adds to the SQL it runs: one command's writes through it, and the same SQL by hand on the driver.

    python benchmarks/storage_write.py [rounds]

A command writes a case, three events with words of the customer, two deadlines, an owner, a message and its key, and
commits. Both ways write to files of their own in the current folder, with the same settings, in turn, so that a busy
machine slows both.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._storage import SqlStorage

from complaintkit.ports.storage import OwnerRow
from complaintkit.testing import _storage_rows as make

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS: Final = ("The rice delivered at noon smells sour. " * 8).encode()
DATA: Final = '{"approach":"verify, withdraw the lot","category":"food/sensory","severity":"high","unit":"A12"}'


def rows(n: int) -> dict[str, Any]:
    """What one command writes."""
    case = f"0199-{n:08d}"
    return {
        "case": attrs.evolve(make.case_row(case), external_id=f"x{n}", received_at=make.later(seconds=n), version=3),
        "events": [attrs.evolve(make.event_row(case, seq), data=DATA, hash="f" * 64) for seq in (1, 2, 3)],
        "vault": [attrs.evolve(make.vault_row(case, seq), salt=b"s" * 16, content=WORDS) for seq in (1, 2, 3)],
        "deadlines": [make.deadline_row(case, name, make.NOON) for name in ("first-contact", "answer")],
        "owner": OwnerRow(case=case, seq=1, owner="chen", since=make.NOON),
        "outbox": attrs.evolve(make.outbox_row(f"o-{n:08d}"), case=case),
        "key": attrs.evolve(make.key_row(f"k-{n:08d}"), case=case, digest="d" * 64, last_seq=3),
    }


def through(storage: SqlStorage, new: dict[str, Any]) -> None:
    """The writes, through the storage."""
    with storage.writing() as tx:
        tx.remember(new["key"])
        tx.add_case(new["case"])
        tx.append(new["events"], new["vault"], [])
        tx.put_owner(new["owner"])
        tx.put_deadlines(new["case"].id, new["deadlines"])
        tx.put_outbox([new["outbox"]])


def insert(table: str, columns: int, rest: str = "") -> str:
    """An insert, as somebody would write it."""
    return f'INSERT INTO "{table}" VALUES ({", ".join("?" * columns)}) {rest}'


CASE: Final = insert("case", 21)
EVENT: Final = insert("ledger", 11)
VAULT: Final = insert("vault", 6)
DEADLINE: Final = insert("deadline", 9, 'ON CONFLICT ("case", id) DO UPDATE SET state = excluded.state')
END: Final = 'UPDATE owner_interval SET until = ? WHERE "case" = ? AND until IS NULL'
OWNER: Final = insert("owner_interval", 5)
OUTBOX: Final = insert("outbox", 19, "ON CONFLICT DO NOTHING")
KEY: Final = insert("idempotency", 6)


def by_hand(cursor: Any, new: dict[str, Any]) -> None:
    """The writes, by hand on the driver."""
    cursor.execute("BEGIN IMMEDIATE")
    cursor.execute(KEY, new["key"])
    cursor.execute(CASE, new["case"])
    last = cursor.execute("SELECT coalesce(max(position), 0) FROM ledger").fetchone()[0]
    cursor.executemany(EVENT, [[*line, last + step] for step, line in enumerate(new["events"], 1)])
    cursor.executemany(VAULT, new["vault"])
    cursor.execute(END, (new["owner"][3], new["owner"][0]))
    cursor.execute(OWNER, new["owner"])
    cursor.executemany(DEADLINE, new["deadlines"])
    cursor.execute(OUTBOX, new["outbox"])
    cursor.execute("COMMIT")


def lines(new: dict[str, Any]) -> dict[str, Any]:
    """The rows as parameters, made before the clock starts."""
    return {
        name: [plain(row) for row in found] if isinstance(found, list) else plain(found) for name, found in new.items()
    }


def plain(row: Any) -> list[object]:
    """A row's values, in the order of its table's columns."""
    names = [
        name
        for name in attrs.fields_dict(type(row))
        if name not in {"position", "number"} or "id" in type(row).__dict__
    ]
    return [converted(getattr(row, name)) for name in names]


def converted(value: object) -> object:
    """As SQLite takes it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return '["sms","mail"]' if isinstance(value, tuple) else value


def timed(job: Callable[[], None]) -> float:
    """Seconds."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Measure and print medians; the first tenth warms up."""
    times: dict[str, list[float]] = {"storage": [], "driver": []}
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        storage, other = (SqlModelStorage().open(f"sqlite:///{folder}/{name}.db") for name in times)
        assert isinstance(storage, SqlStorage)  # noqa: S101  for the type checker
        assert isinstance(other, SqlStorage)  # noqa: S101  as above
        cursor = other.backend.connect().cursor()  # the same settings, and nothing else of the storage
        for n in range(rounds):
            new = rows(n)
            raw = lines(new)
            jobs = [
                ("storage", lambda new=new: through(storage, new)),
                ("driver", lambda raw=raw: by_hand(cursor, raw)),
            ]
            for name, job in jobs if n % 2 else reversed(jobs):
                times[name].append(timed(job))
        storage.close()
        other.close()
    medians = {name: statistics.median(found[rounds // 10 :]) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{name:8} {median * 1e6:8.0f} µs per command")
    print(f"ratio    {medians['storage'] / medians['driver']:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
