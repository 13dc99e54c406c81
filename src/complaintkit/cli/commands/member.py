"""`complaintkit member`: the register of members: import, list, show; what they agreed to."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import CLI, Place, actor_option, at_place, reader_option
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.refused_rows import ROWS, RefusedRow, tell_refused
from complaintkit.model.care import CARE_KINDS
from complaintkit.model.moment import day_in_words
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.wire import as_data
from complaintkit.model.wording import path_in_words

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.errors import InvalidInput
    from complaintkit.model.member import Membership

_kinds = click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["birthday", "festival", "event", "thanks"]),
    help="Kind of message; may be repeated.",
)
_media = click.option("--medium", "media", multiple=True, metavar="NAME", help="Medium, such as sms; may be repeated.")
_via = click.option("--via", required=True, metavar="WORD", help="How they said so: paper, in-person, phone, ...")


@click.group("member", cls=Group, short_help="Members: import, list, show; what they agreed to.")
def command() -> None:
    """Members: import, list, show; what they agreed to."""


@command.command("import")
@at_place
@click.argument("file", type=click.File("rb"))
@click.option("--strict", is_flag=True, help="Exit with 1 if a row was refused.")
@lang_option
@json_option
@click.pass_context
def import_(context: click.Context, /, *, place: Place, file: IO[bytes], strict: bool, as_json: bool) -> None:
    """Import members from FILE, a CSV file with a header; - is standard input.

    Columns: member, name, phone, email, tier, points, birthday, unit, since, via, recruited_by, consents, consented_at; or
    their Chinese names. Who is known is brought up to date, nobody leaves. Importing the same file again changes nothing.
    """
    from complaintkit.cli.commands._member_file import read_members
    from complaintkit.model.actor import System
    from complaintkit.model.errors import InvalidInput

    with place.open() as desk:
        zone = desk.people.zone(desk.people.organisation(by=CLI).root, by=CLI)
        rows = list(read_members(file.read(), zone=zone))
        good = [(line, one) for line, one in enumerate(rows, 1) if not isinstance(one, InvalidInput)]
        taken = desk.members.take_in([one for _, one in good], by=System("import"))
    refused = {line: one for line, one in enumerate(rows, 1) if isinstance(one, InvalidInput)}
    refused |= {good[place - 1][0]: error for place, error in taken.refused.items()}
    if as_json:
        told = [{"row": line, "field": one.field, "reason": str(one.reason)} for line, one in sorted(refused.items())]
        print_json({"new": taken.new, "changed": taken.changed, "known": taken.known, "refused": told})
    else:
        say(phrase("new      {count:>9,}", count=taken.new))
        say(phrase("changed  {count:>9,}", count=taken.changed))
        say(phrase("known    {count:>9,}", count=taken.known))
        say(phrase("refused  {count:>9,}", count=len(refused)))
        tell_refused((_told(line, one) for line, one in refused.items()), ROWS)
    context.exit(NO if strict and refused else 0)


def _told(line: int, error: InvalidInput) -> RefusedRow:
    reason = phrase("{field}: {reason}", field=path_in_words(error.field), reason=error.reason)
    return RefusedRow(line, reason, error.field)


@command.command("list")
@at_place
@click.option("--unit", metavar="UNIT", help="Of this unit or the units in it.")
@click.option("--tier", metavar="NAME", help="Of this tier only.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(min=1), help="Show at most this many.")
@reader_option
@lang_option
@json_option
def list_(*, place: Place, unit: str | None, tier: str | None, limit: int, by: By, as_json: bool) -> None:
    """List members, newest first; names and addresses are masked."""
    with place.open() as desk:
        found = desk.members.list(by=by, unit=unit, tier=tier, limit=limit)
    if as_json:
        print_json([as_data(one) for one in found])
        return
    rows = (
        (_number(one), one.customer.label, one.unit, one.since.isoformat(), one.via, one.recruited_by) for one in found
    )
    print_table(("member", "customer", "unit", "since", "via", "recruited by"), rows)


@command.command("show")
@at_place
@click.argument("number", metavar="NUMBER")
@reader_option
@lang_option
@json_option
def show(*, place: Place, number: str, by: By, as_json: bool) -> None:
    """Show a member: standing, what they agreed to, what they have today, and what happened."""
    lang = current_language()
    with place.open() as desk:
        found = desk.members.show(number, by=by)
        has = desk.members.benefits(number, by=by)
        lines = desk.members.timeline(number, by=by, language=lang)
    if as_json:
        print_json({**as_data(found), "benefits": [dict(one) for one in has]})
        return
    standing = found.customer.member.standing if found.customer.member else found.id
    say(
        phrase(
            "{member}  {name}, {unit}, since {since}",
            member=standing,
            name=found.customer.label,
            unit=found.unit,
            since=day_in_words(found.since),
        )
    )
    for one in has:
        say(phrase("  has: {benefit}", benefit=one.get(lang) or next(iter(one.values()))))
    for given in found.consents:
        if given.stands:
            say(
                phrase(
                    "  agreed to: {kind} ({medium}, {via})",
                    kind=CARE_KINDS[given.kind],
                    medium=given.medium,
                    via=given.via,
                )
            )
    for line in lines:
        say(f"  {line.at:%Y-%m-%d %H:%M}  {line.who}  {line.what}")


@command.command("consent")
@at_place
@click.argument("number", metavar="NUMBER")
@_kinds
@_media
@_via
@actor_option
@lang_option
@json_option
def consent(
    *, place: Place, number: str, kinds: tuple[str, ...], media: tuple[str, ...], via: str, by: By, as_json: bool
) -> None:
    """Put on record which messages a member wants, by which media."""
    with place.open() as desk:
        _tell(desk.members.consent(number, kinds, media, by=by, via=via), as_json=as_json)


@command.command("withdraw")
@at_place
@click.argument("number", metavar="NUMBER")
@_kinds
@_media
@_via
@actor_option
@lang_option
@json_option
def withdraw(
    *, place: Place, number: str, kinds: tuple[str, ...], media: tuple[str, ...], via: str, by: By, as_json: bool
) -> None:
    """Put on record that a member wants messages no more: of these kinds, by these media; all where none is named."""
    with place.open() as desk:
        _tell(desk.members.withdraw(number, by=by, via=via, kinds=kinds, media=media), as_json=as_json)


@command.command("leave")
@at_place
@click.argument("number", metavar="NUMBER")
@click.option("--reason", metavar="TEXT", help="What they said.")
@actor_option
@lang_option
@json_option
def leave(*, place: Place, number: str, reason: str | None, by: By, as_json: bool) -> None:
    """Put on record that somebody is no member any more."""
    with place.open() as desk:
        _tell(desk.members.leave(number, by=by, reason=reason), as_json=as_json)


def _number(member: Membership) -> str:
    return member.customer.member.id if member.customer.member else "-"


def _tell(member: Membership, *, as_json: bool) -> None:
    if as_json:
        print_json(as_data(member))
        return
    wants = [
        phrase("{kind} ({medium})", kind=CARE_KINDS[one.kind], medium=one.medium)
        for one in member.consents
        if one.stands
    ]
    if member.left_at is not None:
        say(phrase("{member} is no member any more.", member=_number(member)))
    else:
        say(phrase("{member} wants: {messages}.", member=_number(member), messages=joined(wants) or "-"))
