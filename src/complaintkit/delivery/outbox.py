"""An entry's way through the storage: looked at, begun, ended, each in a transaction of its own. Blocking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from complaintkit.decision import record
from complaintkit.delivery import change as how
from complaintkit.delivery.attempt import Begun, Work
from complaintkit.delivery.change import Change, Tried
from complaintkit.delivery.occasion import occasion_of
from complaintkit.delivery.route import Stops, log
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.verdict import Cancel, MoveOn, Park, Send, Verdict, Wait, judged
from complaintkit.model.actor import DESK
from complaintkit.model.errors import NotFound, StorageError
from complaintkit.model.events import Happened, MessageSent, MessageUndelivered
from complaintkit.ports.outcome import Outcome
from complaintkit.ports.storage import AttemptRow, EventRow, OutboxRow, Writer
from complaintkit.records.case import Loaded

_AGAIN = 3  # how often a case may change under our hands before its message waits for the next round
_SOON = timedelta(seconds=1)


def prepare(setting: Setting, row: OutboxRow, stops: Stops) -> Work:
    """What is to become of an entry now; one that can't even be looked at needs a person."""
    now = setting.now
    try:
        with setting.door.storage.reading() as reader:
            occasion = occasion_of(setting.door, reader, row)
        verdict = judged(occasion, setting.routes.values(), stops)
    except Exception as error:
        if isinstance(error, StorageError) and not isinstance(error, NotFound):
            raise
        log.exception("entry %s can't be written", row.id)
        return Work(row=row, verdict=Park("can't be written"), seq=0, at=now)
    return Work(row=row, verdict=verdict, seq=occasion.seq, at=now)


def put_aside(setting: Setting, row: OutboxRow, verdict: Verdict) -> None:
    """Keep a verdict that sends nothing; what was to be sent after all comes back at once."""
    change = _aside(row, verdict, setting.now)
    with setting.door.changing(row.case) as (tx, loaded):
        written = _change(setting, tx, loaded, change, before=row) if _is_ours(tx, row) else ()
    setting.door.recorded(written)


def _aside(row: OutboxRow, verdict: Verdict, now: datetime) -> Change:
    match verdict:
        case Wait(until=until, why=why):
            return how.postponed(row, until=until, why=why)
        case Cancel(why=why):
            return how.cancelled(row, why=why)
        case MoveOn(why=why):
            return how.moved_on(row, why=why, now=now)
        case Park(why=why):
            return how.parked(row, why=why)
        case Send():
            return how.postponed(row, until=now + _SOON, why="something happened to the case just now")


# ---- sending --------------------------------------------------------------------------------------------------------
def begin(setting: Setting, work: Work, stops: Stops) -> Begun | None:
    """Commit that it is being sent now; None where it is not: somebody else has it, or something happened since."""
    verdict = work.verdict
    route = verdict.route if isinstance(verdict, Send) else None
    if setting.now - work.at > setting.timing.fresh:
        work = prepare(setting, work.row, stops)
    for _ in range(_AGAIN):
        if not isinstance(work.verdict, Send) or work.verdict.route is not route:
            break
        with setting.door.storage.writing() as tx:
            if not _is_ours(tx, work.row):
                return None
            locked = tx.lock(work.row.case)
            if locked and locked.version == work.seq:
                return _begun(setting, tx, work.row, work.verdict)
        work = prepare(setting, work.row, stops)
    put_aside(setting, work.row, work.verdict)
    return None


def _begun(setting: Setting, tx: Writer, row: OutboxRow, verdict: Send) -> Begun:
    now = setting.now
    begun = how.started(row, until=now + setting.timing.patience + setting.timing.margin)
    attempt = AttemptRow(
        id=f"{row.id}.{begun.attempts}",
        outbox=row.id,
        epoch=row.epoch,
        number=begun.attempts,
        notifier=verdict.route.name,
        medium=verdict.route.medium,
        started_at=now,
    )
    tx.put_attempt(attempt)
    tx.change_outbox(begun, if_epoch=row.epoch)
    return Begun(row=begun, attempt=attempt, notification=verdict.notification, to=verdict.notification.to)


def ask_later(setting: Setting, begun: Begun, *, until: datetime) -> None:
    """Nobody could be asked what became of it: it stays in doubt."""
    change = how.still_in_doubt(begun.row, until=until)
    with setting.door.storage.writing() as tx:
        tx.change_outbox(change.row, if_epoch=begun.row.epoch)


def end(setting: Setting, begun: Begun, outcome: Outcome) -> Change | None:
    """Keep how an attempt ended, with what follows from it; None where the entry is somebody else's by now."""
    now, outcome = setting.now, how.discreet(outcome, begun.to)
    with setting.door.changing(begun.row.case) as (tx, loaded):
        attempts = tx.attempts(begun.row.id)
        known = next(one for one in attempts if one.id == begun.attempt.id)
        attempt, mine = how.ended(known, outcome, now=now), _is_ours(tx, begun.row)
        if mine or known.outcome in (None, "in_doubt"):
            tx.put_attempt(attempt)
        if not mine:
            log.warning("entry %s: %s, but somebody else has it by now", begun.row.id, attempt.outcome)
            return None
        tried = _tried(setting, begun, outcome, [one for one in attempts if one is not known] + [attempt], now)
        change = how.tried(begun.row, tried, setting.timing, setting.chance)
        written = _change(setting, tx, loaded, change, before=begun.row, attempt=attempt)
    setting.door.recorded(written)
    return change


def _tried(setting: Setting, begun: Begun, outcome: Outcome, attempts: Sequence[AttemptRow], now: datetime) -> Tried:
    medium = begun.attempt.medium
    return Tried(
        outcome=outcome,
        now=now,
        failures=sum(one.medium == medium and one.outcome == how.NOT_SENT for one in attempts),
        reconcile_after=setting.reconcile_after(begun.attempt.notifier),
        asked=begun.asked,
    )


# ---- writing --------------------------------------------------------------------------------------------------------
def _change(
    setting: Setting,
    tx: Writer,
    loaded: Loaded,
    change: Change,
    *,
    before: OutboxRow,
    attempt: AttemptRow | None = None,
) -> tuple[EventRow, ...]:
    """The entry as it goes on, and what that means to the case: acknowledged (R4), the owner told (F9), or lost."""
    if not tx.change_outbox(change.row, if_epoch=before.epoch):
        return ()
    event = event_of(change, attempt)
    if event is None:
        return ()
    facts = setting.door.facts(tx, loaded.case, by=DESK)
    return setting.door.write(tx, loaded, record(loaded.case, facts, event))


def _is_ours(tx: Writer, row: OutboxRow) -> bool:
    """Whether the entry still stands as we left it."""
    current = tx.outbox_entry(row.id)
    return current is not None and (current.epoch, current.state) == (row.epoch, row.state)


def event_of(change: Change, attempt: AttemptRow | None) -> Happened | None:
    """What the ledger hears; in our own words, for a provider's may hold an address."""
    row = change.row
    if change.sent and attempt:
        return MessageSent(
            message=row.name, outbox=row.id, recipient=row.recipient, medium=attempt.medium, reference=attempt.reference
        )
    if change.lost:
        return MessageUndelivered(
            message=row.name, outbox=row.id, recipient=row.recipient, state=row.state, detail=change.lost
        )
    return None
