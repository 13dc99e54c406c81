"""`complaintkit deliver`: send the messages that wait to be sent."""

from __future__ import annotations

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.cli.views.sending import lacks_notifier, say_problems
from complaintkit.model.phrase import phrase


@click.command("deliver", short_help="Send the messages that are waiting.")
@at_place
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(min=1), help="Send at most this many.")
@lang_option
@json_option
@click.pass_context
def command(context: click.Context, *, place: Place, limit: int, as_json: bool) -> None:
    """Send the messages that are waiting, once.

    `complaintkit worker` does this continuously. Exits with 1 if a notifier named in the settings failed to load, or if
    messages are waiting and no notifier is in use.
    """
    with place.open() as desk:
        say_problems(desk)
        sent = desk.deliver_blocking(limit=limit)
        missing = lacks_notifier(desk)
    if as_json:
        print_json({"sent": sent})
    else:
        say(phrase("{count} sent.", count=sent))
    context.exit(NO if missing else 0)
