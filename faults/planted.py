"""Bugs that somebody could make in a change, built in while the program runs: each has to be caught by its family.

A family that catches its bug would notice the mistake; one that does not is no proof of anything.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import attrs
import complaintkit_smtp._letter as letter
from complaintkit_sqlmodel._reader import SqlReader
from complaintkit_sqlmodel._sqlite import Sqlite
from complaintkit_sqlmodel._storage import SqlStorage
from complaintkit_sqlmodel._writer import SqlWriter

from complaintkit.delivery import change, connection, outbox
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.plugin import Accepted, InDoubt, NotSent
from complaintkit.records import ahead, performing
from complaintkit.records.unknown_commit import CertainStorage
from faults._child import in_child
from faults._family import Family, Tally
from faults._patch import replace
from faults._storage import Storage
from faults._world import found_house

__all__ = ["BUGS", "FAMILY"]


# ---- the disk -------------------------------------------------------------------------------------------------------
def _set(**settings: object) -> None:
    """Open databases with other settings."""

    def made(usual: Callable[..., None], backend: Any, *given: Any, **named: Any) -> None:  # noqa: ANN401  as it was
        usual(backend, *given, **named)
        backend._settings.update(settings)

    replace(Sqlite, "__init__", lambda usual: lambda *given, **named: made(usual, *given, **named))


def _deferred_begin() -> None:
    """Begin to write without waiting for the turn."""

    def ask(usual: Callable[..., bool], backend: Any, cursor: Any, text: str) -> bool:  # noqa: ANN401  as it was
        return usual(backend, cursor, text.removesuffix(" IMMEDIATE"))

    replace(Sqlite, "ask", lambda usual: lambda *given: ask(usual, *given))


def _no_second_look() -> None:
    """Write what was decided ahead, whatever was written since by others."""
    replace(ahead.Ahead, "_still_true", lambda _: lambda *_: True)
    replace(SqlStorage, "crowded", lambda _: property(lambda _: True))


def _raw_errors() -> None:
    replace(Sqlite, "translated", lambda _: lambda _, fault: fault)


def _commit_later() -> None:
    """Answer first, and commit when somebody begins the next transaction on this connection."""
    left: list[Any] = []

    def begin(usual: Callable[..., bool], backend: Any, cursor: Any, **named: Any) -> bool:  # noqa: ANN401  as it was
        if cursor.connection in left:
            left.remove(cursor.connection)
            cursor.execute("COMMIT")
        return usual(backend, cursor, **named)

    replace(Sqlite, "begin", lambda usual: lambda *given, **named: begin(usual, *given, **named))
    replace(Sqlite, "commit", lambda _: lambda _, cursor, __: left.append(cursor.connection))


def _upgrade_piecemeal() -> None:
    """Let each statement of an upgrade be kept by itself."""
    import complaintkit_sqlmodel._upgrade as upgrading

    def begin(usual: Callable[..., None], backend: Any, cursor: Any, **named: Any) -> None:  # noqa: ANN401  as it was
        usual(backend, cursor, **named)
        cursor.execute("COMMIT")

    def run(usual: Callable[..., Any], backend: Any, connection: Any, where: str) -> Any:  # noqa: ANN401  as it was
        replace(type(backend), "begin", lambda usual: lambda *given, **named: begin(usual, *given, **named))
        replace(type(backend), "commit", lambda _: lambda *_: None)
        return usual(backend, connection, where)

    replace(upgrading, "_upgraded", lambda usual: lambda *given: run(usual, *given))


# ---- limits ---------------------------------------------------------------------------------------------------------
def _read_then_write() -> None:
    """Read what is reserved before it is one's turn to write, and then write without looking."""
    seen: dict[tuple[str, str], str] = {}

    @contextmanager
    def writing(usual: Callable[..., Any], storage: Any) -> Iterator[Any]:  # noqa: ANN401  as it was
        with storage.reading() as reader:
            seen.clear()
            cursor = reader._work.cursor
            cursor.execute("SELECT budget, period, reserved FROM budget")
            seen.update({(budget, period): str(amount // 10_000) for budget, period, amount in cursor.fetchall()})
        time.sleep(0.05)
        with usual(storage) as tx:
            yield tx

    replace(SqlStorage, "writing", lambda usual: lambda storage: writing(usual, storage))
    replace(SqlReader, "reserved", lambda _: lambda _, *, budget, period, **__: seen.get((budget, period), "0"))
    replace(SqlWriter, "reserve", lambda usual: lambda tx, **given: usual(tx, **{**given, "limit": "1000000000"}))


def _forget_grants() -> None:
    replace(SqlReader, "grants", lambda _: lambda *_, **__: [])


def _spend_unasked() -> None:
    replace(SqlReader, "redemption", lambda _: lambda *_, **__: None)
    replace(SqlWriter, "put_redemption", lambda _: lambda *_: None)


# ---- commits and keys -----------------------------------------------------------------------------------------------
def _unknown_is_failed() -> None:
    replace(CertainStorage, "was_kept", lambda _: lambda *_: False)


def _new_key_per_retry() -> None:
    def remember(usual: Callable[..., None], tx: Any, request: Any, *given: Any, **named: Any) -> None:  # noqa: ANN401
        key = request.idempotency_key and f"{request.idempotency_key} {random.random()}"
        usual(tx, attrs.evolve(request, idempotency_key=key), *given, **named)

    replace(performing, "remember", lambda usual: lambda *given, **named: remember(usual, *given, **named))


def _no_dedupe() -> None:
    replace(SqlReader, "idempotent", lambda _: lambda *_: None)
    replace(SqlWriter, "remember", lambda _: lambda *_: None)


def _send_before_commit() -> None:
    """Tell the customer from within the transaction."""

    def commit(usual: Callable[..., Any], tx: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401  as it was
        written = usual(tx, *given, **named)
        book = _path_of(tx).parent / "book"
        for row in written:
            if row.name == "registered":
                with book.open("a", encoding="utf-8") as file:
                    file.write(f"sms {row.case}.early\n")
        return written

    replace(performing, "commit", lambda usual: lambda *given, **named: commit(usual, *given, **named))


def _path_of(tx: Any) -> Path:  # noqa: ANN401  a transaction, or what watches it
    while not isinstance(tx, SqlReader):
        tx = getattr(tx, "_tx", None) or tx.tx
    backend: Any = tx._work._backend
    return Path(backend.path)


# ---- delivery -------------------------------------------------------------------------------------------------------
def _no_fence() -> None:
    """Believe every outcome, whoever has the entry by now."""
    replace(outbox, "_stands", lambda _: lambda *_: True)
    replace(
        SqlWriter,
        "change_outbox",
        lambda usual: lambda tx, row, *, if_epoch: _change_unfenced(usual, tx, row),  # noqa: ARG005  that is the bug
    )


def _change_unfenced(usual: Callable[..., bool], tx: Any, row: Any) -> bool:  # noqa: ANN401  as it was
    current = tx.outbox_entry(row.id)
    return usual(tx, row, if_epoch=current.epoch)


def _expire_as(state: Mapping[EntryKind, OutboxState]) -> None:
    """Let what was begun by a worker that went away stand as something that nobody knows."""

    def expire(usual: Callable[..., Any], row: Any, **named: Any) -> Any:  # noqa: ANN401  as it was
        return attrs.evolve(usual(row, **named), state=state[row.kind], next_at=None)

    replace(change, "expire", lambda usual: lambda row, **named: expire(usual, row, **named))


def _answer_ignored() -> None:
    """Send again whatever the provider says of an attempt in doubt."""

    def conclude(usual: Callable[..., Any], row: Any, end: Any, *given: Any) -> Any:  # noqa: ANN401  as it was
        return usual(row, attrs.evolve(end, outcome=NotSent(detail="again")) if end.asked else end, *given)

    replace(change, "conclude", lambda usual: lambda *given: conclude(usual, *given))


def _never_expire() -> None:
    replace(SqlReader, "expired", lambda _: lambda *_, **__: [])
    replace(SqlWriter, "expired", lambda _: lambda *_, **__: [])


def _check_as(make: Callable[[Any], Any]) -> None:
    """Make something else of what providers answer."""

    async def call(usual: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401  as it was
        return make(await usual(*given))

    replace(connection.Connection, "call", lambda usual: lambda *given: call(usual, *given))


def _unvalidated() -> None:
    replace(connection, "_check", lambda _: lambda given: given)


def _new_message_id() -> None:
    replace(
        letter, "message_id_of", lambda usual: lambda id_, sender: usual(f"{id_}.{random.randrange(10**9)}", sender)
    )


def _again(outcome: Any) -> Any:  # noqa: ANN401  an outcome
    return NotSent(detail="again") if isinstance(outcome, InDoubt) else outcome


def _sent(outcome: Any) -> Any:  # noqa: ANN401  an outcome
    return Accepted("-") if isinstance(outcome, InDoubt) else outcome


@attrs.frozen
class _Bug:
    """A mistake: how it is built in, and the family that has to catch it, by so many faults."""

    family: str
    count: int
    plant: Callable[[], None]


_BOTH: Final = tuple(EntryKind)
BUGS: Final[Mapping[str, _Bug]] = {
    "synchronous = NORMAL": _Bug("powercut", 600, lambda: _set(synchronous=1)),
    "synchronous = OFF": _Bug("powercut", 300, lambda: _set(synchronous=0)),
    "a journal in memory": _Bug("powercut", 300, lambda: _set(journal_mode="memory")),
    "deferred BEGIN": _Bug("limits", 6, _deferred_begin),
    "a budget read, then written": _Bug("limits", 60, _read_then_write),
    "a window that counts nothing": _Bug("limits", 12, _forget_grants),
    "a coupon spent without asking": _Bug("limits", 12, _spend_unasked),
    "no second look in the turn": _Bug("limits", 12, _no_second_look),
    "the driver's own errors": _Bug("failpoints", 40, _raw_errors),
    "an unknown commit is a failed one": _Bug("failpoints", 60, _unknown_is_failed),
    "a new key per retry": _Bug("failpoints", 60, _new_key_per_retry),
    "no look whether it was done before": _Bug("kill", 150, _no_dedupe),
    "an answer before the commit": _Bug("kill", 80, _commit_later),
    "sent before the commit": _Bug("kill", 80, _send_before_commit),
    "in doubt is failed": _Bug(
        "kill", 250, lambda: _expire_as({EntryKind.MESSAGE: OutboxState.READY, EntryKind.REMEDY: OutboxState.OWED})
    ),
    "in doubt is done": _Bug("kill", 250, lambda: _expire_as(dict.fromkeys(_BOTH, OutboxState.DELIVERED))),
    "in doubt is a person's": _Bug("kill", 250, lambda: _expire_as(dict.fromkeys(_BOTH, OutboxState.PARKED))),
    "the provider's answer is not heard": _Bug("kill", 250, _answer_ignored),
    "a lease that never ends": _Bug("kill", 250, _never_expire),
    "no look at the epoch": _Bug("stale", 12, _no_fence),
    "a return that nobody checks": _Bug("strange", 20, _unvalidated),
    "a doubt is tried again": _Bug("exchange", 40, lambda: _check_as(_again)),
    "a doubt is taken for sent": _Bug("exchange", 40, lambda: _check_as(_sent)),
    "a new id per mail": _Bug("exchange", 4 * 24, _new_message_id),
    "an upgrade in pieces": _Bug("upgrade", 10, _upgrade_piecemeal),
}

_QUICK: Final = ("an upgrade in pieces", "deferred BEGIN", "no look at the epoch")  # of different families, soon caught


class _Caught(Exception):
    """A family counted what must not happen."""


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Plant these of the bugs, in an order drawn by chance, the quick ones before the others; each has to be caught."""
    chance = random.Random(seed)
    others = sorted(BUGS.keys() - set(_QUICK))
    names = [*chance.sample(_QUICK, len(_QUICK)), *chance.sample(others, len(others))]
    tally = Tally(["planted", "caught"], wrong=["not caught"])
    for name in names[numbers.start : numbers.stop]:
        bug = BUGS[name]
        tally.add("planted")
        began = time.monotonic()
        try:
            caught = in_child(_catch, storage, name, seed)
        except RuntimeError:  # a run that can't go on says nothing of the bug
            caught = ""
        if caught:
            tally.add("caught")
        else:
            tally.fail("not caught", f"{name}, by {bug.family} with {bug.count}")
        print(f"  {name}: {caught or 'not caught'} ({time.monotonic() - began:.0f} s)", flush=True)
    return tally


def _catch(storage: Storage, name: str, seed: int) -> str:
    """Plant a bug in this process, run its family until that counts something wrong; return what, nothing if all seems well."""
    bug = BUGS[name]
    family: Family = import_module(f"faults.{bug.family}").FAMILY
    found_house(storage)  # all is well until then
    bug.plant()
    replace(Tally, "fail", lambda _: _stop)
    try:
        family.run(storage, seed, range(bug.count))
    except _Caught as caught:
        return str(caught)
    return ""


def _stop(tally: Tally, what: str, told: str) -> None:
    assert "ended with 1" not in told, "a bug that only breaks what runs was planted wrongly"
    raise _Caught(f"{what} after {tally.tried} ({told})")


FAMILY = Family(
    what="bugs planted one by one, each a mistake somebody could make",
    promise="each caught by the family it belongs to",
    short=1,
    long=len(BUGS),
    part=2,
    run=run,
    storages=frozenset({"sqlite"}),
)
