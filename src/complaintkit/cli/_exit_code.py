"""Run a command to its exit code: 0 done, 1 the answer is no, 2 bad input or configuration, 70 a defect; no traceback."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import click

from complaintkit.cli._language import current_language, translate
from complaintkit.cli._log import DEBUG, show_warnings
from complaintkit.cli._stopping import Stopped
from complaintkit.cli.views.text import visible
from complaintkit.hooks._secret import masked
from complaintkit.model.errors import ComplaintKitError
from complaintkit.model.phrase import phrase

NO = 1
"""It worked, and the answer is no: something was refused, or is not as it was written."""
_BAD = 2
_DEFECT = 70  # EX_SOFTWARE of sysexits.h
_STOPPED = 128  # and the signal's number, as shells say it


def run_command(run: Callable[[], object]) -> int:
    """Run a command; return its exit code. Whatever went wrong is said on standard error."""
    _fill_closed()
    _escape_unshown()
    try:
        code = run()
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ComplaintKitError as error:
        return _say(error.user_message(current_language()), _BAD, error)
    except Stopped as stopped:
        return _say(phrase("stopped."), _STOPPED + stopped.number)
    except BrokenPipeError:  # whoever read it has read enough
        return _drop_output()
    except (click.Abort, KeyboardInterrupt):
        return _say(phrase("stopped."), _STOPPED + signal.SIGINT)
    except Exception as error:  # noqa: BLE001  whatever it is, a person reads it
        if isinstance(error, OSError):
            _drop_output()
        return _say(_defect(error), _DEFECT, error)
    return code if isinstance(code, int) else 0


def _fill_closed() -> None:
    """Send nowhere what is written to a stream that whoever started the command has closed: Python has none for it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  it stays open to the end


def _escape_unshown() -> None:
    """Have streams escape what the terminal's encoding can't show: a name in Chinese must not stop a command."""
    show_warnings()
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def _drop_output() -> int:
    """Send what is still to be written nowhere, so that the interpreter's end complains of nothing."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NO


def _say(text: str, code: int, error: BaseException | None = None) -> int:
    if error is not None and os.environ.get(DEBUG):
        click.echo(masked("".join(traceback.format_exception(error))), err=True, nl=False)
    click.echo(translate(phrase("Error: {text}", text=visible(masked(translate(text))))), err=True)
    return code


def _defect(error: Exception) -> str:
    """Say which error and where, without its text: that could hold what a customer said."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}{f': {error.filename}' if error.filename else ''}."
    place = f" at {_place(error.__traceback__)}" if error.__traceback__ else ""
    return phrase(
        "this is a defect of complaintkit: {kind}{place}. Set {variable}=1 to see the traceback.",
        kind=type(error).__name__,
        place=place,
        variable=DEBUG,
    )


def _place(trace: TracebackType | None) -> str:
    last = traceback.extract_tb(trace)[-1]
    return f"{os.path.relpath(last.filename, Path(__file__).parents[2])}:{last.lineno}"
