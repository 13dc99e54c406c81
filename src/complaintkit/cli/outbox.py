"""`complaintkit outbox`: what is to be sent, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from complaintkit.cli._data import as_data
from complaintkit.cli._output import json_option, print_json, print_table
from complaintkit.cli._place import Place, at_place
from complaintkit.cli._time import local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.cli._inside import Sent

__all__ = ["command"]

STATES = "ready leased started sent delivered undelivered rejected retry in_doubt parked dead cancelled".split()


@click.group("outbox", short_help="See what is to be sent, and what became of it.")
def command() -> None:
    """See what is to be sent, and what became of it."""


@command.command("list")
@at_place
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only these; may be repeated.")
@click.option("--case", metavar="NUMBER", help="Only of this case.")
@click.option(
    "--limit", default=200, show_default=True, type=click.IntRange(min=1), help="At most so many, oldest first."
)
@json_option
def list_(*, place: Place, states: tuple[str, ...], case: str | None, limit: int, as_json: bool) -> None:
    """List messages with their tries. What a message says is rendered when it is sent."""
    from complaintkit.cli import _inside

    with place.open() as desk:
        found = _inside.outbox(desk, frozenset(states), case=case, limit=limit)
    if as_json:
        print_json([_data(one) for one in found])
        return
    columns = ("case", "message", "to", "medium", "state", "tries", "next try", "detail")
    print_table(columns, (row for one in found for row in _rows(one)), wrap=("detail",))


def _data(one: Sent) -> dict[str, object]:
    entry = as_data(one.entry)
    attempts = [as_data(attempt) for attempt in one.attempts]
    return {**entry, "case": one.number, "attempts": len(attempts), "tries": attempts}


def _rows(one: Sent) -> Iterator[tuple[str, ...]]:
    entry = one.entry
    medium = entry.media[entry.medium] if entry.medium < len(entry.media) else "-"
    waits = local(entry.next_at) if entry.state in ("ready", "retry") and entry.next_at else ""
    yield (one.number, entry.name, entry.recipient, medium, entry.state, str(len(one.attempts)), waits, entry.detail)
    for attempt in one.attempts:
        took = f"{local(attempt.started_at)} {attempt.outcome or 'no answer yet'}"
        detail = " ".join(filter(None, (attempt.detail, attempt.reference)))
        yield ("", "", "", attempt.medium, f"  {attempt.notifier}", str(attempt.number), took, detail)
