"""`complaintkit deliver`: the messages that wait to be sent, sent now."""

from __future__ import annotations

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option, worded
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.cli.views.sending import kept_back, say_problems
from complaintkit.model.phrase import phrase


@click.command("deliver", short_help="Send the messages that wait to be sent.")
@at_place
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(min=1), help="At most so many.")
@lang_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    *,
    place: Place,
    limit: int,
    lang: str,  # noqa: ARG001  in which it is said
    as_json: bool,
) -> None:
    """Send the messages that wait to be sent, once; `complaintkit worker` keeps doing it.

    Ends with 1 where a notifier that the settings name failed to load, or messages wait and no notifier is in use.
    """
    with place.open() as desk:
        say_problems(desk)
        sent = desk.deliver_blocking(limit=limit)
        missing = kept_back(desk)
    if as_json:
        print_json({"sent": sent})
    else:
        say(worded(phrase("{count} sent.", count=sent)))
    context.exit(NO if missing else 0)
