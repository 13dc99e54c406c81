"""`kill -9` of an upgrade, within its writes and syncs: what is left is the old version, or the new one, and whole."""

from __future__ import annotations

import random
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from faults._child import in_child, start
from faults._disk import Operation, dying, listen
from faults._family import Family, Tally
from faults._old import dump, make_old, upgrade
from faults._storage import Storage, workshop
from faults._world import found_house

__all__ = ["FAMILY"]

_PARTS: Final = (0.0, 0.5, 1.0)


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Kill so many upgrades, each at an operation drawn by chance; then upgrade what each left."""
    tally = Tally(["kills", "left old", "left new"], wrong=["half", "not to be upgraded"])
    chance = random.Random(f"{seed} {numbers.start}")
    found_house(storage)
    with workshop() as folder:
        source, work = folder / "old", folder / "work"
        source.mkdir()
        url = in_child(make_old, storage, source)
        before = in_child(dump, source / "desk.db")
        storage.copy(source, work)
        operations = in_child(_count, storage.url(work))
        after = in_child(dump, work / "desk.db")
        assert before[0] != after[0], f"{url} is of today"
        while tally.counts["kills"] < len(numbers):
            storage.copy(source, work)
            at, part = chance.randrange(1, operations + 1), chance.choice(_PARTS)
            child = start(lambda _: _upgrade_and_die(storage.url(work), at, part))  # noqa: B023  forked at once
            child.end()
            if child.code != -signal.SIGKILL:
                continue
            tally.add("kills")
            _look(tally, storage.url(work), work / "desk.db", {"left old": before, "left new": after}, at)
    return tally


def _look(tally: Tally, url: str, file: Path, known: Mapping[str, tuple[str, str]], at: int) -> None:
    left = in_child(dump, file)
    found = next((name for name, state in known.items() if state == left), None)
    if found is None:
        tally.fail("half", f"killed at operation {at}: neither the old tables nor the new")
        return
    tally.add(found)
    in_child(upgrade, url)
    if in_child(dump, file) != known["left new"]:
        tally.fail("not to be upgraded", f"killed at operation {at}: the second upgrade came to something else")


def _count(url: str) -> int:
    """Upgrade; return how many operations that takes."""
    seen = 0

    def decide(operation: Operation) -> int:
        nonlocal seen
        seen += 1
        return operation.do()

    listen(decide)
    upgrade(url)
    listen(None)
    return seen


def _upgrade_and_die(url: str, at: int, part: float) -> None:
    listen(dying(at, part))
    upgrade(url)


FAMILY = Family(
    what="kill -9 of an upgrade within its writes and syncs",
    promise="the old tables or the new ones, whole; the next upgrade ends it",
    short=4,
    long=500,
    part=100,
    run=run,
    storages=frozenset({"sqlite"}),
)
