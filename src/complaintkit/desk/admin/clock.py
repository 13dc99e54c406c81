"""Put right what a clock that was ahead left behind: what waits for a time that it set, and is still to come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from complaintkit.delivery.nightly import NEXT_LOOK
from complaintkit.desk.intake.media import MEDIA
from complaintkit.desk.intake.polling import POLL
from complaintkit.model.outbox import OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.model.verification import LedgerProblem, Repair
from complaintkit.ports.storage import CaseRow, DeadlineRow, EventRow, OutboxRow, Writer
from complaintkit.records.clock import HEARTBEAT, LEAP, SLACK
from complaintkit.records.outbox import entries_in
from complaintkit.records.recurring import LOOKED
from complaintkit.records.repair import note_repair

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door

_WAITING: Final = frozenset(
    {
        OutboxState.READY,
        OutboxState.LEASED,
        OutboxState.STARTED,
        OutboxState.RETRY,
        OutboxState.IN_DOUBT,
        OutboxState.OWED,
    }
)
_LONGEST_LEASE: Final = timedelta(hours=1)
_LONGEST_WAIT: Final = timedelta(days=2)
"""Longer than quiet hours, pauses between tries and looks of the worker ever last."""

Mend: TypeAlias = Callable[[Writer], object]
"""Changes one row, or one setting."""


def mend_clock(door: Door, *, by: By, apply: bool) -> Repair:
    """Let go on now what waits for a time that a clock set which was ahead, or only say what would; tell what can't be undone.

    Lines of ledgers stand as they were written. Whoever applies it says that the clock is right now.
    """
    now = door.clock.now()
    with door.storage.reading() as reader:
        repair = _repair(_behind(reader, now), _told(reader, now))
        if not apply or not (repair.rows or reader.meta(LEAP)):
            return repair
    with door.storage.writing() as tx:
        mends = list(_behind(tx, now))
        repair = _repair(iter(mends), repair.left)
        for _, mend in mends:
            mend(tx)
        tx.drop_meta(LEAP)
        written = note_repair(door, tx, "clock", repair, by)
    door.recorded(written)
    return attrs.evolve(repair, applied=True)


def _repair(
    mends: Iterator[tuple[LedgerProblem, Mend]], left: Iterator[LedgerProblem] | tuple[LedgerProblem, ...]
) -> Repair:
    changes = tuple(one for one, _ in mends)
    return Repair(applied=False, rows=len(changes), changes=changes, left=tuple(left))


# ---- what goes on ---------------------------------------------------------------------------------------------------
def _behind(reader: Reader, now: datetime) -> Iterator[tuple[LedgerProblem, Mend]]:
    """Yield what waits for nothing but the clock that was ahead, each with what mends it."""
    for row in entries_in(reader, states=_WAITING):
        mended = _entry(reader, row, now)
        if mended != row:
            at = row.next_at if mended.next_at != row.next_at else row.lease_until
            case = reader.case(row.case)
            yield (
                _waits(case.number if case else None, "outbox", row.id, at, mended.next_at or now),
                lambda tx, row=row, mended=mended: tx.change_outbox(mended, if_epoch=row.epoch),  # type: ignore[misc]
            )
    yield from _settings(reader, now)


def _waits(case: str | None, table: str, id: str, kept: datetime | None, right: datetime) -> LedgerProblem:
    return LedgerProblem(
        case=case,
        reason=phrase(
            "{table} {id} waits until {kept}; it goes on at {right}", table=table, id=id, kept=kept, right=right
        ),
        table=table,
        kept=kept.isoformat() if kept else None,
        by_ledger=right.isoformat(),
    )


def _entry(reader: Reader, row: OutboxRow, now: datetime) -> OutboxRow:
    """Return an entry as it would wait if the clock had been right: as long as it was to wait, from now."""
    tries = [one.ended_at or one.started_at for one in reader.attempts(row.id)]
    last = max([row.created_at, *tries])
    if row.lease_until is not None and row.lease_until > now + _LONGEST_LEASE:
        row = attrs.evolve(row, lease_until=now)
    if row.next_at is None or row.next_at <= now:
        return row
    if last > now + SLACK:
        return attrs.evolve(row, next_at=now + max(row.next_at - last, timedelta(0)))
    put_off = row.state is OutboxState.READY and row.detail
    return attrs.evolve(row, next_at=now) if put_off and row.next_at > now + _LONGEST_WAIT else row


def _settings(reader: Reader, now: datetime) -> Iterator[tuple[LedgerProblem, Mend]]:
    """Yield settings that say when a worker looks next, or that it was seen, at a time that is too far ahead."""
    for prefix, most in ((HEARTBEAT, SLACK), (NEXT_LOOK, _LONGEST_WAIT)):
        for key, value in reader.metas(prefix).items():
            if (at := datetime.fromisoformat(value)) > now + most:
                yield _waits(None, "meta", key, at, now), lambda tx, key=key: tx.drop_meta(key)  # type: ignore[misc]
    for prefix in (LOOKED, POLL, MEDIA):
        for key, value in reader.metas(prefix).items():
            if (found := _next_in(value, now)) is not None:
                at, text = found
                yield (
                    _waits(None, "meta", key, at, now),
                    lambda tx, key=key, text=text: tx.put_meta(key, text),  # type: ignore[misc]
                )


def _next_in(value: str, now: datetime) -> tuple[datetime, str] | None:
    """Return when something is looked at next and the setting with now instead; None where that is soon."""
    if not value.startswith("{"):
        return None
    data = json.loads(value)
    for name in ("next", "next_at"):
        if isinstance(data.get(name), str) and (at := datetime.fromisoformat(data[name])) > now + _LONGEST_WAIT:
            return at, json.dumps({**data, name: now.isoformat()}, ensure_ascii=True)
    return None


# ---- what stands ----------------------------------------------------------------------------------------------------
def _told(reader: Reader, now: datetime) -> Iterator[LedgerProblem]:
    """Yield what was written by a clock that was ahead, and stands: breaches noticed too early, cases, lines."""
    late = [one.recorded_at for one in reader.every(EventRow) if one.recorded_at > now + SLACK]
    if late:
        reason = phrase(
            "{count} lines are dated from {first} to {last}, which is still to come; they stand as written",
            count=len(late),
            first=min(late),
            last=max(late),
        )
        yield LedgerProblem(case=None, reason=reason, table="ledger")
    for row in reader.every(DeadlineRow):
        if row.noticed_at is not None and row.noticed_at > now + SLACK and row.due_at > now:
            case = reader.case(row.case)
            yield LedgerProblem(
                case=case.number if case else None,
                reason=phrase(
                    "{name} was taken for missed at {noticed}, before it was due ({due}); whoever was told of it has to know",
                    name=row.name,
                    noticed=row.noticed_at,
                    due=row.due_at,
                ),
                table="deadline",
            )
    for case in reader.every(CaseRow):
        if case.received_at > now + SLACK:
            reason = phrase(
                "it was received at {at}, which is still to come; its dates run from there", at=case.received_at
            )
            yield LedgerProblem(case=case.number, reason=reason, table="case")
