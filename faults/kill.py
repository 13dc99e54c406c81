"""`kill -9` of whoever works with a database: writers, deliverers, the clock, verify; at any time, in a write, after an answer.

Each world is a database on which four processes work at once and all of them are killed; then others come, twenty
minutes later, and do again what was not acknowledged. What was acknowledged is what a child wrote to its pipe after the
verb had returned. At last nobody is killed any more, the outbox is emptied, and everything is counted: in the ledgers,
and in the vendors' own book.
"""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count as counting
from pathlib import Path
from typing import Final

import attrs

from complaintkit import Desk
from complaintkit.delivery.message.wording import message_id
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.ports.storage import OutboxRow, Reader
from faults._child import Child, in_child, start
from faults._family import Family, Tally
from faults._storage import Storage, workshop
from faults._vendor import Vendors, effects
from faults._world import START, Clerk, found, found_house, open_desk

__all__ = ["FAMILY"]

_ROUNDS: Final = 12  # of one world
_READY: Final = b"ready\n"
_LONGEST: Final = 12  # times that a child tells that it goes on, before it is killed
_WHILE_OPENING: Final = 0.1  # the share that is killed before it is ready
_AFTER: Final = 0.05  # seconds that it works on, at most
_PATIENCE: Final = 30  # seconds until it is killed all the same
_STEPS: Final = 40  # that a writer does at most
_LATER: Final = timedelta(minutes=20)  # longer than a lease, and than vendors have to be left alone
_QUIET: Final = 8  # passes at the end
_WRONG: Final = ("lost", "given twice", "doubled", "stuck", "parked", "sent uncommitted", "too often", "damaged")
_ROLES: Final = ("writer", "writer", "deliverer", "clock", "worker", "verifier")
_ANSWERS: Final = 6  # that a writer gives at most, before it kills itself having given one
_BUSY: Final = ("at any time", "in a write or sync")
_HOWS: Final[Mapping[str, Sequence[str]]] = {
    "writer": (*_BUSY, "after an answer"),
    "deliverer": (*_BUSY, "in a send"),
    "worker": (*_BUSY, "in a send"),
    "clock": _BUSY,
    "verifier": _BUSY[:1],
}
_DONE: Final = frozenset({OutboxState.SENT, OutboxState.DELIVERED, OutboxState.CANCELLED, OutboxState.UNDELIVERED})
Say = Callable[[bytes], None]


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Kill so many."""
    counted = [
        "kills",
        "at any time",
        "in a write or sync",
        "in a send",
        "after an answer",
        *sorted(set(_ROLES)),
        "acknowledged",
        "repeats",
    ]
    tally = Tally(counted, wrong=_WRONG)
    found_house(storage)
    for world in counting():
        if tally.counts["kills"] >= len(numbers):
            return tally
        drawn = f"{seed} {numbers.start} {world}"
        with workshop() as folder:
            house = _World(storage, found(storage, folder), folder / "book", drawn, random.Random(drawn), tally)
            for _ in range(_ROUNDS):
                house.round()
                if tally.counts["kills"] >= len(numbers):
                    break
            house.look()
    raise AssertionError


@attrs.define
class _World:
    """One database and what was acknowledged on it, by the key of the step."""

    storage: Storage
    url: str
    book: Path
    seed: str
    chance: random.Random
    tally: Tally
    acknowledged: dict[str, str] = attrs.field(factory=dict)
    killed: int = 0
    _rounds: int = 0

    @property
    def now(self) -> datetime:
        """The time of this round."""
        return datetime.fromisoformat(START) + self._rounds * _LATER

    def round(self) -> None:
        """Have four at work, kill them all, and write down what they acknowledged."""
        roles = [_ROLES[0], *self.chance.sample(_ROLES[1:], 3)]
        begun = [self._begin(role, f"{role}{place}") for place, role in enumerate(roles)]
        _kill([_Death(child, self.chance) for _, _, child in begun])
        for role, how, child in begun:
            self._bury(role, how, child)
        self._rounds += 1

    def _begin(self, role: str, name: str) -> tuple[str, str, Child]:
        """Start somebody, who may kill themselves at a place drawn by chance."""
        how = self.chance.choice(_HOWS[role])
        at, part = self.chance.randrange(1, 240 if role == "writer" else 40), self.chance.choice((0.0, 0.5, 1.0))
        first = len([key for key in self.acknowledged if key.startswith(f"{name}-")])
        work = _Work(self.storage, self.url, self.book, self.now.isoformat(), name, self.seed, first, how, at, part)
        return role, how, start(lambda say: work.do(role, say))

    def _bury(self, role: str, how: str, child: Child) -> None:
        """Count how somebody ended, and keep what they had acknowledged."""
        for line in child.end().decode().splitlines():
            key, _, case = line.partition(" ")
            if not case:
                continue  # it only told that it goes on
            self.acknowledged[key] = case
            self.tally.add("acknowledged")
        if child.code == -signal.SIGKILL:
            self.killed += 1
            for what in ("kills", how, role):
                self.tally.add(what)
        elif child.code != 0:
            self.tally.fail("damaged", f"world {self.seed}: a {role} ended with {child.code}")

    def look(self) -> None:
        """Empty the outbox with nobody killed, then count what there is."""
        in_child(_work_off, self.url, self.book, [(self.now + number * _LATER).isoformat() for number in range(_QUIET)])
        self._rounds += _QUIET
        repeats, found = in_child(_look, self.url, self.book, self.now.isoformat(), self.acknowledged, self.seed)
        if repeats > self.killed:
            self.tally.fail("too often", f"world {self.seed}: {repeats} repeats of messages")
        self.tally.add("repeats", repeats)
        for what, told in found.items():
            for one in told:
                self.tally.fail(what, f"world {self.seed}: {one}")


class _Death:
    """When a process is killed: so long after it has told so often that it goes on, however slow it is."""

    def __init__(self, child: Child, chance: random.Random) -> None:
        self.child = child
        self._lines = 0 if chance.random() < _WHILE_OPENING else chance.randrange(1, _LONGEST)
        self._after = chance.uniform(0.0, _AFTER)
        self._latest = time.monotonic() + _PATIENCE
        self.at = self._latest

    def reckon(self) -> None:
        """Fix the time, if it has told enough by now."""
        if self.at == self._latest and self.child.heard.count(b"\n") >= self._lines:
            self.at = time.monotonic() + self._after


def _kill(deaths: list[_Death]) -> None:
    """Kill each process when its time has come, unless it has ended before."""
    while deaths:
        for one in deaths:
            one.reckon()
        first = min(deaths, key=lambda one: one.at)
        wait = first.at - time.monotonic()
        if wait <= 0:
            first.child.kill()
            deaths.remove(first)
            continue
        heard = select.select([one.child.said for one in deaths], [], [], wait)[0]
        deaths = [one for one in deaths if one.child.said not in heard or one.child.hear_more()]


@attrs.frozen
class _Work:
    """What a child is to do, and where it dies by its own hand: at the `at`-th operation, a part of it done."""

    storage: Storage
    url: str
    book: Path
    now: str
    name: str
    seed: str
    first: int
    how: str
    at: int
    part: float

    def do(self, role: str, say: Say) -> None:
        """Work until killed, or until there is no more to do."""
        if self.how == "in a write or sync":
            self.storage.die(self.at, self.part)
        desk = open_desk(self.url, Vendors(book=self.book, moment=self._moment()), at=self.now)
        say(_READY)
        if role == "writer":
            self._write(desk, say)
            return
        work: Callable[[], object] = {
            "deliverer": lambda: desk.deliver_blocking(limit=3),
            "clock": desk.run_due,
            "worker": lambda: desk.work_blocking(limit=5),
            "verifier": lambda: desk.ledger.verify(by="fang"),
        }[role]
        while True:
            work()
            say(b"goes-on\n")
            time.sleep(0.002)

    def _write(self, desk: Desk, say: Say) -> None:
        clerk = Clerk(desk, self.name, self.seed)
        for number in range(self.first, self.first + _STEPS):
            case = clerk.step(number)
            say(f"{self.name}-{number} {case}\n".encode())
            if self.how == "after an answer" and number - self.first == self.at % _ANSWERS:
                os.kill(os.getpid(), signal.SIGKILL)

    def _moment(self) -> Callable[[str], None]:
        left = max(1, self.at // 8)

        def happen(_: str) -> None:
            nonlocal left
            left -= 1
            if left == 0 and self.how == "in a send":
                os.kill(os.getpid(), signal.SIGKILL)

        return happen


# ---- looking --------------------------------------------------------------------------------------------------------
def _work_off(url: str, book: Path, times: Sequence[str]) -> None:
    """Do all that is due at each of these times."""
    for now in times:
        with open_desk(url, Vendors(book=book), at=now) as desk:
            while desk.run_due() or desk.deliver_blocking():
                pass


def _look(
    url: str, book: Path, now: str, acknowledged: Mapping[str, str], seed: str
) -> tuple[int, Mapping[str, list[str]]]:
    """Return how often a message was repeated, and what is wrong, by its name."""
    wrong: dict[str, list[str]] = {what: [] for what in _WRONG}
    done = effects(book)
    with open_desk(url, Vendors(book=book), at=now) as desk:
        checked = desk.ledger.verify(by="fang")
        wrong["damaged"] += [f"{one.case}: {one.reason}" for one in checked.problems]
        with desk._opened.storage.reading() as reader:
            _look_for_lost(reader, desk, acknowledged, seed, wrong)
            rows = reader.outbox()
            digests = {one.digest for row in rows for one in reader.attempts(row.id) if one.digest}
        _look_at_outbox(rows, datetime.fromisoformat(now), wrong)
        known = {message_id(row.id) for row in rows if row.kind is EntryKind.MESSAGE} | digests
        known |= {row.name for row in rows if row.kind is EntryKind.REMEDY}
        wrong["sent uncommitted"] += [one for one in done if one.partition(" ")[2] not in known]
        _look_at_cases(desk, done, wrong)
    messages = {one: times for one, times in done.items() if not one.startswith("refund ")}
    return sum(messages.values()) - len(messages), wrong


def _look_for_lost(
    reader: Reader, desk: Desk, acknowledged: Mapping[str, str], seed: str, wrong: Mapping[str, list[str]]
) -> None:
    for key, number in acknowledged.items():
        kept = reader.idempotent(key)
        row = reader.case(number)
        if kept is None or row is None or kept.case != row.id:
            wrong["lost"].append(f"{key} was acknowledged as {number}")
            continue
        name, _, step = key.rpartition("-")
        text = Clerk(desk, name, seed).text(int(step))
        if int(step) % 2 == 0 and desk.case(number, by="fang").text != text:
            wrong["lost"].append(f"the words of {number}")
        if int(step) % 2 and not desk.case(number, by="fang").promises:
            wrong["lost"].append(f"what was promised in {number}")


def _look_at_outbox(rows: Sequence[OutboxRow], now: datetime, wrong: Mapping[str, list[str]]) -> None:
    for row in rows:
        if row.state is OutboxState.PARKED:
            wrong["parked"].append(f"{row.id}: {row.detail}")
        elif row.state not in _DONE and (row.next_at is None or row.next_at <= now):
            wrong["stuck"].append(f"{row.id} is {row.state}: {row.detail}")


def _look_at_cases(desk: Desk, done: Counter[str], wrong: Mapping[str, list[str]]) -> None:
    receipts: Counter[str] = Counter()
    for case in desk.cases(by="fang"):
        assert case.purchase
        receipts[case.purchase.receipt or ""] += 1
        for promise in case.promises:
            times = done[f"refund {promise.order}"]
            if promise.remedy.kind == "refund" and times > 1:
                wrong["given twice"].append(f"{promise.id}: {times} times")
            if promise.remedy.kind == "refund" and (times == 0 or promise.state != "given"):
                wrong["stuck"].append(f"{promise.id} is {promise.state}, paid {times} times")
        names = [line.event.name for line in desk.timeline(case, by="fang")]
        wrong["doubled"] += [
            f"{name} of {case.number}" for name in ("received", "settled", "acknowledged") if names.count(name) > 1
        ]
    wrong["doubled"] += [f"{times} cases of {one}" for one, times in receipts.items() if times > 1]


FAMILY = Family(
    what="kill -9 of writers, deliverers, the clock, workers and verify, also within writes, syncs and sends, and after answers",
    promise="nothing acknowledged lost, nothing given twice, nothing stuck or parked, repeats of messages at most one a kill",
    short=12,
    long=5_000,
    part=100,
    run=run,
)
