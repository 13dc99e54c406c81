"""Show what the kit logs on standard error: one line for each warning, without traceback unless one was asked for."""

from __future__ import annotations

import logging
import os

import click

from complaintkit.cli.views.text import visible

DEBUG = "COMPLAINTKIT_DEBUG"
"""The environment variable that asks for tracebacks."""


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
        click.echo(visible(f"{at} {record.levelname.lower()}: {record.getMessage()}{what}{trace}"), err=True)


def show_warnings() -> None:
    """Show warnings from now on; once in a process."""
    log = logging.getLogger("complaintkit")
    if not log.handlers:
        log.addHandler(_Lines(logging.WARNING))
