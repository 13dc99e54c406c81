"""How an entry goes on: one function per way, from row to row.

ready or retry -> leased -> started -> sent -> delivered or undelivered. Leased also goes to ready (later), cancelled,
the next medium or dead; started to retry, in_doubt, the next medium or dead; in_doubt to sent, ready, the next medium
or parked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import attrs

from complaintkit.delivery.timing import Timing
from complaintkit.model.customer import Contact
from complaintkit.ports.outcome import Accepted, InDoubt, NotSent, Outcome, Rejected
from complaintkit.ports.storage import AttemptRow, OutboxRow

OURS: Final = "ours"
NOT_SENT: Final = "not_sent"
"""What an attempt came to: accepted, rejected, not_sent, in_doubt; or ours, which does not count."""
LONGEST_DETAIL: Final = 500


@attrs.frozen
class Change:
    """The row as it goes on. `sent`: a provider has it. `lost`: why it goes out by no medium; somebody has to know."""

    row: OutboxRow
    sent: bool = False
    lost: str | None = None


@attrs.frozen(kw_only=True)
class Tried:
    """One attempt that has an end: what it came to, and what stands around it.

    `failures` counts the tries by this medium that certainly did not leave, this one among them; `asked`: the provider
    was asked what became of it, rather than sent to.
    """

    outcome: Outcome
    now: datetime
    failures: int
    reconcile_after: timedelta
    asked: bool = False


def _free(row: OutboxRow, state: str, detail: str, *, next_at: datetime | None = None, medium: int = 0) -> OutboxRow:
    """The row without its lease, in another state."""
    return attrs.evolve(
        row,
        state=state,
        detail=detail[:LONGEST_DETAIL],
        next_at=next_at,
        lease_until=None,
        medium=row.medium + medium,
    )


# ---- before it is sent ----------------------------------------------------------------------------------------------
def started(row: OutboxRow, *, until: datetime) -> OutboxRow:
    """Committed before the provider is called; after `until` nobody knows what became of it."""
    return attrs.evolve(row, state="started", attempts=row.attempts + 1, lease_until=until, detail="")


def postponed(row: OutboxRow, *, until: datetime, why: str) -> Change:
    """Its turn comes later."""
    return Change(_free(row, "ready", why, next_at=until))


def cancelled(row: OutboxRow, *, why: str) -> Change:
    """It is not sent, and that is right."""
    return Change(_free(row, "cancelled", why))


def moved_on(row: OutboxRow, *, why: str, now: datetime, state: str = "dead") -> Change:
    """The same entry by its next medium; without one it is dead, and somebody has to know."""
    if row.medium + 1 < len(row.media):
        return Change(_free(row, "ready", why, next_at=now, medium=1))
    return Change(_free(row, state, why), lost=why)


def expired(row: OutboxRow, *, reconcile_after: timedelta, now: datetime) -> Change:
    """Whoever started it went away: nobody knows whether it left. A new epoch fences them off."""
    asked_from = (row.lease_until or now) + reconcile_after
    in_doubt = _free(row, "in_doubt", "whoever sent it went away", next_at=asked_from)
    return Change(attrs.evolve(in_doubt, epoch=row.epoch + 1))


def still_in_doubt(row: OutboxRow, *, until: datetime) -> Change:
    """Nobody could be asked; they are asked later."""
    return Change(_free(row, "in_doubt", row.detail, next_at=until))


def parked(row: OutboxRow, *, why: str) -> Change:
    """Nothing more can be found out by a program: a person has to look."""
    return Change(_free(row, "parked", why), lost=why)


# ---- after it was sent, or asked about ------------------------------------------------------------------------------
def tried(row: OutboxRow, end: Tried, timing: Timing, chance: Callable[[], float]) -> Change:
    """What an outcome makes of the entry."""
    match end.outcome:
        case Accepted(final=final):
            return Change(_free(row, "delivered" if final else "sent", ""), sent=True)
        case Rejected(reason=reason, detail=detail):
            return _because(moved_on(row, why=f"rejected: {reason}", now=end.now), detail)
        case NotSent() as answer:
            return _not_sent(row, answer, end, timing, chance)
        case InDoubt(detail=detail):
            if end.asked:
                return _because(parked(row, why="nobody knows whether it went out"), detail)
            return Change(_free(row, "in_doubt", detail, next_at=end.now + end.reconcile_after))


def _because(change: Change, detail: str) -> Change:
    """With the provider's own words in the outbox; the ledger gets only ours."""
    if not detail:
        return change
    return attrs.evolve(change, row=attrs.evolve(change.row, detail=f"{change.row.detail}: {detail}"[:LONGEST_DETAIL]))


def _not_sent(row: OutboxRow, answer: NotSent, end: Tried, timing: Timing, chance: Callable[[], float]) -> Change:
    if answer.ours and not end.asked:
        return Change(_free(row, "retry", answer.detail, next_at=end.now + (answer.retry_after or timing.hold)))
    if end.failures >= timing.most:
        return _because(moved_on(row, why="too many tries", now=end.now), answer.detail)
    if end.asked:
        return Change(_free(row, "ready", answer.detail, next_at=end.now))
    pause = timing.wait(end.failures, chance, at_least=answer.retry_after)
    return Change(_free(row, "retry", answer.detail, next_at=end.now + pause))


def delivered(row: OutboxRow) -> Change:
    """It has arrived; where nobody was sure that it had left, that is news."""
    fenced = attrs.evolve(_free(row, "delivered", ""), epoch=row.epoch + 1)
    return Change(fenced, sent=row.state != "sent")


def discreet(outcome: Outcome, to: Contact | None) -> Outcome:
    """The outcome without the address: providers like to repeat it, and details are kept longer than persons."""
    detail = getattr(outcome, "detail", "")
    if to is None or to.address not in detail:
        return outcome
    masked: Outcome = attrs.evolve(outcome, detail=detail.replace(to.address, to.masked().address))  # type: ignore[arg-type]  # it has one
    return masked


def ended(attempt: AttemptRow, outcome: Outcome, *, now: datetime) -> AttemptRow:
    """The attempt with its end on record."""
    detail = getattr(outcome, "detail", "")
    return attrs.evolve(
        attempt,
        ended_at=now,
        outcome=_named(outcome),
        reference=getattr(outcome, "reference", None) or attempt.reference,
        detail=detail[:LONGEST_DETAIL],
    )


def _named(outcome: Outcome) -> str:
    match outcome:
        case Accepted():
            return "accepted"
        case Rejected():
            return "rejected"
        case NotSent(ours=ours):
            return OURS if ours else NOT_SENT
        case InDoubt():
            return "in_doubt"
