"""`complaintkit inbox`: what came from nobody knows whom, until a person makes a case of it or puts it aside. S0.3"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option, worded
from complaintkit.cli._place import CLI, Place, acting, at_place, by_option
from complaintkit.cli.views.data import as_data
from complaintkit.cli.views.output import heading, json_option, print_json, print_rows, print_table, say
from complaintkit.cli.views.text import one_line
from complaintkit.cli.views.time import local
from complaintkit.model.phrase import in_language, phrase
from complaintkit.model.wording import path_in_words, word_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from complaintkit.model.actor import By
    from complaintkit.model.inbox import InboxItem


_WHAT = {"message": "留言", "form": "表单", "stop": "退订"}


@click.group("inbox", cls=Group, short_help="See what came from nobody knows whom; make a case of it, or put it aside.")
def command() -> None:
    """See what came from nobody knows whom; make a case of it, or put it aside.

    What a provider sends without proof, or what could not become a case by itself, waits here.
    """


@command.command("list")
@at_place
@by_option
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(min=1), help="At most so many, newest first."
)
@lang_option
@json_option
def list_(*, place: Place, by: By, limit: int, lang: str, as_json: bool) -> None:
    """List what waits, newest first; times are those of the business."""
    with place.open() as desk:
        found, zone = desk.inbox.list(by=by, limit=limit), desk.people.zone(by=CLI)
    if as_json:
        print_json([as_data(one, zone) for one in found])
        return
    rows = (
        (one.id, local(one.at, zone), one.channel, _what(one, lang), _sender(one), one_line(one.text)) for one in found
    )
    print_table(("id", "at", "channel", "what", "sender", "text"), rows, cut=("text",), spare=("channel", "what"))


@command.command("show")
@at_place
@by_option
@click.argument("id", metavar="ID")
@lang_option
@json_option
def show(*, place: Place, by: By, id: str, lang: str, as_json: bool) -> None:
    """Show one item: why it waits, and every word of it. The sender's address is masked."""
    with place.open() as desk:
        found, zone = desk.inbox.show(id, by=by), desk.people.zone(by=CLI)
    if as_json:
        print_json(as_data(found, zone))
        return
    heading(found.id)
    print_rows(list(_facts(found, zone, lang)))
    if found.text:
        say()
        say(found.text)


@command.command("accept")
@at_place
@click.argument("id", metavar="ID")
@click.option("--by", required=True, metavar="WHO", help="Who takes it in, and is responsible: a staff id.")
@click.option("--case", metavar="NUMBER", help="The case it belongs to; a new one otherwise.")
@click.option("--unit", metavar="UNIT", help="Where it happened.")
@click.option("--category", metavar="CATEGORY", help="What it is about.")
@click.option("--kind", metavar="KIND", help="complaint, inquiry, praise or suggestion.")
@lang_option
@json_option
def accept(
    *,
    place: Place,
    id: str,
    by: str,
    lang: str,  # noqa: ARG001  in which it is answered
    as_json: bool,
    **details: str | None,
) -> None:
    """Make a case of an item, or words on --case. The same item again is the same case."""
    from complaintkit.cli.views.case_data import brief

    with place.open() as desk:
        case = desk.inbox.accept(id, by=acting(by), **details)
        zone = desk.people.zone(case.unit, by=CLI) if case else None
    if as_json:
        print_json({"case": brief(case, zone) if case and zone else None})
    elif case:
        say(worded(phrase("{id} is {number} now.", id=id, number=case.number)))
    else:
        say(worded(phrase("{id} was a stop: it is heeded.", id=id)))


@command.command("discard")
@at_place
@click.argument("id", metavar="ID")
@click.option("--by", required=True, metavar="WHO", help="Who decides so: a staff id.")
@click.option("--reason", required=True, metavar="TEXT", help="Why nothing is to come of it; it is kept.")
@lang_option
@json_option
def discard(
    *,
    place: Place,
    id: str,
    by: str,
    reason: str,
    lang: str,  # noqa: ARG001  in which it is answered
    as_json: bool,
) -> None:
    """Put an item aside: advertising, a wrong number. Its words are kept."""
    with place.open() as desk:
        desk.inbox.discard(id, by=acting(by), reason=reason)
    if as_json:
        print_json({"discarded": id})
    else:
        say(worded(phrase("{id} was put aside.", id=id)))


def _what(one: InboxItem, language: str) -> str:
    return in_language(word_in(_WHAT, one.what), language)


def _sender(one: InboxItem) -> str:
    return " ".join(filter(None, (one.name, one.sender.address if one.sender else None)))


def _facts(one: InboxItem, zone: ZoneInfo, language: str) -> Iterator[tuple[str, str]]:
    yield worded(phrase("at")), f"{local(one.at, zone)} ({zone})"
    yield worded(phrase("channel")), one.channel
    yield worded(phrase("what")), _what(one, language)
    yield worded(phrase("why it waits")), in_language(one.why, language)
    if one.sender or one.name:
        yield worded(phrase("sender")), _sender(one)
    if one.external_id:
        yield worded(phrase("external id")), one.external_id
    for name, value in one.said.items():
        if name != "text":
            yield in_language(path_in_words(name), language), value
