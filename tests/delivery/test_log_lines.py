"""What the worker logs is read by whoever looks after it: every line is a phrase, which a command tells in its own language."""

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest

from complaintkit.cli._language import _CHOSEN
from complaintkit.cli._log import _Lines
from complaintkit.model.phrase import phrase

SOURCES = Path(__file__).parents[2] / "src" / "complaintkit"
LEVELS = {"warning", "error", "exception", "critical"}


def logged(file):
    """Every call that logs a line, in one file."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in LEVELS and ast.unparse(called.value).endswith("log"):
            yield node


LINES = [
    pytest.param(line, id=f"{file.relative_to(SOURCES)}:{line.lineno}")
    for folder in ("delivery", "desk", "records", "ports", "hooks")
    for file in sorted((SOURCES / folder).rglob("*.py"))
    for line in logged(file)
]


@pytest.mark.parametrize("line", LINES)
def test_every_line_can_be_told_in_every_language(line):
    """A sentence of its own in the call would be English to everybody: the call says "%s", and the phrase what."""
    assert len(LINES) > 20
    assert line.args[0].value == "%s", ast.unparse(line)


def test_a_line_is_told_in_the_language_of_the_run(capsys):
    """By the handler of the command line; a program's own handler gets the English of it."""
    said = phrase("the worker could not go on")
    record = logging.LogRecord("complaintkit.delivery", logging.WARNING, __file__, 1, "%s", (said,), None)
    chosen = _CHOSEN.set("zh")
    try:
        _Lines().emit(record)
    finally:
        _CHOSEN.reset(chosen)

    assert "后台程序未能继续" in capsys.readouterr().err
    assert record.getMessage() == "the worker could not go on"
