"""Messages that nothing more is done about: brought back, or given up, by a person who says why. On record either way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

from complaintkit.decision import Facts
from complaintkit.decision.refusal import no_right, stranger
from complaintkit.model.actor import By
from complaintkit.model.check import string
from complaintkit.model.errors import ConflictError, InvalidInput, NotAllowed, NotFound
from complaintkit.model.events import Happened, MessageGivenUp, MessageRetried
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import OutboxRow
from complaintkit.records.door import Door
from complaintkit.records.outbox import move
from complaintkit.records.stream import changing

_ENDED: Final = frozenset({OutboxState.PARKED, OutboxState.DEAD, OutboxState.UNDELIVERED})
"""Nothing more happens by itself, and somebody did not hear."""
_WAITING: Final = _ENDED | {OutboxState.READY, OutboxState.RETRY}
"""Nobody is sending it just now."""


def retry(door: Door, id: str, *, by: By, reason: str) -> OutboxRow:
    """Send a message again, by its media from the first one on; whether it is still true is seen when its turn comes.

    Raises:
        NotFound: there is no such message, or `by` may not see its case (R20).
        ConflictError: something else became of it; of two who bring it back one does.
        InvalidInput: no reason is given, or `by` does not work here.
    """

    def bring_back(row: OutboxRow) -> OutboxRow:
        ready = move(row, OutboxState.READY, next_at=door.clock.now(), fence=True)
        return attrs.evolve(ready, medium=0)

    return _rule(door, id, by, reason, _Ruling("retry-message", _ENDED, bring_back, MessageRetried))


def give_up(door: Door, id: str, *, by: By, reason: str) -> OutboxRow:
    """Don't send a message, for good.

    Raises:
        NotFound: there is no such message, or `by` may not see its case (R20).
        ConflictError: it is being sent, was sent, or something else became of it.
        InvalidInput: no reason is given, or `by` does not work here.
    """

    def cancel(row: OutboxRow) -> OutboxRow:
        return move(row, OutboxState.CANCELLED, detail="given up", fence=True)

    return _rule(door, id, by, reason, _Ruling("give-up-message", _WAITING, cancel, MessageGivenUp))


@attrs.frozen
class _Ruling:
    """A change of entries that stand in one of `states`: what it is called, and the event that tells of it."""

    word: str
    states: frozenset[OutboxState]
    change: Callable[[OutboxRow], OutboxRow]
    event: type[MessageRetried | MessageGivenUp]


def _rule(door: Door, id: str, by: By, reason: str, ruling: _Ruling) -> OutboxRow:
    """Change an entry and write that down at once; the case is locked meanwhile, and who may not see it is told nothing (R20)."""
    if not string(reason, field="reason").strip():
        raise InvalidInput(field="reason", reason=phrase("is empty"), next_step=phrase("Say why."))
    with door.storage.reading() as reader:
        facts = door.facts(reader, None, by=by)
        _check_works_here(facts)  # who does not is told so, whatever the id
        found = reader.outbox_entry(id)
    if found is None or found.kind is not EntryKind.MESSAGE:  # what is to be paid has commands of its own
        raise no_message(id)
    with changing(door, found.case) as stream:
        if not stream.seen_by(by):
            raise no_message(id)
        stream.check_apart(by, ruling.word)
        tx = stream.tx
        row = tx.outbox_entry(id) or found
        if row.state not in ruling.states:
            raise _too_late(id, row)
        _check_may(facts, row, ruling)
        after = ruling.change(row)
        if not tx.change_outbox(after, if_epoch=row.epoch):
            raise _too_late(id, row)
        event: Happened = ruling.event(message=row.name, outbox=row.id, recipient=row.recipient, reason=reason)
        written = stream.record(event, by=by)
    door.recorded(written)
    return after


def _check_may(facts: Facts, row: OutboxRow, ruling: _Ruling) -> None:
    """Refuse to keep a word from whoever it is for.

    Raises:
        NotAllowed: no role of theirs tells customers anything (R20); or somebody of the staff is still to get it: an alarm is
            given up by nobody before it got stuck (R18).
    """
    if facts.system:
        return
    if row.recipient == "customer" and not facts.structure.may(facts.actor, "tell"):
        raise no_right(facts.actor, "tell")
    if row.recipient != "customer" and ruling.event is MessageGivenUp and row.state not in _ENDED:
        reason = phrase("{recipient} is still to get it", recipient=row.recipient)
        raise NotAllowed(command=ruling.word, reason=reason, rule="R18")


def _check_works_here(facts: Facts) -> None:
    """Refuse who does not work here. R20"""
    staff = facts.structure.organisation.staff
    if not facts.system and facts.actor not in staff:
        raise stranger(facts.actor, staff, field="by")


def no_message(id: str) -> NotFound:
    """Return the error for an id that is unknown, or unknown to this person: R20 tells nobody which."""
    return NotFound(
        what="message",
        ref=id,
        next_step=phrase("`complaintkit outbox list` names them."),
    )


def _too_late(id: str, row: OutboxRow) -> ConflictError:
    return ConflictError(
        reason=phrase("{id} is {state} by now", id=id, state=row.state),
        next_step=phrase("Look at it again."),
    )
