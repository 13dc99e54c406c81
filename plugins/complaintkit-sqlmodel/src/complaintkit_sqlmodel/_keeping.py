"""Make the texts that are kept from the tables, and write them: python -m complaintkit_sqlmodel._keeping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.dialects import sqlite

from complaintkit_sqlmodel import _question
from complaintkit_sqlmodel._filter import REST
from complaintkit_sqlmodel._kept import FILE
from complaintkit_sqlmodel._question import CASE_LIST, DUTY_LIST, OUTBOX_LIST, TASK_LIST
from complaintkit_sqlmodel._statement import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

    from complaintkit_sqlmodel._question import Question


# A few of the many shapes: all cases, those that are open, what somebody owes, open tasks, and what waits for a worker.
_LISTS: Final = (
    CASE_LIST.of_shape((("received_from", 1),)),
    CASE_LIST.of_shape((("open", 1),)),
    DUTY_LIST.of_shape((("staff", 1),)),
    DUTY_LIST.of_shape((("staff", 1), ("no_date", 1), ("when", 1), *((f"after_{name}", 1) for name in REST))),
    TASK_LIST.of_shape((("open", 1),)),
    TASK_LIST.of_shape((("owner", 1), ("open", 1))),
    TASK_LIST.of_shape((("open", 1), ("waits_for", 1))),
    OUTBOX_LIST.of_shape((("entry_due_by", 1), ("entry_states", 4))),
)


def questions() -> Iterable[Question[Any]]:
    """Return the questions whose texts are kept."""
    named = (one for one in vars(_question).values() if isinstance(one, _question.Question) and not one.is_list)
    return (*named, *_LISTS)


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
