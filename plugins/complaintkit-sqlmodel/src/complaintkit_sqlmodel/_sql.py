"""Every statement of one database as text: kept for the questions of short commands, else compiled when first used.

SQLAlchemy and the tables are imported when a text has to be made: that takes longer than the whole command that lists cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from complaintkit_sqlmodel._kept import kept_reading, kept_statement
from complaintkit_sqlmodel._question import Question

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.sql import Executable

    from complaintkit_sqlmodel._statement import Compiler, Query
    from complaintkit_sqlmodel._text import Reading, RowStatement, Statement
    from complaintkit_sqlmodel._work import Backend


R = TypeVar("R")
H = TypeVar("H", bound=Hashable)
T = TypeVar("T")


_made: Final[defaultdict[type[Backend], dict[object, Any]]] = defaultdict(dict)  # databases of a kind spell alike


class Sql:
    """Every statement of one database, made once in a process for all databases of its kind."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._known = _made[type(backend)]

    @property
    def dialect(self) -> Dialect:
        """How SQL is spelled."""
        return self._backend.dialect

    def statement(self, asked: Executable | Question[None]) -> Statement:
        """Return a statement that takes values by name."""
        known: Statement | None = self._known.get(asked)
        if known is None:
            known = self._known[asked] = self._statement(asked)
        return known

    def shaped(self, make: Callable[[H], T], shape: H) -> T:
        """Return what `make` makes of a shape, made once."""
        known: T | None = self._known.get((make, shape))
        if known is None:
            known = self._known[make, shape] = make(shape)
        return known

    def reading(self, asked: Query[R] | Question[R]) -> Reading[R]:
        """Return a query for rows."""
        known: Reading[R] | None = self._known.get(asked)
        if known is None:
            known = self._known[asked] = self._reading(asked)
        return known

    def insert(self, row: type[Any]) -> RowStatement:
        """Insert; a second time is a conflict."""
        return self._known.get(("insert", row)) or self._keep(("insert", row), self._compiler.insert(row))

    def insert_once(self, row: type[Any]) -> RowStatement:
        """Insert; a second time is nothing new."""
        return self._known.get(("once", row)) or self._keep(("once", row), self._compiler.insert_once(row))

    def replace(self, row: type[Any]) -> RowStatement:
        """Insert or replace, by primary key."""
        return self._known.get(("replace", row)) or self._keep(("replace", row), self._compiler.replace(row))

    def update(self, row: type[Any], fence: str, only: tuple[str, ...] = ()) -> RowStatement:
        """Replace by primary key where the column `fence` still has the value given after the row.

        Args:
            row: the kind of row.
            fence: a column.
            only: fields that changed, if that is known; each index on a column that is set is written anew.
        """
        key = ("update", row, fence, only)
        return self._known.get(key) or self._keep(key, self._compiler.update(row, fence, only))

    @cached_property
    def _compiler(self) -> Compiler:
        from complaintkit_sqlmodel._statement import Compiler

        return Compiler(self._backend.dialect)

    def _keep(self, key: object, made: RowStatement) -> RowStatement:
        self._known[key] = made
        return made

    def _statement(self, asked: Executable | Question[None]) -> Statement:
        if not isinstance(asked, Question):
            return self._compiler.statement(asked)
        kept = kept_statement(asked) if self._backend.keeps_texts else None
        return kept or self._compiler.statement(asked.made())

    def _reading(self, asked: Query[R] | Question[R]) -> Reading[R]:
        if not isinstance(asked, Question):
            return self._compiler.reading(asked)
        kept = kept_reading(asked) if self._backend.keeps_texts else None
        return kept or self._compiler.reading(asked.made())
