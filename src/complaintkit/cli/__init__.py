"""The command line: every verb and reading from a terminal or a script. It shows and passes on; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

__all__ = ["main"]

_VALUED = frozenset(
    {"--db", "--config", "--lang"}
)  # options that may stand before the command, with a value of their own

_GARBAGE = 200_000
"""So many new objects, after which Python looks for garbage: more than a short command makes, little to a long one."""


def main() -> NoReturn:
    """Run `complaintkit` as the console script starts it; end the process with its exit code."""
    import signal
    import sys

    if _command_of(sys.argv[1:]) == "worker":  # told to stop before it has begun, it has ended cleanly
        for number in (signal.SIGINT, signal.SIGTERM):  # who sees that it hears the second is heard by both
            signal.signal(number, _end)
    _collect_seldom()
    from complaintkit.cli._app import app

    app.main(prog_name="complaintkit")
    raise SystemExit(0)


def _collect_seldom() -> None:
    """Have Python look for garbage less often, and not at all once everything is done: a sixth of the time of a short command."""
    import atexit
    import gc

    gc.set_threshold(_GARBAGE, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)  # what was imported goes with the process


def _command_of(words: Iterable[str]) -> str:
    """Return the command among what was typed, nothing where there is none; click, which knows too, is not imported yet."""
    rest = iter(words)
    for word in rest:
        if word in _VALUED:
            next(rest, None)
        elif not word.startswith("-"):
            return word
    return ""


def _end(*_: object) -> NoReturn:
    """End at once: an exception would strike within somebody's import, which may swallow it, and there is nothing to end yet."""
    import os

    os._exit(0)
