"""Whether a PostgreSQL database is whole: its tables, indices, constraints, triggers are those that we make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import psycopg

from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._creation import creation
from complaintkit_sqlmodel._postgresql_fault import meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Dialect

    from complaintkit_sqlmodel._work import Cursor


_OURS: Final = "complaintkit_as_made"
# Each line: what it is, its name, how it is.
_CATALOGUE: Final = """
SELECT 'column', c.relname || '.' || a.attname,
    format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || coalesce(l.collname, '')
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index', c.relname, pg_get_indexdef(c.oid) || ' ' || i.indisvalid
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = current_schema()::regnamespace
UNION ALL
SELECT 'constraint', conname, pg_get_constraintdef(oid) || ' ' || convalidated
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'trigger', t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
UNION ALL
SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE '%_guard'
"""


def damage(cursor: Cursor, dialect: Dialect, name: str) -> Iterator[str]:
    """Name what the server found broken, and what is not as it was made."""
    cursor.execute("SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()")
    for (failures,) in cursor.fetchall():
        if failures:
            yield str(phrase("{name}: the server read {count} broken pages", name=name, count=failures))
    kept = _catalogue(cursor)
    try:
        wanted = _as_made(cursor, dialect)
    except psycopg.errors.InsufficientPrivilege as fault:
        yield str(meaning(fault, name))
        return
    for what in sorted(kept.keys() | wanted.keys()):
        if kept.get(what) != wanted.get(what) and not what[1].startswith("alembic_version"):
            yield f"{name}: the {' '.join(what)} is not as it was made"


def _as_made(cursor: Cursor, dialect: Dialect) -> dict[tuple[str, str], str]:
    """Make our tables beside, look at them, and undo it."""
    cursor.execute("BEGIN")
    try:
        cursor.execute(f"CREATE SCHEMA {_OURS}")
        cursor.execute(f"SET LOCAL search_path = {_OURS}")
        for text in creation(dialect):
            cursor.execute(text)
        return _catalogue(cursor)
    finally:
        cursor.execute("ROLLBACK")


def _catalogue(cursor: Cursor) -> dict[tuple[str, str], str]:
    cursor.execute("SELECT current_schema()")
    (schema,), *_ = cursor.fetchall()
    cursor.execute(_CATALOGUE)
    found = cursor.fetchall()
    return {(str(kind), str(name)): str(how).replace(f"{schema}.", "") for kind, name, how in found}
