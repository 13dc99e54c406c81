"""`complaintkit report`: a period counted, beside the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, acting, at_place
from complaintkit.cli.views.output import heading, json_option, print_json, print_table, say

if TYPE_CHECKING:
    from complaintkit.insight import Report


@click.command("report", short_help="Count a period: what came in, what was kept in time, what was given.")
@at_place
@click.option("--period", metavar="MONTH|DAY", help="Such as 2026-11 or 2026-11-21; the month that runs by default.")
@click.option("--from", "start", metavar="DAY", help="The first day, instead.")
@click.option("--to", "end", metavar="DAY", help="The last day; today by default.")
@click.option("--unit", metavar="UNIT", help="Of this unit and what lies within it.")
@click.option("--by", metavar="STAFF", help="As far as this person may see; everything where nobody is named.")
@lang_option
@json_option
def command(
    *,
    place: Place,
    period: str | None,
    start: str | None,
    end: str | None,
    unit: str | None,
    by: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Count a period, and compare it with the one before. Days are as each unit counts them."""
    from complaintkit.cli._period import typed_period

    with place.open() as desk:
        zone = desk.people.zone(unit or desk.people.organisation(by=CLI).root, by=CLI)
        asked = typed_period(period, start, end, zone, now=desk.clock.now())
        report = desk.report(asked, unit=unit, by=acting(by) if by else None)
    if as_json:
        print_json(report.as_data())
    else:
        _print(report, lang)


def _print(report: Report, language: str) -> None:
    from complaintkit.insight.table import heads, tables

    say(heads(report, language))
    for table in tables(report, language):
        say()
        heading(table.title)
        print_table(table.columns, table.rows)
