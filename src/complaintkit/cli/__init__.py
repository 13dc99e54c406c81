"""The command line: every verb and reading from a terminal or a script. It shows and passes on; it decides nothing."""

from __future__ import annotations

from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run `complaintkit` as the console script starts it; end the process with its exit code."""
    import signal
    import sys

    if "worker" in sys.argv[1:]:  # told to stop before it has begun, it has ended cleanly
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _end)
    from complaintkit.cli._app import app

    app.main(prog_name="complaintkit")
    raise SystemExit(0)


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)
