"""`complaintkit init`: write a first configuration and organisation to change, and create the database."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI
from complaintkit.cli.commands._first_files import FILES, PLAYBOOKS, USUAL, write_first_files
from complaintkit.cli.views.output import say
from complaintkit.model.phrase import joined, phrase

if TYPE_CHECKING:
    from complaintkit.organisation import Organisation
    from complaintkit.playbook import Playbook


@click.command("init", short_help="Write a first configuration and organisation; create the database.")
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--playbook",
    default=USUAL,
    show_default=True,
    type=click.Choice(PLAYBOOKS),
    help="Procedure to begin with; its sample organisation is written.",
)
@lang_option
def command(*, folder: Path, playbook: str) -> None:
    """Write a first complaintkit.toml and organisation.toml into FOLDER, and create the database.

    Both files are commented and work as they are. Existing files are never overwritten.
    """
    from complaintkit.desk import Desk

    config = write_first_files(folder, playbook)
    try:
        with Desk.open(config=config) as desk:
            leader = _leader(desk.people.organisation(by=CLI), desk.playbook(by=CLI))
    except BaseException:
        for name in FILES:  # ours, written a moment ago: so that it can be tried again
            (folder / name).unlink(missing_ok=True)
        raise
    where = "" if folder.resolve() == Path.cwd() else f" --config {quote(str(config))}"
    written = joined(str(folder / name) for name in FILES)
    say(phrase("Written: {files}. Created: {database}.\n", files=written, database=folder / "desk.db"))
    say(phrase("Put your own people into organisation.toml, then:\n"))
    people = quote(str(folder / "organisation.toml"))
    say(f"  complaintkit org check {people}{where}")
    say(f"  complaintkit org load {people} --by {leader}{where}")
    say(f"  complaintkit case list{where}")
    say(f"  complaintkit worker{where}")


def _leader(people: Organisation, playbook: Playbook) -> str:
    """Return who of the sample leads all others: the role has no leader."""
    return next(
        one.id for one in people.staff.values() if any(playbook.roles[role].leader is None for role in one.roles)
    )
