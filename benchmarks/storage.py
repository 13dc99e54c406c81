"""What the storage adds to the SQL it runs: one command's writes through it, and the same SQL by hand on the driver.

A command writes a case, three events with words of the customer, two deadlines, an owner, a message and its key, and
commits. Both ways write to files of their own in the current folder, with the same settings.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import attrs
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._storage import SqlStorage

from benchmarks._row import Job, Prepare, Row
from complaintkit.ports.storage import OwnerRow
from complaintkit.testing import _storage_rows as make

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


END: Final = 'UPDATE owner_interval SET until = ? WHERE "case" = ? AND until IS NULL'
LAST: Final = "SELECT coalesce(max(position), 0) FROM ledger"
TABLES: Final = {
    "key": ("idempotency", ""),
    "case": ("case", ""),
    "events": ("ledger", ""),
    "vault": ("vault", ""),
    "owner": ("owner_interval", ""),
    "deadlines": ("deadline", 'ON CONFLICT ("case", id) DO UPDATE SET state = excluded.state'),
    "outbox": ("outbox", "ON CONFLICT DO NOTHING"),
}
"""Where the rows go, in the order in which they are written."""


@attrs.frozen
class Insert:
    """An insert, as somebody would write it; its parameters are the columns' values of a row."""

    sql: str
    columns: tuple[str, ...]

    def values(self, row: Any) -> list[object]:
        """Return a row as parameters."""
        return [converted(getattr(row, name, None)) for name in self.columns]


def inserts(cursor: Any) -> dict[str, Insert]:
    """Return the inserts by what they write."""
    found = {}
    for name, (table, rest) in TABLES.items():
        columns = tuple(line[1] for line in cursor.execute(f'PRAGMA table_info("{table}")'))
        places = ", ".join("?" * len(columns))
        found[name] = Insert(f'INSERT INTO "{table}" VALUES ({places}) {rest}', columns)
    return found


def by_hand(cursor: Any, by: dict[str, Insert], new: dict[str, list[list[object]]], *, end: tuple[object, ...]) -> None:
    """The writes, by hand on the driver."""
    cursor.execute("BEGIN IMMEDIATE")
    last = cursor.execute(LAST).fetchone()[0]
    place = by["events"].columns.index("position")
    for step, line in enumerate(new["events"], 1):
        line[place] = last + step
    cursor.execute(END, end)
    for name, into in by.items():
        if len(new[name]) == 1:
            cursor.execute(into.sql, new[name][0])
        else:
            cursor.executemany(into.sql, new[name])
    cursor.execute("COMMIT")


def converted(value: object) -> object:
    """As SQLite takes it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return '["sms","mail"]' if isinstance(value, tuple) else value


@contextmanager
def opened() -> Iterator[SqlStorage]:
    """Open a storage on a file of its own."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        storage = SqlModelStorage().open(f"sqlite:///{folder}/desk.db")
        assert isinstance(storage, SqlStorage)
        yield storage
        storage.close()


@contextmanager
def storing() -> Iterator[Prepare]:
    """Write through the storage."""
    numbers = count()
    with opened() as storage:

        def prepare(commands: int) -> Job:
            new = [rows(next(numbers)) for _ in range(commands)]

            def job() -> None:
                for one in new:
                    through(storage, one)

            return job

        yield prepare


@contextmanager
def driving() -> Iterator[Prepare]:
    """Write by hand."""
    numbers = count()
    with opened() as storage:
        cursor = storage.backend.connect().cursor()  # the same settings, and nothing else of the storage
        by = inserts(cursor)

        def parameters(new: dict[str, Any]) -> dict[str, list[list[object]]]:
            each = {name: rows if isinstance(rows, list) else [rows] for name, rows in new.items()}
            return {name: [by[name].values(row) for row in rows] for name, rows in each.items()}

        def prepare(commands: int) -> Job:
            new = [rows(next(numbers)) for _ in range(commands)]
            ready = [(parameters(one), (one["owner"].since, one["owner"].case)) for one in new]

            def job() -> None:
                for one, (since, case) in ready:
                    by_hand(cursor, by, one, end=(converted(since), case))

            return job

        yield prepare


ROWS = (
    Row(
        name="storage-write",
        what="one command's rows, written and committed: SQLite, WAL and FULL",
        unit="command",
        count=100,
        ours=storing,
        limit=driving,
        against="the same SQL by hand on the driver",
        at_least={"cpu": 0.5},
        limited_by="rows are attrs values that are made into parameters, and times that are made into text",
        packages=("complaintkit-sqlmodel", "pysqlite3"),
    ),
)
