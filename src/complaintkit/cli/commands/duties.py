"""`complaintkit duties`: print what one person has to do, what is due first at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import Place, at_place, reader_option
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.time import local
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.cli.views.case_data import Zones
    from complaintkit.model.actor import By
    from complaintkit.model.duty import Duty


@click.command("duties", short_help="Print what one person has to do, what is due first at the top.")
@at_place
@reader_option
@click.argument("staff", metavar="STAFF")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1), help="Show at most this many.")
@lang_option
@json_option
def command(*, place: Place, by: By, staff: str, limit: int, as_json: bool) -> None:
    """Print what one person has to do, what is due first at the top; at last what is late below them.

    Times are local to each case's unit.
    """
    from complaintkit.cli.views.case_data import Zones, duty_data
    from complaintkit.cli.views.worker import warn_of_silence

    lang = current_language()
    with place.open() as desk:
        duties, zones = desk.duties(staff, by=by, limit=limit), Zones(desk)
        if as_json:
            print_json([duty_data(one, zones.of(one.of), lang) for one in duties.owed])
            return
        print_table(("due", "case", "to do"), [_row(one, zones, lang) for one in duties.owed], wrap=("to do",))
        warn_of_silence(desk, by)
    if duties.next:
        say(phrase("There are more; --limit shows them."))


def _row(duty: Duty, zones: Zones, lang: str) -> tuple[object, ...]:
    due = local(duty.due_at, zones.of(duty.of)) if duty.due_at else "-"
    late = phrase(" LATE").to(lang) if duty.late else ""
    return f"{due}{late}", duty.case, duty.sentence(lang)
