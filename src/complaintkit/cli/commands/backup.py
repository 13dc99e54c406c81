"""`complaintkit backup`: copy the database while it is used, and verify the copy."""

from __future__ import annotations

from pathlib import Path

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.cli.views.verification import cases_in_words, lines_in_words, problems_as_data, say_problems
from complaintkit.model.phrase import phrase


@click.command("backup", short_help="Copy the database while it is used, and verify the copy.")
@click.argument("to", type=click.Path(path_type=Path, dir_okay=False), metavar="TO")
@at_place
@lang_option
@json_option
@click.pass_context
def command(context: click.Context, *, place: Place, to: Path, as_json: bool) -> None:
    """Copy the database into the new file TO, and verify the copy.

    Others may go on writing meanwhile: the copy is as of one moment. It is for its owner alone, and useless without the key,
    of which a copy is kept elsewhere. Nothing is overwritten. Exits with 1 where something in the copy is not as it was written.
    """
    with place.open() as desk:
        found = desk.backup(to)
    if as_json:
        print_json({"to": str(to), "cases": found.cases, "lines": found.lines, "problems": problems_as_data(found)})
    else:
        say_problems(found)
        said = phrase(
            "{to}: {cases}, {lines}.", to=str(to), cases=cases_in_words(found.cases), lines=lines_in_words(found.lines)
        )
        say(said)
    context.exit(0 if found.ok else NO)
