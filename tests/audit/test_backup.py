"""A backup: whole, as of one moment, verified, for its owner alone; nothing is overwritten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from complaintkit import Case, ConfigurationError, Desk, StorageError
from tests.audit.conftest import AUDITOR, Edit

pytestmark = pytest.mark.sqlite("SQLite's own backup; a server has pg_dump")


def test_the_copy_is_whole_and_was_verified(
    desk: Desk, case: Case, tmp_path: Path, open_at: Callable[[Path], Desk]
) -> None:
    """What is in the log of the database comes along; it opens as the original does."""
    checked = desk.backup(tmp_path / "copy.db")
    copy = open_at(tmp_path / "copy.db")

    assert (checked.ok, checked.cases) == (True, 1)
    assert copy.case(case.number, by="chen") == desk.case(case, by="chen")
    assert [one.position for one in copy.events()] == [one.position for one in desk.events()]


def test_what_was_changed_is_told(desk: Desk, case: Case, tmp_path: Path, edit: Edit) -> None:
    """The copy is kept: it may be the best there is."""
    edit("UPDATE coupon SET value = value * 100")
    checked = desk.backup(tmp_path / "copy.db")

    assert [one.case for one in checked.problems] == [case.number]
    assert (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("beside", ["", "-wal", "-journal"])
def test_nothing_is_overwritten(desk: Desk, tmp_path: Path, beside: str) -> None:
    """Neither a file of that name nor a log beside it, which would be played into the copy."""
    there = tmp_path / f"copy.db{beside}"
    there.write_text("x")
    with pytest.raises(ConfigurationError, match="is there already"):
        desk.backup(tmp_path / "copy.db")
    assert there.read_text() == "x"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("copy")] == [there.name]


def test_a_folder_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(StorageError, match="Name a file in a folder that is there"):
        desk.backup(tmp_path / "no" / "copy.db")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_it_is_for_its_owner_alone(desk: Desk, tmp_path: Path) -> None:
    """Whatever the umask is; so is the database, with what SQLite keeps beside it."""
    before = os.umask(0)
    try:
        desk.backup(tmp_path / "copy.db")
        desk.ledger.root(by=AUDITOR)
    finally:
        os.umask(before)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir() if file.name.startswith("copy")}
    assert modes == {"copy.db": 0o600}
