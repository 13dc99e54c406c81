"""`complaintkit report`: count a period, beside the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import CLI, Place, at_place, by_option
from complaintkit.cli.views.output import heading, json_option, print_json, print_table, say

if TYPE_CHECKING:
    from complaintkit.insight import Report
    from complaintkit.model.actor import By


@click.command("report", short_help="Report on a month or other period, beside the one before.")
@at_place
@click.option("--period", metavar="PERIOD", help="2026-11, 2026-Q4, 2026 or 2026-11-21; this month by default.")
@click.option("--from", "start", metavar="DAY", help="First day, instead of --period.")
@click.option("--to", "end", metavar="DAY", help="Last day; today by default.")
@click.option("--unit", metavar="UNIT", help="Only this unit and the units in it.")
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
    by: By | None,
    as_json: bool,
) -> None:
    """Report on a period, and compare it with the one before.

    Days are those of each unit.
    """
    from complaintkit.cli._period import typed_period

    with place.open() as desk:
        zone = desk.people.zone(unit or desk.people.organisation(by=CLI).root, by=CLI)
        asked = typed_period(period, start, end, zone, now=desk.clock.now())
        report = desk.report(asked, unit=unit, by=by)
    if as_json:
        print_json(report.as_data())
    else:
        _print(report, current_language())


def _print(report: Report, language: str) -> None:
    from complaintkit.insight.table import heads, tables

    say(heads(report, language))
    for table in tables(report, language):
        say()
        heading(table.title)
        print_table(table.columns, table.rows)
