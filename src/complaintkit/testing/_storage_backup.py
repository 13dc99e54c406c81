"""Rules of a storage for copies of it: as of one moment, whole, on their own, for their owner alone."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from complaintkit.model.errors import ConfigurationError
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import case_row, event_row, vault_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage


def _back_up(storage: Storage, to: Path) -> Storage:
    """Return the copy, opened; skip where this storage is not backed up into a file, and says so."""
    import pytest

    try:
        return storage.back_up(to)
    except ConfigurationError as error:
        pytest.skip(f"this storage is not backed up into a file: {error}")


def _fill(storage: Storage, case: str) -> None:
    with storage.writing() as tx:
        tx.add_case(case_row(case))
        tx.append([event_row(case)], [vault_row(case)], [])


class BackupRules(Opened):
    """Copies."""

    def test_a_copy_holds_what_there_was(self, tmp_path: Path) -> None:
        """All of it, as of that moment: what comes later, here or there, is not in the other."""
        with self.opened(tmp_path) as storage:
            _fill(storage, "before")
            with closing(_back_up(storage, tmp_path / "copy.db")) as copy:
                _fill(storage, "after")
                _fill(copy, "apart")
                with copy.reading() as view:
                    assert (view.case("before"), view.case("after")) == (case_row("before"), None)
                    assert view.vault(["before"]) == [vault_row("before")]
                    assert [row.case for row in view.feed(after=0, limit=10)] == ["before", "apart"]
                with storage.reading() as view:
                    assert view.case("apart") is None

    def test_a_copy_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        """Everybody's complaints stand in it."""
        with self.opened(tmp_path) as storage, closing(_back_up(storage, tmp_path / "copy.db")):
            found = [one.stat().st_mode & 0o077 for one in tmp_path.glob("copy.db*")]
        assert found
        assert set(found) == {0} or os.name == "nt"

    def test_a_copy_takes_nobodys_place(self, tmp_path: Path) -> None:
        """What has that name already stays as it was, and is named."""
        import pytest

        taken = tmp_path / "taken.db"
        taken.write_bytes(b"somebody's")
        with self.opened(tmp_path) as storage:
            with pytest.raises(ConfigurationError):
                storage.back_up(taken)
            assert taken.read_bytes() == b"somebody's"
