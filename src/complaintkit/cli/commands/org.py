"""`complaintkit org`: check, load and show who works here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option, translate
from complaintkit.cli._place import CLI, Place, actor_option, at_place, at_place_to_be, named_playbook, reader_option
from complaintkit.cli.views.output import heading, json_option, print_json, print_table, say
from complaintkit.cli.views.time import local
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from complaintkit.desk import Desk
    from complaintkit.model.actor import By
    from complaintkit.model.problem import Problem
    from complaintkit.organisation import Absence, Duty, Organisation, Unit
    from complaintkit.playbook import Playbook


_FILE = click.Path(path_type=Path)


@click.group("org", cls=Group, short_help="Check, load and show the organisation: units, people, duty.")
def command() -> None:
    """Check, load and show the organisation: units, people, duty."""


@command.command("check")
@at_place
@click.argument("file", type=_FILE)
@click.option("--playbook", metavar="NAME|FILE", help="Playbook to check it against; that of the settings by default.")
@lang_option
@json_option
def check(*, place: Place, file: Path, playbook: str | None, as_json: bool) -> None:
    """Check an organisation file against a playbook.

    All problems are listed; exits with 2 if there are any. Notes say what the playbook names and this organisation has not.
    """
    from complaintkit.calendars import KNOWN
    from complaintkit.cli.views.problems import read_or_end, source_of, tell_notes
    from complaintkit.organisation import check, load_organisation
    from complaintkit.playbook import misfits

    book, source = _playbook(place, playbook)

    def read() -> Organisation:
        found = load_organisation(file)
        check(found, book.roles, book.groups, calendars={*book.calendars, *KNOWN})
        return found

    found = read_or_end(read, as_json=as_json)
    notes = misfits(book, found, source_of(source))
    if as_json:
        print_json({"ok": True, "playbook": str(book), "digest": found.digest, "problems": [], "notes": as_data(notes)})
    else:
        tell_notes(notes)
        say(
            phrase(
                "{file} carries {book}: {units} units, {staff} people.",
                file=file.name,
                book=book,
                units=len(found.units),
                staff=len(found.staff),
            )
        )


def _playbook(place: Place, named: str | None) -> tuple[Playbook, str | Path]:
    """Return the playbook that was named, or that of the settings, and its name or file."""
    source = named_playbook(named) if named else place.settings().playbook
    if source is None:
        raise click.UsageError(translate(phrase("Give --playbook, such as --playbook canteen-delivery.")))
    with place.plugins() as plugins:
        return plugins.load_playbook(source), source


@command.command("load")
@at_place_to_be
@click.argument("file", type=_FILE)
@actor_option
@lang_option
@json_option
def load(*, place: Place, file: Path, by: By, as_json: bool) -> None:
    """Put an organisation file in force from now on.

    Open cases of people who have left pass to somebody else at once.
    """
    from complaintkit.cli.views.problems import tell_notes

    with _open(place, file) as desk:
        moved = desk.people.set_organisation(file, by=by)
        notes = _notes(desk)
    if as_json:
        print_json({"ok": True, "moved": list(moved), "notes": as_data(notes)})
        return
    tell_notes(notes)
    say(phrase("In force."))
    if moved:
        say(phrase("Changed hands: {cases}", cases=joined(moved)))


def _notes(desk: Desk) -> tuple[Problem, ...]:
    """Return what the playbooks in force name and this organisation has not; units with a playbook of their own have theirs."""
    from complaintkit.playbook import misfits

    organisation = desk.people.organisation(by=CLI)
    books: dict[str | None, Playbook] = {None: desk.playbook(by=CLI)}
    books |= {
        unit.playbook: desk.playbook(by=CLI, unit=unit.id) for unit in organisation.units.values() if unit.playbook
    }
    return tuple(one for book in books.values() for one in misfits(book, organisation))


def _open(place: Place, file: Path) -> Desk:
    """Open the desk as its database knows it, whatever organisation the settings name; a new one begins with `file`."""
    from complaintkit.desk import Desk

    playbook = place.playbook or place.settings().playbook
    if playbook is None:
        place.must_be_there()
    try:
        return Desk.open(place.url())
    except ConfigurationError as error:
        if error.data["where"] not in ("playbook", "organisation"):
            raise
    return Desk.open(place.url(), playbook=playbook, organisation=file)


@command.command("show")
@at_place
@reader_option
@lang_option
@json_option
def show(*, place: Place, by: By, as_json: bool) -> None:
    """Show units, people, duty and absences as they are now; times are local to where somebody works."""
    with place.open() as desk:
        found = desk.people.organisation(by=by)
        away = [one for one in found.absences if one.staff in found.staff]
        zones = {one.staff: desk.people.zone(found.staff[one.staff].units[0], by=CLI) for one in away}
    if as_json:
        print_json({"digest": found.digest, **found.as_data()})
        return
    _print(found, current_language())
    if away:
        _print_absences(away, zones)


def _called(unit: Unit, lang: str) -> str:
    from complaintkit.organisation import said

    title = said(unit.title, lang)
    return translate(phrase("{title} (closed)", title=title)) if unit.closed else title


def _print(found: Organisation, lang: str) -> None:
    heading(phrase("Units"))
    units = ((one.id, _called(one, lang), one.kind, one.within, one.time_zone) for one in found.units.values())
    print_table(("id", "title", "kind", "unit around", "time zone"), units)
    say()
    heading(phrase("People"))
    people = ((one.id, one.name, joined(one.roles), joined(one.units), one.deputy) for one in found.staff.values())
    print_table(("id", "name", "roles", "units", "deputy"), people, wrap=("units",))
    say()
    heading(phrase("Duty"))
    duties = ((one.id, one.role, _turns(one), one.otherwise) for one in found.duties.values())
    print_table(("id", "role", "turns", "otherwise"), duties, wrap=("turns",))


def _print_absences(absences: Sequence[Absence], zones: Mapping[str, ZoneInfo]) -> None:
    """Print who is away, by the clock of where they work."""
    say()
    heading(phrase("Away"))
    away = (
        (one.staff, local(one.start, zones[one.staff]), local(one.end, zones[one.staff]), one.deputy)
        for one in absences
    )
    print_table(("who", "from", "until", "deputy"), away)


def _turns(duty: Duty) -> str:
    return "; ".join(f"{one.id}: {', '.join(one.staff)}" for one in duty.turns.values())
