"""`complaintkit survey`: links and cards of standing surveys, and what was answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, at_place, reader_option
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.time import local
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaintkit.model.actor import By

_unit = click.option("--unit", required=True, metavar="UNIT", help="What the survey asks about.")
_survey = click.option("--survey", default="standing", show_default=True, metavar="ID", help="Survey of the playbook.")
_address = click.option("--address", metavar="URL", help="Your page for surveys, with {token} in it.")


def _which(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name a survey of a unit."""
    return at_place(_unit(_survey(_address(command))))


@click.group("survey", cls=Group, short_help="Standing surveys: links, cards to print, answers.")
def command() -> None:
    """Standing surveys: links, cards to print, answers."""


@command.command("link")
@_which
@reader_option
@lang_option
@json_option
def link(*, place: Place, unit: str, survey: str, address: str | None, by: By, as_json: bool) -> None:
    """Show the link of a unit's survey; it stays the same."""
    with place.open() as desk:
        found = desk.surveys.link(survey, unit, by=by, address=address)
    if as_json:
        print_json(as_data(found))
    else:
        say(found.url or found.token)


@command.command("card")
@_which
@click.option("--size", type=click.Choice(["A4", "A6"]), default="A4", show_default=True, help="Size of the paper.")
@click.option("--languages", default="zh,en", show_default=True, help="Languages on the card, in this order.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to this file.",
)
@reader_option
@lang_option
def card(
    *, place: Place, unit: str, survey: str, address: str | None, size: str, languages: str, out: Path, by: By
) -> None:
    """Make a card to print and put up, with a code to scan; needs complaintkit[card]."""
    from complaintkit.cli.views.file import write_page

    with place.open() as desk:
        made = desk.surveys.card(survey, unit, by=by, address=address)
    spoken = [one.strip() for one in languages.split(",") if one.strip()]
    write_page(out, made.to_html(spoken or ["zh", "en"], size="A6" if size == "A6" else "A4"), field="out")


@command.command("list")
@at_place
@click.option("--unit", metavar="UNIT", help="Of this unit or the units in it.")
@click.option("--survey", metavar="ID", help="To this survey only.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(min=1), help="Show at most this many.")
@reader_option
@lang_option
@json_option
def list_(*, place: Place, unit: str | None, survey: str | None, limit: int, by: By, as_json: bool) -> None:
    """List answers with what was said, newest first. Times are local to the unit."""
    with place.open() as desk:
        found = desk.surveys.list(by=by, unit=unit, survey=survey, limit=limit)
        zones = {one: desk.people.zone(one, by=CLI) for one in {answer.unit for answer in found}}
    if as_json:
        print_json([as_data(one) for one in found])
        return
    rows = (
        (
            local(one.at, zones[one.unit]),
            one.unit,
            one.survey,
            "  ".join(f"{name} {score}" for name, score in one.scores.items()),
            "  ".join(one.words.values()),
            one.told_to,
        )
        for one in found
    )
    print_table(("at", "unit", "survey", "scores", "said", "told to"), rows, cut=("said",))
