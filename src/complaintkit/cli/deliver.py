"""`complaintkit deliver`: the messages that wait to be sent, sent now."""

from __future__ import annotations

import click

from complaintkit.cli._output import json_option, print_json, say
from complaintkit.cli._place import Place, at_place
from complaintkit.cli._sending import say_problems

__all__ = ["command"]


@click.command("deliver", short_help="Send the messages that wait to be sent.")
@at_place
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(min=1), help="At most so many.")
@json_option
def command(*, place: Place, limit: int, as_json: bool) -> None:
    """Send the messages that wait to be sent, once; `complaintkit worker` keeps doing it."""
    with place.open() as desk:
        say_problems(desk)
        sent = desk.deliver_blocking(limit=limit)
    if as_json:
        print_json({"sent": sent})
    else:
        say(f"{sent} sent.")
