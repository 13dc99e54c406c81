"""Power cuts: what SQLite wrote and synced is recorded, and images are built of what a disk may hold after a cut.

A disk keeps what was synced. Of what was written since, it may keep nothing (drop), the first so many writes (prefix),
a part of one of them (torn), or any sectors of any (reorder). Each image is opened as after a restart, and must hold
exactly what some commit left, and no earlier one than the last that was acknowledged. A desk with weaker settings is
recorded, too: the canary, which must fail, or the images prove nothing.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import attrs
from complaintkit_sqlmodel._sqlite import Sqlite, driver_of

from faults._child import in_child
from faults._disk import Operation, listen
from faults._family import Family, Tally
from faults._patch import replace
from faults._storage import Storage, workshop
from faults._world import Clerk, found, found_house, open_desk

__all__ = ["FAMILY"]

_KINDS: Final = ("drop", "prefix", "torn", "reorder")
_SECTOR: Final = 512
_COMMANDS: Final = 25  # in one recording
_IMAGES: Final = 500  # of one recording
_CHECKPOINTS: Final = (
    1000,
    60,
    4,
)  # pages: after which the log is carried over; SQLite's own, every few commits, at each
_CANARIES: Final = ("NORMAL", "OFF")
_CANARY_IMAGES: Final = 40


@attrs.frozen
class _Recording:
    """What reached the disk in order, and where commits returned; `states` are what each commit left, as digests."""

    base: dict[str, bytes]
    operations: list[Operation]
    acknowledged: list[int]  # by operation: how many commits had returned before it
    states: list[str]


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Build and open these images, and, with the first of all, a few of the canaries."""
    counted = ["images", *_KINDS, "recordings", "commits", "canaries"]
    tally = Tally(counted, wrong=["lost", "damaged", "canaries alive"])
    found_house(storage)
    for recording in range(numbers.start // _IMAGES, -(-numbers.stop // _IMAGES)):
        drawn = f"{seed} {recording}"
        recorded = in_child(_record, storage, drawn, _CHECKPOINTS[recording % len(_CHECKPOINTS)], "")
        tally.add("recordings")
        tally.add("commits", len(recorded.states) - 1)
        first = recording * _IMAGES
        mine = range(max(first, numbers.start), min(first + _IMAGES, numbers.stop))
        for kind, wrong, told in in_child(_try_images, recorded, drawn, mine):
            tally.add("images")
            tally.add(kind)
            if wrong:
                tally.fail(wrong, f"recording {drawn}, {kind}: {told}")
    for setting in _CANARIES if 0 in numbers else ():
        tally.add("canaries")
        recorded = in_child(_record, storage, str(seed), _CHECKPOINTS[0], setting)
        if not any(wrong for _, wrong, _ in in_child(_try_images, recorded, str(seed), range(_CANARY_IMAGES))):
            tally.fail("canaries alive", f"synchronous = {setting} lost nothing in {_CANARY_IMAGES} images")
    return tally


# ---- recording ------------------------------------------------------------------------------------------------------
def _record(storage: Storage, drawn: str, checkpoint: int, setting: str) -> _Recording:
    """Work at a desk, as the kit sets it or with a weaker setting; return what it did to the disk."""
    _set(**({"synchronous": setting} if setting else {}), wal_autocheckpoint=checkpoint)
    with workshop() as folder:
        url = found(storage, folder)
        base = {file.name: file.read_bytes() for file in folder.iterdir()}
        operations: list[Operation] = []
        acknowledged, states = [], [_state_now(folder)]

        def record(operation: Operation) -> int:
            operations.append(attrs.evolve(operation, do=int))
            acknowledged.append(len(states) - 1)
            return operation.do()

        def kept(usual: Any, backend: Sqlite, cursor: Any, _: None) -> None:  # noqa: ANN401  a method, and a driver's cursor
            usual(backend, cursor)
            listen(None)
            states.append(_state_now(folder))
            listen(record)

        replace(Sqlite, "commit", lambda usual: lambda *given: kept(usual, *given))
        listen(record)
        desk = open_desk(url)
        for number in range(_COMMANDS):
            Clerk(desk, "clerk", drawn).step(number)
        listen(None)
        return _Recording(base, operations, acknowledged, states)


def _set(**settings: object) -> None:
    """Have every connection of this process set otherwise, and the check of it say nothing."""

    def connect(usual: Callable[..., Any], backend: Sqlite) -> Any:  # noqa: ANN401  a driver's connection
        connection = usual(backend)
        cursor = connection.cursor()
        for name, value in settings.items():
            cursor.execute(f"PRAGMA {name} = {value}")
            cursor.fetchall()
        cursor.close()
        return connection

    replace(Sqlite, "connect", lambda usual: lambda backend: connect(usual, backend))
    replace(Sqlite, "problems", lambda _: lambda *_: iter(()))


def _state_now(folder: Path) -> str:
    """Return the state of a database in use: that of a copy of its files."""
    with workshop() as copy:
        for file in folder.glob("desk.db*"):
            shutil.copyfile(file, copy / file.name)
        return _state(copy)


def _state(folder: Path) -> str:
    """Open a database that nobody uses; return a digest of all its pages, after SQLite's own check, and close it."""
    with closing(driver_of("auto").connect(folder / "desk.db", isolation_level=None)) as database:
        said = database.execute("PRAGMA quick_check").fetchall()
        if said != [("ok",)]:
            return f"damaged: {said[0][0]}"
        busy, left, moved = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert (busy, left, moved) in ((0, 0, 0), (0, -1, -1)), "all pages are in one file now"
    return hashlib.sha256((folder / "desk.db").read_bytes()).hexdigest()


# ---- images ---------------------------------------------------------------------------------------------------------
def _try_images(recorded: _Recording, drawn: str, numbers: range) -> list[tuple[str, str, str]]:
    """Open these images, each at a cut drawn by chance; return the kind of each, and what was wrong with it."""
    known = {state: number for number, state in enumerate(recorded.states)}
    found: list[tuple[str, str, str]] = []
    chances = [random.Random(f"{drawn} {number}") for number in numbers]
    cuts = sorted(((one.randrange(len(recorded.operations) + 1), one) for one in chances), key=itemgetter(0))
    with workshop() as folder:
        for kind, files, at in _images(recorded, cuts):
            wrong = _look(folder, files, known, recorded.acknowledged[at - 1] if at else 0)
            found.append((kind, *wrong))
    return found


def _look(folder: Path, files: Mapping[str, bytearray], known: dict[str, int], acknowledged: int) -> tuple[str, str]:
    """Open an image as after a restart; say what is wrong with it."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        state = _state(folder)
    except driver_of("auto").Error as error:
        return "damaged", str(error)
    if state not in known:
        return "damaged", state if state.startswith("damaged") else "it holds what no commit left"
    if known[state] < acknowledged:
        return "lost", f"{acknowledged} commits had returned, it holds {known[state]}"
    return "", ""


def _images(
    recorded: _Recording, cuts: Sequence[tuple[int, random.Random]]
) -> Iterator[tuple[str, Mapping[str, bytearray], int]]:
    """Yield an image for each cut, in their order: its kind, its files, and how many operations there had been."""
    durable = {name: bytearray(content) for name, content in recorded.base.items()}
    pending: list[Operation] = []
    left = deque(cuts)
    for at in range(len(recorded.operations) + 1):
        while left and left[0][0] == at:
            _, chance = left.popleft()
            kind = chance.choice(_KINDS)
            files = {name: bytearray(content) for name, content in durable.items()}
            for operation in _survivors(pending, kind, chance):
                _apply(files, operation)
            yield kind, files, at
        if at == len(recorded.operations):
            return
        operation = recorded.operations[at]
        if operation.kind != "sync":
            pending.append(operation)
            continue
        for one in pending:
            if one.file == operation.file:
                _apply(durable, one)
        pending = [one for one in pending if one.file != operation.file]


def _survivors(pending: Sequence[Operation], kind: str, chance: random.Random) -> Iterator[Operation]:
    """Yield what of the unsynced operations reached the disk after all."""
    if kind == "drop" or not pending:
        return
    if kind == "reorder":
        for one in pending:
            yield from _sectors(one, chance)
        return
    whole = chance.randrange(len(pending) + 1)
    yield from pending[:whole]
    if kind == "torn" and whole < len(pending) and (torn := pending[whole]).kind == "write":
        yield attrs.evolve(torn, content=torn.content[: chance.randrange(len(torn.content) + 1)])


def _sectors(operation: Operation, chance: random.Random) -> Iterator[Operation]:
    """Yield some sectors of a write; anything else wholly or not."""
    if operation.kind != "write":
        if chance.random() < 0.5:
            yield operation
        return
    share = chance.choice((0.0, 0.5, 1.0))
    for start in range(0, len(operation.content), _SECTOR):
        if chance.random() < share:
            content = operation.content[start : start + _SECTOR]
            yield attrs.evolve(operation, offset=operation.offset + start, content=content)


def _apply(files: dict[str, bytearray], operation: Operation) -> None:
    """Do an operation to the files of an image."""
    if operation.kind == "delete":
        files.pop(operation.file, None)
        return
    content = files.setdefault(operation.file, bytearray())
    if operation.kind == "truncate":
        del content[operation.offset :]
        return
    end = operation.offset + len(operation.content)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[operation.offset : end] = operation.content


FAMILY = Family(
    what="power cut: drop, prefix, torn, reorder what was not synced; settings that are weaker must fail",
    promise="what was acknowledged is there, nothing is half",
    short=60,
    long=50_000,
    part=1_000,
    run=run,
    storages=frozenset({"sqlite"}),
)
