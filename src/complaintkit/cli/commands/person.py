"""`complaintkit person`: a customer's rights: a copy of what is kept, a restriction, erasure; stop or allow messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from complaintkit.cli._language import lang_option, translate
from complaintkit.cli._place import Place, at_place, by_option
from complaintkit.cli.views.output import as_json as json_text
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.customer import Contact, Customer
    from complaintkit.model.person import PersonCases


_by = by_option("Who does this: a staff id. Default: system:cli.", default="system:cli")
F = TypeVar("F", bound=Callable[..., Any])
_WHO = ("case", "phone", "email", "reference", "member")


@click.group("person", short_help="Export, restrict or erase a customer's data; stop messages.")
def command() -> None:
    """Export, restrict or erase a customer's data; stop messages.

    Name the customer by --case, or by one or more of --phone, --email, --reference and --member.
    """


def _person_options(run: F) -> F:
    """Add the options that name a customer."""
    for name, metavar, text in (
        ("--member", "ID", "Membership number."),
        ("--reference", "ID", "Your system's reference."),
        ("--email", "ADDRESS", "E-mail address."),
        ("--phone", "NUMBER", "Phone number."),
        ("--case", "NUMBER", "Customer of this case."),
    ):
        run = click.option(name, metavar=metavar, help=text)(run)
    return run


def _person(said: dict[str, str | None]) -> Customer | str:
    """Return whom these options name."""
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
@_by
@_person_options
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to this file.",
)
@lang_option
def export(*, place: Place, by: By, to: Path | None, **said: str | None) -> None:
    """Print everything kept on a customer, as JSON: their copy.

    That a copy was made is recorded on each case.
    """
    from complaintkit.cli.views.file import write_file

    with place.open() as desk:
        copy = desk.export_person(_person(said), by=by)
    if to is None:
        print_json(copy)
    else:
        write_file(to, json_text(copy, indent=2), field="to")
        if not any(value for name, value in copy.items() if name not in ("made_at", "others")):
            say(phrase("Nothing of theirs."))
        _tell_others(cast("list[str]", copy["others"]))


# ---- restricted, erased ---------------------------------------------------------------------------------------------
_because = click.option("--because", default="asked", show_default=True, metavar="GROUND", help="Ground.")


@command.command("restrict")
@at_place
@_by
@_person_options
@_because
@lang_option
@json_option
def restrict(*, place: Place, by: By, because: str, as_json: bool, **said: str | None) -> None:
    """Keep a customer's data, but send nothing and stop work on it.

    Grounds: asked, contested, unlawful, claim, objected.
    """
    with place.open() as desk:
        done = desk.restrict_person(_person(said), by=by, because=because)  # type: ignore[arg-type]  # checked there
    _tell(done, phrase("restricted"), as_json=as_json)


@command.command("lift")
@at_place
@_by
@_person_options
@lang_option
@json_option
def lift(*, place: Place, by: By, as_json: bool, **said: str | None) -> None:
    """Lift a restriction: work may go on."""
    with place.open() as desk:
        done = desk.lift_restriction(_person(said), by=by)
    _tell(done, phrase("free to be worked on"), as_json=as_json)


@command.command("erase")
@at_place
@_by
@_person_options
@_because
@lang_option
@json_option
def erase(*, place: Place, by: By, because: str, as_json: bool, **said: str | None) -> None:
    """Erase what a customer said and how they are called.

    Open cases have to be ended first. What happened stays on record, without the person. Grounds: asked, not-needed,
    unlawful, objected.
    """
    with place.open() as desk:
        done = desk.erase_person(_person(said), by=by, because=because)  # type: ignore[arg-type]  # checked there
    _tell(done, phrase("erased"), as_json=as_json)


def _tell(done: PersonCases, what: str, *, as_json: bool) -> None:
    if as_json:
        left = {"left": done.left} if done.left else {}
        more = {name: list(value) for name in ("former", "members") if (value := getattr(done, name))}
        print_json({"cases": list(done.cases), "others": list(done.others), **more, **left})
        return
    reached = (*done.cases, *done.former, *done.members)
    for name in reached:
        say(f"{name}  {translate(what)}")
    if not reached:
        say(phrase("Nothing of theirs."))
    if done.left:
        say(
            phrase(
                "Still to be erased: {left} (the log of the database, files of plugins). The worker does it.",
                left=done.left,
            )
        )
    _tell_others(done.others)


def _tell_others(numbers: Sequence[str]) -> None:
    if numbers:
        say(
            phrase(
                "Under another name, with an address of theirs: {numbers}. Name those, too, if it is the same person.",
                numbers=", ".join(numbers),
            )
        )


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


def _message_options(run: F) -> F:
    for name, metavar, text in (
        ("--medium", "MEDIUM", "Only this medium; all but calls by default."),
        ("--email", "ADDRESS", "E-mail address."),
        ("--phone", "NUMBER", "Phone number."),
    ):
        run = click.option(name, metavar=metavar, help=text)(run)
    return click.option("--reason", required=True, metavar="TEXT", help="What the customer said.")(run)


@command.command("stop")
@at_place
@_by
@_message_options
@lang_option
def stop(*, place: Place, by: By, phone: str | None, email: str | None, medium: str | None, reason: str) -> None:
    """Stop messages to an address, as the customer asked."""
    with place.open() as desk:
        media = desk.stop_messages(_contact(phone, email), by=by, reason=reason, medium=medium)
    _tell_media(media, phrase("stopped"))


@command.command("allow")
@at_place
@_by
@_message_options
@lang_option
def allow(*, place: Place, by: By, phone: str | None, email: str | None, medium: str | None, reason: str) -> None:
    """Allow messages to an address again, as the customer asked."""
    with place.open() as desk:
        media = desk.allow_messages(_contact(phone, email), by=by, reason=reason, medium=medium)
    _tell_media(media, phrase("allowed again"))


def _tell_media(media: tuple[str, ...], what: str) -> None:
    say("\n".join(f"{one}  {translate(what)}" for one in media) or phrase("Nothing has changed."))
