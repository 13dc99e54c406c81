"""A file that is checked: all that is wrong with it at once, a line for each, as text or JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from complaintkit.cli._data import as_data
from complaintkit.cli._output import print_json, say
from complaintkit.model.errors import ConfigurationError

__all__ = ["checked"]

T = TypeVar("T")
_BAD = 2


def checked(read: Callable[[], T], *, as_json: bool) -> T:
    """What reading gives; else its problems are printed and the command ends with 2."""
    try:
        return read()
    except ConfigurationError as error:
        problems = as_data(error.data.get("problems")) or [_alone(error)]
        if as_json:
            print_json({"ok": False, "problems": problems})
        else:
            _tell(problems)
        raise click.exceptions.Exit(_BAD) from error


def _alone(error: ConfigurationError) -> dict[str, object]:
    return {name: error.data[name] for name in ("where", "reason", "next_step")}


def _tell(problems: list[dict[str, str]]) -> None:
    for one in problems:
        say(f"{one['where']}: {one['reason'].rstrip('.')}. {one['next_step']}".rstrip(), err=True)
    say(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}.", err=True)
