"""SQL as text: compiled once for each dialect from the tables, run on the connection's own cursor.

Inserts are those of SQLAlchemy for PostgreSQL, which SQLite spells alike.

A session of SQLModel would cost 7 to 20 times the SQL it runs, and SQLAlchemy's Core four times; the text and the
conversions of its parameters are all we need of them while a command is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs
from sqlalchemy import Select, bindparam, update
from sqlalchemy.dialects.postgresql import insert

from complaintkit.errors import StorageError
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._mapping import columns_of, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import BindParameter
    from sqlalchemy.dialects.postgresql import Insert
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql import Executable
    from sqlalchemy.sql.dml import ReturningUpdate
    from sqlalchemy.types import TypeEngine


R = TypeVar("R")
H = TypeVar("H", bound=Hashable)
T = TypeVar("T")


def given(name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None) -> BindParameter[Any]:
    """Make a parameter given when the statement runs; not "required", or texts with lists could not be made in advance."""
    return bindparam(name, value=None, type_=type_)


@attrs.frozen(eq=False)
class Query(Generic[R]):
    """What answers with rows of one kind: a selection, or a change that returns what it changed."""

    row: type[R]
    statement: Select[Any] | ReturningUpdate[Any]


@attrs.frozen(eq=False)
class Statement:
    """Text and how to bind values to it, by name."""

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, object]
    encoders: tuple[tuple[int, Callable[[Any], Any]], ...]

    def bind(self, given: Mapping[str, object]) -> list[Any]:
        """Put the parameters in the order of the text."""
        values = [given[name] if name in given else self.constants[name] for name in self.names]
        for index, encode in self.encoders:
            values[index] = encode(values[index])
        return values


@attrs.frozen(eq=False)
class RowStatement:
    """Text that takes a whole row, then a few values more."""

    text: str
    fields: tuple[str, ...]
    encoders: tuple[tuple[int, Callable[[Any], Any]], ...]
    pick: Callable[[Any], tuple[Any, ...]]

    def bind(self, row: object, *more: object) -> list[Any]:
        """Put the parameters in the order of the text."""
        values = [*self.pick(row), *more]
        for index, encode in self.encoders:
            values[index] = encode(values[index])
        return values


@attrs.frozen(eq=False)
class Reading(Generic[R]):
    """A query's text, and how to make rows of what comes back."""

    statement: Statement
    row: type[R]
    fields: tuple[str, ...]
    decoders: tuple[tuple[int, Callable[[Any], Any]], ...]
    encoders: tuple[tuple[int, Callable[[Any], Any]], ...] = ()

    def whole(self, line: Sequence[Any]) -> R:
        """Return a row that is written as we write it: what reads alike and is written otherwise is not found by queries.

        Raises:
            StorageError: it is written otherwise, or can't be read; names the row.
        """
        values = list(line)
        try:
            for index, decode in self.decoders:
                values[index] = decode(values[index])
            written = list(values)
            for index, encode in self.encoders:
                written[index] = encode(written[index])
            row = self.row(**dict(zip(self.fields, values, strict=True)))
        except Exception:  # noqa: BLE001  whatever somebody wrote there
            raise self._unsound(line) from None
        if [*map(type, written)] != [*map(type, line)] or written != list(line):
            raise self._unsound(line)
        return row

    def rows(self, found: Iterable[Sequence[Any]]) -> list[R]:
        """Return what was found, as rows of the port."""
        make, fields, decoders = self.row, self.fields, self.decoders
        rows = []
        for line in found:
            values = list(line)
            try:
                for index, decode in decoders:
                    values[index] = decode(values[index])
                rows.append(make(**dict(zip(fields, values, strict=True))))
            except (ValueError, TypeError, ArithmeticError):  # whatever somebody wrote there
                raise self._unsound(line) from None
        return rows

    def _unsound(self, line: Sequence[Any]) -> StorageError:
        """Say which row is damaged."""
        table = self.row.__name__.removesuffix("Row").lower()
        return StorageError(
            reason=phrase("a row of {table} is not written as this software writes: {key}", table=table, key=line[0]),
            next_step=phrase("Stop the desk, keep a copy of the file, and restore the last backup."),
        )


class Sql:
    """Every statement of one dialect, compiled when first used."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: dict[object, Any] = {}

    @property
    def dialect(self) -> Dialect:
        """How SQL is spelled."""
        return self._dialect

    def statement(self, statement: Executable) -> Statement:
        """Compile a statement that takes values by name."""
        known: Statement | None = self._known.get(statement)
        if known is None:
            known = self._known[statement] = self._compiled(statement)
        return known

    def shaped(self, make: Callable[[H], T], shape: H) -> T:
        """Return what `make` makes of a shape, made once."""
        known: T | None = self._known.get((make, shape))
        if known is None:
            known = self._known[make, shape] = make(shape)
        return known

    def reading(self, query: Query[R]) -> Reading[R]:
        """Compile a query for rows."""
        known: Reading[R] | None = self._known.get(query)
        if known is None:
            known = self._known[query] = self._read(query)
        return known

    def insert(self, row: type[Any]) -> RowStatement:
        """Insert; a second time is a conflict."""
        return self._known.get(("insert", row)) or self._keep(("insert", row), row, self._insert(row))

    def insert_once(self, row: type[Any]) -> RowStatement:
        """Insert; a second time is nothing new."""
        key = ("once", row)
        return self._known.get(key) or self._keep(key, row, self._insert(row).on_conflict_do_nothing())

    def replace(self, row: type[Any]) -> RowStatement:
        """Insert or replace, by primary key."""
        key = ("replace", row)
        return self._known.get(key) or self._keep(key, row, self._upsert(row))

    def update(self, row: type[Any], fence: str, only: tuple[str, ...] = ()) -> RowStatement:
        """Replace by primary key where the column `fence` still has the value given after the row.

        Args:
            row: the kind of row.
            fence: a column.
            only: fields that changed, if that is known; each index on a column that is set is written anew.
        """
        key = ("update", row, fence, only)
        return self._known.get(key) or self._keep(key, row, self._update(row, fence, only))

    def _read(self, query: Query[R]) -> Reading[R]:
        columns = list(query.statement.exported_columns)
        return Reading(
            statement=self._compiled(query.statement),
            row=query.row,
            fields=tuple(str(column.key) for column in columns),
            decoders=_present(self._decoder(column.type) for column in columns),
            encoders=_present(self._encoder(column.type) for column in columns),
        )

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

    def _keep(self, key: object, row: type[Any], statement: Executable) -> RowStatement:
        compiled = self._compiled(statement)
        names = {c.name for c in columns_of(row)}
        fields = tuple(name.removeprefix("new_") for name in compiled.names if name.removeprefix("new_") in names)
        made = self._known[key] = RowStatement(compiled.text, fields, compiled.encoders, attrgetter(*fields))
        return made

    def _compiled(self, statement: Executable) -> Statement:
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


def _present(found: Iterable[Callable[[Any], Any] | None]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    return tuple((index, convert) for index, convert in enumerate(found) if convert is not None)
