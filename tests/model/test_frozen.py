"""Frozen values are changed by copying them."""

from datetime import UTC, datetime

import attrs
import pytest

from complaintkit.model.deadline import Deadline
from complaintkit.model.frozen import changed

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEADLINE = Deadline(id="d-1", name="assess", title={"en": "Assessment"}, started_at=NOON, due_at=NOON)


def test_a_changed_value_is_what_evolve_makes():
    """A new value of the same class; the old one stays as it was."""
    found = changed(DEADLINE, state="met", met_at=NOON)

    assert found == attrs.evolve(DEADLINE, state="met", met_at=NOON)
    assert DEADLINE.state == "running"


def test_a_field_that_there_is_not_is_refused():
    """Nothing is kept under a name that nobody reads."""
    with pytest.raises(TypeError, match="a Deadline has no statte"):
        changed(DEADLINE, statte="met")


def test_a_changed_value_is_frozen():
    """As every value of the model."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        changed(DEADLINE, state="met").state = "running"  # type: ignore[misc]
