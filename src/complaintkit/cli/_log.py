"""Show what the kit logs on standard error: one line for each warning, without traceback unless one was asked for."""

from __future__ import annotations

import logging
import os

import click

from complaintkit.cli._language import translate
from complaintkit.cli.views.text import visible
from complaintkit.model.phrase import phrase

DEBUG = "COMPLAINTKIT_DEBUG"
"""The environment variable that asks for tracebacks."""


_LEVELS = phrase.table("log", {"WARNING": "warning", "ERROR": "error", "CRITICAL": "critical"})


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Write time, level and message; of an exception its class, for its text could hold what a customer said."""
        kind = record.exc_info[0] if record.exc_info else None
        what = f" ({kind.__name__})" if kind else ""
        trace = (
            f"\n{logging.Formatter().formatException(record.exc_info)}"
            if record.exc_info and os.environ.get(DEBUG)
            else ""
        )
        at = logging.Formatter().formatTime(record, "%Y-%m-%d %H:%M:%S")
        said = phrase("{at} {level}: {text}", at=at, level=_LEVELS.get(record.levelname, ""), text=_told(record))
        click.echo(visible(f"{translate(said)}{what}{trace}"), err=True)


def _told(record: logging.LogRecord) -> str:
    """Return the message with the phrases in it in the language of this run."""
    if not isinstance(record.args, tuple):
        return record.getMessage()
    return str(record.msg) % tuple(translate(one) if isinstance(one, str) else one for one in record.args)


def show_warnings() -> None:
    """Show warnings from now on; once in a process."""
    log = logging.getLogger("complaintkit")
    if not log.handlers:
        log.addHandler(_Lines(logging.WARNING))
