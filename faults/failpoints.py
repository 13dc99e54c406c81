"""A failing disk under each command: EIO and ENOSPC at every read, write, truncation and sync; errors around every commit.

Each command is run once to see what it does to the disk. Then it is run again and again on a copy, with a fault at one of
these places: once, or from there on. The process then dies without closing anything. What must hold: it is told in the
kit's own words; what is there afterwards is all of it or nothing; who was told that nothing was kept finds nothing;
and the same request, made again on a disk that is well, comes to what it comes to without a fault.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Self, TypeAlias

import attrs
from complaintkit_sqlmodel._sqlite import Sqlite, driver_of

from complaintkit import Desk, Money
from complaintkit.errors import ComplaintKitError, OutcomeUnknown
from complaintkit.model.evidence import Attachment
from complaintkit.testing import FakeClock
from faults._child import in_child, start
from faults._disk import FULL, IO_ERROR, Operation, listen
from faults._family import Family, Tally
from faults._patch import replace
from faults._storage import Storage, workshop
from faults._vendor import Vendors, effects
from faults._world import Clerk, found, found_house, open_desk

__all__ = ["FAMILY"]

_WRONG: Final = ("never happened", "raw errors", "half kept", "told otherwise", "not the same again")
_LATER: Final = "2026-11-22T10:30+08:00"  # when some of it is overdue
_Shape: TypeAlias = Mapping[str, int]
"""What a database holds, without ids that are drawn by chance: how many of what."""
Command = Callable[[Desk, Mapping[str, str]], object]


def _receive(desk: Desk, _: Mapping[str, str]) -> object:
    return Clerk(desk, "other", 1).step(0)


def _attach(desk: Desk, known: Mapping[str, str]) -> object:
    photo = Attachment(name="a.png", media_type="image/png", content=random.Random(1).randbytes(40_000))
    return desk.note(known["open"], by="chen", text="照片", attachments=[photo], idempotency_key="k")


def _assess(desk: Desk, known: Mapping[str, str]) -> object:
    return desk.assess(known["open"], by="chen", severity="high", approach="查", idempotency_key="k")


def _settle(desk: Desk, _: Mapping[str, str]) -> object:
    return Clerk(desk, "clerk", 1).step(5)


def _hand_over(desk: Desk, known: Mapping[str, str]) -> object:
    return desk.offer_handover(known["known"], by="chen", to="zhou", reason="absent", idempotency_key="k")


def _redeem(desk: Desk, known: Mapping[str, str]) -> object:
    return desk.redeem_coupon(known["coupon"], by="sun", sale="S-1", unit="softpark", spend=Money(50, "CNY"))


def _run_due(desk: Desk, _: Mapping[str, str]) -> object:
    return desk.run_due()


def _deliver(desk: Desk, _: Mapping[str, str]) -> object:
    return desk.deliver_blocking(limit=_AT_ONCE)


_COMMANDS: Final[Mapping[str, Command]] = {
    "receive": _receive,
    "attach": _attach,
    "assess": _assess,
    "settle": _settle,
    "hand over": _hand_over,
    "redeem": _redeem,
    "run due": _run_due,
    "deliver": _deliver,
}
_AT_ONCE: Final = 3  # entries that are delivered: more only repeat what happens to one
_PASSES: Final = 4
_AROUND: Final = ("error after commit", "error before commit", "error after commit, and no look")
_KINDS: Final = ("EIO", "ENOSPC", *_AROUND)
_BESIDE: Final = ("refused", "attempt", "meta")  # kept because it went wrong, or because somebody was here
_MANY: Final = frozenset({"run due", "deliver"})  # several transactions, each of which may be kept


@attrs.frozen
class _Fault:
    """What goes wrong: at the `at`-th operation or commit; `lasting` from there on."""

    kind: str
    at: int
    lasting: bool = False

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}{' and after' if self.lasting else ''}"


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Try these of the faults: all singles in an order drawn by chance, then pairs drawn by chance, as many as are asked for."""
    tally = Tally(["faults", "singles", *_KINDS, "pairs", "told", "went on", "mails sent again"], wrong=_WRONG)
    found_house(storage)
    with workshop() as folder:
        house = _House.prepare(storage, folder)
        plain = {name: house.attempt(name, ()) for name in _COMMANDS}
        assert not any(one.error for one in plain.values()), "a command that is refused tries nothing"
        before = in_child(_shape, house.source)
        assert all(one.operations and one.commits for one in plain.values()), "a disk that nobody saw fails nobody"
        singles = [(name, fault) for name in _COMMANDS for fault in _singles(plain[name])]
        drawn = random.Random(seed).sample(singles, len(singles))
        for number in numbers:
            name, faults = _fault(drawn, seed, number)
            where = f"{name}, {' and '.join(map(str, faults))}"
            tally.add("singles" if len(faults) == 1 else "pairs")
            for fault in faults if len(faults) == 1 else ():
                tally.add(fault.kind)
            _judge(tally, where, before, plain[name], house.attempt(name, faults))
    return tally


def _fault(singles: list[tuple[str, _Fault]], seed: int, number: int) -> tuple[str, tuple[_Fault, ...]]:
    """Return the command and the faults of this number: a single while there are any, else a pair."""
    if number < len(singles):
        name, fault = singles[number]
        return name, (fault,)
    chance = random.Random(f"{seed} {number}")
    name = chance.choice(list(_COMMANDS))
    return name, tuple(chance.sample([one for other, one in singles if other == name], 2))


@attrs.frozen
class _Tried:
    """How a command ended: what it raised, what was there after it, and what after the same request again."""

    error: str
    kept: _Shape
    again: _Shape
    operations: tuple[str, ...] = ()
    commits: int = 0
    struck: int = 0  # how often something was made to go wrong


def _judge(tally: Tally, where: str, before: _Shape, plain: _Tried, tried: _Tried) -> None:
    """Count what is wrong with how it ended."""
    many = where.partition(",")[0] in _MANY
    tally.add("faults")
    if not tried.struck:
        tally.fail("never happened", where)
    tally.add("told" if tried.error else "went on")
    if tried.error.startswith("raw "):
        tally.fail("raw errors", f"{where}: {tried.error}")
    if not many and tried.kept not in (before, plain.kept):
        tally.fail("half kept", where)
    done = tried.kept == plain.kept
    if not many and not tried.error and not done:
        tally.fail("told otherwise", f"{where}: done, but it is not there")
    if not many and tried.error == "storage" and done:
        tally.fail("told otherwise", f"{where}: not kept, but it is there")
    tally.add("mails sent again", sum(tried.again[one] > plain.again.get(one, 0) for one in _mails(tried.again)))
    if _once(tried.again) != _once(plain.again):
        tally.fail("not the same again", f"{where}: {_difference(plain.again, tried.again)}")


def _mails(shape: _Shape) -> list[str]:
    """Return the mails that were sent: nobody can be asked about them, so that one in doubt is sent again, by the same id."""
    return [one for one in shape if one.startswith("email ")]


def _once(shape: _Shape) -> _Shape:
    """Return a shape with one of each mail that was sent once or twice."""
    return {**shape, **{one: 1 for one in _mails(shape) if shape[one] == 2}}


def _difference(wanted: _Shape, found: _Shape) -> str:
    """Say in what two databases differ."""
    return ", ".join(
        f"{one} {wanted.get(one)} -> {found.get(one)}"
        for one in {**wanted, **found}
        if wanted.get(one) != found.get(one)
    )


def _singles(plain: _Tried) -> Iterator[_Fault]:
    """Yield every single fault of a command."""
    for at, kind in enumerate(plain.operations, 1):
        yield _Fault("EIO", at)
        if kind != "read":
            yield _Fault("EIO", at, lasting=True)
        if kind == "write":
            yield _Fault("ENOSPC", at)
            yield _Fault("ENOSPC", at, lasting=True)
    for at in range(1, plain.commits + 1):
        for kind in _AROUND:
            yield _Fault(kind, at)


# ---- trying ---------------------------------------------------------------------------------------------------------
@attrs.frozen
class _House:
    """A database that commands are tried on copies of, and what its cases and its coupon are called."""

    storage: Storage
    source: Path
    work: Path
    known: Mapping[str, str]

    @classmethod
    def prepare(cls, storage: Storage, folder: Path) -> Self:
        """Make it."""
        source = folder / "source"
        return cls(storage, source, folder / "work", in_child(_prepare, storage, source))

    def attempt(self, name: str, faults: tuple[_Fault, ...]) -> _Tried:
        """Run a command on a copy with these faults, look at what is there, run it again, and look again."""
        self.storage.copy(self.source, self.work)
        (self.work / "book").unlink(missing_ok=True)
        child = start(lambda say: self._break(name, faults, say))
        said = child.end().decode().splitlines()
        assert child.code == 0, f"{name} with {faults} ended with {child.code}"
        kept, again = in_child(self._look, name)
        operations = tuple(line.removeprefix("did ") for line in said if line.startswith("did "))
        commits = sum(line == "commit" for line in said)
        errors = [line.removeprefix("error ") for line in said if line.startswith("error ")]
        return _Tried(errors[0] if errors else "", kept, again, operations, commits, said.count("struck"))

    def _break(self, name: str, faults: tuple[_Fault, ...], say: Callable[[bytes], None]) -> None:
        """Run the command with the faults; say what it did; die without closing anything."""
        listen(None)  # before it opens its files
        desk = open_desk(self.storage.url(self.work), Vendors(book=self.work / "book"), at=_LATER)
        _break_commits(faults, say)
        listen(_failing(faults, say), reads=True)
        try:
            _COMMANDS[name](desk, self.known)
        except ComplaintKitError as error:
            say(f"error {error.code}\n".encode())
        except Exception as error:  # noqa: BLE001  that is what is looked for
            say(f"error raw {type(error).__name__}: {error}\n".encode())
        os._exit(0)

    def _look(self, name: str) -> tuple[_Shape, _Shape]:
        """Return what is there, and what is when it was done again, on a disk that is well."""
        kept, clock = _shape(self.work), FakeClock(_LATER)
        with open_desk(self.storage.url(self.work), Vendors(book=self.work / "book"), at=clock) as desk:
            self._do_again(name, desk, clock)
        return kept, _shape(self.work)

    def _do_again(self, name: str, desk: Desk, clock: FakeClock) -> None:
        """Make the same request again; what is delivered is all delivered, when leases are over."""
        if name == "deliver":
            for _ in range(_PASSES):
                desk.deliver_blocking()
                clock.advance(timedelta(minutes=20))
            return
        with suppress(ComplaintKitError):
            _COMMANDS[name](desk, self.known)


def _prepare(storage: Storage, folder: Path) -> Mapping[str, str]:
    """Make a database with a case that is open, one whose facts are known, and a coupon; return what they are called."""
    with open_desk(found(storage, folder)) as desk:
        clerk = Clerk(desk, "clerk", 1)
        clerk.step(4)
        looked_into = clerk.step(22)
        desk.record_facts(looked_into, by="chen", facts="米饭放久了")
        settled = (desk.case(clerk.step(number), by="chen").coupons for number in range(101, 200, 2))
        coupon = next(coupons[0].code for coupons in settled if coupons)
        return {"open": clerk.step(20), "known": looked_into, "coupon": coupon}


def _failing(faults: tuple[_Fault, ...], say: Callable[[bytes], None]) -> Callable[[Operation], int]:
    """Return what lets operations fail, and says each."""
    seen = 0

    def decide(operation: Operation) -> int:
        nonlocal seen
        seen += 1
        say(f"did {operation.kind}\n".encode())
        for one in faults:
            if one.kind in {"EIO", "ENOSPC"} and (seen == one.at or (one.lasting and seen > one.at)):
                say(b"struck\n")
                return IO_ERROR[operation.kind] if one.kind == "EIO" or operation.kind != "write" else FULL
        return operation.do()

    return decide


def _break_commits(faults: tuple[_Fault, ...], say: Callable[[bytes], None]) -> None:
    """Let commits of this process give errors, and say each."""
    seen = 0
    unknown = OutcomeUnknown(idempotency_key="", retry_after=timedelta(seconds=1))

    def commit(usual: Callable[..., None], backend: Sqlite, cursor: Any) -> None:  # noqa: ANN401  a driver's cursor
        nonlocal seen
        seen += 1
        say(b"commit\n")
        kind = next((one.kind for one in faults if one.at == seen and "commit" in one.kind), "")
        if kind:
            say(b"struck\n")
        if kind == "error before commit":
            cursor.execute("ROLLBACK")
            raise unknown
        usual(backend, cursor)
        if kind.endswith("no look"):
            replace(Sqlite, "begin", lambda _: _refuse)
        if kind:
            raise unknown

    replace(Sqlite, "commit", lambda usual: lambda *given: commit(usual, *given))


def _refuse(backend: Sqlite, *_: object, **__: object) -> None:
    raise backend.driver.OperationalError("disk I/O error")


def _shape(folder: Path) -> _Shape:
    """Return how many rows there are, events by name, cases by state and version, entries by state, effects outside."""
    with closing(driver_of("auto").connect(folder / "desk.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = Counter({name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names})
        found["key"] -= found["refused"]  # each has a key of its own, kept with it because it went wrong
        found.update(name for (name,) in database.execute("SELECT name FROM ledger"))
        for number, state, version in database.execute('SELECT number, state, version FROM "case"'):
            found[f"{number} {state}"] = version
        found.update(f"{kind} {state}" for kind, state in database.execute("SELECT kind, state FROM outbox"))
    for one in _BESIDE:
        del found[one]
    return found + effects(folder / "book")


FAMILY = Family(
    what="a failing disk (EIO, ENOSPC at each read, write, truncation, sync) and errors around each commit, under each command",
    promise="told in our own words, all or nothing, the same request again comes to the same",
    short=8,
    long=5_000,
    part=100,
    run=run,
    storages=frozenset({"sqlite"}),
)
