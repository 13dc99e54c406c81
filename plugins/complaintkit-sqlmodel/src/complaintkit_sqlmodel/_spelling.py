"""How PostgreSQL is spelled: texts are ordered by their code points, whatever language the server was set up in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGTypeCompiler

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class _ByCodePoint(PGTypeCompiler):
    """Types of columns, as our tables are made."""

    def visit_TEXT(self, type_: Any, **kw: Any) -> str:  # noqa: ANN401, N802  SQLAlchemy's own
        """Return the type of a text."""
        return f'{super().visit_TEXT(type_, **kw)} COLLATE "C"'

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:  # noqa: ANN401, N802
        """Return the type of a text of one width; of a parameter, which has no width, without an order."""
        found = super().visit_VARCHAR(type_, **kw)
        return found if type_.length is None else f'{found} COLLATE "C"'


def postgresql_dialect() -> Dialect:
    """Return the dialect that statements are compiled in, parameters by place."""
    found: Dialect = postgresql.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
    return by_code_point(found)


def by_code_point(dialect: Dialect) -> Dialect:
    """Have a dialect of PostgreSQL make our columns; return it."""
    dialect.type_compiler_instance = _ByCodePoint(dialect)
    return dialect
