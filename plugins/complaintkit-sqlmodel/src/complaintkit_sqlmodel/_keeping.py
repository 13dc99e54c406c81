"""Make the texts that are kept from the tables, and write them: python -m complaintkit_sqlmodel._keeping."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
from sqlalchemy.dialects import sqlite

from complaintkit.ports import storage as port
from complaintkit_sqlmodel import _question
from complaintkit_sqlmodel._filter import asked_duties, asked_page, asked_tasks
from complaintkit_sqlmodel._kept import FILE
from complaintkit_sqlmodel._question import CASE_LIST, DUTY_LIST, OUTBOX_LIST, TASK_LIST
from complaintkit_sqlmodel._statement import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

    from complaintkit_sqlmodel._question import Question


# What a business of some forty people asks every day: of somebody and whom they act for, of whom they lead, of the units they see.
_ACTED_FOR: Final = (1, 2, 4, 8)
_LED: Final = (1, 2, 4, 8, 16, 32)
_SEEN: Final = (1, 2, 4, 8)
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LATER: Final = port.DutyRow(case="", kind="", ref="", staff="", since=_LONG_AGO, due_at=_LONG_AGO)


def questions() -> Iterable[Question[Any]]:
    """Return the questions whose texts are kept."""
    named = (one for one in vars(_question).values() if isinstance(one, _question.Question) and not one.is_list)
    return (*named, *_lists())


def _lists() -> Iterable[Question[Any]]:
    """Yield a few of the many shapes: what somebody sees of cases and tasks, what they owe, and what waits for a worker."""
    filters: list[port.CaseFilter | port.TaskFilter] = [port.CaseFilter(), port.CaseFilter(open=True)]
    filters += [port.TaskFilter(open=True), port.TaskFilter(open=True, owner="")]
    filters += [port.TaskFilter(open=True, waits_for=_names(count)) for count in _ACTED_FOR]
    for where in filters:
        yield _list(where)
        for count in _SEEN:
            yield _list(attrs.evolve(where, visible_to="", visible_units=_names(count)))
    for count in _ACTED_FOR:
        yield DUTY_LIST.of_shape(asked_duties(_names(count), frozenset(), None, None).shape)
        yield DUTY_LIST.of_shape(asked_duties(_names(count), frozenset(), None, _LATER).shape)
    for count in _LED:
        yield DUTY_LIST.of_shape(asked_duties(_names(count), _names(2), _LONG_AGO, None).shape)
    yield OUTBOX_LIST.of_shape((("entry_due_by", 1), ("entry_states", 4)))


def _list(where: port.CaseFilter | port.TaskFilter) -> Question[Any]:
    if isinstance(where, port.CaseFilter):
        return CASE_LIST.of_shape(asked_page(where, None).shape)
    return TASK_LIST.of_shape(asked_tasks(where, None).shape)


def _names(count: int) -> frozenset[str]:
    return frozenset(map(str, range(count)))


def texts() -> dict[str, Mapping[str, object]]:
    """Make the texts, by the keys of their questions."""
    dialect = sqlite.dialect(paramstyle="qmark")
    return {one.key: _text(one, dialect) for one in questions()}


def _text(asked: Question[Any], dialect: Dialect) -> Mapping[str, object]:
    compiler, made = Compiler(dialect), asked.made()
    selection = made if asked.row is None else made.statement
    statement = compiler.statement(selection)
    binds = selection.compile(dialect=dialect, compile_kwargs={"render_postcompile": True}).binds
    kept = {
        "text": statement.text,
        "names": statement.names,
        "constants": statement.constants,
        "encoders": [(index, _kind(binds[statement.names[index]].type)) for index, _ in statement.encoders],
    }
    if asked.row is None:
        return kept
    reading, columns = compiler.reading(made), list(selection.exported_columns)
    decoders = [(index, _kind(columns[index].type)) for index, _ in reading.decoders]
    return {**kept, "fields": reading.fields, "decoders": decoders}


def _kind(column: TypeEngine[Any]) -> str:
    return type(column).__name__


def main() -> None:
    """Write the file."""
    text = json.dumps(texts(), ensure_ascii=False, indent=1)
    Path(__file__).with_name(FILE).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
