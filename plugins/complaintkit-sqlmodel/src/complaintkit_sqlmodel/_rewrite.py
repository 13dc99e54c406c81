"""Rewrite every row: what the core does once, when it encrypts a database that was begun without."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, bindparam, select, tuple_, update

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._change import SET_META
from complaintkit_sqlmodel._guard import triggers, without_triggers
from complaintkit_sqlmodel._mapping import columns_of, key_of
from complaintkit_sqlmodel._query import META_VALUE
from complaintkit_sqlmodel._statement import Query, given
from complaintkit_sqlmodel._work import Work
from complaintkit_sqlmodel._writer import SqlWriter

if TYPE_CHECKING:
    from sqlalchemy.sql.dml import Update

    from complaintkit_sqlmodel._sql import Sql
    from complaintkit_sqlmodel._storage import SqlStorage


# In this order: a redemption is looked up by its coupon, a coupon by its case. Where a change may change the primary key, all
# rows are gone through at once, or one would be met again under its new key: redemptions with the coupons that they refer to.
_KINDS: Final[tuple[tuple[type[Any], bool], ...]] = (
    (port.CaseRow, False),
    (port.EventRow, False),
    (port.VaultRow, False),
    (port.StateRow, False),
    (port.SummaryRow, False),
    (port.AttachmentRow, False),
    (port.OutboxRow, False),
    (port.AttemptRow, False),
    (port.RefusedRow, False),
    (port.TaskRow, False),
    (port.MetaRow, False),
    (port.CouponRow, True),
    (port.RedemptionRow, True),
    (port.TallyRow, True),
    (port.IdempotencyRow, True),
    (port.DocumentRow, True),
)


def rewrite(storage: SqlStorage, change: port.Rewrite, *, place: str, limit: int) -> int:
    """Rewrite the rows whose turn it is, in one transaction; return how many, 0 once all are done."""
    backend = storage.backend
    connection = backend.connect()
    work = Work(connection, storage.sql, backend)
    cursor = work.cursor
    try:
        backend.free_references(cursor)  # what refers to a key is rewritten in its own turn
        backend.begin(cursor, write=True)
        try:
            done = _Run(work, storage.sql, place).next(change, limit)
        except BaseException:
            backend.rolled_back(cursor)
            raise
        backend.commit(cursor)
        if not done:
            backend.scrub(cursor)
    except backend.faults as fault:
        raise backend.translated(fault) from fault
    finally:
        connection.close()
    return done


class _Run:
    """One run through all rows, as far as it has got: the setting `place` says how far."""

    def __init__(self, work: Work, sql: Sql, place: str) -> None:
        self._work = work
        self._sql = sql
        self._place = place
        kept = work.value(META_VALUE, key=self._place)
        reached: tuple[int, list[Any] | None] = json.loads(kept) if kept else (0, None)
        self._kind, self._after = reached

    def next(self, change: port.Rewrite, limit: int) -> int:
        """Rewrite the next rows, and note the place."""
        work = self._work
        for text in without_triggers(work.sql.dialect):
            work.run(text)
        done = 0
        while not done and self._kind < len(_KINDS):
            row, whole = _KINDS[self._kind]
            done = (
                self._coupons(change) if row is port.CouponRow else self._batch(row, None if whole else limit, change)
            )
        for text in triggers(work.sql.dialect):
            work.run(text)
        work.change(SET_META, key=self._place, value=json.dumps([self._kind, self._after]))
        return done

    def _coupons(self, change: port.Rewrite) -> int:
        """Rewrite all coupons and all redemptions in one transaction: at its end a server looks whether these name those."""
        return self._batch(port.CouponRow, None, change) + self._batch(port.RedemptionRow, None, change)

    def _batch(self, row: type[Any], limit: int | None, change: port.Rewrite) -> int:
        """Rewrite at most `limit` rows of a kind, or all; go on to the next kind where there are no more."""
        writer = SqlWriter(self._work)
        replace = self._sql.shaped(_replacing, row)  # type: ignore[type-var]  # a type is hashable
        key, columns = [column.name for column in key_of(row)], columns_of(row)
        found = self._rows(row, limit)
        for old in found:
            if row is port.MetaRow and old.key == self._place:
                continue
            new = change(writer, old)
            values = {f"new_{c.name}": getattr(new, c.name) for c in columns}
            self._work.change(replace, **values, **{f"old_{name}": getattr(old, name) for name in key})
        if limit is None or len(found) < limit:
            self._kind, self._after = self._kind + 1, None
        else:
            self._after = [getattr(found[-1], name) for name in key]
        return len(found)

    def _rows(self, row: type[Any], limit: int | None) -> list[Any]:
        after = self._after or []
        values = {f"last_{place}": one for place, one in enumerate(after)}
        if limit is not None:
            values["limit"] = limit
        return self._work.rows(self._sql.shaped(_paged, (row, bool(after), limit is not None)), **values)


def _replacing(row: type[Any]) -> Update:
    table = key_of(row)[0].table
    return (
        update(table)
        .values({c: bindparam(f"new_{c.name}", type_=c.type) for c in columns_of(row)})
        .where(*(c == bindparam(f"old_{c.name}", type_=c.type) for c in key_of(row)))
    )


def _paged(shape: tuple[type[Any], bool, bool]) -> Query[Any]:
    row, begun, limited = shape
    key = key_of(row)
    asked = select(*columns_of(row)).order_by(*key)
    if begun:
        asked = asked.where(tuple_(*key) > tuple_(*(given(f"last_{place}", c.type) for place, c in enumerate(key))))
    return Query(row, asked.limit(given("limit", Integer)) if limited else asked)
