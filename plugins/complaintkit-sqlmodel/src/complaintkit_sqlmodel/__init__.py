"""Storage on SQLite through SQLModel tables, with alembic migrations."""
