"""Lists of what people owe: what is due first comes first, what has no date comes last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Boolean, Integer, func, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._listing import Asked, Shape, padded, question
from complaintkit_sqlmodel._query import DUTY, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


_NO_DATE: Final = DUTY.c.due_at.is_(None)
_WHEN: Final = func.coalesce(DUTY.c.due_at, DUTY.c.since)
_REST: Final = ("since", "case", "kind", "ref", "staff")
_ORDER: Final = (_NO_DATE, _WHEN, *(DUTY.c[name] for name in _REST))
_AFTER: Final = tuple_(
    given("no_date_0", Boolean),
    given("when_0", DUTY.c.due_at.type),
    *(given(f"after_{name}_0", DUTY.c[name].type) for name in _REST),
)


def asked_duties(
    staff: Collection[str], kinds: frozenset[str], due_by: datetime | None, after: port.DutyRow | None
) -> Asked:
    """Return what a list of duties asks, as shape and values."""
    conditions: dict[str, Sequence[object]] = {"staff": padded(staff)}
    if kinds:
        conditions["kinds"] = padded(kinds)
    if due_by is not None:
        conditions["due_by"] = (due_by,)
    if after is not None:
        conditions["no_date"] = (after.due_at is None,)
        conditions["when"] = (after.due_at or after.since,)
        conditions.update({f"after_{name}": (getattr(after, name),) for name in _REST})
    return question(conditions)


def duty_list(shape: Shape) -> Query[port.DutyRow]:
    """Select what these people owe."""
    counts = dict(shape)
    selection = rows_of(port.DutyRow).where(DUTY.c.staff.in_(several("staff", counts["staff"]))).order_by(*_ORDER)
    if "kinds" in counts:
        selection = selection.where(DUTY.c.kind.in_(several("kinds", counts["kinds"])))
    if "due_by" in counts:
        selection = selection.where(DUTY.c.due_at <= given("due_by_0"))
    if "no_date" in counts:
        selection = selection.where(tuple_(*_ORDER) > _AFTER)
    return Query(port.DutyRow, selection.limit(given("limit", Integer)))
