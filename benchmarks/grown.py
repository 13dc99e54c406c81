"""A desk's database after years: so many filed cases, ten open ones, what was sent for them; made once and kept as a file.

    python -m benchmarks.grown FOLDER 1000 10000 100000

Filed cases come in by `import_history`, the open ones by the desk's own verbs, what was sent as rows. All of it is invented.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import complaintkit
from complaintkit import Customer, Desk, System
from complaintkit.plugin import FormReceived
from complaintkit.ports.storage import EntryKind, OutboxRow, OutboxState
from complaintkit.records.summary.row import keep_summaries
from complaintkit.testing import FakeClock

NOW: Final = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
YEARS: Final = timedelta(days=5 * 365)
OPEN: Final = 10
ORGANISATION: Final = Path(complaintkit.__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
_UNITS: Final = ("no3-school", "city-hospital", "softpark", "kitchen-east", "kitchen-west")
_CATEGORIES: Final = ("food/sensory", "service/attitude", "food/foreign-body")
_OWNERS: Final = ("chen", "zhou", "luo")
_TOGETHER: Final = 3_000


def opened(file: Path, *, now: datetime = NOW) -> Desk:
    """Open a database at the moment the readings are asked."""
    return Desk.open(f"sqlite:///{file}", playbook="canteen-delivery", organisation=ORGANISATION, clock=FakeClock(now))


def grown(cases: int, folder: Path) -> Path:
    """Return the file of a database with so many filed cases, evenly over five years; made where it is not there yet."""
    file = folder / f"grown-{cases}.db"
    if not file.exists():
        making = folder / f"making-{cases}.db"
        for left in folder.glob(f"making-{cases}.db*"):
            left.unlink()
        with opened(making) as desk:
            _fill(desk, cases)
            _open_some(desk)
            _sum_up(desk)
        _finish(making, file)
    return file


def queued(pending: int, folder: Path) -> Path:
    """Return the file of a database in whose outbox so many entries wait, behind ten times as many that are done."""
    file = folder / f"queued-{pending}.db"
    if not file.exists():
        making = folder / f"making-queue-{pending}.db"
        for left in folder.glob(f"{making.name}*"):
            left.unlink()
        with opened(making) as desk:
            rows = (_entry(f"o{number:09d}", number, waiting=number % 11 == 0) for number in range(pending * 11))
            _put(desk, rows)
        _finish(making, file)
    return file


def _finish(making: Path, file: Path) -> None:
    """Give a database that is whole its name, its key first."""
    making.with_name(f"{making.name}.key").replace(file.with_name(f"{file.name}.key"))
    making.replace(file)


def _fill(desk: Desk, cases: int) -> None:
    by_owner = {owner: _forms(cases, owner) for owner in _OWNERS}
    for owner, forms in by_owner.items():
        done = desk.import_history(forms, by=System("import"), owner=owner)
        if done.refused:
            raise SystemExit(f"the history was refused: {done.refused[0]}")
    _put(desk, (_entry(f"s{number:09d}", number, waiting=False) for number in range(cases * 2)))


def _forms(cases: int, owner: str) -> Iterator[FormReceived]:
    """Yield this owner's share of the filed cases, oldest first."""
    for number in range(cases):
        if _OWNERS[number % len(_OWNERS)] != owner:
            continue
        received = NOW - timedelta(days=3) - YEARS * ((cases - number) / cases)
        yield FormReceived(
            {
                "text": f"米饭是酸的,第{number}次",
                "received_at": received,
                "closed_at": received + timedelta(hours=30),
                "reply.text": "已换货并致歉",
                "reply.at": received + timedelta(hours=20),
                "unit": _UNITS[number % len(_UNITS)],
                "category": _CATEGORIES[number % len(_CATEGORIES)],
                "customer.name": "王芳",
                "customer.phone": f"138{number % 50_000:08d}",
            },
            external_id=f"old-{number}",
        )


def _open_some(desk: Desk) -> None:
    """Receive ten complaints in the last hours, in turn for three people, some of them a little further."""
    for number in range(OPEN):
        case = desk.receive(
            "汤是凉的",
            by=_OWNERS[number % len(_OWNERS)],
            channel="hotline",
            unit=_UNITS[number % len(_UNITS)],
            category="food/sensory",
            customer=Customer(name="李强", phone=f"138{number:08d}"),
            received_at=NOW - timedelta(hours=1, minutes=number),
        )
        if number % 2:
            desk.acknowledge(case, by=case.owner)
            desk.assess(case, by=case.owner, severity="low", approach="核实")


def _sum_up(desk: Desk) -> None:
    """Sum up what is filed, as the worker does at night."""
    after: str | None = ""
    while after is not None:
        after = keep_summaries(desk._opened.door, after=after)  # noqa: SLF001  some at each look of a worker


def _put(desk: Desk, rows: Iterator[OutboxRow]) -> None:
    while some := list(islice(rows, _TOGETHER)):
        with desk._opened.door.storage.writing() as tx:  # noqa: SLF001  no verb makes a year of messages at once
            tx.put_outbox(some)


def _entry(id: str, number: int, *, waiting: bool) -> OutboxRow:
    made = NOW - YEARS * ((number % 1000) / 1000)
    return OutboxRow(
        id=id,
        case=f"old-{number}",
        seq=1,
        kind=EntryKind.MESSAGE,
        name="receipt",
        recipient="customer" if number % 3 else "chen",
        person="",
        language="zh-CN",
        media=("sms",),
        medium=0,
        state=OutboxState.READY if waiting else OutboxState.DELIVERED,
        epoch=0 if waiting else 1,
        attempts=0 if waiting else 1,
        next_at=made if waiting else None,
        lease_until=None,
        useless_after=None,
        urgent=number % 100 == 0,
        created_at=made,
    )


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    for wanted in sys.argv[2:]:
        print(grown(int(wanted), where))
