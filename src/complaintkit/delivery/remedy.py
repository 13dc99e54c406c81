"""Remedies: carried out by executors after the agreement, asked about before anything is repeated. R10"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import attrs

from complaintkit.decision import rebuild
from complaintkit.delivery.absence import Absences
from complaintkit.delivery.carrier import Cancel, MoveOn, Send, Verdict, Wait
from complaintkit.delivery.change import Change
from complaintkit.delivery.service import ExecutorService, Stops
from complaintkit.delivery.setting import Setting
from complaintkit.hooks.lent import copied
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.vocabulary import State
from complaintkit.ports.outcome import Attempt
from complaintkit.ports.remedy import RemedyOrder, RemedyRunner
from complaintkit.ports.storage import AttemptRow, OutboxRow, Reader, Writer
from complaintkit.records.ledger import lines_of
from complaintkit.records.outbox import entries_in

_SEEN_TO: Final = "it was seen to"
_AFTER_ALL: Final = "it was carried out after all"
_NOBODY: Final = "nobody carries out this kind here"


@attrs.frozen
class Remedies:
    """Entries that executors carry out. None is leased: an attempt is begun where the case still stands as looked at."""

    setting: Setting

    @property
    def kind(self) -> EntryKind:
        """Remedies."""
        return EntryKind.REMEDY

    @property
    def services(self) -> Mapping[str, ExecutorService]:
        """The executors."""
        return self.setting.executors

    def claim(self, tx: Writer, stops: Stops, absences: Absences, *, limit: int) -> Sequence[OutboxRow]:
        """Return what is owed by now and can be carried out here, or by nobody although workers looked for a day."""
        absences.end(_kind(kind) for one in self.services.values() for kind in one.kinds)
        rows = entries_in(tx, self.kind, states=frozenset({OutboxState.OWED}), due_by=self.setting.now)
        return list(islice((row for row in rows if self._may_go(row, stops, absences)), limit))

    def _may_go(self, row: OutboxRow, stops: Stops, absences: Absences) -> bool:
        if not any(self._able(row)):
            return absences.is_abandoned(_kind(row.media[0]), row.next_at or row.created_at)
        return self._first(row, stops) is not None

    def _able(self, row: OutboxRow) -> Iterator[ExecutorService]:
        return (one for one in self.services.values() if row.media[0] in one.kinds)

    def _first(self, row: OutboxRow, stops: Stops) -> ExecutorService | None:
        """Return the first executor in the order of the settings that is not stopped."""
        return next((one for one in self._able(row) if not stops.stopped(one.key, self.setting.now)), None)

    def judge(self, tx: Reader, row: OutboxRow, stops: Stops) -> tuple[Verdict[RemedyRunner], int]:
        """Carry it out where it is still owed; call it off where it is not, or where the case was withdrawn."""
        order = _read_order(tx, row)
        return self._judge(order, row, stops), order.case.seq

    def _judge(self, order: _Order, row: OutboxRow, stops: Stops) -> Verdict[RemedyRunner]:
        if why := order.untrue:
            return Cancel(why)
        if (service := self._first(row, stops)) is not None:
            return order.send(service, attempt=row.attempts + 1)
        able = [one.key for one in self._able(row)]
        if not able:
            return MoveOn(_NOBODY)
        return Wait(stops.until(able, self.setting.now), f"{', '.join(able)} is stopped")

    def question(self, tx: Reader, row: OutboxRow, attempt: AttemptRow) -> Attempt:
        """Name an attempt by the order's key."""
        return Attempt(id=order_id(tx, row), started_at=attempt.started_at, reference=attempt.reference)

    def event(self, tx: Reader, change: Change, attempt: AttemptRow | None) -> e.Happened | None:
        """Return that it was given or taken back, that it will not be, or that nobody knows."""
        order = _read_order(tx, change.row)
        back, promise = isinstance(order.event, e.ReversalOrdered), change.row.name
        executor = attempt.notifier if attempt else "-"
        match change.row.state:
            case OutboxState.DELIVERED if attempt:
                done = e.RemedyReversed if back else e.RemedyGiven
                return done(promise=promise, executor=executor, reference=attempt.reference)
            case OutboxState.REJECTED:
                refused = e.ReversalRejected if back else e.RemedyRejected
                return refused(promise=promise, executor=executor, because=change.why)
            case OutboxState.PARKED:
                return e.RemedyParked(promise=promise, executor=executor, because=change.why)
            case OutboxState.CANCELLED if order.is_owed and not back:
                return e.RemedyReversed(promise=promise, reason=change.why)
            case _:
                return None

    def late(self, tx: Reader, row: OutboxRow, attempt: AttemptRow) -> e.Happened | None:
        """Return that a person has to look: it was carried out, and somebody saw to it otherwise, or was told that it was not."""
        if row.state not in (OutboxState.CANCELLED, OutboxState.REJECTED) or _read_order(tx, row).is_owed:
            return None
        return e.RemedyParked(promise=row.name, executor=attempt.notifier, because=_AFTER_ALL)


@attrs.frozen
class _Order:
    """An order, the promised remedy it is about, and its case as it stands."""

    event: e.RemedyOrdered | e.ReversalOrdered
    promise: PromisedRemedy
    case: Case

    @property
    def is_owed(self) -> bool:
        """Say whether this is still what is to be done about the promised remedy."""
        if isinstance(self.event, e.ReversalOrdered):
            return (self.promise.state, self.promise.reversal) == ("reversing", self.event.order)
        return (self.promise.state, self.promise.order) == ("ordered", self.event.order)

    @property
    def untrue(self) -> str | None:
        """Return why this is not to be done any more; None while it is."""
        if not self.is_owed:
            return _SEEN_TO
        withdrawn = self.case.state is State.WITHDRAWN and isinstance(self.event, e.RemedyOrdered)
        return "the case was withdrawn" if withdrawn else None

    def send(self, executor: ExecutorService, *, attempt: int) -> Send[RemedyRunner]:
        """Return the call that carries it out, or takes it back by the executor's reference."""
        case, member = self.case, self.case.customer.member
        order = RemedyOrder(
            id=self.event.order,
            attempt=attempt,
            remedy=self.promise.remedy,
            case_number=case.number,
            receipt=case.purchase.receipt if case.purchase else None,
            unit=case.unit,
            member_id=member.id if member else None,
        )
        if isinstance(self.event, e.RemedyOrdered):
            return Send(executor, lambda runner: runner.execute(copied(order)))
        reference = self.promise.reference or self.event.order
        return Send(executor, lambda runner: runner.reverse(copied(order), reference))


def _kind(remedy: str) -> str:
    """Return the name under which a kind of remedy is missed that nobody carries out."""
    return f"kind {remedy}"


def order_id(tx: Reader, row: OutboxRow) -> str:
    """Return the key by which an executor knows an order."""
    return _read_order(tx, row).event.order


def _read_order(tx: Reader, row: OutboxRow) -> _Order:
    lines = lines_of(tx, row.case)
    case, event = rebuild(lines, id=row.case), lines[row.seq - 1].event
    assert isinstance(event, e.RemedyOrdered | e.ReversalOrdered)  # noqa: S101  nothing else places orders
    promise = next(one for one in case.promises if one.id == row.name)
    return _Order(event, promise, case)
