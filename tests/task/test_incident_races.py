"""Two second complaints of one cause at the same moment: one opens the incident, the other belongs to it. R11"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest

from complaintkit import Case, ConflictError, Customer, Desk, Item, Task


def ill(desk: Desk, phone: str) -> Case:
    """Somebody fell ill of one lot of yoghurt."""
    return desk.receive(
        "吃了上吐下泻",
        by="chen",
        channel="service-desk",
        unit="river-street",
        category="safety/food-poisoning",
        items=[Item("酸奶", lot="L1")],
        customer=Customer(phone=phone),
    )


def incidents(desk: Desk) -> tuple[Task, ...]:
    """Those there are."""
    return desk.tasks.list(by="lu", kind="incident", open=None)


@attrs.define
class Racing:
    """A storage with a concurrent writer: who adds an incident meets the other's, which was kept just before."""

    storage: Any
    other: Callable[[], object]
    lost: int = 0

    def __getattr__(self, name: str) -> Any:
        """Everything else is the storage's own."""
        return getattr(self.storage, name)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Lose the first race: what was decided is rolled back, and the other's is there."""
        try:
            with self.storage.writing() as tx:
                yield tx if self.lost else Losing(tx)
        except ConflictError:
            if not self.lost:
                self.lost += 1
                self.other()
            raise


@attrs.define
class Losing:
    """A transaction in which an incident is there already, as its unique constraint says."""

    tx: Any

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transaction's own."""
        return getattr(self.tx, name)

    def add_task(self, row: Any, cases: Any) -> None:
        """Refuse an incident, as the storage of a concurrent writer does."""
        if row.kind == "incident":
            raise ConflictError(reason="this turn of it was opened already")
        self.tx.add_task(row, cases)


def test_who_loses_the_race_joins_the_incident(desk: Desk) -> None:
    """Neither is refused, and there is one incident with all three. R11"""
    first, others = ill(desk, "13800138000"), []
    opened = desk._opened
    race = Racing(opened.storage, lambda: others.append(other()))

    def other() -> Case:
        desk._opened = opened
        try:
            return ill(desk, "13800138001")
        finally:
            desk._opened = raced

    raced = attrs.evolve(opened, door=attrs.evolve(opened.door, storage=race))  # type: ignore[arg-type]
    desk._opened = raced
    mine = ill(desk, "13800138002")
    desk._opened = opened

    [incident] = incidents(desk)
    assert race.lost == 1
    assert set(incident.cases) == {first.number, mine.number, *(one.number for one in others)}


def test_an_incident_is_kept_once_and_the_next_one_may_follow(desk: Desk) -> None:
    """Each has its turn in the storage's unique constraint: the second one of the same lot comes when the first has ended. R11"""
    ill(desk, "13800138000")
    ill(desk, "13800138001")
    [first] = incidents(desk)
    assert first.period == "1"
    with desk._opened.storage.reading() as tx:
        row = tx.task(first.id)
    assert row is not None
    ended = attrs.evolve(row, open=False, version=row.version + 1)
    with desk._opened.storage.writing() as tx:
        tx.put_task(ended, [], if_version=row.version)

    with pytest.raises(ConflictError), desk._opened.storage.writing() as tx:
        tx.add_task(attrs.evolve(row, id="again", number="again"), [])
    ill(desk, "13800138003")
    assert {one.period for one in incidents(desk)} == {"1", "2"}
