"""An order's way through the storage: begun, ended, asked about, each in a transaction of its own. Blocking.

owed -> started (the attempt committed before the call) -> delivered, rejected, owed again or in_doubt; in_doubt -> asked about,
not before the executor's `reconcile_after` -> the same, or parked for a person. Every change is fenced by epoch; what was
started by somebody who went away is in doubt, so that nothing is carried out twice without a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs

from complaintkit.decision import record
from complaintkit.delivery import change as how
from complaintkit.delivery.route import Stops, log
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.till import Till
from complaintkit.model import events as e
from complaintkit.model.actor import DESK
from complaintkit.model.outbox import OutboxState
from complaintkit.model.remedy import Grant
from complaintkit.model.vocabulary import State
from complaintkit.ports.outcome import Accepted, Attempt, InDoubt, NotSent, Outcome, Rejected
from complaintkit.ports.remedy import RemedyOrder
from complaintkit.ports.storage import AttemptRow, EventRow, OutboxRow, Reader, Writer
from complaintkit.records.case import Loaded
from complaintkit.records.door import Door
from complaintkit.records.ledger import lines_of

REMEDY: Final = "remedy"
_LOOKED_AT: Final = 1000
_OPEN: Final = frozenset({OutboxState.OWED, OutboxState.STARTED, OutboxState.IN_DOUBT})
_SEEN_TO: Final = "it was seen to"


@attrs.frozen(kw_only=True)
class Placed:
    """An order whose end is awaited. `asked`: what became of an earlier attempt is asked; `known`: its end is known after all.

    `taking_back` is the executor's reference of what is to be taken back, where that is what was ordered.
    """

    row: OutboxRow
    attempt: AttemptRow
    order: RemedyOrder
    taking_back: str | None = None
    asked: bool = False
    known: Outcome | None = None

    @property
    def question(self) -> Attempt:
        """The attempt, as an executor is asked about it."""
        return Attempt(id=self.order.id, started_at=self.attempt.started_at, reference=self.attempt.reference)


# ---- whose turn it is -----------------------------------------------------------------------------------------------
def due(setting: Setting, stops: Stops) -> list[tuple[str, str]]:
    """Entries whose turn has come, oldest first, each with the executor that is to see to it: "" where none has to."""
    with setting.door.storage.reading() as reader:
        rows = reader.outbox(states=_OPEN, limit=_LOOKED_AT)
        found = [
            (row.id, _by(setting, stops, row, reader))
            for row in rows
            if row.kind == REMEDY and _turn(row) <= setting.now
        ]
    return [(id_, till) for id_, till in found if till is not None]


def _turn(row: OutboxRow) -> datetime:
    """When it is to be looked at: what was started, when its lease runs out."""
    return (row.lease_until if row.state == "started" else row.next_at) or row.created_at


def _by(setting: Setting, stops: Stops, row: OutboxRow, tx: Reader) -> str | None:
    """The executor that sees to it now; "" where none is needed, None where it is left to others, or for later."""
    if row.state == "started":
        return ""
    if row.state == "in_doubt":
        name = tx.attempts(row.id)[-1].notifier
        if name not in setting.tills:
            return "" if _long_past(setting, row) else None
        return None if stops.stopped(setting.tills[name].key, setting.now) else name
    tills = setting.tills_for(row.media[0])
    if not tills:
        return "" if _long_past(setting, row) else None
    return next((till.name for till in tills if not stops.stopped(till.key, setting.now)), None)


def _long_past(setting: Setting, row: OutboxRow) -> bool:
    """For a day nobody was there who could."""
    return _turn(row) + setting.timing.abandoned <= setting.now


# ---- beginning ------------------------------------------------------------------------------------------------------
def begin(setting: Setting, id_: str, till: Till | None, stops: Stops) -> Placed | None:
    """Take an entry on: commit that it is being carried out, or asked about, from now; None where nothing is to be called."""
    with setting.door.storage.reading() as reader:
        seen = reader.outbox_entry(id_)
    if seen is None or (till is not None and stops.stopped(till.key, setting.now)):
        return None
    with setting.door.changing(seen.case) as (tx, loaded):
        row = tx.outbox_entry(id_)
        if row is None or row.state not in _OPEN or _turn(row) > setting.now:
            return None  # somebody else has it
        turn = _Turn(setting, tx, row, loaded, till)
        placed = turn.taken()
    setting.door.recorded(turn.written)
    return placed


@attrs.define
class _Turn:
    """An entry whose turn it is, in the transaction that sees to it."""

    setting: Setting
    tx: Writer
    row: OutboxRow
    loaded: Loaded
    till: Till | None
    written: Sequence[EventRow] = ()

    @property
    def event(self) -> e.RemedyOrdered | e.ReversalOrdered:
        """What was ordered."""
        event = lines_of(self.tx, self.row.case)[self.row.seq - 1].event
        assert isinstance(event, e.RemedyOrdered | e.ReversalOrdered)  # noqa: S101  nothing else places orders
        return event

    @property
    def grant(self) -> Grant:
        """What was promised, as it stands."""
        return next(one for one in self.loaded.case.grants if one.id == self.row.name)

    def taken(self) -> Placed | None:
        """What is to be called now."""
        if self.row.state == "in_doubt":
            return self._ask()
        if self.row.state == "started":
            self._expire()
        elif why := self._untrue():
            self._call_off(why)
        elif self.till is None:
            self._nobody()
        else:
            return self._start(self.till)
        return None

    def _untrue(self) -> str | None:
        """Why this is not to be done any more; None while it is."""
        if isinstance(self.event, e.ReversalOrdered):
            return None if (self.grant.state, self.grant.reversal) == ("reversing", self.event.order) else _SEEN_TO
        if not self._owed():
            return _SEEN_TO
        return "the case was withdrawn" if self.loaded.case.state is State.WITHDRAWN else None

    def _owed(self) -> bool:
        return (self.grant.state, self.grant.order) == ("ordered", self.event.order)

    def _call_off(self, why: str) -> None:
        """Nothing was begun: it is not carried out, and what was withdrawn is owed no more."""
        owed = isinstance(self.event, e.RemedyOrdered) and self._owed()
        self._keep("cancelled", why, e.RemedyReversed(grant=self.grant.id, reason=why) if owed else None)

    def _nobody(self) -> None:
        """For a day nobody had an executor of this kind: a person sees to it."""
        why = "nobody carries out this kind here"
        self._keep(
            "rejected", why, _refusal(self.grant.id, "-", why, reversal=isinstance(self.event, e.ReversalOrdered))
        )

    def _keep(self, state: str, why: str, event: e.Happened | None) -> None:
        row = attrs.evolve(_now(self.row, state, why), epoch=self.row.epoch + 1)
        self.written = _written(self.setting.door, self.tx, self.loaded, row, event, if_epoch=self.row.epoch)

    def _order(self) -> RemedyOrder:
        case, member = self.loaded.case, self.loaded.case.customer.member
        return RemedyOrder(
            id=self.event.order,
            attempt=self.row.attempts + 1,
            remedy=self.grant.remedy,
            case_number=case.number,
            receipt=case.purchase.receipt if case.purchase else None,
            unit=case.unit,
            member_id=member.id if member else None,
        )

    def _taking_back(self) -> str | None:
        return (self.grant.reference or self.event.order) if isinstance(self.event, e.ReversalOrdered) else None

    def _start(self, till: Till) -> Placed | None:
        row, now, timing = self.row, self.setting.now, self.setting.timing
        begun = how.started(attrs.evolve(row, epoch=row.epoch + 1), until=now + timing.patience + timing.margin)
        attempt = AttemptRow(
            id=f"{row.id}.{begun.attempts}",
            outbox=row.id,
            epoch=begun.epoch,
            number=begun.attempts,
            notifier=till.name,
            medium=row.media[0],
            started_at=now,
        )
        if not self.tx.change_outbox(begun, if_epoch=row.epoch):
            return None
        self.tx.put_attempt(attempt)
        return Placed(row=begun, attempt=attempt, order=self._order(), taking_back=self._taking_back())

    def _expire(self) -> None:
        """Whoever began it went away: nobody knows whether it was carried out."""
        last = self.tx.attempts(self.row.id)[-1]
        if last.ended_at is None:
            self.tx.put_attempt(how.ended(last, InDoubt("whoever began it went away"), now=self.setting.now))
        change = how.expired(self.row, reconcile_after=_late(self.setting, last.notifier), now=self.setting.now)
        self.tx.change_outbox(change.row, if_epoch=self.row.epoch)

    def _ask(self) -> Placed | None:
        """The executor that began it is asked, and no other; unless whoever began it came back late and wrote down the end."""
        last = self.tx.attempts(self.row.id)[-1]
        until = self.setting.now + self.setting.timing.patience + self.setting.timing.margin
        mine = attrs.evolve(self.row, epoch=self.row.epoch + 1, next_at=until, lease_until=until)
        if last.notifier != (self.till.name if self.till else last.notifier):
            return None
        if not self.tx.change_outbox(mine, if_epoch=self.row.epoch):
            return None
        known = Accepted(last.reference or self.row.id) if last.outcome == "accepted" else None
        return Placed(
            row=mine, attempt=last, order=self._order(), taking_back=self._taking_back(), asked=True, known=known
        )


def ask_later(setting: Setting, placed: Placed, *, until: datetime) -> None:
    """Nobody could be asked what became of it: it stays in doubt."""
    change = how.still_in_doubt(placed.row, until=until)
    with setting.door.storage.writing() as tx:
        tx.change_outbox(change.row, if_epoch=placed.row.epoch)


# ---- ending ---------------------------------------------------------------------------------------------------------
def end(setting: Setting, placed: Placed, outcome: Outcome) -> bool:
    """Keep how an attempt ended, with what that means to the case; whether it was carried out."""
    now = setting.now
    with setting.door.changing(placed.row.case) as (tx, loaded):
        attempts = tx.attempts(placed.row.id)
        known = next(one for one in attempts if one.id == placed.attempt.id)
        attempt, mine = how.ended(known, outcome, now=now), _is_ours(tx, placed.row)
        if mine or known.outcome in (None, "in_doubt"):
            tx.put_attempt(attempt)
        if not mine:
            log.warning("order %s: %s, but somebody else has it by now", placed.order.id, attempt.outcome)
            return False
        failures = sum(one.outcome == how.NOT_SENT for one in (*[one for one in attempts if one is not known], attempt))
        row, event = _after(setting, placed, outcome, failures=failures, now=now)
        written = _written(setting.door, tx, loaded, row, event, if_epoch=placed.row.epoch)
    setting.door.recorded(written)
    return isinstance(outcome, Accepted)


def _is_ours(tx: Writer, row: OutboxRow) -> bool:
    current = tx.outbox_entry(row.id)
    return current is not None and (current.epoch, current.state) == (row.epoch, row.state)


def _after(
    setting: Setting, placed: Placed, outcome: Outcome, *, failures: int, now: datetime
) -> tuple[OutboxRow, e.Happened | None]:
    """The entry as it goes on, and what the ledger hears."""
    row, till = placed.row, placed.attempt.notifier
    match outcome:
        case Accepted(reference=reference):
            return _now(row, "delivered", ""), _done(placed, till, reference)
        case Rejected(reason=reason, detail=detail):
            return _now(row, "rejected", detail or str(reason)), _refusal(
                row.name, till, str(reason), reversal=placed.taking_back is not None
            )
        case NotSent() as answer:
            return _not_sent(setting, placed, answer, failures=failures, now=now)
        case InDoubt(detail=detail):
            if placed.asked:
                because = "nobody knows whether it was carried out"
                return _now(row, "parked", detail or because), e.RemedyParked(
                    grant=row.name, executor=till, because=because
                )
            return _now(row, "in_doubt", detail, next_at=now + _late(setting, till)), None


def _now(row: OutboxRow, state: str, detail: str, *, next_at: datetime | None = None) -> OutboxRow:
    return attrs.evolve(row, state=state, detail=detail[: how.LONGEST_DETAIL], next_at=next_at, lease_until=None)


def _done(placed: Placed, till: str, reference: str) -> e.Happened:
    if placed.taking_back is not None:
        return e.RemedyReversed(grant=placed.row.name, executor=till, reference=reference)
    return e.RemedyGiven(grant=placed.row.name, executor=till, reference=reference)


def _refusal(grant: str, till: str, because: str, *, reversal: bool) -> e.Happened:
    if reversal:
        return e.ReversalRejected(grant=grant, executor=till, because=because)
    return e.RemedyRejected(grant=grant, executor=till, because=because)


def _late(setting: Setting, executor: str) -> timedelta:
    """How late the executor's own records may be; one that is gone is waited for."""
    till = setting.tills.get(executor)
    return till.reconcile_after if till else timedelta(0)


def _not_sent(
    setting: Setting, placed: Placed, answer: NotSent, *, failures: int, now: datetime
) -> tuple[OutboxRow, e.Happened | None]:
    """Certainly not carried out: again later, by the same key; after many tries a person sees to it."""
    row, timing = placed.row, setting.timing
    if answer.ours and not placed.asked:
        return _now(row, "owed", answer.detail, next_at=now + (answer.retry_after or timing.hold)), None
    if failures >= timing.most:
        why = "too many tries"
        return _now(row, "rejected", answer.detail or why), _refusal(
            row.name, placed.attempt.notifier, why, reversal=placed.taking_back is not None
        )
    if placed.asked:
        return _now(row, "owed", answer.detail, next_at=now), None
    pause = timing.wait(failures, setting.chance, at_least=answer.retry_after)
    return _now(row, "owed", answer.detail, next_at=now + pause), None


def _written(
    door: Door, tx: Writer, loaded: Loaded, row: OutboxRow, event: e.Happened | None, *, if_epoch: int
) -> Sequence[EventRow]:
    if not tx.change_outbox(row, if_epoch=if_epoch) or event is None:
        return ()
    return door.write(tx, loaded, record(loaded.case, door.facts(tx, loaded.case, by=DESK), event))
