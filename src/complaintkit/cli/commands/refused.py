"""`complaintkit refused`: list what was refused and kept, so that nothing somebody typed is lost; mark it as seen to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import CLI, Place, actor_option, at_place, reader_option
from complaintkit.cli.views.code import code_in_words, source_in_words
from complaintkit.cli.views.output import as_json as json_text
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.time import local
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from complaintkit.model.actor import By
    from complaintkit.model.refused import RefusedRequest


@click.group("refused", cls=Group, short_help="List refused requests that were kept; mark them as seen to.")
def command() -> None:
    """List refused requests that were kept; mark them as seen to.

    Nothing that somebody typed is lost: what is refused is kept, with who sent it, and why it was refused.
    """


@command.command("list")
@at_place
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(min=1), help="Show at most this many, newest first."
)
@click.option("--unmended", is_flag=True, help="Only those nobody has seen to.")
@reader_option
@lang_option
@json_option
def list_(*, place: Place, limit: int, unmended: bool, by: By, as_json: bool) -> None:
    """List refused requests, newest first.

    Times are local to the business.
    """
    lang = current_language()
    with place.open() as desk:
        found, zone = desk.refused.list(by=by, unmended=unmended, limit=limit), desk.people.zone(by=CLI)
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
            one.reason,
        )
        for one in found
    )
    print_table(columns, rows, wrap=("reason",))


@command.command("show")
@at_place
@click.argument("id", metavar="ID")
@reader_option
@lang_option
@json_option
def show(*, place: Place, id: str, by: By, as_json: bool) -> None:
    """Show a refused request, with everything that was typed."""
    with place.open() as desk:
        found, zone = desk.refused.show(id, by=by), desk.people.zone(by=CLI)
    if as_json:
        print_json({**_data(found, zone), "content": _content(found)})
    else:
        _tell(found, zone, current_language())


@command.command("mend")
@at_place
@click.argument("id", metavar="ID")
@actor_option
@click.option("--case", metavar="NUMBER", help="Case on which it was done after all.")
@lang_option
@json_option
def mend(*, place: Place, id: str, by: By, case: str | None, as_json: bool) -> None:
    """Mark a refused request as seen to."""
    with place.open() as desk:
        mended, zone = desk.refused.mend(id, by=by, case=case), desk.people.zone(by=CLI)
    if as_json:
        print_json(_data(mended, zone))
    else:
        say(phrase("{id} is seen to.", id=id))


def _tell(one: RefusedRequest, zone: ZoneInfo, lang: str) -> None:
    case = phrase(", case {case}", case=one.case) if one.case else ""
    say(
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
    say(phrase("{code}: {reason}\n", code=code_in_words(one.code, lang), reason=one.reason))
    content = _content(one)
    say(content if isinstance(content, str) else json_text(content, indent=2))


def _data(row: RefusedRequest, zone: ZoneInfo) -> dict[str, object]:
    return {name: value for name, value in as_data(row, zone).items() if name != "content"}


def _content(row: RefusedRequest) -> object:
    """Return what was typed: as JSON where it is some, else as text; bytes that are no text are shown as escapes."""
    text = row.content.decode("utf-8", "backslashreplace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
