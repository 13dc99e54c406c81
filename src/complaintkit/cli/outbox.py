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
    from complaintkit.ports.storage import AttemptRow, OutboxRow

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
    columns = ("case", "message", "to", "by", "state", "tries", "at", "detail")
    print_table(
        columns, (row for one in found for row in _rows(one)), wrap=("detail",), spare=("tries", "detail", "by")
    )


def _data(one: Sent) -> dict[str, object]:
    entry = as_data(one.entry)
    attempts = [as_data(attempt) for attempt in one.attempts]
    return {**entry, "case": one.number, "attempts": len(attempts), "tries": attempts}


def _rows(one: Sent) -> Iterator[tuple[object, ...]]:
    """How it stands, by its last try or the next one; tries before that on lines of their own."""
    *before, last = one.attempts or (None,)
    for attempt in before:
        yield ("", "", "", *_try(attempt))
    entry = one.entry
    if last is not None and entry.state not in ("ready", "retry"):
        by, _, number, at, detail = _try(last)
    else:
        by, number, at, detail = _medium(entry), str(len(one.attempts)), _next(entry), ""
    yield (one.number, entry.name, entry.recipient, by, entry.state, number, at, entry.detail or detail)


def _try(attempt: AttemptRow | None) -> tuple[str, ...]:
    if attempt is None:
        return ("", "", "", "", "")
    detail = " ".join(filter(None, (attempt.detail, attempt.reference)))
    outcome = attempt.outcome or "no answer yet"
    return (attempt.notifier, outcome, str(attempt.number), local(attempt.started_at), detail)


def _medium(entry: OutboxRow) -> str:
    return entry.media[entry.medium] if entry.medium < len(entry.media) else "-"


def _next(entry: OutboxRow) -> str:
    return f"from {local(entry.next_at)}" if entry.next_at and entry.state in ("ready", "retry") else ""
