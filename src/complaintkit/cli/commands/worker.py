"""`complaintkit worker`: run the desk's clock and its outbox until told to stop."""

from __future__ import annotations

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, at_place
from complaintkit.cli._stopping import Stopped, Stopping
from complaintkit.cli.views.output import say
from complaintkit.cli.views.sending import say_problems
from complaintkit.model.phrase import phrase


@click.command("worker", short_help="Watch deadlines and send messages until stopped.")
@at_place
@click.option("--check", is_flag=True, help="Only tell if a worker is there; exits with 1 where none is.")
@lang_option
@click.pass_context
def command(context: click.Context, *, place: Place, check: bool) -> None:
    """Watch deadlines and send messages until stopped by Ctrl-C or SIGTERM.

    A message that is being sent is finished first. Any number of workers may run at once. Exits with 0 when stopped, also
    while it starts.
    """
    if check:
        context.exit(0 if _is_there(place) else NO)
    try:
        with Stopping() as stopping:
            _work(place, stopping)
    except Stopped:
        pass  # before there was anything to end
    say(phrase("Stopped."), err=True)


def _is_there(place: Place) -> bool:
    """Say when a worker was last seen; return False where that is long ago."""
    with place.open() as desk:
        health = desk.health(by=CLI)
    seen = health.worker_seen
    if seen is None or health.silent:
        say(health.warning or health.silence, err=True)
        return False
    if health.warning is not None:
        say(health.warning, err=True)
    say(phrase("A worker was seen at {at}.", at=f"{seen:%Y-%m-%d %H:%M}"))
    return True


def _work(place: Place, stopping: Stopping) -> None:
    import complaintkit.delivery.worker  # noqa: F401  what an import is told while it runs can get lost in it

    with place.open() as desk:
        if (clock := desk.health(by=CLI).clock) is not None:
            say(clock, err=True)
        say_problems(desk)
        stopping.heed()
        say(phrase("Working. Ctrl-C or SIGTERM ends it."), err=True)
        desk.work_blocking()
