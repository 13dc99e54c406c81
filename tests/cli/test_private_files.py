"""What we write is for its owner alone, whatever umask and folder allow: names and numbers of customers stand in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from complaintkit import Desk, InvalidInput
from complaintkit.cli.views.file import write_file

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """A umask that takes nothing away."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(file: Path) -> int:
    """Who may do what with a file."""
    return file.stat().st_mode & 0o777


def test_a_new_file_is_private(tmp_path: Path) -> None:
    """Reports, registers, forms, copies of a person's data, roots."""
    write_file(tmp_path / "report.html", "王芳")

    assert mode(tmp_path / "report.html") == 0o600
    assert (tmp_path / "report.html").read_text("utf-8") == "王芳"


def test_a_file_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    """Before anything is written into it."""
    (tmp_path / "report.html").write_text("old and longer")
    (tmp_path / "report.html").chmod(0o666)
    write_file(tmp_path / "report.html", "new")

    assert mode(tmp_path / "report.html") == 0o600
    assert (tmp_path / "report.html").read_text("utf-8") == "new"


def test_a_device_is_written_to_and_left_as_it_is() -> None:
    """What is no file is somebody else's."""
    before = mode(Path("/dev/null"))
    write_file(Path("/dev/null"), "x")

    assert mode(Path("/dev/null")) == before


def test_what_can_not_be_written_is_told(tmp_path: Path) -> None:
    """By the name of the option."""
    with pytest.raises(InvalidInput, match="can't be written") as error:
        write_file(tmp_path / "no" / "report.html", "x", field="html")
    assert error.value.data["field"] == "html"


@pytest.mark.sqlite("about the files of SQLite")
def test_the_database_is_private_with_all_that_is_beside_it(tmp_path: Path) -> None:
    """The file, and the log and index that SQLite keeps there."""
    organisation = SAMPLES / "organisation.toml"
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", playbook="canteen-delivery", organisation=organisation):
        modes = {file.name: mode(file) for file in tmp_path.iterdir() if file.name.startswith("desk.db")}

    assert {"desk.db", "desk.db-wal", "desk.db-shm"} <= modes.keys()
    assert set(modes.values()) == {0o600}
