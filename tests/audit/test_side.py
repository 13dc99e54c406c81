"""Rows read side by side go on behind what can't be read, and come to an end whatever a storage does. P7"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import attrs
import pytest

from complaintkit import StorageError
from complaintkit.ports.storage import IdempotencyRow, MemberRow, TaskCaseRow
from complaintkit.records.audit.side import EveryReadable, side_by_side


@attrs.define
class Rows(Iterator[int]):
    """Rows of which some can't be read: what stands for each is raised."""

    told: list[int | str]
    again: bool = False
    """The last is raised again and again, as by a connection that is gone."""

    def __next__(self) -> int:
        if not self.told:
            raise StopIteration
        one = self.told[0] if self.again and len(self.told) == 1 else self.told.pop(0)
        if isinstance(one, str):
            raise StorageError(reason=one)
        return one

    def every(self, _: Any) -> Rows:
        """The rows of any kind."""
        return self


@pytest.mark.parametrize(
    ("rows", "read", "damaged"),
    [
        (Rows([1, "row 2", 3]), [1, 3], 1),
        (Rows([1, "row 2", "row 3", 4]), [1, 4], 2),
        (Rows([1, "row 2", 3, "row 2", 5]), [1, 3, 5], 2),
        (Rows([1, "the connection is gone"], again=True), [1], 1),
    ],
)
def test_what_is_damaged_is_told_and_reading_ends(rows: Rows, read: list[int], damaged: int) -> None:
    """Each row by its own error; one that comes again at once is no row's, and nothing comes behind it. P7"""
    told: list[StorageError] = []
    reader = EveryReadable(cast("Any", rows), told.append)
    assert list(reader.every(int)) == read
    assert len(told) == damaged


@attrs.frozen
class Kept:
    """Rows of each kind, and which of them were asked for."""

    rows: dict[type[Any], list[Any]]
    asked: list[Any] = attrs.field(factory=list)

    def every(self, kind: type[Any]) -> Iterator[Any]:
        """Yield the rows of a kind."""
        for row in self.rows.get(kind, []):
            self.asked.append(row)
            yield row


def request(key: str, case: str | None) -> IdempotencyRow:
    """Return the row of a request."""
    return IdempotencyRow(key=key, digest="", case=case, first_seq=1, last_seq=1, at=datetime(2026, 11, 21, tzinfo=UTC))


def test_each_id_comes_once_with_what_belongs_to_it_and_nothing_else_hides_it() -> None:
    """In the order of the ids, whichever kinds know of them; what belongs to none is read, wherever it stands. P7"""
    tasks = [TaskCaseRow(task=task, case="c") for task in ("b", "b", "d")]
    requests = [request("1", None), request("2", "a"), request("3", "b"), request("4", None)]
    kept = Kept({TaskCaseRow: tasks, IdempotencyRow: requests})
    kinds = (TaskCaseRow, IdempotencyRow, MemberRow)
    assert list(side_by_side(cast("Any", kept), kinds)) == [
        ("a", {TaskCaseRow: [], IdempotencyRow: [requests[1]], MemberRow: []}),
        ("b", {TaskCaseRow: tasks[:2], IdempotencyRow: [requests[2]], MemberRow: []}),
        ("d", {TaskCaseRow: tasks[2:], IdempotencyRow: [], MemberRow: []}),
    ]
    assert len(kept.asked) == len(tasks) + len(requests)
