"""Lists whose conditions depend on what was asked: cases by filter, the outbox by state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, exists, false, func, or_, select, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel import tables
from complaintkit_sqlmodel._query import CASE, DUTY, OUTBOX, rows_of
from complaintkit_sqlmodel._statement import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Select

__all__ = ["cases", "count", "outbox"]

_TOKEN: Final = tables.table_of(tables.Token)
_SAME: Final = ("owner", "open", "kind", "channel", "external_id", "customer_reference")


def cases(where: port.CaseFilter, *, after: str | None, limit: int) -> Query[port.CaseRow]:
    """Newest received first, after the last one already seen."""
    selection = rows_of(port.CaseRow).where(*_conditions(where))
    if after is not None:
        last = CASE.alias()
        seen = select(last.c.received_at, last.c.id).where(last.c.id == after).scalar_subquery()
        selection = selection.where(tuple_(CASE.c.received_at, CASE.c.id) < seen)
    return Query(port.CaseRow, selection.order_by(CASE.c.received_at.desc(), CASE.c.id.desc()).limit(limit))


def count(where: port.CaseFilter) -> Select[Any]:
    """How many there are."""
    return select(func.count()).select_from(CASE).where(*_conditions(where))


def outbox(states: frozenset[str], case: str | None, limit: int) -> Query[port.OutboxRow]:
    """Oldest first."""
    selection = rows_of(port.OutboxRow).order_by(OUTBOX.c.created_at, OUTBOX.c.id).limit(limit)
    if states:
        selection = selection.where(OUTBOX.c.state.in_(sorted(states)))
    if case is not None:
        selection = selection.where(OUTBOX.c.case == case)
    return Query(port.OutboxRow, selection)


def _conditions(where: port.CaseFilter) -> Iterator[ColumnElement[bool]]:
    for name in _SAME:
        value = getattr(where, name)
        if value is not None:
            yield CASE.c[name] == value
    if where.units is not None:
        yield _seen_by(where.units, where.visible_to)
    if where.states:
        yield CASE.c.state.in_(sorted(where.states))
    if where.category is not None:
        yield _in_category(where.category)
    for token in sorted(where.tokens):
        yield exists().where(_TOKEN.c.token == token, _TOKEN.c.case == CASE.c.id)
    if where.received_from is not None:
        yield CASE.c.received_at >= where.received_from
    if where.received_before is not None:
        yield CASE.c.received_at < where.received_before


def _seen_by(units: frozenset[str], staff: str | None) -> ColumnElement[bool]:
    """Cases of these units, and those that are somebody's own business. R20"""
    there = CASE.c.unit.in_(sorted(units)) if units else false()
    if staff is None:
        return there
    owed = exists().where(and_(DUTY.c.case == CASE.c.id, DUTY.c.staff == staff))
    return or_(there, CASE.c.owner == staff, CASE.c.first_receiver == staff, owed)


def _in_category(category: str) -> ColumnElement[bool]:
    below = f"{category}/"
    return or_(CASE.c.category == category, func.substr(CASE.c.category, 1, len(below)) == below)
