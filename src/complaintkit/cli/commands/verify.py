"""`complaintkit verify`: check that every ledger stands as it was written."""

from __future__ import annotations

from typing import Final

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.phrase import phrase

_OWN: Final = phrase("the desk's own")


@click.command("verify", short_help="Check that no ledger was changed.")
@at_place
@lang_option
@json_option
@click.pass_context
def command(context: click.Context, *, place: Place, as_json: bool) -> None:
    """Check that no ledger was changed.

    Every line stands as it was written, none is missing, and nothing that was said was replaced. Exits with 1 otherwise.
    """
    with place.open() as desk:
        found = desk.ledger.verify(by=CLI)
    problems = [{"case": one.case or _OWN, "problem": one.reason} for one in found.problems]
    if as_json:
        print_json({"cases": found.cases, "lines": found.lines, "problems": problems})
    else:
        for problem in problems:
            say(phrase("{case}: {problem}", **problem))
        wrong = phrase("{count} not as written", count=len(found.problems))
        said = phrase("all as they were written") if found.ok else wrong
        say(phrase("{cases} cases, {lines} lines: {said}.", cases=found.cases, lines=found.lines, said=said))
    context.exit(0 if found.ok else NO)
