"""`complaintkit repair`: put right what is derived from ledgers, and what a clock that was ahead left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import CLI, Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.cli.views.verification import problem_as_data, say_each
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.model.verification import Repair

_apply = click.option("--apply", is_flag=True, help="Do it; otherwise it is only shown what would be done.")


@click.group("repair", cls=Group, short_help="Put right derived rows, and what a wrong clock left behind.")
def command() -> None:
    """Put right what can be made again. Nothing is changed without --apply; what is done is put down in the desk's ledger."""


@command.command("rows")
@at_place
@_apply
@lang_option
@json_option
def rows(*, place: Place, apply: bool, as_json: bool) -> None:
    """Make rows anew that differ from what the ledgers say: what `complaintkit verify --deep` finds.

    Make a backup first, and find out who could write to the database. Nobody else can write while it is done. Lines, words and
    files can't be made again: for those there is the backup.
    """
    with place.open() as desk:
        done = desk.ledger.rebuild(by=CLI, apply=apply)
    _tell(done, as_json=as_json)


@command.command("clock")
@at_place
@_apply
@lang_option
@json_option
def clock(*, place: Place, apply: bool, as_json: bool) -> None:
    """Let go on what a clock that was ahead left behind; and say, by --apply, that the clock is right now.

    Set the clock right first. Messages and remedies that wait for a time which that clock set go on, and the worker looks again.
    What it wrote stands: breaches that were noticed too early are listed.
    """
    with place.open() as desk:
        done = desk.ledger.mend_clock(by=CLI, apply=apply)
    _tell(done, as_json=as_json)


def _tell(done: Repair, *, as_json: bool) -> None:
    if as_json:
        print_json(_as_data(done))
        return
    say_each(done.changes)
    if done.left:
        say(phrase("Left to you:"))
        say_each(done.left)
    said = (
        phrase("put right: {rows}.", rows=done.rows)
        if done.applied
        else phrase("would be put right: {rows}.", rows=done.rows)
    )
    say(said)
    if done.rows and not done.applied:
        say(phrase("Nothing was changed. Do it with --apply."))


def _as_data(done: Repair) -> dict[str, Any]:
    return {
        "applied": done.applied,
        "rows": done.rows,
        "changes": [problem_as_data(one) for one in done.changes],
        "left": [problem_as_data(one) for one in done.left],
    }
