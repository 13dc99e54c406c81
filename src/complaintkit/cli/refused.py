"""`complaintkit refused`: what was refused and kept, so that nothing somebody typed is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from complaintkit.cli._data import as_data
from complaintkit.cli._output import as_json as json_text
from complaintkit.cli._output import json_option, print_json, print_table, say
from complaintkit.cli._place import Place, at_place
from complaintkit.cli._time import local
from complaintkit.model.errors import NotFound

if TYPE_CHECKING:
    from complaintkit.ports.storage import RefusedRow

__all__ = ["command"]


@click.group("refused", short_help="See what was refused, and kept.")
def command() -> None:
    """See what was refused, and kept: by whom, why, and every word of it."""


@command.command("list")
@at_place
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(min=1), help="At most so many, newest first."
)
@json_option
def list_(*, place: Place, limit: int, as_json: bool) -> None:
    """List what was refused and kept, newest first."""
    from complaintkit.cli import _inside

    with place.open() as desk:
        found = _inside.refused(desk, limit=limit)
    if as_json:
        print_json([_data(one) for one in found])
        return
    columns = ("id", "at", "by", "what", "code", "reason")
    rows = ((one.id, local(one.at), one.by, one.source, one.code, one.reason) for one in found)
    print_table(columns, rows, wrap=("reason",))


@command.command("show")
@at_place
@click.argument("id", metavar="ID")
@json_option
def show(*, place: Place, id: str, as_json: bool) -> None:
    """Show one of them, with every word that was typed."""
    from complaintkit.cli import _inside

    with place.open() as desk:
        found = _inside.refused(desk, id=id, limit=1)
    if not found:
        raise NotFound(what="refused request", ref=id, next_step="`complaintkit refused list` names them.")
    if as_json:
        print_json({**_data(found[0]), "content": _content(found[0])})
        return
    one = found[0]
    say(f"{one.id}  {local(one.at)}  {one.source} by {one.by}{f', case {one.case}' if one.case else ''}")
    say(f"{one.code}: {one.reason}\n")
    content = _content(one)
    say(content if isinstance(content, str) else json_text(content, indent=2))


def _data(row: RefusedRow) -> dict[str, object]:
    return {name: value for name, value in as_data(row).items() if name != "content"}


def _content(row: RefusedRow) -> object:
    """What was typed: as JSON where it is some, else as text; bytes that are no text are shown as escapes."""
    text = row.content.decode("utf-8", "backslashreplace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
