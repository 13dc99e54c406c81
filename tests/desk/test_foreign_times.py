"""A point in time or a span that a library made of its own is taken as Python's own, whatever it reckons like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Self

import attrs
import pytest

import complaintkit
from complaintkit import Customer, Desk
from complaintkit.model import check
from complaintkit.model.commands import commands
from tests.complaints import sour_rice


class Foreign(datetime):
    """As pendulum's and pandas' are: a datetime by its kind, and another one by what comes of reckoning with it."""

    def __add__(self, other: object) -> Any:
        raise AssertionError(f"somebody reckons with {self!r} + {other!r}")

    def astimezone(self, tz: tzinfo | None = None) -> Self:
        """Stay what it is, as theirs do."""
        own = datetime.astimezone(datetime.fromisoformat(self.isoformat()), tz)
        return type(self).fromisoformat(own.isoformat())


class Span(timedelta):
    """A timedelta by its kind alone."""


AT = Foreign(2026, 11, 21, 10, 30, 0, 250, tzinfo=timezone(timedelta(hours=8)))
SPAN = Span(hours=3)


def takers() -> Iterator[tuple[str, Any, object]]:
    """Each field of a command, and of what is handed over within one, that takes a time or a span."""
    within = ("Measure", "Docket", "Purchase", "Evidence")
    for kind in (*commands().values(), *(getattr(complaintkit, name) for name in within)):
        for field in attrs.fields(kind):
            for word, value in (("datetime", AT), ("timedelta", SPAN)):
                if word in str(field.type):
                    yield f"{kind.__name__}.{field.name}-{word}", field.converter, value


@pytest.mark.parametrize(("converter", "value"), [pytest.param(*one[1:], id=one[0]) for one in takers()])
def test_a_field_holds_pythons_own(converter: Any, value: datetime | timedelta) -> None:
    """Every field that a command has for it, in UTC, to the microsecond. R1"""
    held = converter(value)
    assert type(held) in (datetime, timedelta)
    assert held == value


def test_fields_are_found() -> None:
    """A scan that finds none proves nothing."""
    assert len(list(takers())) > 10


def test_what_is_only_looked_at_is_pythons_own_too() -> None:
    """A clock's or a filter's, also where it is in UTC already."""
    for at in (AT, AT.astimezone(UTC)):
        assert type(check.instant(at)) is datetime
        assert check.instant(at) == AT


def test_a_case_is_received_at_such_a_time(desk: Desk) -> None:
    """Its deadlines are reckoned from it as from any other."""
    case = sour_rice(
        desk,
        customer=Customer(phone="13800138000"),
        received_at=Foreign.fromisoformat("2026-11-21T09:50:00+08:00"),
    )
    assert case.received_at == datetime(2026, 11, 21, 1, 50, tzinfo=UTC)
    assert case.next_deadline is not None
    assert type(case.next_deadline.due_at) is datetime
