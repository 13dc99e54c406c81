"""`complaintkit outbox`: list what is to be sent and what became of it; send again, or give up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import CLI, Place, actor_option, at_place, reader_option
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.state import detail_in_words, outbox_state
from complaintkit.cli.views.text import one_line
from complaintkit.cli.views.time import local
from complaintkit.cli.views.worker import warn_of_silence
from complaintkit.desk.reading.wording import word
from complaintkit.model.event_words import event_in_words
from complaintkit.model.outbox import OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from complaintkit.model.actor import By
    from complaintkit.model.outbox import OutboxAttempt, OutboxEntry


_WAITING = (OutboxState.READY, OutboxState.RETRY)


@click.group("outbox", cls=Group, short_help="List outgoing messages; send one again or give it up.")
def command() -> None:
    """List outgoing messages; send one again or give it up."""


@command.command("list")
@at_place
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([one.value for one in OutboxState]),
    help="Only messages in this state; may be repeated.",
)
@click.option("--case", metavar="NUMBER", help="Only messages of this case.")
@click.option(
    "--limit", default=200, show_default=True, type=click.IntRange(min=1), help="Show at most this many, oldest first."
)
@reader_option
@lang_option
@json_option
def list_(*, place: Place, states: tuple[str, ...], case: str | None, limit: int, by: By, as_json: bool) -> None:
    """List messages with their attempts, oldest first.

    Times are local to the unit of the case. The text of a message is written when it is sent.
    """
    with place.open() as desk:
        if not as_json:
            warn_of_silence(desk, by)
        found = desk.outbox.list(by=by, state=states, case=case, limit=limit)
        zones = {unit: desk.people.zone(unit, by=CLI) for unit in {one.unit for one in found}}
        packages = [one.distribution.replace("-", "_") for one in desk.plugins.inspect() if one.distribution]
    if as_json:
        print_json([_data(one, zones[one.unit]) for one in found])
        return
    columns = ("case", "message", "to", "by", "state", "tries", "at", "detail", "id")
    print_table(
        columns,
        (row for one in found for row in _Told(one, zones[one.unit], current_language(), packages).rows()),
        wrap=("detail",),
        spare=("tries", "detail", "by", "id"),
    )


@command.command("retry")
@at_place
@click.argument("id", metavar="ID")
@actor_option
@click.option("--reason", required=True, metavar="TEXT", help="Reason; it is kept with the case.")
@lang_option
@json_option
def retry(*, place: Place, id: str, by: By, reason: str, as_json: bool) -> None:
    """Send a message again that is parked, dead or undelivered.

    Who asked for it, and why, is kept with the case.
    """
    with place.open() as desk:
        entry = desk.outbox.retry(id, by=by, reason=reason)
    _changed(entry, current_language(), as_json=as_json)


@command.command("cancel")
@at_place
@click.argument("id", metavar="ID")
@actor_option
@click.option("--reason", required=True, metavar="TEXT", help="Reason; it is kept with the case.")
@lang_option
@json_option
def cancel(*, place: Place, id: str, by: By, reason: str, as_json: bool) -> None:
    """Give up a message that is not being sent just now.

    Who decided so, and why, is kept with the case.
    """
    with place.open() as desk:
        entry = desk.outbox.give_up(id, by=by, reason=reason)
    _changed(entry, current_language(), as_json=as_json)


def _changed(entry: OutboxEntry, lang: str, *, as_json: bool) -> None:
    if as_json:
        print_json(as_data(entry))
    else:
        say(phrase("{id}: {state}.", id=entry.id, state=outbox_state(entry.state, lang)))


def _data(entry: OutboxEntry, zone: ZoneInfo) -> dict[str, object]:
    return {**as_data(entry, zone), "attempts": len(entry.attempts), "tries": as_data(entry.attempts, zone)}


@attrs.frozen
class _Told:
    """An entry as a table shows it, in a language."""

    entry: OutboxEntry
    zone: ZoneInfo
    language: str
    packages: Sequence[str] = ()  # of plugins that may have said something

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield how it stands, by its last try or the next one; tries before that on lines of their own."""
        entry = self.entry
        *before, last = entry.attempts or (None,)
        for attempt in before:
            yield ("", "", "", *self._try(attempt), "")
        if last is not None and entry.state not in _WAITING:
            by, _, number, at, detail = self._try(last)
        else:
            by, number, at, detail = self._medium(), str(len(entry.attempts)), self._next(), ""
        state = outbox_state(entry.state, self.language)
        message, to = self._message(), word(entry.recipient, self.language)
        detail = detail_in_words(entry.detail, self.language, self.packages) or detail
        yield (entry.case, message, to, by, state, number, at, one_line(detail), entry.id)

    def _message(self) -> str:
        return event_in_words(self.entry.occasion).in_english(self.entry.name).to(self.language)

    def _try(self, attempt: OutboxAttempt | None) -> tuple[str, ...]:
        if attempt is None:
            return ("", "", "", "", "")
        detail = " ".join(
            filter(None, (detail_in_words(attempt.detail, self.language, self.packages), attempt.reference))
        )
        outcome = outbox_state(attempt.outcome or "no answer yet", self.language)
        return (attempt.notifier, outcome, str(attempt.number), local(attempt.started_at, self.zone), detail)

    def _medium(self) -> str:
        return word(self.entry.medium, self.language) if self.entry.medium else "-"

    def _next(self) -> str:
        entry = self.entry
        if not entry.next_at or entry.state not in _WAITING:
            return ""
        return phrase("from {at}", at=local(entry.next_at, self.zone))
