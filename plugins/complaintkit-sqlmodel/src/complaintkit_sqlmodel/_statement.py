"""SQL made from the tables: statements with named parameters, compiled to text once for each dialect.

Inserts are those of SQLAlchemy for PostgreSQL, which SQLite spells alike.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs
from sqlalchemy import Column, Label, Select, bindparam, update
from sqlalchemy.dialects.postgresql import insert

from complaintkit_sqlmodel._mapping import columns_of, key_of
from complaintkit_sqlmodel._text import Reading, RowStatement, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import BindParameter
    from sqlalchemy.dialects.postgresql import Insert
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql import Executable
    from sqlalchemy.sql.dml import ReturningUpdate
    from sqlalchemy.types import TypeEngine


R = TypeVar("R")


def given(name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None) -> BindParameter[Any]:
    """Make a parameter given when the statement runs; not "required", or texts with lists could not be made in advance."""
    return bindparam(name, value=None, type_=type_)


def several(name: str, count: int) -> list[BindParameter[Any]]:
    """Make the parameters of a condition that takes several values."""
    return [given(f"{name}_{index}") for index in range(count)]


@attrs.frozen(eq=False)
class Query(Generic[R]):
    """What answers with rows of one kind: a selection, or a change that returns what it changed."""

    row: type[R]
    statement: Select[Any] | ReturningUpdate[Any]


class Compiler:
    """Makes texts of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def reading(self, query: Query[R]) -> Reading[R]:
        """Compile a query for rows."""
        columns = list(query.statement.exported_columns)
        return Reading(
            statement=self.statement(query.statement),
            row=query.row,
            fields=tuple(str(column.key) for column in columns),
            decoders=_present(self._decoder(column.type) for column in columns),
            encoders=_present(self._encoder(column.type) for column in columns),
            types=tuple(
                (index, _types(one))
                for index, one in enumerate(columns)
                if isinstance(one, Column | Label) and not self._encoder(one.type)
            ),
        )

    def insert(self, row: type[Any]) -> RowStatement:
        """Insert; a second time is a conflict."""
        return self._of_row(row, self._insert(row))

    def insert_once(self, row: type[Any]) -> RowStatement:
        """Insert; a second time is nothing new."""
        return self._of_row(row, self._insert(row).on_conflict_do_nothing())

    def replace(self, row: type[Any]) -> RowStatement:
        """Insert or replace, by primary key."""
        return self._of_row(row, self._upsert(row))

    def update(self, row: type[Any], fence: str, only: tuple[str, ...]) -> RowStatement:
        """Replace by primary key where the column `fence` still has its value; only these fields, where any are named."""
        return self._of_row(row, self._update(row, fence, only))

    def _insert(self, row: type[Any]) -> Insert:
        columns = columns_of(row)
        return insert(columns[0].table).values(
            {column: bindparam(column.name, type_=column.type) for column in columns}
        )

    def _upsert(self, row: type[Any]) -> Insert:
        new = self._insert(row)
        key = key_of(row)
        changed = {column: new.excluded[column.name] for column in columns_of(row) if column not in set(key)}
        return new.on_conflict_do_update(index_elements=key, set_=changed)

    def _update(self, row: type[Any], fence: str, only: tuple[str, ...]) -> Executable:
        key = key_of(row)
        changed = {c: bindparam(f"new_{c.name}", type_=c.type) for c in columns_of(row) if c not in set(key)}
        changed = {c: new for c, new in changed.items() if not only or c.name in only}
        table = key[0].table
        return (
            update(table)
            .values(changed)
            .where(*(c == bindparam(f"new_{c.name}", type_=c.type) for c in key))
            .where(table.c[fence] == bindparam("fence", type_=table.c[fence].type))
        )

    def _of_row(self, row: type[Any], statement: Executable) -> RowStatement:
        compiled = self.statement(statement)
        names = {c.name for c in columns_of(row)}
        fields = tuple(name.removeprefix("new_") for name in compiled.names if name.removeprefix("new_") in names)
        return RowStatement(compiled.text, fields, compiled.encoders, attrgetter(*fields))

    def statement(self, statement: Executable) -> Statement:
        """Compile a statement that takes values by name."""
        compiled: Any = statement.compile(dialect=self._dialect, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
        names = tuple(compiled.positiontup or ())
        types = {name: parameter.type for name, parameter in compiled.binds.items()}
        return Statement(
            text=str(compiled),
            names=names,
            constants=compiled.construct_params(_check=False),
            encoders=_present(self._encoder(types[name]) if name in types else None for name in names),
        )

    def _encoder(self, kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
        return kind.dialect_impl(self._dialect).bind_processor(self._dialect)

    def _decoder(self, kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
        return kind.dialect_impl(self._dialect).result_processor(self._dialect, None)


def _types(column: Column[Any] | Label[Any]) -> frozenset[type]:
    """Return the types of what a column may hold."""
    return frozenset({column.type.python_type, *([type(None)] if getattr(column, "nullable", True) else [])})


def _present(found: Iterable[Callable[[Any], Any] | None]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    return tuple((index, convert) for index, convert in enumerate(found) if convert is not None)
