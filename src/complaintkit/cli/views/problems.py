"""Check a file: print all that is wrong with it at once, a line for each, as text or JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from complaintkit.cli._language import current_language
from complaintkit.cli.views.output import print_json, say
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problem, Problems, Source
from complaintkit.model.wire import as_data

T = TypeVar("T")
_BAD = 2


def read_or_end(read: Callable[[], T], *, as_json: bool) -> T:
    """Return what reading gives; else print its problems, and end the command with 2."""
    try:
        return read()
    except ConfigurationError as error:
        problems = Problems.of(error)
        if as_json:
            print_json({"ok": False, "problems": as_data(problems)})
        else:
            _tell(problems)
        raise click.exceptions.Exit(_BAD) from error


def tell_notes(notes: Sequence[Problem]) -> None:
    """Print what can be used and may not be meant, a line each, beside what was asked for."""
    for one in notes:
        say(phrase("Note: {problem}", problem=one.sentence), err=True)


def source_of(file: str | Path) -> Source | None:
    """Return a file as messages call it, with its text for line and column; None where a name was given."""
    path = Path(file)
    path = path / "playbook.toml" if path.is_dir() else path
    return Source(path.name, path.read_text(encoding="utf-8-sig")) if isinstance(file, Path) else None


def _tell(problems: Sequence[Problem]) -> None:
    for one in problems:
        say(one.to(current_language()), err=True)
    some = phrase("{count} problems.", count=len(problems))
    say(phrase("1 problem.") if len(problems) == 1 else some, err=True)
