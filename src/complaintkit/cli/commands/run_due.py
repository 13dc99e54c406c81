"""`complaintkit run-due`: deadlines that fell due by now, acted upon."""

from __future__ import annotations

import click

from complaintkit.cli._language import lang_option, worded
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.phrase import phrase


@click.command("run-due", short_help="Act on deadlines that fell due by now.")
@at_place
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(min=1), help="At most so many cases.")
@lang_option
@json_option
def command(
    *,
    place: Place,
    limit: int,
    lang: str,  # noqa: ARG001  in which it is said
    as_json: bool,
) -> None:
    """Act on deadlines that fell due by now, once: warn, breach, lapse, escalate. `complaintkit worker` keeps doing it."""
    with place.open() as desk:
        events = desk.run_due(limit=limit)
    if as_json:
        print_json({"events": events})
    else:
        say(worded(phrase("{count} events.", count=events)))
