"""The second verifier, which shares no line with the kit: it agrees with ours, on a sound file and on changed ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from complaintkit import Case, Desk, LedgerProblem
from tests.audit.conftest import AUDITOR, Edit

PROGRAM = Path(__file__).parents[2] / "docs" / "examples" / "verify_alone.py"
Alone = Callable[..., tuple[int, str]]


@pytest.fixture
def alone(tmp_path: Path, desk: Desk) -> Alone:
    """Runs it; returns its exit code and what it said."""

    def run(*more: str, database: str = "desk.db") -> tuple[int, str]:
        command = [sys.executable, str(PROGRAM), str(tmp_path / database), str(tmp_path / "desk.db.key"), *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    return run


def test_it_imports_nothing_of_ours() -> None:
    """Standard library and `cryptography` alone."""
    assert "complaintkit" not in PROGRAM.read_text("utf-8").partition('"""\n')[2].replace("complaintkit verify", "")


@pytest.mark.sqlite("the second verifier reads a SQLite file")
def test_it_finds_nothing_where_nothing_was_changed(
    desk: Desk, case: Case, alone: Alone, problems: Callable[..., list[LedgerProblem]], tmp_path: Path
) -> None:
    """With a root that was kept, too."""
    assert case.number
    (tmp_path / "root.json").write_text(json.dumps(desk.ledger.root(by=AUDITOR).as_data()))

    assert problems() == []
    assert alone(str(tmp_path / "root.json")) == (0, "all as they were written\n")


@pytest.mark.sqlite("the second verifier reads a SQLite file")
@pytest.mark.parametrize("went_on", [False, True])
def test_a_backup_holds_against_a_later_root_if_nothing_came_in_between(
    desk: Desk, case: Case, alone: Alone, tmp_path: Path, *, went_on: bool
) -> None:
    """The line that puts the root down is not in the copy; what was written since the copy is missed."""
    desk.ledger.root(by=AUDITOR)
    desk.backup(tmp_path / "copy.db")
    if went_on:
        desk.note(case, by="chen", text="之后")
    (tmp_path / "root.json").write_text(json.dumps(desk.ledger.root(by=AUDITOR).as_data()))

    assert alone(str(tmp_path / "root.json"), database="copy.db")[0] == went_on


@pytest.mark.sqlite("the second verifier reads a SQLite file")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET by = 'zhao' WHERE name = 'settled'",
        "UPDATE ledger SET hash = 'x' WHERE name = 'playbook-set'",
        "DELETE FROM ledger WHERE name = 'settled'",
        "DELETE FROM ledger WHERE position = (SELECT max(position) FROM ledger)",
        "UPDATE vault SET content = x'00' WHERE field = 'text'",
        "DELETE FROM vault WHERE field = 'text'",
        "UPDATE vault SET content = NULL, salt = x'' WHERE field = 'text'",
        "INSERT INTO vault SELECT \"case\", seq, 'x', person, salt, content FROM vault LIMIT 1",
        "UPDATE attachment SET content = x'00'",
        "DELETE FROM attachment",
        "UPDATE \"case\" SET head = 'x'",
        "UPDATE \"case\" SET id = 'other'",
    ],
)
def test_it_finds_what_ours_finds(
    case: Case, edit: Edit, alone: Alone, problems: Callable[..., list[LedgerProblem]], statement: str
) -> None:
    """Each change, by either."""
    assert case.number
    edit(statement)

    assert problems()
    assert alone()[0] == 1
