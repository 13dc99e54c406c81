"""What the ledgers commit to: lines, words, files, documents, numbers, cases. Whatever is changed in it is found, by place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from complaintkit import Case, ComplaintKitError, Customer, Desk, LedgerProblem
from tests.audit.conftest import AUDITOR, Edit
from tests.database import tables

Problems = Callable[..., list[LedgerProblem]]


def test_nothing_is_found_where_nothing_was_changed(case: Case, problems: Problems) -> None:
    """Neither by the short check nor by the deep one."""
    assert case.number
    assert problems() == problems(deep=True) == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE ledger SET by = 'zhao' WHERE name = 'settled'", "was changed"),
        ("DELETE FROM ledger WHERE name = 'settled'", "is missing"),
        ("UPDATE vault SET content = x'00' WHERE field = 'text'", "what was said in line"),
        ("UPDATE vault SET person = 'p-1' WHERE field = 'text'", "does not open"),
        ("UPDATE vault SET content = NULL, salt = x'' WHERE field = 'text'", "nobody erased it"),
        ("DELETE FROM vault WHERE field = 'text'", "is missing"),
        ("INSERT INTO vault SELECT \"case\", seq, 'x', person, salt, content FROM vault LIMIT 1", "that nobody said"),
        ("UPDATE attachment SET content = x'00'", "file"),
        ("UPDATE attachment SET media_type = 'text/html'", "media_type of attachment"),
        ("UPDATE attachment SET size = 5", "size of attachment"),
        ("UPDATE attachment SET content = NULL", "nobody erased it"),
        ("DELETE FROM attachment", "is missing"),
        ("DELETE FROM document WHERE kind = 'organisation'", "is missing"),
        ("UPDATE counter SET value = 7", "value of counter"),
        ("DELETE FROM counter", "value of counter"),
        ("INSERT INTO counter VALUES ('softpark:x', '2026-11-21', 3)", "value of counter"),
    ],
)
def test_a_change_is_found(case: Case, edit: Edit, problems: Problems, statement: str, told: str) -> None:
    """And said, with what to do next."""
    assert case.number
    edit(statement)
    found = problems()

    assert any(told in one.reason for one in found), found
    assert all(one.next_step for one in found)


@pytest.mark.parametrize("statement", ["UPDATE refused SET content = x'00'", "UPDATE refused SET reason = 'AAAA'"])
def test_what_no_ledger_tells_of_is_found_by_its_seal(
    case: Case, desk: Desk, edit: Edit, problems: Problems, statement: str
) -> None:
    """Whoever can't read a refused request is sent to `verify`: it says which does not open."""
    with pytest.raises(ComplaintKitError):
        desk.note("SOFTPARK-261121-999", by="chen", text="她又打来了")
    assert case.number
    assert problems() == []
    edit(statement)
    assert any("does not open" in one.reason for one in problems())


def test_a_case_that_was_taken_out_is_found(case: Case, desk: Desk, edit: Edit, problems: Problems) -> None:
    """With its whole ledger: its number is missing, and its lines are in the order of commits."""
    again = desk.receive("汤是凉的", by="chen", channel="hotline", unit="softpark", customer=Customer(name="李雷"))
    assert problems() == []
    edit(
        'DELETE FROM ledger WHERE "case" = :case',
        'DELETE FROM vault WHERE "case" = :case',
        'DELETE FROM attachment WHERE "case" = :case',
        'DELETE FROM owner_interval WHERE "case" = :case',
        'DELETE FROM deadline WHERE "case" = :case',
        'DELETE FROM duty WHERE "case" = :case',
        'DELETE FROM token WHERE "case" = :case',
        'DELETE FROM "grant" WHERE "case" = :case',
        'DELETE FROM outbox WHERE "case" = :case',
        "DELETE FROM redemption",
        "DELETE FROM coupon",
        'DELETE FROM "case" WHERE id = :case',
        case=case.id,
    )
    reasons = [one.reason for one in problems()]

    assert f"{case.number} was given and is not there" in reasons
    assert any("of the feed is missing" in one for one in reasons)
    assert again.number not in {one.case for one in problems()}


def test_a_row_without_its_ledger_and_a_ledger_without_its_row_are_found(
    case: Case, edit: Edit, problems: Problems
) -> None:
    """Either is missing something."""
    edit("UPDATE \"case\" SET id = 'other' WHERE id = :case", case=case.id)
    reasons = {one.reason for one in problems()}

    assert "the case is missing; its ledger is there" in reasons
    assert "its last lines are missing" in reasons


@pytest.mark.sqlite("the words of SQLite; on a server test_postgresql.py of the plugin does the same")
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP TRIGGER ledger_update", "trigger ledger_update"),
        ("DROP INDEX uq_case_number", "index uq_case_number"),
        ("CREATE TRIGGER evil AFTER INSERT ON ledger BEGIN DELETE FROM duty; END", "trigger evil"),
    ],
)
def test_what_was_taken_out_of_the_database_itself_is_found(
    case: Case, desk: Desk, tmp_path: Path, statement: str, told: str
) -> None:
    """Triggers that refuse changes, constraints; and what was put in."""
    assert case.number
    with tables(tmp_path / "desk.db") as database:
        database.run(statement)

    assert any(told in one.reason for one in desk.ledger.verify(by=AUDITOR).problems)


def test_who_sees_some_cases_checks_those(case: Case, desk: Desk, edit: Edit) -> None:
    """The rest is not theirs to see, nor to check deeply. R20"""
    from complaintkit import NotAllowed

    edit("UPDATE ledger SET by = 'zhao' WHERE name = 'settled' AND \"case\" = :case", case=case.id)

    assert not desk.ledger.verify(by="fang").ok
    assert desk.ledger.verify(by="hu").ok
    with pytest.raises(NotAllowed):
        desk.ledger.verify(by="hu", deep=True)


@pytest.mark.parametrize("change", ["at = 'x'", "recorded_at = 'x'", "data = 'x'"])
def test_a_line_of_the_desk_that_can_not_be_read_is_a_problem(
    case: Case, edit: Edit, problems: Problems, change: str
) -> None:
    """The ledgers of cases are verified all the same, by the key that all lines have."""
    edit(f"UPDATE ledger SET {change} WHERE \"case\" = 'desk' AND seq = 1")  # noqa: S608  our own words

    assert case.number
    assert problems() != []
    assert problems(deep=True) != []
