"""`kill -9` of the PostgreSQL server, all its processes at once, while others write.

Each fault is a server that is killed at a time drawn by chance and started again. What was acknowledged before has to be
there; what ended in an error is asked for again with the same key, and must be there once. One server stands for all faults: a
long run takes them one after another (`--jobs 1`).
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from complaintkit import ComplaintKitError, OutcomeUnknown
from faults._child import in_child, start
from faults._family import Family, Tally
from faults._storage import Storage, workshop
from faults._world import START, Clerk, found, found_house, open_desk

__all__ = ["FAMILY"]

_WRITERS: Final = 3
_READY: Final = b"ready\n"
_LONGEST: Final = 0.8  # seconds that a server lives under load


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Kill the server so many times."""
    counted = ["kills", "acknowledged", "errors", "unknown", "asked again"]
    tally = Tally(counted, wrong=["lost", "doubled", "damaged", "not resolved"])
    found_house(storage)
    for number in numbers:
        with workshop() as folder:
            _kill(found(storage, folder), f"{seed} {number}", tally)
    return tally


def _kill(url: str, drawn: str, tally: Tally) -> None:
    from faults._postgresql import server

    names = [f"w{place}" for place in range(_WRITERS)]
    writers = {name: start(partial(_write, url, name, drawn)) for name in names}
    for child in writers.values():
        child.hear(_READY)
    time.sleep(random.Random(drawn).uniform(0.02, _LONGEST))
    server().kill()
    said = {name: [json.loads(line) for line in child.end().splitlines()] for name, child in writers.items()}
    server().start()
    tally.add("kills")
    for name, child in writers.items():
        if child.code != 0:
            tally.fail("not resolved", f"{drawn}: {name} ended with {child.code}")
    for kind, *_ in (line for lines in said.values() for line in lines):
        tally.add(kind)
    for what, told in in_child(_look, url, drawn, said):
        if what in tally.wrong:
            tally.fail(what, f"{drawn}: {told}")
        else:
            tally.add(what)


def _write(url: str, name: str, drawn: str, say: Callable[[bytes], None]) -> None:
    """Do step after step until the server is gone; say what became of each."""
    desk = open_desk(url, at=START)
    say(_READY)
    for number in range(10_000):
        try:
            kept = ["acknowledged", number, Clerk(desk, name, drawn).step(number)]
        except OutcomeUnknown:
            kept = ["unknown", number, ""]
        except ComplaintKitError:
            kept = ["errors", number, ""]
        say(json.dumps(kept).encode() + b"\n")
        if kept[0] != "acknowledged":
            return


def _look(url: str, drawn: str, said: dict[str, list[tuple[str, int, str]]]) -> list[tuple[str, str]]:
    """Return what is wrong, and how often something was asked for again."""
    found: list[tuple[str, str]] = []
    with open_desk(url, at=START) as desk:
        for name, lines in said.items():
            clerk, told = Clerk(desk, name, drawn), {}
            for kind, number, case in lines:
                if kind != "acknowledged":
                    found.append(("asked again", ""))
                elif clerk.step(number) != case:  # the same key
                    found.append(("lost", f"{name}-{number} was acknowledged as {case}"))
                told[number] = clerk.step(number)
            cases = {told[number] for number in told if number % 2 == 0}
            if len(cases) != len([number for number in told if number % 2 == 0]):
                found.append(("doubled", f"{name}: {sorted(cases)}"))
        wanted = {case_there for lines in said.values() for _, _, case_there in lines if case_there}
        kept = [case.purchase.receipt for case in desk.cases(by="fang") if case.purchase]
        found += [("doubled", str(one)) for one in set(kept) if kept.count(one) > 1]
        if len(kept) < len(wanted):
            found.append(("lost", f"{len(wanted) - len(kept)} cases"))
        found += [("damaged", str(one)) for one in desk.ledger.verify(by="fang").problems]
    return found


FAMILY = Family(
    what="kill -9 of the PostgreSQL server under load, all its processes at once",
    promise="nothing acknowledged lost, every unknown commit resolved by its key, nothing doubled, the chain whole",
    short=2,
    long=100,
    part=20,
    run=run,
    storages=frozenset({"postgresql"}),
)
