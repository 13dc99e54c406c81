"""Rules of a storage for two at once: one wins, the other is told, and nobody who follows misses anything."""

from __future__ import annotations

import time
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.errors import ConflictError
from complaintkit.ports.storage import TaskFilter
from complaintkit.testing._storage_opened import Opened, at_once
from complaintkit.testing._storage_rows import NOON, case_row, event_row, later, outbox_row, task_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage

_ROUNDS = 20


def _take_over(storage: Storage, owner: str) -> bool:
    with storage.reading() as view:
        case = view.case("case-1")
    assert case is not None
    try:
        with storage.writing() as tx:
            tx.put_case(attrs.evolve(case, version=case.version + 1, owner=owner), if_version=1)
    except ConflictError:
        return False
    return True


def _claim_all(storage: Storage) -> list[str]:
    claimed: list[str] = []
    while True:
        with storage.writing() as tx:
            rows = tx.claim(NOON, lease_until=later(minutes=5), limit=2)
        if not rows:
            return claimed
        claimed += [row.id for row in rows]


def _open_turn(storage: Storage, name: str) -> bool:
    """Open the same turn as somebody else; return whether one was first."""
    row = attrs.evolve(task_row(name), subject="lot:L1", period="1")
    try:
        with storage.writing() as tx:
            tx.add_task(row, [])
            tx.task(row.id)
    except ConflictError:
        return False
    return True


def _number(storage: Storage) -> list[int]:
    found = []
    for _ in range(_ROUNDS):
        with storage.writing() as tx:
            found.append(tx.next_number("A12", NOON.date()))
    return found


def _spend(storage: Storage) -> int:
    spent = 0
    for _ in range(_ROUNDS):
        with storage.writing() as tx:
            spent += tx.reserve(budget="b", period="p", currency="CNY", amount="1.00", limit=f"{_ROUNDS}.50")
    return spent


def _record(storage: Storage, case: str) -> list[int]:
    for seq in range(1, _ROUNDS + 1):
        with storage.writing() as tx:
            tx.append([event_row(case, seq)], [], [])
    return []


def _follow(storage: Storage, wanted: int) -> list[int]:
    seen: list[int] = []
    give_up = time.monotonic() + 30
    while len(seen) < wanted and time.monotonic() < give_up:
        with storage.reading() as view:
            seen += [event.position for event in view.feed(after=seen[-1] if seen else 0, limit=7)]
    return seen


class RaceRules(Opened):
    """Two storages opened on one database, as two processes would."""

    def test_one_of_two_changes_a_case(self, tmp_path: Path) -> None:
        """Both read the same version; one changes the case, the other is told."""
        with self.opened(tmp_path) as one, self.opened(tmp_path) as two:
            with one.writing() as tx:
                tx.add_case(case_row())
            assert sorted(at_once(partial(_take_over, one, "li"), partial(_take_over, two, "zhao"))) == [False, True]

    def test_a_turn_is_opened_by_one_of_two(self, tmp_path: Path) -> None:
        """Of the same kind, unit, subject and period: one opens it, the other is told, and finds it. R11"""
        with self.opened(tmp_path) as one, self.opened(tmp_path) as two:
            assert sorted(at_once(partial(_open_turn, one, "a"), partial(_open_turn, two, "b"))) == [False, True]
            with one.reading() as view:
                assert len(view.tasks(TaskFilter(subject="lot:L1"))) == 1

    def test_an_entry_is_claimed_by_one(self, tmp_path: Path) -> None:
        """However many claim at once, each entry is leased to one of them."""
        entries = [f"e{n:02}" for n in range(30)]
        with self.opened(tmp_path) as one, self.opened(tmp_path) as two:
            with one.writing() as tx:
                tx.put_outbox([outbox_row(entry) for entry in entries])
            claimed = at_once(*(partial(_claim_all, each) for each in (one, two, one)))
            assert sorted(chain.from_iterable(claimed)) == entries

    def test_a_number_is_given_to_one(self, tmp_path: Path) -> None:
        """However many draw at once, every number is drawn, and drawn once."""
        with self.opened(tmp_path) as one, self.opened(tmp_path) as two:
            drawn = at_once(*(partial(_number, each) for each in (one, two)))
            assert sorted(chain.from_iterable(drawn)) == list(range(1, 2 * _ROUNDS + 1))

    def test_who_waits_to_write_is_told_that_it_is_crowded(self, tmp_path: Path) -> None:
        """A storage that knows of no crowd says so; whatever it says, whoever waited has written."""
        with self.opened(tmp_path) as one, self.opened(tmp_path) as two:
            assert not one.crowded
            at_once(*(partial(_number, each) for each in (one, two)))
            assert one.crowded in {True, False}
            with one.reading() as view:
                assert view.last_number("A12", NOON.date()) == 2 * _ROUNDS

    def test_a_budget_is_not_overrun_together(self, tmp_path: Path) -> None:
        """However many debit at once, together they stay within the limit and use it up."""
        with self.opened(tmp_path) as one, self.opened(tmp_path) as two:
            assert sum(at_once(*(partial(_spend, each) for each in (one, two)))) == _ROUNDS

    def test_who_follows_the_feed_misses_nothing(self, tmp_path: Path) -> None:
        """An event that commits later never stands before one that was already read."""
        with self.opened(tmp_path) as one, self.opened(tmp_path) as two, self.opened(tmp_path) as reader:
            *_, seen = at_once(
                partial(_record, one, "case-1"), partial(_record, two, "case-2"), partial(_follow, reader, 2 * _ROUNDS)
            )
            with reader.reading() as view:
                assert seen == [event.position for event in view.feed(after=0, limit=1000)]
