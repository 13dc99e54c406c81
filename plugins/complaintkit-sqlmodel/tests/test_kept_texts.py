"""The texts that are kept beside the code are those that the tables make."""

import json
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from complaintkit_sqlmodel import SqlModelStorage, _filter, _kept, _query, _statement, _tasks
from complaintkit_sqlmodel._conversion import CONVERSIONS
from complaintkit_sqlmodel._keeping import questions, texts
from complaintkit_sqlmodel._kept import kept_reading, kept_statement
from complaintkit_sqlmodel._keyed import Case
from complaintkit_sqlmodel._question import CASE_LIST, Question
from complaintkit_sqlmodel._statement import Query
from complaintkit_sqlmodel._types import Exact, Paths, UtcDateTime, Words
from sqlalchemy import Boolean, Date
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from complaintkit.ports.storage import CaseRow, KeyRow

SAMPLES: dict[str, tuple[TypeEngine[Any], tuple[object, ...]]] = {
    "Boolean": (Boolean(), (True, False, None)),
    "Date": (Date(), (date(2026, 2, 28), date(1, 1, 1), None)),
    "Exact": (Exact(), (Decimal("9.9000"), Decimal(0), None)),
    "Paths": (Paths(), ((), ("food/sensory", "一"))),
    "UtcDateTime": (UtcDateTime(), (datetime(2026, 2, 28, 23, 59, 59, 1, UTC), datetime.min.replace(tzinfo=UTC), None)),
    "Words": (Words(), ((), ("一", "b,c"), None)),
}


def test_the_file_is_what_the_tables_make() -> None:
    """Else: python -m complaintkit_sqlmodel._keeping."""
    assert _kept._all() == json.loads(json.dumps(texts()))


def fields_of(row: type[Any]) -> dict[str, Any]:
    """Return what a row is made of; a case comes with its key."""
    if row is Case:
        key = {f"key_{name}": field for name, field in fields_of(KeyRow).items()}
        return {**fields_of(CaseRow), **key}
    return {field.name: field for field in attrs.fields(row)}


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.key)
def test_every_question_has_the_rows_it_says(question: Question[object]) -> None:
    """The kind of row that a question names is the one of its statement, and all its fields but those left out are read."""
    made = question.made()
    assert (made.row if isinstance(made, Query) else None) is question.row
    if question.row is not None:
        reading = kept_reading(question)
        assert reading is not None
        fields = fields_of(question.row)
        required = {name for name, field in fields.items() if field.default is attrs.NOTHING}
        assert required <= set(reading.fields) <= fields.keys()


def test_a_question_whose_text_is_not_kept_is_made() -> None:
    """There are more shapes of lists than anybody would write down."""
    rare = CASE_LIST.of_shape((("owner", 1), ("units", 4)))
    assert kept_statement(rare) is None
    assert kept_reading(rare) is None
    assert isinstance(rare.made(), Query)


def test_plain_values_are_no_rows() -> None:
    """A statement whose answer is not a row is not read as one."""
    plain = [one for one in questions() if one.row is None]
    assert plain
    assert all(kept_reading(one) is None and kept_statement(one) is not None for one in plain)


def test_every_plain_question_is_asked_by_name() -> None:
    """What is asked by name is the statement of that name."""
    assert all(one.made() is getattr(_query, one.name) for one in questions() if one.module == "_query")


def test_every_conversion_has_samples() -> None:
    """So that none goes untested."""
    assert SAMPLES.keys() == CONVERSIONS.keys()


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, (_, values) in SAMPLES.items() for value in values]
)
def test_values_are_converted_as_by_the_tables(name: str, value: object) -> None:
    """There and back: a file written with the one is read with the other."""
    dialect = sqlite.dialect(paramstyle="qmark")
    kind = SAMPLES[name][0].dialect_impl(dialect)
    write, read = kind.bind_processor(dialect), kind.result_processor(dialect, None)
    assert write is not None
    assert read is not None
    encode, decode = CONVERSIONS[name]
    assert encode(value) == write(value)
    assert type(encode(value)) is type(write(value))
    assert decode(write(value)) == read(encode(value)) == value


def _changed(storage: Any) -> None:
    """Write, read, and change every row, in pages of two."""
    with storage.writing() as tx:
        for number in range(7):
            tx.put_meta(f"setting-{number}", "x")
        tx.put_outbox([])
        assert tx.metas("setting-")
    while storage.rewrite(lambda _, row: row, place="rewriting", limit=2):
        pass


def test_what_was_made_for_one_database_serves_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement is made once in a process for all databases of a kind, however many are opened and rows gone through."""
    with closing(SqlModelStorage().open(f"sqlite:///{tmp_path}/first.db")) as storage:
        _changed(storage)
    monkeypatch.setattr(_statement.Compiler, "statement", None)
    with closing(SqlModelStorage().open(f"sqlite:///{tmp_path}/second.db")) as storage:
        _changed(storage)


def test_what_is_asked_of_tasks_is_what_the_tables_can_answer() -> None:
    """The names of the conditions stand twice, so that asking loads no tables: here it is held that they are the same."""
    assert {*_filter._OF_TASK, "no_subject"} == _tasks._SINGLE.keys()
