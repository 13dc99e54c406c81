"""Steps of an entry: one function each, from row to row, along the table of `model.outbox`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

import attrs

from complaintkit.delivery.timing import Timing
from complaintkit.model.frozen import changed
from complaintkit.model.outbox import AttemptOutcome, EntryKind, OutboxState
from complaintkit.ports.outcome import Accepted, InDoubt, NotSent, Outcome, Rejected
from complaintkit.ports.storage import AttemptRow, OutboxRow
from complaintkit.records.outbox import LONGEST_DETAIL, move

_LOST: Final = frozenset({OutboxState.DEAD, OutboxState.UNDELIVERED, OutboxState.REJECTED, OutboxState.PARKED})
_ARRIVED: Final = frozenset({OutboxState.SENT, OutboxState.DELIVERED})


@attrs.frozen
class Change:
    """An entry as it stood and as it goes on; `why` in our own words, for a provider's may hold an address."""

    before: OutboxRow
    row: OutboxRow
    why: str = ""

    @property
    def done(self) -> bool:
        """Say whether this is the news that it was sent, or carried out."""
        return self.row.state in _ARRIVED and self.before.state not in _ARRIVED

    @property
    def lost(self) -> bool:
        """Say whether nothing more happens by itself, and somebody has to know."""
        return self.row.state in _LOST


@attrs.frozen(kw_only=True)
class _Course:
    """The states and words in which the two kinds of entries differ."""

    soon: OutboxState  # its turn is to come
    later: OutboxState  # its turn is to come again
    done: OutboxState
    lost: OutboxState
    refused: str
    unknown: str


_COURSES: Mapping[EntryKind, _Course] = {
    EntryKind.MESSAGE: _Course(
        soon=OutboxState.READY,
        later=OutboxState.RETRY,
        done=OutboxState.SENT,
        lost=OutboxState.DEAD,
        refused="rejected: {reason}",
        unknown="nobody knows whether it went out",
    ),
    EntryKind.REMEDY: _Course(
        soon=OutboxState.OWED,
        later=OutboxState.OWED,
        done=OutboxState.DELIVERED,
        lost=OutboxState.REJECTED,
        refused="{reason}",
        unknown="nobody knows whether it was carried out",
    ),
}


# ---- before the call ------------------------------------------------------------------------------------------------
def start(row: OutboxRow, *, until: datetime) -> OutboxRow:
    """Begin an attempt, to be committed before the call; after `until` nobody knows what became of it.

    A claim has fenced a message already; a remedy is fenced here.
    """
    started = move(row, OutboxState.STARTED, fence=row.state is OutboxState.OWED)
    return changed(started, attempts=row.attempts + 1, lease_until=until)


def postpone(row: OutboxRow, *, until: datetime, why: str) -> Change:
    """Let its turn come later."""
    return Change(row, move(row, _COURSES[row.kind].soon, detail=why, next_at=until), why)


def cancel(row: OutboxRow, *, why: str) -> Change:
    """Let it not go out, which is right."""
    return Change(row, move(row, OutboxState.CANCELLED, detail=why), why)


def move_on(row: OutboxRow, *, why: str, now: datetime, detail: str = "", last: OutboxState | None = None) -> Change:
    """Try the next medium; without one it is lost, or ends in `last`."""
    course, told = _COURSES[row.kind], _joined(why, detail)
    if row.medium + 1 < len(row.media):
        moved = move(row, course.soon, detail=told, next_at=now)
        return Change(row, changed(moved, medium=row.medium + 1), why)
    return Change(row, move(row, last or course.lost, detail=told), why)


def park(row: OutboxRow, *, why: str, detail: str = "") -> Change:
    """Leave it to a person: no program can find out more."""
    return Change(row, move(row, OutboxState.PARKED, detail=_joined(why, detail)), why)


def _joined(why: str, detail: str) -> str:
    """Add a provider's own words, which only the outbox keeps."""
    return f"{why}: {detail}" if detail else why


# ---- in doubt -------------------------------------------------------------------------------------------------------
def expire(row: OutboxRow, *, reconcile_after: timedelta, now: datetime, until: datetime) -> OutboxRow:
    """Put in doubt what was started by a worker that went away, which is fenced off.

    A lease that is still to end was given by a clock that was ahead: then the call has ended by `until`, at the latest.
    """
    ended = now if row.lease_until is None else row.lease_until
    ask_at = (ended if ended <= now else until) + reconcile_after
    return move(row, OutboxState.IN_DOUBT, detail="its worker went away", next_at=ask_at, fence=True)


def ask(row: OutboxRow, *, until: datetime) -> OutboxRow:
    """Keep others from asking about it before `until`, and fence off whoever asked before."""
    return move(row, OutboxState.IN_DOUBT, detail=row.detail, next_at=until, fence=True)


def ask_later(row: OutboxRow, *, until: datetime) -> OutboxRow:
    """Leave it in doubt, as nobody could be asked now."""
    return move(row, OutboxState.IN_DOUBT, detail=row.detail, next_at=until)


# ---- after the call -------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class Tried:
    """An attempt that has an end, and what stands around it.

    `failures` counts the tries by this medium that certainly did not leave, this one among them; `asked`: the provider
    was asked what became of it, rather than called to do it.
    """

    outcome: Outcome
    now: datetime
    failures: int
    reconcile_after: timedelta
    asked: bool = False


def conclude(row: OutboxRow, end: Tried, timing: Timing, chance: Callable[[], float]) -> Change:
    """Return what an outcome makes of the entry."""
    course = _COURSES[row.kind]
    match end.outcome:
        case Accepted(final=final):
            return Change(row, move(row, OutboxState.DELIVERED if final else course.done))
        case Rejected(reason=reason, detail=detail):
            return move_on(row, why=course.refused.format(reason=reason), detail=detail, now=end.now)
        case NotSent() as answer:
            return _try_again(row, answer, end, timing, chance)
        case InDoubt(detail=detail):
            if end.asked:
                return park(row, why=course.unknown, detail=detail)
            return Change(row, move(row, OutboxState.IN_DOUBT, detail=detail, next_at=end.now + end.reconcile_after))


def _try_again(row: OutboxRow, answer: NotSent, end: Tried, timing: Timing, chance: Callable[[], float]) -> Change:
    """Send again what certainly did not leave, by the same id: later, or by the next medium after many tries."""
    course = _COURSES[row.kind]
    if answer.ours and not end.asked:
        pause = answer.retry_after or timing.hold
    elif end.failures >= timing.most:
        return move_on(row, why="too many tries", detail=answer.detail, now=end.now)
    elif end.asked:
        return Change(row, move(row, course.soon, detail=answer.detail, next_at=end.now))
    else:
        pause = timing.wait(end.failures, chance, at_least=answer.retry_after)
    return Change(row, move(row, course.later, detail=answer.detail, next_at=end.now + pause))


def confirm(row: OutboxRow) -> Change:
    """Keep that it has arrived, as a report says."""
    return Change(row, move(row, OutboxState.DELIVERED, fence=True))


# ---- attempts -------------------------------------------------------------------------------------------------------
def close(attempt: AttemptRow, outcome: Outcome, *, now: datetime) -> AttemptRow:
    """Return the attempt with its end on record."""
    return changed(
        attempt,
        ended_at=now,
        outcome=_name_of(outcome),
        reference=getattr(outcome, "reference", None) or attempt.reference,
        detail=getattr(outcome, "detail", "")[:LONGEST_DETAIL],
    )


def _name_of(outcome: Outcome) -> AttemptOutcome:
    match outcome:
        case Accepted():
            return AttemptOutcome.ACCEPTED
        case Rejected():
            return AttemptOutcome.REJECTED
        case NotSent(ours=ours):
            return AttemptOutcome.OURS if ours else AttemptOutcome.NOT_SENT
        case InDoubt():
            return AttemptOutcome.IN_DOUBT
