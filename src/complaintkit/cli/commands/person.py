"""`complaintkit person`: a customer's rights: a copy of what is kept, a restriction, erasure; and whether they want messages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from complaintkit.cli._language import lang_option
from complaintkit.cli._place import Place, at_place, by_option
from complaintkit.cli.views.output import as_json as json_text
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import in_language, phrase

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.customer import Contact, Customer
    from complaintkit.model.person import PersonCases


F = TypeVar("F", bound=Callable[..., Any])
_WHO = ("case", "phone", "email", "reference", "member")


@click.group("person", short_help="What is kept on a customer: a copy, a restriction, erasure; stop messages.")
def command() -> None:
    """What is kept on a customer: a copy for them, a restriction, erasure; and whether they want messages.

    The customer is named by --case, or by what they are known by: --phone, --email, --reference, --member, several of
    them where they are known by several.
    """


def _who(run: F) -> F:
    """The options that name a customer."""
    for name, metavar, text in (
        ("--member", "ID", "By their membership."),
        ("--reference", "ID", "By the host's own reference."),
        ("--email", "ADDRESS", "By an address."),
        ("--phone", "NUMBER", "By a telephone number."),
        ("--case", "NUMBER", "Whoever complained there."),
    ):
        run = click.option(name, metavar=metavar, help=text)(run)
    return run


def _named(said: dict[str, str | None]) -> Customer | str:
    """Whom these options name."""
    from complaintkit.model.customer import Customer, Member

    if said["case"]:
        if any(said[one] for one in _WHO[1:]):
            raise InvalidInput(
                field="case",
                reason=phrase("is given beside something else"),
                next_step=phrase("Give a case, or what they are known by."),
            )
        return said["case"]
    member = Member(said["member"]) if said["member"] else None
    return Customer(phone=said["phone"], email=said["email"], reference=said["reference"], member=member)


# ---- a copy ---------------------------------------------------------------------------------------------------------
@command.command("export")
@at_place
@by_option
@_who
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there instead.")
def export(*, place: Place, by: By, to: Path | None, **said: str | None) -> None:
    """Everything kept on a customer, as JSON: a copy to give them. That it was made is on each case."""
    with place.open() as desk:
        copy = desk.export_person(_named(said), by=by)
    if to is None:
        print_json(copy)
    else:
        to.write_text(json_text(copy, indent=2), "utf-8")


# ---- restricted, erased ---------------------------------------------------------------------------------------------
_because = click.option("--because", default="asked", show_default=True, metavar="GROUND", help="On what ground.")


@command.command("restrict")
@at_place
@by_option
@_who
@_because
@lang_option
@json_option
def restrict(*, place: Place, by: By, because: str, lang: str, as_json: bool, **said: str | None) -> None:
    """Keep what there is, but send nothing and let nobody work on it. Grounds: asked, contested, unlawful, claim, objected."""
    with place.open() as desk:
        done = desk.restrict_person(_named(said), by=by, because=because)  # type: ignore[arg-type]  # checked there
    _tell(done, phrase("restricted"), lang, as_json=as_json)


@command.command("lift")
@at_place
@by_option
@_who
@lang_option
@json_option
def lift(*, place: Place, by: By, lang: str, as_json: bool, **said: str | None) -> None:
    """Lift a restriction: it may be worked on again."""
    with place.open() as desk:
        done = desk.lift_restriction(_named(said), by=by)
    _tell(done, phrase("free to be worked on"), lang, as_json=as_json)


@command.command("erase")
@at_place
@by_option
@_who
@_because
@lang_option
@json_option
def erase(*, place: Place, by: By, because: str, lang: str, as_json: bool, **said: str | None) -> None:
    """Empty everything a customer said and is called. Grounds: asked, not-needed, unlawful, objected.

    Cases that are open have to be ended first. What happened stays, without them.
    """
    with place.open() as desk:
        done = desk.erase_person(_named(said), by=by, because=because)  # type: ignore[arg-type]  # checked there
    _tell(done, phrase("erased"), lang, as_json=as_json)


def _tell(done: PersonCases, what: str, lang: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"cases": list(done.cases), "others": list(done.others)})
        return
    for number in done.cases:
        say(f"{number}  {in_language(what, lang)}")
    if not done.cases:
        say(in_language(phrase("Nothing of theirs."), lang))
    if done.others:
        also = phrase(
            "Under another name, with an address of theirs: {numbers}. Name those, too, if it is the same person.",
            numbers=", ".join(done.others),
        )
        say(in_language(also, lang))


# ---- messages -------------------------------------------------------------------------------------------------------
def _contact(phone: str | None, email: str | None) -> Contact:
    from complaintkit.model.customer import Contact

    if (phone is None) == (email is None):
        raise InvalidInput(
            field="contact",
            reason=phrase("is none, or two"),
            next_step=phrase("Give --phone or --email."),
        )
    return Contact("phone", phone) if phone is not None else Contact("email", email or "")


def _about_messages(run: F) -> F:
    for name, metavar, text in (
        ("--medium", "MEDIUM", "This one alone; else all but calls."),
        ("--email", "ADDRESS", "At this address."),
        ("--phone", "NUMBER", "At this telephone number."),
    ):
        run = click.option(name, metavar=metavar, help=text)(run)
    return click.option("--reason", required=True, metavar="TEXT", help="What the customer said.")(run)


@command.command("stop")
@at_place
@by_option
@_about_messages
@lang_option
def stop(
    *, place: Place, by: By, phone: str | None, email: str | None, medium: str | None, reason: str, lang: str
) -> None:
    """Send no messages to an address any more: the customer said so."""
    with place.open() as desk:
        media = desk.stop_messages(_contact(phone, email), by=by, reason=reason, medium=medium)
    _tell_media(media, phrase("stopped"), lang)


@command.command("allow")
@at_place
@by_option
@_about_messages
@lang_option
def allow(
    *, place: Place, by: By, phone: str | None, email: str | None, medium: str | None, reason: str, lang: str
) -> None:
    """Send messages to an address again: the customer said so."""
    with place.open() as desk:
        media = desk.allow_messages(_contact(phone, email), by=by, reason=reason, medium=medium)
    _tell_media(media, phrase("allowed again"), lang)


def _tell_media(media: tuple[str, ...], what: str, lang: str) -> None:
    nothing = phrase("Nothing has changed.")
    say("\n".join(f"{one}  {in_language(what, lang)}" for one in media) or in_language(nothing, lang))
