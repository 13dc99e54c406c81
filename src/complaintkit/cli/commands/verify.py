"""`complaintkit verify`: does every ledger stand as it was written?"""

from __future__ import annotations

import click

from complaintkit.cli._ending import NO
from complaintkit.cli._language import lang_option, worded
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.phrase import in_language, phrase


@click.command("verify", short_help="Check that no line of any case's ledger was changed.")
@at_place
@lang_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    *,
    place: Place,
    lang: str,
    as_json: bool,
) -> None:
    """Check the hash chains of all cases: no line changed, none missing, nothing said replaced.

    Ends with 1 where something is not as it was written.
    """
    from complaintkit.cli import _inside

    cases, lines, problems = 0, 0, []
    with place.open() as desk:
        for one in _inside.checked(desk):
            cases += bool(one.number)
            lines += one.lines
            if one.problem:
                problems.append({"case": one.number or phrase("the desk's own"), "problem": one.problem})
    if as_json:
        print_json({"cases": cases, "lines": lines, "problems": problems})
    else:
        _tell(cases, lines, problems, lang)
    context.exit(NO if problems else 0)


def _tell(cases: int, lines: int, problems: list[dict[str, str]], lang: str) -> None:
    for one in problems:
        say(worded(phrase("{case}: {problem}", **one)))
    found = phrase("{count} not as written", count=len(problems))
    said = in_language(found if problems else phrase("all as they were written"), lang)
    say(worded(phrase("{cases} cases, {lines} lines: {said}.", cases=cases, lines=lines, said=said)))
