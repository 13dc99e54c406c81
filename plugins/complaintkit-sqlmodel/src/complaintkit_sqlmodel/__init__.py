"""Storage on SQLite through SQLModel tables, with alembic migrations."""

from complaintkit_sqlmodel._plugin import SqlModelStorage

__all__ = ["SqlModelStorage"]
