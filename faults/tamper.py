"""Tampering: who can write to the database changes it; `verify --deep` finds every change, and nothing where there is none.

A house is worked in by chance, then its database is edited by hand, one edit at a time, with the triggers taken off and put
back: a value of any column changed, a row deleted, one put in that nothing called for, values of two rows exchanged, a ledger
changed and chained anew. `UNTOLD` names what no ledger tells of; it stands in docs/explanation/records.md, too.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import attrs
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._guard import GUARDS
from complaintkit_sqlmodel._sqlite import driver_of

from complaintkit import Attachment, Case, ComplaintKitError, Customer, Desk, Money, Purchase, Remedy, System
from complaintkit.model.wire import canonical
from complaintkit.ports.storage import EventRow
from complaintkit.records.key.opening import open_keyring
from complaintkit.records.key.source import key_beside
from complaintkit.records.ledger import chained
from complaintkit.records.sealed.row import Seals
from complaintkit.testing import FakeClock
from faults._child import in_child
from faults._family import Family, Tally
from faults._storage import Storage, workshop
from faults._world import START, found, found_house, open_desk

__all__ = ["FAMILY", "UNTOLD"]

UNTOLD: Final[Mapping[str, frozenset[str] | None]] = {
    # None: the whole table
    "alembic_version": None,
    "attempt": None,
    "idempotency": None,
    "key": None,
    "refused": None,
    "survey_answer": None,
    "document": frozenset({"proposal", "offer"}),  # kinds, whose content a case takes over when it is used
    "meta": None,  # but for what is in force
    "outbox": frozenset({"medium", "epoch", "attempts", "next_at", "lease_until", "useless_after", "detail"}),
    "ledger": frozenset({"position"}),
    "vault": frozenset({"salt"}),  # unused: what is sealed holds its salt within
}
"""By table the columns that are not derived from any ledger: what changes in them is not found."""

_KINDS: Final = ("value", "delete", "insert", "swap", "rehash")
_VERIFIER: Final = System("auditor")
_EDITS: Final = 100
"""Edits of one house."""


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Make these edits, on as many houses as that takes; verify each house again and again before any of them."""
    tally = Tally(["edits", *_KINDS, "clean"], wrong=["missed", "false alarms"])
    found_house(storage)
    for first in range(numbers.start, numbers.stop, _EDITS):
        drawn = f"{seed} {first}"
        made = in_child(_house, storage, drawn, min(_EDITS, numbers.stop - first))
        tally.add("clean", made.clean)
        for told in made.alarms:
            tally.fail("false alarms", f"house {drawn}: {told}")
        for kind in made.edits:
            tally.add("edits")
            tally.add(kind)
        for told in made.missed:
            tally.fail("missed", f"house {drawn}: {told}")
    return tally


@attrs.define
class _Made:
    """What came of a house: the kinds of its edits, those not found, how often it was verified clean, and what that told."""

    edits: list[str] = attrs.field(factory=list)
    missed: list[str] = attrs.field(factory=list)
    clean: int = 0
    alarms: list[str] = attrs.field(factory=list)


def _house(storage: Storage, drawn: str, count: int) -> _Made:
    """Work in a house, verifying it at each step, then edit it."""
    chance, made = random.Random(drawn), _Made()
    with workshop() as folder:
        url = found(storage, folder)
        for desk in _work(url, chance):
            made.clean += 1
            made.alarms += [one.reason for one in desk.ledger.verify(by=_VERIFIER, deep=True).problems]
        seals = _seals(url)
        sound = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        while not made.alarms and len(made.edits) < count:
            _restore(folder, sound)
            edit = _edit(folder / "desk.db", chance, seals)
            if edit is None:
                continue
            made.edits.append(edit[0])
            if not _is_found(url):
                made.missed.append(" ".join(edit))
    return made


_LATER: Final = "2026-12-20T10:00+08:00"


def _is_found(url: str) -> bool:
    """Tell if verifying finds anything, or the desk does not even open."""
    try:
        with open_desk(url, at=_LATER) as desk:
            return not desk.ledger.verify(by=_VERIFIER, deep=True).ok
    except ComplaintKitError:
        return True


def _restore(folder: Path, sound: Mapping[str, bytes]) -> None:
    for file in folder.iterdir():
        if file.is_dir():
            shutil.rmtree(file)
        elif sound.get(file.name) is None:
            file.unlink()
    for name, content in sound.items():
        (folder / name).write_bytes(content)


# ---- a house that was worked in -------------------------------------------------------------------------------------
def _work(url: str, chance: random.Random) -> Iterator[Desk]:
    """Do a little of everything: complaints, coupons, files, an erasure, tasks, somebody away, messages, deadlines.

    After each step the desk is yielded.
    """
    clock = FakeClock(START)
    with Desk.open(url, clock=clock) as desk:
        for number in range(chance.randrange(4, 8)):
            case = _receive(desk, chance, f"D-{number}")
            yield desk
            if chance.random() < 0.7:
                _settle(desk, chance, case)
                yield desk
            clock.advance(timedelta(minutes=chance.randrange(1, 90)))
            desk.work_blocking(limit=20)
            yield desk
        photo = Attachment(name="photo.jpg", content=chance.randbytes(64), media_type="image/jpeg")
        case = desk.note(_receive(desk, chance, "D-photo"), by="chen", text="电话核实", attachments=[photo])
        yield desk
        desk.raise_issue(case, by="chen", text="电话打不通", category="service/attitude")
        yield desk
        _erase(desk)
        yield desk
        desk.tasks.open("action", "换保温箱", by="fang", unit="softpark", due=timedelta(days=3))
        yield desk
        desk.people.away("chen", by="fang", start=clock.now(), end=clock.now() + timedelta(days=2))
        yield desk
        clock.advance(timedelta(days=chance.randrange(1, 4)))
        desk.run_due()
        yield desk
        desk.work_blocking(limit=20)
    with open_desk(url, at=_LATER) as desk:
        yield desk


def _receive(desk: Desk, chance: random.Random, receipt: str) -> Case:
    """Take a complaint in."""
    return desk.receive(
        "米饭是酸的" + "。" * chance.randrange(300),
        by="chen",
        channel="hotline",
        unit="softpark",
        category="food/sensory",
        customer=Customer(name="王芳", phone=f"138{chance.randrange(10**8):08}"),
        purchase=Purchase(receipt),
        idempotency_key=receipt,
    )


def _settle(desk: Desk, chance: random.Random, case: Case) -> None:
    """Settle it with something of value; a coupon is spent, and perhaps given back."""
    remedy = chance.choice((Remedy.coupon(Money(5, "CNY"), valid_days=30), Remedy.refund(Money(3, "CNY"))))
    case = desk.settle(case, by="chen", facts="换货", agreed="in-person", remedies=[remedy])
    for coupon in case.coupons:
        sale = desk.redeem_coupon(
            coupon.code, by="sun", sale=f"S-{case.number}", unit="softpark", spend=Money(50, "CNY")
        )
        if chance.random() < 0.5:
            desk.reverse_redemption(sale.id, by="sun", reason="returned")


def _erase(desk: Desk) -> None:
    """Have somebody forgotten."""
    who = Customer(name="李雷", phone="13900139000")
    case = desk.receive(
        "菜里有头发", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=who
    )
    desk.settle(case, by="chen", facts="换菜", agreed="in-person", remedies=[Remedy.apology()])
    case = desk.answer_survey(case, by="chen", process=5, outcome=5, via="call")
    if case.archived_at is None:
        desk.archive(case, by="chen")
    desk.erase_person(case, by="fang", because="asked")


# ---- edits ----------------------------------------------------------------------------------------------------------
def _edit(file: Path, chance: random.Random, seals: Seals) -> tuple[str, str] | None:
    """Change something; return the kind and what it was, None where it came to nothing."""
    with closing(driver_of("auto").connect(file, isolation_level=None)) as database:
        for name in ("ledger_update", "ledger_delete", "vault_update", "vault_delete"):
            database.execute(f"DROP TRIGGER {name}")
        database.execute("BEGIN")
        kind = chance.choice(_KINDS)
        told = _rehash(database, chance, seals) if kind == "rehash" else _change(database, chance, kind)
        database.execute("COMMIT")
        for guard in GUARDS:
            database.execute(guard)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return None if told is None else (kind, told)


@attrs.frozen
class _Table:
    """A table, its columns, those that make a row unique, and what of it is told by ledgers."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The columns that are."""
        untold = UNTOLD.get(self.name) or frozenset()
        return tuple(one for one in self.columns if one not in untold)


def _tables(database: Any) -> Iterator[_Table]:  # noqa: ANN401  a driver's connection
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        if name in UNTOLD and UNTOLD[name] is None and name != "meta":
            continue
        info = database.execute(f'PRAGMA table_info("{name}")').fetchall()
        yield _Table(name, tuple(one[1] for one in info), tuple(one[1] for one in info if one[5]))


def _change(database: Any, chance: random.Random, kind: str) -> str | None:  # noqa: ANN401
    """Change a row of a table, or two."""
    table = chance.choice(list(_tables(database)))
    where = _WHERE.get(table.name, "1")
    rows = database.execute(f'SELECT * FROM "{table.name}" WHERE {where}').fetchall()
    if not rows:
        return None
    row = dict(zip(table.columns, chance.choice(rows), strict=True))
    match kind:
        case "delete" if table.name in _MADE_ANEW:
            return None
        case "delete":
            return _run(database, f'DELETE FROM "{table.name}"', table, row)
        case "insert":
            return _insert(database, chance, table, row)
        case "swap":
            other = dict(zip(table.columns, chance.choice(rows), strict=True))
            column = chance.choice(table.told)
            return _set(database, table, row, {column: other[column]}) and _set(
                database, table, other, {column: row[column]} if column not in table.key else {}
            )
        case _:
            column = chance.choice(table.told)
            value = _of_another_type(row[column]) if chance.random() < 0.1 else _other(row[column], chance)
            if (table.name, column) == ("outbox", "state"):
                value = _STATES.get(row[column], "delivered")
            return _set(database, table, row, {column: value})


_WHERE: Final = {
    "document": "kind NOT IN ('proposal', 'offer')",
    "meta": "key IN ('playbook', 'organisation')",
    "tally": "count <> 0",
    # whether somebody who was erased could be reached is not known any more
    "outbox": "recipient <> 'customer' OR \"case\" NOT IN (SELECT \"case\" FROM ledger WHERE name = 'person-erased')",
}
_MADE_ANEW: Final = frozenset({"case_state", "case_summary"})
"""Rows that nobody misses: they are made anew from the ledger."""
_STATES: Final = {"sent": "ready", "delivered": "owed", "dead": "sent", "parked": "sent", "rejected": "delivered"}
"""To which state an entry is moved that its ledger gainsays; one that is under way is made `delivered`."""


def _other(value: Any, chance: random.Random) -> Any:  # noqa: ANN401  any value of SQLite
    """Return another value of its kind: near it, and as the kit writes it."""
    match value:
        case None:
            return chance.choice(("x", "2026-11-21T02:00:00.000000+00:00"))
        case int():
            return chance.choice((1 - value if value in (0, 1) else value + 1, value + 100))
        case bytes():
            return bytes([*value[:-1], value[-1] ^ 1]) if value else b"x"
        case str() if value[10:11] == "T" and value.endswith("+00:00"):
            return (
                f"2027{value[4:]}" if chance.random() < 0.5 else f"{value[:-7]}{(int(value[-7]) + 1) % 10}{value[-6:]}"
            )
        case str():
            at = chance.randrange(len(value)) if value else 0
            letter = "b" if value[at : at + 1] == "a" else "a"
            return value[:at] + letter + value[at + 1 :]
        case _:
            return None


def _of_another_type(value: Any) -> str | bytes:  # noqa: ANN401  as above
    """Return the value as text where it was bytes, as bytes where it was none: SQLite keeps either."""
    return value.hex() if isinstance(value, bytes) else str(value).encode()


def _insert(database: Any, chance: random.Random, table: _Table, row: dict[str, Any]) -> str | None:  # noqa: ANN401
    """Put in a row like another, under a key of its own."""
    new = {**row, **{name: _other(row[name], chance) for name in table.key if name != "case" or len(table.key) == 1}}
    for unique in {"position", "number", "external_id"} & set(table.columns):
        new[unique] = _other(row[unique], chance) if row[unique] is not None else None
    if table.name == "meta":
        new["key"] = "playbook:x"
    if table.name == "ledger":
        new["position"] = database.execute("SELECT max(position) + 1 FROM ledger").fetchone()[0]
    if table.name == "owner_interval":
        new["until"] = new["until"] or new["since"]
    if table.name == "redemption":
        new["reversed_at"] = new["reversed_at"] or new["at"]
    names, marks = ", ".join(f'"{one}"' for one in new), ", ".join("?" * len(new))
    try:
        database.execute(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', list(new.values()))
    except driver_of("auto").IntegrityError:
        return None
    return f"{table.name}: {new}"[:300]


def _set(database: Any, table: _Table, row: dict[str, Any], new: dict[str, Any]) -> str | None:  # noqa: ANN401
    """Set columns of a row; None where that changes nothing, or the database refuses it."""
    if all(row[name] == value for name, value in new.items()):
        return None
    assigned = ", ".join(f'"{name}" = ?' for name in new)
    try:
        done = _run(database, f'UPDATE "{table.name}" SET {assigned}', table, row, *new.values())
    except driver_of("auto").IntegrityError:
        return None
    return done and f"{done} {new}"[:300]


def _run(database: Any, text: str, table: _Table, row: dict[str, Any], *values: Any) -> str | None:  # noqa: ANN401
    """Run a statement on one row."""
    key = table.key or table.columns
    where = " AND ".join(f'"{name}" IS ?' for name in key)
    done = database.execute(f"{text} WHERE {where}", [*values, *(row[name] for name in key)])
    return f"{table.name} {[row[name] for name in key]}" if done.rowcount else None


def _seals(url: str) -> Seals:
    """Return what opens and seals the lines of a ledger."""
    with closing(SqlModelStorage().open(url)) as storage, storage.reading() as reader:
        return Seals(reader, open_keyring(storage, None, key_beside(url)))


def _rehash(database: Any, chance: random.Random, seals: Seals) -> str:  # noqa: ANN401  a driver's connection
    """Change a line, and chain it and what follows anew, as who can seal a line but has no key of the chain; heads, too."""
    columns = tuple(field.name for field in attrs.fields(EventRow) if field.name not in ("number", "task"))
    names = ", ".join(f'"{name}"' for name in columns)
    streams = [one for (one,) in database.execute('SELECT DISTINCT "case" FROM ledger ORDER BY 1').fetchall()]
    stream = chance.choice(streams)
    lines = database.execute(f'SELECT {names} FROM ledger WHERE "case" = ? ORDER BY seq', [stream]).fetchall()
    mine = [seals.open_event(_line(dict(zip(columns, line, strict=True)))) for line in lines]
    at = chance.randrange(len(mine))
    if chance.random() < 0.5:
        changed = {**json.loads(mine[at].data), "reason": "x"}
        mine[at] = attrs.evolve(mine[at], data=canonical(changed))
    else:
        mine[at] = attrs.evolve(mine[at], by=_other(mine[at].by, chance))
    head = ""
    for row in chained(mine, chance.randbytes(32)):
        head = row.hash
        values = [seals.seal_event(row).data, row.by, row.hash, row.case, row.seq]
        database.execute('UPDATE ledger SET data = ?, by = ?, hash = ? WHERE "case" = ? AND seq = ?', values)
    for table in ("case", "task"):
        database.execute(f'UPDATE "{table}" SET head = ? WHERE id = ?', [head, stream])
    return f"{stream} from line {at + 1}"


def _line(row: dict[str, Any]) -> EventRow:
    """Return a line of the ledger as it stands in the database."""
    times = {name: datetime.fromisoformat(str(row[name])) for name in ("at", "recorded_at")}
    return EventRow(**{**row, **times})


FAMILY: Final = Family(
    what="edits of the database: any column, rows deleted, put in, exchanged, chains made anew",
    promise="all found; nothing told of what nobody changed",
    short=20,
    long=5_000,
    part=100,
    run=run,
    storages=frozenset({"sqlite"}),
)
