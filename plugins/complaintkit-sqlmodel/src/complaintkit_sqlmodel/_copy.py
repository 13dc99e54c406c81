"""A database copied into another one, of whichever kind: a shop's file into the chain's server, or the way back.

Rows go over in the order of their keys, some hundred in a transaction. How far a copy has got is seen from the rows that are
there, so it goes on where it was interrupted. Until both sides were compared row by row, no desk opens the copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, select, tuple_

from complaintkit.errors import ConfigurationError, OutcomeUnknown, StorageError
from complaintkit.ports import storage as port
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._creation import create_schema
from complaintkit_sqlmodel._mapping import TABLES, columns_of, key_of
from complaintkit_sqlmodel._open import backend_of, open_storage
from complaintkit_sqlmodel._schema import COPYING, end_copy, version_of
from complaintkit_sqlmodel._statement import Query, given
from complaintkit_sqlmodel._storage import SqlStorage

if TYPE_CHECKING:
    from complaintkit_sqlmodel._reader import SqlReader
    from complaintkit_sqlmodel._setting import Settings
    from complaintkit_sqlmodel._work import Work


# What others refer to comes first.
_FIRST: Final[tuple[type[Any], ...]] = (port.CaseRow, port.TaskRow, port.OutboxRow, port.CouponRow)
_KINDS: Final = (*_FIRST, *(kind for kind in TABLES if kind not in _FIRST))
_BATCH: Final = 500
_LARGE: Final = {port.AttachmentRow: 10, port.RefusedRow: 50, port.DocumentRow: 50}
"""Rows that may be large: so many at a time."""

Told = Callable[[str, int], None]
"""Is told the name of a table and how many of its rows were copied just now."""


def copy_database(source: str, target: str, *, settings: Settings, told: Told) -> Mapping[str, int]:
    """Copy a database, while nobody else writes to it, and compare; return the number of rows by table.

    Raises:
        ConfigurationError: one can't be used, or the target holds something else.
        StorageError: they differ, or one of them failed.
    """
    where, backend = backend_of(target, create=True, settings=settings)
    with closing(open_storage(source, name="source", create=False, settings=settings)) as there:
        if where == there.where:
            raise ConfigurationError(
                where=where, reason=phrase("is the same database"), next_step=phrase("Name another one.")
            )
        backend.make_place()
        with closing(SqlStorage(name="target", where=where, backend=backend, settings=settings, made=False)) as here:
            _begin(here)
            with there.writing() as tx:  # nobody else does, until both were compared
                for kind in _KINDS:
                    _copy(kind, tx, here, told)
                counts = {TABLES[kind].__tablename__: _compare(kind, tx, here) for kind in _KINDS}
            _end(here)
            return {str(name): count for name, count in counts.items()}


def _begin(here: SqlStorage) -> None:
    """Make the tables of the copy, marked as what it is.

    Raises:
        ConfigurationError: something else is there.
    """
    with here.writing() as tx:
        cursor = tx.work.cursor
        problems = [] if here.backend.one_writer else list(here.backend.problems(cursor))
        if problems:
            raise ConfigurationError(where=here.where, reason="; ".join(problems), next_step=here.backend.remedy)
        if not here.backend.tables(cursor):
            create_schema(here.backend, cursor, version=COPYING)
        elif version_of(here.backend, cursor, here.where) != COPYING:
            raise ConfigurationError(
                where=here.where,
                reason=phrase("there is a desk in it already"),
                next_step=phrase("Name a new file, or an empty database."),
            )


def _copy(kind: type[Any], tx: SqlReader, here: SqlStorage, told: Told) -> None:
    """Copy the rows of a kind that are not there yet."""
    limit = _LARGE.get(kind, _BATCH)
    with here.reading() as view:
        last = _last(kind, view.work)
    while rows := _page(kind, tx.work, last, limit):
        _add(kind, rows, here)
        last = tuple(getattr(rows[-1], column.name) for column in key_of(kind))
        told(str(TABLES[kind].__tablename__), len(rows))


def _add(kind: type[Any], rows: list[Any], here: SqlStorage) -> None:
    try:
        with here.writing() as copy:
            copy.work.add(copy.work.sql.insert(kind), rows)
    except OutcomeUnknown as unknown:  # no key to ask again with: the rows that are there tell
        raise StorageError(
            reason=phrase(
                "{name}: its last rows may be there or not ({why})", name=here.backend.name, why=unknown.__cause__
            ),
            next_step=phrase("Mend that, then copy again: it goes on where it was."),
        ) from unknown


def _compare(kind: type[Any], tx: SqlReader, here: SqlStorage) -> int:
    """Return how many rows of a kind there are, all of them alike.

    Raises:
        StorageError: they are not.
    """
    count = 0
    with here.reading() as view:
        for one, other in zip_longest(tx.every(kind), view.every(kind)):
            if one != other:
                raise StorageError(
                    reason=phrase("the copy differs in {table}", table=str(TABLES[kind].__tablename__)),
                    next_step=phrase("Was the source written to between two tries? Copy into a new database."),
                )
            count += 1
    return count


def _end(here: SqlStorage) -> None:
    with here.writing() as tx:
        end_copy(tx.work.cursor)


def _page(kind: type[Any], work: Work, last: tuple[Any, ...] | None, limit: int) -> list[Any]:
    """Return the next rows of a kind by their keys."""
    values = {} if last is None else {f"last_{place}": one for place, one in enumerate(last)}
    return work.rows(work.sql.shaped(_paged, (kind, last is not None)), limit=limit, **values)


def _paged(shape: tuple[type[Any], bool]) -> Query[Any]:
    kind, begun = shape
    key = key_of(kind)
    asked = select(*columns_of(kind)).order_by(*key).limit(given("limit", Integer))
    if begun:
        asked = asked.where(tuple_(*key) > tuple_(*(given(f"last_{place}", c.type) for place, c in enumerate(key))))
    return Query(kind, asked)


def _last(kind: type[Any], work: Work) -> tuple[Any, ...] | None:
    """Return the greatest key of a kind that is there."""
    found = work.rows(work.sql.shaped(_greatest, kind), limit=1)  # type: ignore[type-var]  # a type is hashable
    return tuple(getattr(found[0], column.name) for column in key_of(kind)) if found else None


def _greatest(kind: type[Any]) -> Query[Any]:
    order = [column.desc() for column in key_of(kind)]
    return Query(kind, select(*columns_of(kind)).order_by(*order).limit(given("limit", Integer)))
