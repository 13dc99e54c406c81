"""`complaintkit inbox`: review messages from unverified senders; open a case or discard. S0.3"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, actor_option, at_place, by_option, reader_option
from complaintkit.cli.views.output import heading, json_option, print_json, print_rows, print_table, say
from complaintkit.cli.views.text import one_line
from complaintkit.cli.views.time import local
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import as_data
from complaintkit.model.wording import REFUSALS, path_in_words, word_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from complaintkit.model.actor import By
    from complaintkit.model.inbox import InboxItem


_WHAT = phrase.table("inbox", "message form stop erased damaged")


@click.group("inbox", cls=Group, short_help="Review messages from unverified senders: open a case or discard.")
def command() -> None:
    """Review messages from unverified senders: open a case or discard.

    Messages whose sender could not be verified wait here, and so do messages that could not become a case by themselves.
    """


@command.command("list")
@at_place
@reader_option
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(min=1), help="Show at most this many, newest first."
)
@lang_option
@json_option
def list_(*, place: Place, by: By, limit: int, as_json: bool) -> None:
    """List what is waiting, newest first.

    Times are local to the business.
    """
    with place.open() as desk:
        found, zone = desk.inbox.list(by=by, limit=limit), desk.people.zone(by=CLI)
        refused = desk.inbox.turned_away(by=by)
    day = max((one.day for one in refused), default=None)
    turned = sum(one.count for one in refused if one.day == day)
    if as_json:
        print_json([as_data(one, zone) for one in found])
        return
    rows = (
        (one.id, local(one.at, zone), one.channel, word_in(_WHAT, one.what), _sender(one), one_line(one.text))
        for one in found
    )
    print_table(("id", "at", "channel", "what", "sender", "text"), rows, cut=("text",), spare=("channel", "what"))
    if turned:
        say(phrase("Turned away on {day}: {count:,} (complaintkit inbox turned-away).", day=day, count=turned))


@command.command("turned-away")
@at_place
@reader_option
@lang_option
@json_option
def turned_away(*, place: Place, by: By, as_json: bool) -> None:
    """Count what channels refused, by day (UTC): forged, too large, too many.

    Nothing else is kept of it.
    """
    with place.open() as desk:
        found = desk.inbox.turned_away(by=by)
    if as_json:
        print_json([as_data(one) for one in found])
        return
    rows = ((one.day.isoformat(), one.channel, word_in(REFUSALS, one.reason), f"{one.count:,}") for one in found)
    print_table(("day", "channel", "reason", "count"), rows)


@command.command("show")
@at_place
@reader_option
@click.argument("id", metavar="ID")
@lang_option
@json_option
def show(*, place: Place, by: By, id: str, as_json: bool) -> None:
    """Show one message: why it is waiting, and its full text.

    The sender's address is masked.
    """
    with place.open() as desk:
        found, zone = desk.inbox.show(id, by=by), desk.people.zone(by=CLI)
    if as_json:
        print_json(as_data(found, zone))
        return
    heading(found.id)
    print_rows(list(_facts(found, zone)))
    if found.text:
        say()
        say(found.text)


@command.command("accept")
@at_place
@click.argument("id", metavar="ID")
@by_option("Who takes it in and becomes responsible: a staff id.", required=True)
@click.option("--case", metavar="NUMBER", help="Add it to this case instead of opening one.")
@click.option("--unit", metavar="UNIT", help="Unit it is about.")
@click.option("--category", metavar="CATEGORY", help="Category of the complaint.")
@click.option("--kind", metavar="KIND", help="complaint, inquiry, praise or suggestion.")
@lang_option
@json_option
def accept(*, place: Place, id: str, by: By, as_json: bool, **details: str | None) -> None:
    """Open a case from a message, or add it to the one of --case.

    Accepting it again gives the same case.
    """
    from complaintkit.cli.views.case_data import brief

    with place.open() as desk:
        case = desk.inbox.accept(id, by=by, **details)
        zone = desk.people.zone(case.unit, by=CLI) if case else None
    if as_json:
        print_json({"case": brief(case, zone) if case and zone else None})
    elif case:
        say(phrase("{id} is {number} now.", id=id, number=case.number))
    else:
        say(phrase("{id} was a stop: it is heeded.", id=id))


@command.command("discard")
@at_place
@click.argument("id", metavar="ID")
@actor_option
@click.option("--reason", required=True, metavar="TEXT", help="Reason; it is recorded.")
@lang_option
@json_option
def discard(*, place: Place, id: str, by: By, reason: str, as_json: bool) -> None:
    """Discard a message, such as advertising; its text is kept."""
    with place.open() as desk:
        desk.inbox.discard(id, by=by, reason=reason)
    if as_json:
        print_json({"discarded": id})
    else:
        say(phrase("{id} was put aside.", id=id))


def _sender(one: InboxItem) -> str:
    return " ".join(filter(None, (one.name, one.sender.address if one.sender else None)))


def _facts(one: InboxItem, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield phrase("at"), phrase("{title} ({id})", title=local(one.at, zone), id=zone)
    yield phrase("channel"), one.channel
    yield phrase("what"), word_in(_WHAT, one.what)
    yield phrase("why it waits"), one.why
    if one.sender or one.name:
        yield phrase("sender"), _sender(one)
    if one.external_id:
        yield phrase("external id"), one.external_id
    for name, value in one.said.items():
        if name != "text":
            yield path_in_words(name), value
