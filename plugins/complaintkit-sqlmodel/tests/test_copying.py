"""Copying a database into another one: from a file to a server and back, interrupted anywhere, compared at the end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from complaintkit_sqlmodel import SqlModelStorage, _copy
from complaintkit_sqlmodel._mapping import TABLES

from complaintkit.errors import ConfigurationError, StorageError
from complaintkit.ports import storage as port
from complaintkit.testing._storage_rows import (
    NOON,
    attempt_row,
    case_row,
    deadline_row,
    event_row,
    key_row,
    later,
    outbox_row,
    refused_row,
    task_row,
    vault_row,
)

NAMES = (f"copy{number}" for number in itertools.count())
CASES = 7


class Interrupted(Exception):
    """What a power cut is to a program."""


def fill(url: str) -> None:
    """Put rows into every table that takes more than one line to fill."""
    with closing(SqlModelStorage().open(url)) as storage, storage.writing() as tx:
        for number in range(CASES):
            case = f"案 {number}"
            tx.add_case(case_row(case))
            tx.append([event_row(case), event_row(case, 2)], [vault_row(case)], [])
            tx.put_deadlines(case, [deadline_row(case, "answer", later(hours=number))])
            tx.put_owner(port.OwnerRow(case=case, seq=1, owner="chen", since=NOON, until=None))
            tx.put_outbox([outbox_row(f"e{number}")])
            tx.put_attempt(attempt_row(f"e{number}"))
            tx.remember(key_row(f"k{number}"))
            tx.next_number(f"unit {number}", NOON.date())
            tx.add_task(task_row(f"t{number}"), [port.TaskCaseRow(task=f"t{number}", case=case)])
            tx.keep_refused(refused_row(f"r{number}"))
            tx.put_meta(f"setting {number}", "值")
            tx.reserve(budget="b", period=str(number), currency="CNY", amount="9.90", limit="100")
        tx.empty_vault("nobody")


@pytest.fixture
def databases(tmp_path: Path, lent: str, postgresql: Any) -> Iterator[Callable[[str, bool], str]]:
    """Give the URL of a database of a kind, new or with our tables."""
    made: list[str] = []

    def url(kind: str, new: bool) -> str:  # noqa: FBT001
        if kind == "sqlite":
            return f"sqlite:///{tmp_path}/{'new' if new else 'old'}.db"
        if not new:
            return lent
        made.append(next(NAMES))
        return str(postgresql.make_empty(made[-1]))

    yield url
    for one in made:
        postgresql.drop(one)


WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")]


@pytest.fixture(params=WAYS, ids=" to ".join)
def both(request: pytest.FixtureRequest, databases: Callable[[str, bool], str]) -> tuple[str, str]:
    """The URLs of a database that holds something, and of a new one."""
    source, target = request.param
    fill(databases(source, False))  # noqa: FBT003
    return databases(source, False), databases(target, True)  # noqa: FBT003


def rows(url: str) -> dict[str, list[Any]]:
    """Everything a database holds."""
    with closing(SqlModelStorage().open(url, create=False)) as storage, storage.reading() as view:
        return {kind.__name__: list(view.every(kind)) for kind in TABLES}


def test_every_row_is_there_as_it_was(both: tuple[str, str]) -> None:
    """Positions, keys, encrypted bytes, amounts; and the copy is a database like any other."""
    source, target = both

    counts = SqlModelStorage().copy(source, target)

    assert rows(target) == rows(source)
    assert counts["case"] == CASES
    assert counts["ledger"] == 2 * CASES
    with closing(SqlModelStorage().open(target)) as storage:
        assert list(storage.damage()) == []
        with storage.writing() as tx:
            assert tx.append([event_row("another")], [], []) == 2 * CASES + 1


def test_interrupted_anywhere_it_goes_on_where_it_was(both: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After every batch of every table; no desk opens it before it is whole; no row is copied twice."""
    source, target = both
    monkeypatch.setattr(_copy, "_BATCH", 3)
    copied: list[tuple[str, int]] = []

    def interrupt(table: str, rows: int) -> None:
        copied.append((table, rows))
        raise Interrupted

    while True:
        try:
            SqlModelStorage().copy(source, target, interrupt)
            break
        except Interrupted:
            with pytest.raises(ConfigurationError, match="complaintkit db copy"):
                SqlModelStorage().open(target)
    assert len(copied) > 20
    assert rows(target) == rows(source)
    found = {table: sum(count for name, count in copied if name == table) for table, _ in copied}
    assert found["case"] == CASES
    assert found["ledger"] == 2 * CASES


def test_a_source_that_was_written_to_between_two_tries_is_noticed(both: tuple[str, str]) -> None:
    """What came before where the copy had got to is missing: it is told, not taken for whole."""
    source, target = both

    def interrupt(table: str, rows: int) -> None:
        if table == "ledger":
            raise Interrupted

    with pytest.raises(Interrupted):
        SqlModelStorage().copy(source, target, interrupt)
    with closing(SqlModelStorage().open(source)) as storage, storage.writing() as tx:
        tx.add_case(attrs.evolve(case_row("a case before the others"), number="1"))
    with pytest.raises(StorageError, match="the copy differs in case"):
        SqlModelStorage().copy(source, target)
    with pytest.raises(ConfigurationError, match="complaintkit db copy"):
        SqlModelStorage().open(target)


def test_nobody_writes_to_the_source_meanwhile(both: tuple[str, str]) -> None:
    """Who tries is told to come again."""
    source, target = both
    with closing(SqlModelStorage(busy_timeout=_soon()).open(source)) as other:
        tried: list[str] = []

        def write(table: str, rows: int) -> None:
            if not tried:
                with pytest.raises(StorageError, match="is writing") as caught, other.writing() as tx:
                    tx.put_meta("a", "b")
                tried.append(str(caught.value))

        SqlModelStorage().copy(source, target, write)
        assert tried


def _soon() -> timedelta:
    return timedelta(seconds=0.1)


def test_what_is_there_already_is_not_touched(both: tuple[str, str]) -> None:
    """A desk in the target, or the source itself, is refused."""
    source, target = both
    storage = SqlModelStorage().open(target)
    with storage.writing() as tx:
        tx.put_meta("a", "b")
    storage.close()
    before = rows(target)
    with pytest.raises(ConfigurationError, match="there is a desk in it already"):
        SqlModelStorage().copy(source, target)
    with pytest.raises(ConfigurationError, match="the same database"):
        SqlModelStorage().copy(source, source)
    assert rows(target) == before
