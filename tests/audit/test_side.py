"""Rows read side by side go on behind what can't be read, and come to an end whatever a storage does. P7"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import attrs
import pytest

from complaintkit import StorageError
from complaintkit.records.audit.side import EveryReadable


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
