"""`complaintkit verify`: check that everything stands as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.cli.views.verification import cases_in_words, lines_in_words, problems_as_data, say_problems
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.model.verification import Verification


@click.command("verify", short_help="Check that nothing that is kept was changed.")
@click.option(
    "--deep",
    is_flag=True,
    help="Hold every list, clock, coupon, budget and message against a replay of the ledgers, too.",
)
@click.option(
    "--root",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Hold it against a root that `complaintkit ledger root` wrote.",
)
@at_place
@lang_option
@json_option
@click.pass_context
def command(context: click.Context, *, place: Place, deep: bool, root: Path | None, as_json: bool) -> None:
    """Check that nothing that is kept was changed.

    Every line of the ledgers stands as it was written, none is missing; what was said, files, playbooks and the organisation are
    those that the ledgers commit to; no case and no number is missing, and the database is whole. Exits with 1 otherwise.
    """
    from complaintkit.cli.views.root import read_root

    kept = None if root is None else read_root(root)
    with place.open() as desk:
        found = desk.ledger.verify(by=CLI, deep=deep, root=kept)
    if as_json:
        print_json({"cases": found.cases, "lines": found.lines, "problems": problems_as_data(found)})
    else:
        _print(found)
    context.exit(0 if found.ok else NO)


def _print(found: Verification) -> None:
    say_problems(found)
    wrong = phrase("{count} not as written", count=len(found.problems))
    said = phrase("all as they were written") if found.ok else wrong
    say(
        phrase(
            "{cases}, {lines}: {said}.", cases=cases_in_words(found.cases), lines=lines_in_words(found.lines), said=said
        )
    )
