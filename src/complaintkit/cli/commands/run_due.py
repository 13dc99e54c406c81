"""`complaintkit run-due`: act on deadlines that fell due by now."""

from __future__ import annotations

import click

from complaintkit.cli._language import lang_option
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.phrase import phrase


@click.command("run-due", short_help="Act on deadlines that are due now.")
@at_place
@click.option(
    "--limit", default=1000, show_default=True, type=click.IntRange(min=1), help="Handle at most this many cases."
)
@lang_option
@json_option
def command(*, place: Place, limit: int, as_json: bool) -> None:
    """Act once on deadlines that are due now: warn, record breaches, lapse, escalate.

    `complaintkit worker` does this continuously.
    """
    with place.open() as desk:
        events = desk.run_due(limit=limit)
    if as_json:
        print_json({"events": events})
    else:
        say(phrase("{count} events.", count=events))
