"""Rules of a storage for tasks beside the cases, and for daily counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.errors import ConflictError
from complaintkit.ports.storage import TallyRow, TaskCaseRow, TaskFilter
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, later, task_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage, TaskRow, Writer

_MONDAY, _TUESDAY, _NEXT = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 7)


def _turn(task: str, period: str) -> TaskRow:
    return attrs.evolve(task_row(task), subject="rule:hygiene", period=period)


def _add(tx: Writer, row: TaskRow) -> None:
    tx.add_task(row, [])


def _refused(storage: Storage, change: Callable[[Writer], None]) -> ConflictError:
    """Return the conflict that a change meets."""
    import pytest

    with pytest.raises(ConflictError) as caught, storage.writing() as tx:
        change(tx)
    return caught.value


_FILTERS: Final[Sequence[tuple[TaskFilter, set[str]]]] = [
    (TaskFilter(kinds=frozenset({"review"})), {"review"}),
    (TaskFilter(states=frozenset({"missed", "none"})), {"ended"}),
    (TaskFilter(units=frozenset({"B1"})), {"elsewhere"}),
    (TaskFilter(units=frozenset()), set()),
    (TaskFilter(owner="li"), {"theirs"}),
    (TaskFilter(waits_for=frozenset({"wu", "nobody"})), {"waiting"}),
    (TaskFilter(open=False), {"ended"}),
    (TaskFilter(subject="lot:L7"), {"lot"}),
    (TaskFilter(period="2026-11"), {"review"}),
    (TaskFilter(source="T-1"), {"follows"}),
    (TaskFilter(case="A12-1"), {"review"}),
    (TaskFilter(opened_from=later(days=1)), {"later"}),
    (TaskFilter(opened_before=later(days=-1)), {"earlier"}),
    (TaskFilter(opened_before=NOON), {"earlier"}),
    (TaskFilter(visible_to="zhao", visible_units=frozenset()), {"opened"}),
    (TaskFilter(visible_to="li", visible_units=frozenset({"B1"})), {"theirs", "elsewhere"}),
    (TaskFilter(visible_to="sun", visible_units=frozenset()), {"concerned"}),
]


class TaskRules(Opened):
    """Tasks with the cases that belong to them, and counts."""

    def test_a_task_comes_back_as_it_was_put(self, tmp_path: Path) -> None:
        """By id and by number, with the cases that lead to it; another one is not found."""
        with self.opened(tmp_path) as storage:
            row = task_row()
            with storage.writing() as tx:
                tx.add_task(row, [TaskCaseRow(task=row.id, case="A12-1")])
            with storage.reading() as view:
                assert (view.task(row.id), view.task(row.number), view.task("none")) == (row, row, None)
                assert list(view.tasks(TaskFilter(case="A12-1"))) == [row]
                assert list(view.tasks(TaskFilter(case="A12-2"))) == []

    def test_a_task_is_changed_by_who_read_it_last(self, tmp_path: Path) -> None:
        """With the version that was read; its cases are those given, and no others."""
        with self.opened(tmp_path) as storage:
            row = task_row()
            after = attrs.evolve(row, state="done", version=2, next_at=None)
            with storage.writing() as tx:
                tx.add_task(row, [TaskCaseRow(task=row.id, case="A12-1")])
                tx.put_task(after, [TaskCaseRow(task=row.id, case="A12-2")], if_version=1)
            assert _refused(storage, lambda tx: tx.put_task(attrs.evolve(row, version=2), [], if_version=1)).actual == 2
            with storage.reading() as view:
                assert view.task(row.id) == after
                assert list(view.tasks(TaskFilter(case="A12-1"))) == []
                assert list(view.tasks(TaskFilter(case="A12-2"))) == [after]

    def test_a_number_and_a_turn_are_given_once(self, tmp_path: Path) -> None:
        """A turn is of a kind, in a unit, about something, of a period; without a period there may be many."""
        first = _turn("task-1", "2026-11-30")
        same_number = attrs.evolve(_turn("task-2", "2026-12-02"), number=first.number)
        same_turn = _turn("task-2", "2026-11-30")
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_task(first, [])
            for second in (same_number, same_turn):
                _refused(storage, partial(_add, row=second))
            with storage.writing() as tx:
                for other in (
                    attrs.evolve(_turn("task-3", "2026-11-30"), unit="A13"),
                    _turn("task-4", "2026-12-01"),
                    _turn("task-5", ""),
                    _turn("task-6", ""),
                ):
                    tx.add_task(other, [])

    def test_tasks_are_listed_newest_first_and_page_by_page(self, tmp_path: Path) -> None:
        """Each once, also where several were opened in the same moment."""
        rows = [attrs.evolve(task_row(f"task-{index}"), opened_at=later(hours=index // 2)) for index in range(6)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    tx.add_task(row, [])
            with storage.reading() as view:
                found, after = [], None
                while page := view.tasks(TaskFilter(), after=after, limit=2):
                    found += [one.id for one in page]
                    after = page[-1].id
            assert found == [f"task-{index}" for index in (5, 4, 3, 2, 1, 0)]

    def test_a_filter_lets_through_what_it_says(self, tmp_path: Path) -> None:
        """All conditions together; what is nobody's business is not shown. R20"""
        plain = task_row("plain")
        rows = [
            plain,
            attrs.evolve(task_row("review"), kind="review", period="2026-11"),
            attrs.evolve(task_row("elsewhere"), unit="B1"),
            attrs.evolve(task_row("theirs"), owner="li"),
            attrs.evolve(task_row("waiting"), waits_for="wu"),
            attrs.evolve(task_row("ended"), open=False, state="missed", waits_for=""),
            attrs.evolve(task_row("lot"), subject="lot:L7"),
            attrs.evolve(task_row("follows"), source="T-1"),
            attrs.evolve(task_row("later"), opened_at=later(days=1)),
            attrs.evolve(task_row("earlier"), opened_at=later(days=-1, microseconds=-1)),
            attrs.evolve(task_row("opened"), opener="zhao"),
            attrs.evolve(task_row("concerned"), subject="staff:sun"),
        ]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    led = ["A12-1"] if row.id == "review" else ["A12-2"] if row.id == "lot" else []
                    tx.add_task(row, [TaskCaseRow(task=row.id, case=case) for case in led])
            with storage.reading() as view:
                for where, found in _FILTERS:
                    assert {row.id for row in view.tasks(where)} == found, where

    def test_a_limit_of_tasks_comes_after_every_condition(self, tmp_path: Path) -> None:
        """What is looked for is found behind any number of others, that are newer; also behind one that no longer fits."""
        rows = [attrs.evolve(task_row(f"t{n}"), opened_at=later(minutes=n), open=n < 2) for n in range(5)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    tx.add_task(row, [])
            with storage.reading() as view:
                assert [row.id for row in view.tasks(TaskFilter(open=True), limit=1)] == ["t1"]
                assert [row.id for row in view.tasks(TaskFilter(open=True), after="t3", limit=9)] == ["t1", "t0"]

    def test_tasks_to_look_at_come_most_overdue_first(self, tmp_path: Path) -> None:
        """At their moment, not before; those that nobody has to look at never."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for name, at in (("b", later(hours=2)), ("a", later(hours=1)), ("never", None)):
                    tx.add_task(attrs.evolve(task_row(name), next_at=at), [])
            with storage.reading() as view:
                assert list(view.due_tasks(later(minutes=59), limit=9)) == []
                assert list(view.due_tasks(later(hours=1, microseconds=-1), limit=9)) == []
                assert list(view.due_tasks(later(hours=1), limit=9)) == ["a"]
                assert list(view.due_tasks(later(hours=9), limit=9)) == ["a", "b"]
                assert list(view.due_tasks(later(hours=9), limit=1)) == ["a"]

    def test_counts_add_up(self, tmp_path: Path) -> None:
        """Up and down, by unit, day and subject; days from the first to the one before `after`."""
        with self.opened(tmp_path) as storage:
            first = TallyRow(unit="A12", day=_MONDAY, subject="all", count=2)
            rows = [
                first,
                attrs.evolve(first, count=3),
                attrs.evolve(first, count=-1),
                attrs.evolve(first, unit="A13", count=7),
                attrs.evolve(first, day=_TUESDAY, count=1),
                attrs.evolve(first, day=_NEXT, count=1),
                attrs.evolve(first, subject="lot:L7", count=1),
            ]
            with storage.writing() as tx:
                tx.add_tally(rows[:2])
            with storage.writing() as tx:
                tx.add_tally(rows[2:])
            with storage.reading() as view:
                week = view.tally(first=_MONDAY, after=_NEXT)
                mine = view.tally(first=_MONDAY, after=_TUESDAY, units=frozenset({"A12"}), subject="all")
                none = view.tally(first=_MONDAY, after=_NEXT, units=frozenset())
            assert [(one.subject, one.unit, one.day, one.count) for one in week] == [
                ("all", "A12", _MONDAY, 4),
                ("all", "A12", _TUESDAY, 1),
                ("all", "A13", _MONDAY, 7),
                ("lot:L7", "A12", _MONDAY, 1),
            ]
            assert [one.count for one in mine] == [4]
            assert list(none) == []
