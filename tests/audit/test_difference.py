"""Rows that are kept, held against those that the ledger makes. P7"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.ports.storage import TallyRow
from complaintkit.records.audit.difference import differences
from complaintkit.testing._storage_rows import NOON

ROW = TallyRow(unit="a12", day=NOON.date(), subject="lot:L1", count=1)


def told(kept: list[Any], wanted: list[Any]) -> list[str]:
    """Return the fields that differ; "" for a row that is missing or one too many."""
    return [one.field or "" for one in differences(None, "tally", kept, wanted, ("unit", "day", "subject"))]


@pytest.mark.parametrize(
    ("kept", "fields"),
    [
        ([ROW], []),
        ([attrs.evolve(ROW)], []),
        ([attrs.evolve(ROW, count=2)], ["count"]),
        ([attrs.evolve(ROW, count=True)], ["count"]),  # equal, of another type
        ([attrs.evolve(ROW, unit="a13")], ["", ""]),
        ([], [""]),
        ([ROW, attrs.evolve(ROW, unit="a13")], [""]),
    ],
)
def test_a_row_that_differs_is_told_by_its_field(kept: list[Any], fields: list[str]) -> None:
    """One that is missing and one too many as such; what is equal and of another type differs. P7"""
    assert told(kept, [ROW]) == fields


def test_what_differs_comes_in_the_order_of_the_keys() -> None:
    """However the rows stand, so that two runs tell the same."""
    rows = [attrs.evolve(ROW, unit=f"a{number}") for number in (3, 1, 2)]
    names = [one.reason for one in differences(None, "tally", rows, [], ("unit",))]
    assert names == sorted(names)
    assert len(names) == len(rows)
