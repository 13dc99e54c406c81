"""`complaintkit register`: the cases of a period as rows, to print or to open in a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._period import period_options, typed_period
from complaintkit.cli._place import CLI, Place, at_place, reader_option
from complaintkit.cli.views.output import heading, json_option, print_json, print_table, say

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.paper import Register


@click.command("register", short_help="Register of a month or other period: each case a row.")
@at_place
@period_options
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page to print on A4."
)
@click.option(
    "--csv", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a file for a spreadsheet."
)
@reader_option
@lang_option
@json_option
def command(
    *,
    place: Place,
    period: str | None,
    start: str | None,
    end: str | None,
    unit: str | None,
    html: Path | None,
    csv: Path | None,
    by: By,
    as_json: bool,
) -> None:
    """Make the register of a period: each case received in it is a row, the customer masked.

    Days are those of each unit.
    """
    from complaintkit.cli.views.file import write_page

    with place.open() as desk:
        zone = desk.people.zone(unit or desk.people.organisation(by=CLI).root, by=CLI)
        asked = typed_period(period, start, end, zone, now=desk.clock.now())
        register = desk.complaint_register(asked, unit=unit, by=by)
    language = current_language()
    if html is not None:
        write_page(html, register.to_html(language), field="html")
    if csv is not None:
        write_page(csv, register.to_csv(language), field="csv")
    if as_json:
        print_json(register.as_data())
    elif html is None and csv is None:
        _print(register, language)


def _print(register: Register, language: str) -> None:
    title, place = register.heads(language)
    heading(title)
    say(place)
    columns = register.columns(language)
    spare = [columns[name] for name in ("unit", "customer", "category", "kind", "authority")]
    rows = [tuple(row.told(language).values()) for row in register.rows]
    print_table(
        tuple(columns.values()), rows, cut=(columns["text"], columns["result"], columns["in_time"]), spare=spare
    )
