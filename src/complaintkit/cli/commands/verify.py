"""`complaintkit verify`: check that everything stands as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.model.verification import LedgerProblem, Verification

_OWN: Final = phrase("the desk's own")


@click.command("verify", short_help="Check that nothing that is kept was changed.")
@click.option(
    "--deep",
    is_flag=True,
    help="Hold every list, clock, coupon, budget and message against a replay of the ledgers, too.",
)
@at_place
@lang_option
@json_option
@click.pass_context
def command(context: click.Context, *, place: Place, deep: bool, as_json: bool) -> None:
    """Check that nothing that is kept was changed.

    Every line of the ledgers stands as it was written, none is missing; what was said, files, playbooks and the organisation are
    those that the ledgers commit to; no case and no number is missing, and the database is whole. Exits with 1 otherwise.
    """
    with place.open() as desk:
        found = desk.ledger.verify(by=CLI, deep=deep)
    if as_json:
        print_json({"cases": found.cases, "lines": found.lines, "problems": [_as_data(one) for one in found.problems]})
    else:
        _print(found)
    context.exit(0 if found.ok else NO)


def _as_data(problem: LedgerProblem) -> dict[str, str]:
    """Return a problem for programs, without what says nothing."""
    fields = ("table", "field", "kept", "by_ledger", "next_step")
    said = {name: value for name in fields if (value := getattr(problem, name))}
    return {"case": problem.case or _OWN, "problem": problem.reason, **said}


def _print(found: Verification) -> None:
    for problem in found.problems:
        say(phrase("{case}: {problem}", case=problem.case or _OWN, problem=problem.reason))
    for step in dict.fromkeys(one.next_step for one in found.problems):
        say(step)
    wrong = phrase("{count} not as written", count=len(found.problems))
    said = phrase("all as they were written") if found.ok else wrong
    say(phrase("{cases} cases, {lines} lines: {said}.", cases=found.cases, lines=found.lines, said=said))
