"""The storage holds its contract, with each SQLite there is and on a PostgreSQL server."""

from pathlib import Path

import pytest
from complaintkit_sqlmodel import SqlModelStorage, _reader

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


class TestMany:
    """What belongs to cases is found among all where somebody sees many: here one is many."""

    @pytest.fixture(autouse=True)
    def _few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(_reader, "_FEW_CASES", 0)

    @pytest.mark.parametrize(
        "rule",
        [
            "test_filters_hold_together",
            "test_coupons_come_newest_first_and_as_far_as_one_sees",
            "test_the_outbox_lists_what_somebody_may_see",
        ],
    )
    def test_a_list_says_the_same(self, tmp_path: Path, rule: str) -> None:
        """Whichever way it is gone about. R20"""
        getattr(TestSqlite(), rule)(tmp_path)
