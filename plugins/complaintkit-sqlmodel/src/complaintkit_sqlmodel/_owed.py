"""Lists of what people owe: what is due first comes first, what has no date comes last."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Integer, func, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._filter import REST
from complaintkit_sqlmodel._listing import Shape
from complaintkit_sqlmodel._query import DUTY, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

_NO_DATE: Final = DUTY.c.due_at.is_(None)
_WHEN: Final = func.coalesce(DUTY.c.due_at, DUTY.c.since)
_ORDER: Final = (_NO_DATE, _WHEN, *(DUTY.c[name] for name in REST))
_AFTER: Final = tuple_(
    given("no_date_0", Boolean),
    given("when_0", DUTY.c.due_at.type),
    *(given(f"after_{name}_0", DUTY.c[name].type) for name in REST),
)


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
