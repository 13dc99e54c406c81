"""`complaintkit ledger`: the root of all ledgers, to be kept where who can write to the database can't."""

from __future__ import annotations

from pathlib import Path

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.phrase import phrase


@click.group("ledger", cls=Group, short_help="Take the root of all ledgers, to be kept elsewhere.")
def command() -> None:
    """Take the root of all ledgers, to be kept elsewhere."""


@command.command("root")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to this file, with the head of each case and task.",
)
@at_place
@lang_option
@json_option
def root(*, place: Place, to: Path | None, as_json: bool) -> None:
    """Take the root of all ledgers: one digest of every line of every case.

    Keep it where who can write to the database can't: on another machine, in a mailbox, on paper. `complaintkit verify --root
    FILE` then finds what nothing inside the database can: a cut tail, a case taken out, ledgers made anew. The worker puts a
    root down once a day.
    """
    from complaintkit.cli.views.file import write_file

    with place.open() as desk:
        taken = desk.ledger.root(by=CLI)
    if to is not None:
        write_file(to, taken.as_text(), field="to")
    if as_json:
        print_json(taken.as_data(whole=False))
    else:
        say(phrase("{root} is the root of {position} lines.", root=taken.root, position=taken.position))
