"""What the storage adds to the SQL it runs: one command's writes through it, and the same SQL by hand on the driver.

    python benchmarks/storage_write.py [rounds]

Both write to files of their own in one folder, with the same settings, in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from complaintkit_sqlmodel import SqlModelStorage

from complaintkit.ports import storage as port

AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
WORDS = ("The rice delivered at noon smells sour. " * 8).encode()
DATA = '{"approach":"verify, withdraw the lot","category":"food/sensory","severity":"high","unit":"A12"}'


def rows(n: int) -> dict[str, Any]:
    """What one command writes: a case with three events, words, deadlines, an owner, a message, a key."""
    case = f"0199-{n:08d}"
    return {
        "case": port.CaseRow(
            id=case,
            number=f"A12-261121-{n:06d}",
            unit="A12",
            kind="complaint",
            state="assessed",
            open=True,
            category="food/sensory",
            severity="high",
            owner="chen",
            first_receiver="chen",
            channel="hotline",
            external_id=f"x{n}",
            person=f"person-{n}",
            customer_reference=None,
            received_at=AT + timedelta(seconds=n),
            recorded_at=AT,
            version=3,
            cycle=1,
            next_due=AT + timedelta(hours=24),
            playbook="sha256:" + "0" * 64,
            head="f" * 64,
        ),
        "events": [
            port.EventRow(
                case=case,
                seq=seq,
                name="received",
                at=AT,
                recorded_at=AT,
                by="chen",
                recorded_by="chen",
                schema=1,
                data=DATA,
                hash="f" * 64,
            )
            for seq in (1, 2, 3)
        ],
        "vault": [
            port.VaultRow(case=case, seq=seq, field="text", person=f"person-{n}", salt=b"s" * 16, content=WORDS)
            for seq in (1, 2, 3)
        ],
        "deadlines": [
            port.DeadlineRow(
                case=case,
                id=name,
                name=name,
                state="running",
                due_at=AT,
                warn_at=AT,
                next_at=AT,
                breached_at=None,
                noticed_at=None,
            )
            for name in ("first-contact", "answer")
        ],
        "owner": port.OwnerRow(case=case, seq=1, owner="chen", since=AT),
        "outbox": port.OutboxRow(
            id=f"o-{n:08d}",
            case=case,
            seq=1,
            kind="message",
            name="receipt",
            recipient="customer",
            person=f"person-{n}",
            language="zh-CN",
            media=("sms", "mail"),
            medium=0,
            state="ready",
            epoch=0,
            attempts=0,
            next_at=AT,
            lease_until=None,
            useless_after=None,
            urgent=False,
            created_at=AT,
        ),
        "key": port.IdempotencyRow(key=f"k-{n:08d}", digest="d" * 64, case=case, first_seq=1, last_seq=3, at=AT),
    }


def through(storage: port.Storage, new: dict[str, Any]) -> None:
    """The writes, through the storage."""
    with storage.writing() as tx:
        tx.remember(new["key"])
        tx.add_case(new["case"])
        tx.append(new["events"], new["vault"], [])
        tx.put_owner(new["owner"])
        tx.put_deadlines(new["case"].id, new["deadlines"])
        tx.put_outbox([new["outbox"]])


def plain(row: Any, *leave_out: str) -> list[Any]:
    """A row's values, as somebody who writes SQL by hand would have them at hand."""
    values = [getattr(row, name) for name in row.__slots__ if name not in {"__weakref__", *leave_out}]
    return [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return '["sms","mail"]' if isinstance(value, tuple) else value


def lines(new: dict[str, Any]) -> dict[str, Any]:
    """The same as lists of parameters, made before the clock starts."""
    return {
        "case": plain(new["case"]),
        "events": [plain(event, "position", "number") for event in new["events"]],
        "vault": [plain(words) for words in new["vault"]],
        "deadlines": [plain(one) for one in new["deadlines"]],
        "owner": plain(new["owner"]),
        "outbox": plain(new["outbox"]),
        "key": plain(new["key"]),
    }


def marks(count: int) -> str:
    """So many parameters."""
    return ", ".join("?" * count)


SQL = {
    "case": f'INSERT INTO "case" VALUES ({marks(21)})',
    "events": f"INSERT INTO ledger VALUES ({marks(11)})",
    "vault": f"INSERT INTO vault VALUES ({marks(6)})",
    "deadlines": f'INSERT INTO deadline VALUES ({marks(9)}) ON CONFLICT ("case", id) DO UPDATE SET state = excluded.state',
    "owner": f"INSERT INTO owner_interval VALUES ({marks(5)})",
    "outbox": f"INSERT INTO outbox VALUES ({marks(19)}) ON CONFLICT DO NOTHING",
    "key": f"INSERT INTO idempotency VALUES ({marks(6)})",
}


def by_hand(cursor: Any, new: dict[str, Any]) -> None:
    """The writes, by hand on the driver."""
    cursor.execute("BEGIN IMMEDIATE")
    cursor.execute(SQL["key"], new["key"])
    cursor.execute(SQL["case"], new["case"])
    last = cursor.execute("SELECT coalesce(max(position), 0) FROM ledger").fetchone()[0]
    cursor.executemany(SQL["events"], [[*line, last + step] for step, line in enumerate(new["events"], 1)])
    cursor.executemany(SQL["vault"], new["vault"])
    cursor.execute(
        'UPDATE owner_interval SET until = ? WHERE "case" = ? AND until IS NULL', new["owner"][3:4] + new["owner"][:1]
    )
    cursor.execute(SQL["owner"], new["owner"])
    cursor.executemany(SQL["deadlines"], new["deadlines"])
    cursor.execute(SQL["outbox"], new["outbox"])
    cursor.execute("COMMIT")


def main(rounds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        storage = SqlModelStorage().open(f"sqlite:///{folder}/storage.db")
        other = SqlModelStorage().open(f"sqlite:///{folder}/driver.db")
        cursor = other.backend.connect().cursor()  # type: ignore[attr-defined]  # the same settings, and no more of it
        times: dict[str, list[float]] = {"storage": [], "driver": []}
        for n in range(rounds):
            new = rows(n)
            raw = lines(new)
            start = time.perf_counter()
            through(storage, new)
            middle = time.perf_counter()
            by_hand(cursor, raw)
            end = time.perf_counter()
            times["storage"].append(middle - start)
            times["driver"].append(end - middle)
        other.close()
        storage.close()
    report(times, rounds)


def report(times: dict[str, list[float]], rounds: int) -> None:
    """Medians and their ratio; the first tenth warms up."""
    medians = {name: statistics.median(found[rounds // 10 :]) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{name:8} {median * 1e6:8.0f} µs per command (median of {rounds - rounds // 10})")
    print(f"ratio    {medians['storage'] / medians['driver']:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
