"""Lists of the outbox, oldest first, and of refused requests, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Integer, exists, false, func, or_, select, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._cases import case_conditions
from complaintkit_sqlmodel._listing import Asked, Shape, padded, question
from complaintkit_sqlmodel._query import CASE, OUTBOX, REFUSED, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement


_SENT: Final = OUTBOX.alias()
_AFTER_ENTRY: Final = (
    select(_SENT.c.created_at, _SENT.c.id).where(_SENT.c.id == given("entry_after_0")).scalar_subquery()
)
_ENTRY_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    "entry_kind": OUTBOX.c.kind == given("entry_kind_0"),
    "entry_case": OUTBOX.c.case == given("entry_case_0"),
    "entry_due_by": or_(OUTBOX.c.next_at.is_(None), OUTBOX.c.next_at <= given("entry_due_by_0")),
    "entry_after": tuple_(OUTBOX.c.created_at, OUTBOX.c.id) > _AFTER_ENTRY,
}
_KEPT: Final = REFUSED.alias()
_AFTER_REFUSAL: Final = select(_KEPT.c.at, _KEPT.c.id).where(_KEPT.c.id == given("after_0")).scalar_subquery()
_REFUSED_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    **{name: REFUSED.c[name] == given(f"{name}_0") for name in ("id", "code", "source")},
    "since": REFUSED.c.at >= given("since_0"),
    "unmended": REFUSED.c.repaired_at.is_(None),
    "after": tuple_(REFUSED.c.at, REFUSED.c.id) < _AFTER_REFUSAL,
}


def asked_refusals(single: Mapping[str, object], by: frozenset[str] | None, *, unmended: bool) -> Asked:
    """Return what a list of refused requests asks, as shape and values."""
    conditions: dict[str, Sequence[object]] = {name: (value,) for name, value in single.items() if value is not None}
    if unmended:
        conditions["unmended"] = (True,)
    if by is not None:
        conditions["by"] = padded(by)
    return question(conditions)


def outbox_list(shape: Shape) -> Query[port.OutboxRow]:
    """Select outbox entries, oldest first."""
    counts = dict(shape)
    selection = rows_of(port.OutboxRow).order_by(OUTBOX.c.created_at, OUTBOX.c.id).limit(given("limit", Integer))
    if "of_cases" in counts:
        selection = selection.where(OUTBOX.c.case.in_(several("of_cases", counts["of_cases"])))
    if "entry_states" in counts:
        state = (
            func.coalesce(OUTBOX.c.state, OUTBOX.c.state) if "of_cases" in counts else OUTBOX.c.state
        )  # the cases lead
        selection = selection.where(state.in_(several("entry_states", counts["entry_states"])))
    selection = selection.where(*(_ENTRY_SINGLE[name] for name in sorted(counts.keys() & _ENTRY_SINGLE.keys())))
    if conditions := list(case_conditions(shape)):
        selection = selection.where(exists().where(CASE.c.id == OUTBOX.c.case, *conditions))
    return Query(port.OutboxRow, selection)


def refused_list(shape: Shape) -> Query[port.RefusedRow]:
    """Select refused requests, newest first."""
    counts = dict(shape)
    selection = rows_of(port.RefusedRow).order_by(REFUSED.c.at.desc(), REFUSED.c.id.desc())
    selection = selection.where(*(_REFUSED_SINGLE[name] for name in sorted(counts.keys() & _REFUSED_SINGLE.keys())))
    if "by" in counts:
        selection = selection.where(REFUSED.c.by.in_(several("by", counts["by"])) if counts["by"] else false())
    return Query(port.RefusedRow, selection.limit(given("limit", Integer)))
