"""The storage holds its contract, with each SQLite there is."""

from pathlib import Path

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
