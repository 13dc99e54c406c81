"""`complaintkit refused`: what was refused and kept, so that nothing somebody typed is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option, worded
from complaintkit.cli._place import CLI, Place, at_place
from complaintkit.cli.views.code import code_in_words, source_in_words
from complaintkit.cli.views.data import as_data
from complaintkit.cli.views.output import as_json as json_text
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.time import local
from complaintkit.model.phrase import in_language, phrase

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from complaintkit.model.refused import RefusedRequest


@click.group("refused", cls=Group, short_help="See what was refused, and kept.")
def command() -> None:
    """See what was refused, and kept: by whom, why, and every word of it."""


@command.command("list")
@at_place
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(min=1), help="At most so many, newest first."
)
@lang_option
@json_option
def list_(*, place: Place, limit: int, lang: str, as_json: bool) -> None:
    """List what was refused and kept, newest first; times are those of the business."""
    with place.open() as desk:
        found, zone = desk.refused.list(by=CLI, limit=limit), desk.people.zone(by=CLI)
    if as_json:
        print_json([_data(one, zone) for one in found])
        return
    columns = ("id", "at", "who", "what", "code", "reason")
    rows = (
        (
            one.id,
            local(one.at, zone),
            one.by,
            source_in_words(one.source, lang),
            code_in_words(one.code, lang),
            in_language(one.reason, lang),
        )
        for one in found
    )
    print_table(columns, rows, wrap=("reason",))


@command.command("show")
@at_place
@click.argument("id", metavar="ID")
@lang_option
@json_option
def show(*, place: Place, id: str, lang: str, as_json: bool) -> None:
    """Show one of them, with every word that was typed."""
    with place.open() as desk:
        found, zone = desk.refused.show(id, by=CLI), desk.people.zone(by=CLI)
    if as_json:
        print_json({**_data(found, zone), "content": _content(found)})
    else:
        _tell(found, zone, lang)


def _tell(one: RefusedRequest, zone: ZoneInfo, lang: str) -> None:
    case = worded(phrase(", case {case}", case=one.case)) if one.case else ""
    say(
        worded(
            phrase(
                "{id}  {at} ({zone})  {what} by {who}{case}",
                id=one.id,
                at=local(one.at, zone),
                zone=zone,
                what=source_in_words(one.source, lang),
                who=one.by,
                case=case,
            )
        )
    )
    say(worded(phrase("{code}: {reason}\n", code=code_in_words(one.code, lang), reason=one.reason)))
    content = _content(one)
    say(content if isinstance(content, str) else json_text(content, indent=2))


def _data(row: RefusedRequest, zone: ZoneInfo) -> dict[str, object]:
    return {name: value for name, value in as_data(row, zone).items() if name != "content"}


def _content(row: RefusedRequest) -> object:
    """What was typed: as JSON where it is some, else as text; bytes that are no text are shown as escapes."""
    text = row.content.decode("utf-8", "backslashreplace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
