"""A failing disk under each command: EIO and ENOSPC at every read, write, truncation and sync; errors around every commit.

Each command is run once to see what it does to the disk. Then it is run again and again on a copy, with a fault at one of
these places: once, or from there on. Nothing is closed afterwards, as if the process had died. What must hold: it is told in the
kit's own words; what is there afterwards is all of it or nothing; who was told that nothing was kept finds nothing;
and the same request, made again on a disk that is well, comes to what it comes to without a fault.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final, Self, TypeAlias

import attrs
from complaintkit_sqlmodel._sqlite import Sqlite, driver_of

from complaintkit import Desk, Money
from complaintkit.errors import ComplaintKitError, OutcomeUnknown
from complaintkit.model.evidence import Attachment
from complaintkit.testing import FakeClock
from faults._child import in_child
from faults._disk import FULL, IO_ERROR, Operation, listen
from faults._family import Family, Tally
from faults._patch import replaced
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
    return desk.deliver_blocking(limit=_ENTRIES)


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
_ENTRIES: Final = 3  # that are delivered: more only repeat what happens to one
_AT_ONCE: Final = 200  # attempts of one process
_PASSES: Final = 4
_EACH: Final = 4
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
    tally = Tally(
        ["faults", "singles", *_KINDS, "pairs", "not reached", "told", "went on", "made again", "mails sent again"],
        wrong=_WRONG,
    )
    found_house(storage)
    with workshop() as folder:
        house = _House.prepare(storage, folder)
        plain = dict(zip(_COMMANDS, in_child(house.attempts, [(name, ()) for name in _COMMANDS]), strict=True))
        assert not any(one.error for one in plain.values()), "a command that is refused tries nothing"
        before = in_child(_shape, house.source)
        assert all(one.operations and one.commits for one in plain.values()), "a disk that nobody saw fails nobody"
        singles = [(name, fault) for name in _COMMANDS for fault in _singles(plain[name])]
        drawn = _shuffled(singles, random.Random(seed))
        for first in range(numbers.start, numbers.stop, _AT_ONCE):
            wanted = [_fault(drawn, seed, number) for number in range(first, min(first + _AT_ONCE, numbers.stop))]
            for (name, faults), tried in zip(wanted, in_child(house.attempts, wanted), strict=True):
                tally.add("singles" if len(faults) == 1 else "pairs")
                for fault in faults if len(faults) == 1 else ():
                    tally.add(fault.kind)
                if not tried.struck:
                    _judge_unstruck(tally, name, faults, plain[name])
                _judge(tally, f"{name}, {' and '.join(map(str, faults))}", before, plain[name], tried)
    return tally


def _shuffled(singles: list[tuple[str, _Fault]], chance: random.Random) -> list[tuple[str, _Fault]]:
    """Return them in an order drawn by chance, in which each kind has its turn while there are any of it."""
    turns = dict.fromkeys(_KINDS, 0)

    def turn(single: tuple[str, _Fault]) -> int:
        turns[single[1].kind] += 1
        return turns[single[1].kind]

    return sorted(chance.sample(singles, len(singles)), key=turn)


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
    again: _Shape | None
    operations: tuple[str, ...] = ()
    commits: int = 0
    struck: int = 0  # how often something was made to go wrong


def _judge_unstruck(tally: Tally, name: str, faults: Sequence[_Fault], plain: _Tried) -> None:
    """Count a fault that struck nothing: how many transactions delivering takes is a matter of time, so it may end before."""
    seen = {kind: plain.commits if kind in _AROUND else len(plain.operations) for kind in _KINDS}
    ends_early = name == "deliver" and all(one.at > seen[one.kind] / 2 for one in faults)
    if ends_early:
        tally.add("not reached")
    else:
        tally.fail("never happened", f"{name}, {' and '.join(map(str, faults))}")


def _judge(tally: Tally, where: str, before: _Shape, plain: _Tried, tried: _Tried) -> None:
    """Count what is wrong with how it ended."""
    many = where.partition(",")[0] in _MANY
    tally.add("faults")
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
    if tried.again is None:
        return
    assert plain.again is not None
    tally.add("made again")
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
@attrs.define
class _House:
    """A database that commands are tried on copies of, and what its cases and its coupon are called."""

    storage: Storage
    folder: Path
    known: Mapping[str, str]
    _seen: Counter[object] = attrs.field(factory=Counter)
    _left: list[Desk] = attrs.field(factory=list)  # never closed

    @classmethod
    def prepare(cls, storage: Storage, folder: Path) -> Self:
        """Make it."""
        return cls(storage, folder, in_child(_prepare, storage, folder / "source"))

    @property
    def source(self) -> Path:
        """Where it lies."""
        return self.folder / "source"

    def attempts(self, wanted: Sequence[tuple[str, tuple[_Fault, ...]]]) -> list[_Tried]:
        """Run commands with faults, in a process that is good for nothing else afterwards."""
        return [self._attempt(name, faults) for name, faults in wanted]

    def _attempt(self, name: str, faults: tuple[_Fault, ...]) -> _Tried:
        """Run a command on a copy with these faults, and look at what is there; then run it again, and look again.

        It is run again after each outcome that was not seen yet, and after each fourth of the others.
        """
        work = Path(mkdtemp(dir=self.folder))
        self.storage.copy(self.source, work)
        said = self._break(name, faults, work)
        kept = _shape(work)
        outcome = (name, said.error, frozenset(kept.items()))
        again = self._do_again(name, work) if self._seen[outcome] % _EACH == 0 else None
        self._seen[outcome] += 1
        shutil.rmtree(work)
        return _Tried(said.error, kept, again, tuple(said.operations), said.commits, said.struck)

    def _break(self, name: str, faults: tuple[_Fault, ...], work: Path) -> _Said:
        """Run the command with the faults, and leave all open, on files that are then put away; return what happened.

        Whoever looks then looks at a copy of what was written, as after the end of the process: without what it had shared
        in memory, and without its locks.
        """
        said = _Said()
        listen(None, reads=True)  # before it opens its files
        desk = open_desk(self.storage.url(work), Vendors(book=work / "book"), at=_LATER)
        self._left.append(desk)
        with ExitStack() as stack:
            _break_commits(faults, said, stack)
            listen(_failing(faults, said), reads=True)
            try:
                _COMMANDS[name](desk, self.known)
            except ComplaintKitError as error:
                said.error = error.code
            except Exception as error:  # noqa: BLE001  that is what is looked for
                said.error = f"raw {type(error).__name__}: {error}"
        listen(None)
        for file in list(work.glob("desk.db*")):
            if not file.name.endswith("-shm"):
                shutil.copy2(file, file.with_name(f"left-{file.name}"))
            file.unlink()
        for file in list(work.glob("left-*")):
            file.rename(file.with_name(file.name.removeprefix("left-")))
        return said

    def _do_again(self, name: str, work: Path) -> _Shape:
        """Make the same request again, on a disk that is well; what is delivered is all delivered, when leases are over."""
        clock = FakeClock(_LATER)
        with open_desk(self.storage.url(work), Vendors(book=work / "book"), at=clock) as desk:
            if name != "deliver":
                with suppress(ComplaintKitError):
                    _COMMANDS[name](desk, self.known)
            for _ in range(_PASSES if name == "deliver" else 0):
                desk.deliver_blocking()
                clock.advance(timedelta(minutes=20))
        return _shape(work)


@attrs.define
class _Said:
    """What happened while a command ran: operations on the disk, commits, faults; and how it ended."""

    operations: list[str] = attrs.field(factory=list)
    commits: int = 0
    struck: int = 0
    error: str = ""


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


def _failing(faults: tuple[_Fault, ...], said: _Said) -> Callable[[Operation], int]:
    """Return what lets operations fail, and notes each."""

    def decide(operation: Operation) -> int:
        said.operations.append(operation.kind)
        seen = len(said.operations)
        for one in faults:
            if one.kind in {"EIO", "ENOSPC"} and (seen == one.at or (one.lasting and seen > one.at)):
                said.struck += 1
                return IO_ERROR[operation.kind] if one.kind == "EIO" or operation.kind != "write" else FULL
        return operation.do()

    return decide


def _break_commits(faults: tuple[_Fault, ...], said: _Said, stack: ExitStack) -> None:
    """Let commits give errors, and note each, until the stack is left."""
    usual = Sqlite.commit
    unknown = OutcomeUnknown(idempotency_key="", retry_after=timedelta(seconds=1))

    def commit(backend: Sqlite, cursor: Any, _: None) -> None:  # noqa: ANN401  a driver's cursor
        said.commits += 1
        kind = next((one.kind for one in faults if one.at == said.commits and "commit" in one.kind), "")
        said.struck += bool(kind)
        if kind == "error before commit":
            cursor.execute("ROLLBACK")
            raise unknown
        usual(backend, cursor)
        if kind.endswith("no look"):
            stack.enter_context(replaced(Sqlite, "begin", _refuse))
        if kind:
            raise unknown

    stack.enter_context(replaced(Sqlite, "commit", commit))


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
    long=6_000,
    part=200,
    run=run,
    storages=frozenset({"sqlite"}),
)
