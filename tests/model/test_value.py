"""Events and commands are values: equal where their fields are, and shown by them."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.value import Value

KINDS = [*e.events().values(), *c.commands().values()]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_class_has_its_own_way_to_compare_and_to_show(kind) -> None:
    """So that attrs need not compile one for each when it is imported."""
    assert issubclass(kind, Value)
    assert vars(kind).keys().isdisjoint({"__eq__", "__hash__", "__repr__"})


def test_they_are_equal_where_their_fields_are() -> None:
    """Of the same class, each field alike; and then they count once in a set."""
    noted = c.Note(case="A-1", text="calls again")
    assert noted == c.Note(case="A-1", text="calls again")
    assert noted != c.Note(case="A-1", text="calls again!")
    assert noted != c.Note(case="A-2", text="calls again")
    assert {noted, c.Note(case="A-1", text="calls again")} == {noted}
    assert len({noted, attrs.evolve(noted, case="A-2")}) == 2


def test_another_class_with_the_same_fields_is_something_else() -> None:
    """Whoever left is not whoever was erased; and what is no value may say for itself what it is equal to."""
    left = e.StaffLeft(staff="chen")
    assert left != e.MemberLeft()
    assert left != "chen"

    class Anything:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    assert left == Anything()


def test_they_show_their_fields() -> None:
    """By name, as Python would write them."""
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    away = e.StaffAway(staff="chen", start=start, end=start, deputy=None, long=False)
    assert repr(away).startswith("StaffAway(staff='chen', start=datetime.datetime(2026, 11, 23, 9, 0")
    assert repr(away).endswith("deputy=None, long=False)")
