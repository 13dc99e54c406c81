# ruff: noqa: S608  SQL is put together: each column of each table has its turn
"""A row that was damaged, in whatever column and way, is a problem that hides no other: `verify` reads on behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from complaintkit import Case, ComplaintKitError, Desk, LedgerProblem, StorageError
from complaintkit.testing import FakeClock
from tests.audit.conftest import AUDITOR, Edit, written
from tests.database import tables

Problems = Callable[..., list[LedgerProblem]]

pytestmark = pytest.mark.sqlite("a server keeps no value of another type")

JUNK = ("NULL", "7", "x'00'", "'AAAA'", "''")
"""Nothing, a number, bytes, text that may be sealed, text of nothing."""


@pytest.fixture
def cases(desk: Desk, case: Case) -> list[Case]:
    """Three complaints, and two requests that were refused."""
    more = [written(desk, f"1390013900{number}") for number in range(2)]
    for number in (998, 999):
        with suppress(ComplaintKitError):
            desk.note(f"SOFTPARK-261121-{number}", by="chen", text="她又打来了")
    return [case, *more]


def test_a_damaged_row_hides_no_other(tmp_path: Path, edit: Edit, cases: list[Case], problems: Problems) -> None:
    """Whatever stands in one of its columns: another case's line that was changed is found all the same."""
    other = cases[-1]
    edit("UPDATE ledger SET by = 'zhao' WHERE name = 'noted' AND \"case\" = :case", case=other.id)
    hidden, tried = [], 0
    for number, (table, column, keys) in enumerate(columns(tmp_path)):
        with damaged(tmp_path, table, column, keys, JUNK[number % len(JUNK)]) as done:
            if not done:
                continue
            tried += 1
            if not any(one.case == other.number and "was changed" in one.reason for one in problems(deep=True)):
                hidden.append(f"{table}.{column}")
    assert tried > 80
    assert hidden == []


@pytest.mark.parametrize(("table", "column"), [("coupon", "case"), ("case", "person"), ("outbox", "person")])
def test_what_belongs_to_a_damaged_row_is_told(
    edit: Edit, cases: list[Case], problems: Problems, table: str, column: str
) -> None:
    """An id of another type, by which the key of another row is looked for: verifying goes on, and raises nothing."""
    assert cases
    edit(f'UPDATE "{table}" SET "{column}" = CAST("{column}" AS BLOB)')

    assert any(f"a row of {table} " in one.reason for one in problems(deep=True))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("vault", "content"), ("vault", "person"), ("attachment", "content"), ("coupon", "remedy"),
        ("idempotency", "digest"), ("redemption", "sale"), ("refused", "reason"),
        ("document", "content"),
    ],
)  # fmt: skip
def test_each_row_that_does_not_open_is_named(
    tmp_path: Path, edit: Edit, cases: list[Case], problems: Problems, table: str, column: str
) -> None:
    """Not the first alone; several of a case by the first of their key, which is the case."""
    assert cases
    with tables(tmp_path / "desk.db") as database:
        key = database.rows(f'PRAGMA table_info("{table}")')[0][1]
        (count,) = database.rows(f'SELECT count(DISTINCT "{key}") FROM "{table}"')[0]
    edit(f"""UPDATE "{table}" SET "{column}" = 'AAAA'""")
    assert len(problems(deep=True)) >= count > 0


def test_what_can_not_be_read_is_made_again_and_nothing_else_is_touched(
    desk: Desk, edit: Edit, cases: list[Case], problems: Problems
) -> None:
    """A repair takes no sum, redemption or budget for one that follows from nothing because a row before it was damaged."""
    assert cases
    edit("UPDATE deadline SET due_at = 'soon' WHERE \"case\" = :case", case=cases[0].id)
    repair = desk.ledger.rebuild(by=AUDITOR, apply=True)
    assert {one.table for one in repair.changes} == {"deadline"}
    assert problems(deep=True) == []


def test_what_is_found_by_words_stays_where_these_were_taken_away(desk: Desk, edit: Edit, cases: list[Case]) -> None:
    """A repair takes words that nobody erased for no erasure: the customer is found by their number as before."""
    edit("UPDATE vault SET content = NULL, salt = x'' WHERE \"case\" = :case", case=cases[1].id)
    repair = desk.ledger.rebuild(by=AUDITOR, apply=True)
    assert "token" not in {one.table for one in repair.changes}
    assert cases[1].number in {one.number for one in desk.cases(contact="13900139000", by="fang")}


@pytest.mark.parametrize("damage", ["UPDATE ledger SET name = 'sang'", "DELETE FROM ledger"])
def test_who_reads_what_was_damaged_is_sent_to_verify(
    tmp_path: Path, clock: FakeClock, edit: Edit, cases: list[Case], damage: str
) -> None:
    """By every reading of the case, and by whoever works on it, with an error of ours."""
    case = cases[0]
    edit(f'{damage} WHERE "case" = :case', case=case.id)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as desk:
        for read in (desk.case, desk.timeline, partial(desk.note, text="在查")):
            with pytest.raises(StorageError) as refused:
                read(case.id, by="fang")
            assert "complaintkit verify" in refused.value.next_step


# ---- damage ---------------------------------------------------------------------------------------------------------
def columns(folder: Path) -> list[tuple[str, str, list[str]]]:
    """Each column of each table, with the columns of its key."""
    with tables(folder / "desk.db") as database:
        names = [one for (one,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        known = {name: database.rows(f'PRAGMA table_info("{name}")') for name in names if name != "alembic_version"}
    return [(name, one[1], [key[1] for key in found if key[5]]) for name, found in known.items() for one in found]


@contextmanager
def damaged(folder: Path, table: str, column: str, keys: list[str], junk: str) -> Iterator[bool]:
    """Put junk into a column of a table's first row, and afterwards what was there; tell if the table takes it."""
    named = {f"key{number}": key for number, key in enumerate(keys)}
    which = " AND ".join(f'"{key}" IS :{name}' for name, key in named.items())
    since = " AND ".join(f'"{key}" IS {junk if key == column else f":{name}"}' for name, key in named.items())
    with tables(folder / "desk.db") as database, database.unguarded():
        shown = ", ".join(f'"{one}"' for one in (column, *keys))
        row = next(iter(database.rows(f'SELECT {shown} FROM "{table}" LIMIT 1')), None)
        old, *values = row or (None,)
        given = dict(zip(named, values, strict=bool(row)))
        try:
            done = (
                row is not None
                and database.run(f'UPDATE "{table}" SET "{column}" = {junk} WHERE {which}', **given) == 1
            )
        except database.refusals:
            done = False
    yield done
    if done:
        with tables(folder / "desk.db") as database, database.unguarded():
            assert database.run(f'UPDATE "{table}" SET "{column}" = :old WHERE {since}', old=old, **given) == 1
