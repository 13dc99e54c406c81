"""The storage holds its contract, with each SQLite there is and on a PostgreSQL server."""

from pathlib import Path

import pytest
from complaintkit_sqlmodel import SqlModelStorage

from complaintkit.plugin import Storage
from complaintkit.testing.storage import StorageContract


class TestSqlite(StorageContract):
    """With the SQLite that was brought along: a write-ahead log."""

    def open(self, folder: Path) -> Storage:
        """A file in the folder."""
        return SqlModelStorage().open(f"sqlite:///{folder}/desk.db")


class TestSqliteInsidePython(StorageContract):
    """With the SQLite inside Python: a rollback journal, where that SQLite is old."""

    def open(self, folder: Path) -> Storage:
        """A file in the folder."""
        return SqlModelStorage(driver="sqlite3").open(f"sqlite:///{folder}/desk.db")


class TestPostgresql(StorageContract):
    """On a server."""

    @pytest.fixture(autouse=True)
    def _lent(self, lent: str) -> None:
        """A database is lent for each test."""
        self.url = lent

    def open(self, folder: Path) -> Storage:
        """The database that was lent."""
        return SqlModelStorage().open(self.url)
