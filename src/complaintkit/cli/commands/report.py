"""`complaintkit report`: count a period, beside the one before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._period import period_options, typed_period
from complaintkit.cli._place import CLI, Place, at_place, by_option
from complaintkit.cli.views.output import heading, json_option, print_json, print_table, say
from complaintkit.cli.views.worker import warn_of_silence
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.insight import Report
    from complaintkit.model.actor import By


@click.command("report", short_help="Report on a month or other period, beside the one before.")
@at_place
@period_options
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a page to print, with plots where complaintkit[report] is installed.",
)
@by_option("Only what this person may see: a staff id. Default: everything.")
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
    by: By | None,
    as_json: bool,
) -> None:
    """Report on a period, and compare it with the one before.

    Days are those of each unit.
    """
    with place.open() as desk:
        zone = desk.people.zone(unit or desk.people.organisation(by=CLI).root, by=CLI)
        asked = typed_period(period, start, end, zone, now=desk.clock.now())
        warn_of_silence(desk, CLI)
        report = desk.report(asked, unit=unit, by=by)
    if html is not None:
        _write(report, html)
    if as_json:
        print_json(report.as_data())
    elif html is None:
        _print(report, current_language())


def _write(report: Report, file: Path) -> None:
    """Write the page; without plots where nothing is there to draw them."""
    from complaintkit.cli.views.file import write_page
    from complaintkit.insight import can_draw

    write_page(file, report.to_html(current_language(), plots=can_draw()), field="html")
    if not can_draw():
        say(phrase("The page has tables alone; pip install complaintkit[report] adds plots."), err=True)


def _print(report: Report, language: str) -> None:
    from complaintkit.insight.table import heads, tables

    say(heads(report, language))
    for table in tables(report, language):
        say()
        heading(table.title)
        print_table(table.columns, table.rows, wrap=table.columns[:1])
        if table.note:
            say(table.note)
