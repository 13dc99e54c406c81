"""`complaintkit worker`: the desk's clock and its outbox, until told to stop."""

from __future__ import annotations

import click

from complaintkit.cli._output import say
from complaintkit.cli._place import Place, at_place
from complaintkit.cli._sending import say_problems

__all__ = ["command"]


@click.command("worker", short_help="Watch deadlines and send messages until told to stop.")
@at_place
def command(*, place: Place) -> None:
    """Watch deadlines and send messages until told to stop: by Ctrl-C or SIGTERM, after what is just being sent.

    Any number of workers may run at once.
    """
    with place.open() as desk:
        say_problems(desk)
        say("Working. Ctrl-C or SIGTERM ends it.", err=True)
        desk.work_blocking()
    say("Stopped.", err=True)
