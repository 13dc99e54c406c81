"""The entries of one kind on their way through the storage: each step in a transaction of its own. Blocking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, Generic

import attrs

from complaintkit.delivery import change
from complaintkit.delivery.absence import Absences
from complaintkit.delivery.carrier import Begun, Cancel, Carrier, MoveOn, Park, S, Send, Verdict, Wait, Work
from complaintkit.delivery.change import Change, Tried
from complaintkit.delivery.fault import is_of_storage
from complaintkit.delivery.message.budget import count_in
from complaintkit.delivery.service import Stops, log
from complaintkit.delivery.setting import Setting
from complaintkit.model.errors import DamagedError
from complaintkit.model.outbox import AttemptOutcome, EntryKind, OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.ports.outcome import Accepted, Attempt, InDoubt, NotSent, Outcome
from complaintkit.ports.storage import AttemptRow, EventRow, OutboxRow, Reader, Writer
from complaintkit.records.outbox import entries_in
from complaintkit.records.stream import Stream, find_stream, version_of

_TRIES: Final = 3  # a case may change under our hands; then its entry waits for the next round
_SOON: Final = timedelta(seconds=1)
_DAMAGED: Final = timedelta(hours=1)
"""So long waits what can't be read: somebody has to see to it."""


class Outdated(Exception):
    """What was decided about an entry does not hold any more: it has to be looked at again."""


@attrs.frozen
class Batch(Generic[S]):
    """Attempts to ask about and entries to send, as one worker took them on."""

    doubts: tuple[Begun[S], ...] = ()
    rows: tuple[OutboxRow, ...] = ()

    def __len__(self) -> int:
        return len(self.doubts) + len(self.rows)


@attrs.frozen
class Outbox(Generic[S]):
    """One carrier's entries. Every change is fenced by the entry's epoch."""

    setting: Setting
    carrier: Carrier[S]
    stops: Stops

    # ---- taking -------------------------------------------------------------------------------------------------------
    def take(self, limit: int) -> Batch[S]:
        """Take at most `limit` entries whose turn has come."""
        with self.setting.door.storage.writing() as tx:
            absences = Absences(tx, self.setting.now, self.setting.timing.abandoned)
            absences.end(map(self._service, self.carrier.services))
            self._expire(tx, absences)
            doubts = tuple(islice(self._take_doubts(tx, absences), limit))
            left = limit - len(doubts)
            rows = self.carrier.claim(tx, self.stops, absences, limit=left) if left else ()
        return Batch(doubts, tuple(rows))

    def _expire(self, tx: Writer, absences: Absences) -> None:
        """Put in doubt what a worker began that went away."""
        now = self.setting.now
        for row in tx.expired(now, kind=self.carrier.kind):
            last = tx.attempts(row.id)[-1]
            if not self._is_ours(last, min(row.lease_until or now, now), absences):
                continue  # only who has its service knows when it may be asked
            if last.ended_at is None:
                tx.put_attempt(change.close(last, InDoubt("its worker went away"), now=now))
            expired = change.expire(
                row, reconcile_after=self._reconcile_after(last), now=now, until=self.setting.call_until
            )
            tx.change_outbox(expired, if_epoch=row.epoch)

    def _take_doubts(self, tx: Writer, absences: Absences) -> Iterator[Begun[S]]:
        """Take attempts to ask about: of our services, or of one that workers looked for in vain for a day."""
        now = self.setting.now
        for row in entries_in(tx, self.carrier.kind, states=frozenset({OutboxState.IN_DOUBT}), due_by=now):
            last = tx.attempts(row.id)[-1]
            if not self._is_ours(last, row.next_at or now, absences) or self._is_stopped(last):
                continue
            mine = change.ask(row, until=self.setting.call_until)
            if tx.change_outbox(mine, if_epoch=row.epoch):
                known = Accepted(last.reference or row.id) if last.outcome is AttemptOutcome.ACCEPTED else None
                yield Begun(row=mine, attempt=last, known=known)

    def _is_ours(self, attempt: AttemptRow, since: datetime, absences: Absences) -> bool:
        """Say whether we have the service of an attempt that waits since then, or nobody has."""
        name = attempt.notifier
        return name in self.carrier.services or absences.is_abandoned(self._service(name), since)

    def _is_stopped(self, attempt: AttemptRow) -> bool:
        service = self.carrier.services.get(attempt.notifier)
        return service is not None and self.stops.stopped(service.key, self.setting.now)

    def _service(self, name: str) -> str:
        """Return the name under which a notifier or an executor is missed."""
        return f"{self.carrier.kind} {name}"

    def _reconcile_after(self, attempt: AttemptRow) -> timedelta:
        """Return how late a provider's own records may be; nothing is known of one that is gone."""
        service = self.carrier.services.get(attempt.notifier)
        return service.reconcile_after if service else timedelta(0)

    # ---- looking ------------------------------------------------------------------------------------------------------
    def prepare(self, row: OutboxRow) -> Work[S]:
        """Decide what is to become of an entry now; one that can't even be looked at needs a person."""
        return self.prepare_all([row])[0]

    def prepare_all(self, rows: Iterable[OutboxRow]) -> list[Work[S]]:
        """Decide what is to become of entries now, by one view of the storage."""
        with self.setting.door.storage.reading() as reader:
            return [self.prepare_in(reader, row) for row in rows]

    def prepare_in(self, tx: Reader, row: OutboxRow) -> Work[S]:
        """Decide what is to become of an entry now by a view that may serve several."""
        now = self.setting.now
        try:
            verdict, seq = self.carrier.judge(tx, row, self.stops)
        except Exception as error:
            if is_of_storage(error):
                raise
            if isinstance(error, DamagedError):  # once a backup is restored, or the rows are put right, it goes out
                log.error("%s", phrase("entry {id} waits: {why}", id=row.id, why=error.words))
                return Work(row=row, verdict=Wait(now + _DAMAGED, "what it is about can't be read"), seq=0, at=now)
            log.exception("%s", phrase("entry {id} can't be prepared", id=row.id))
            return Work(row=row, verdict=Park("can't be prepared"), seq=0, at=now)
        return Work(row=row, verdict=verdict, seq=seq, at=now)

    def put_aside(self, row: OutboxRow, verdict: Verdict[S]) -> None:
        """Keep a verdict that calls nobody; what was to be sent after all comes back at once."""
        with self.setting.door.storage.writing() as tx:
            written = self.put_aside_in(tx, row, verdict)
        self.setting.door.recorded(written)

    def put_aside_in(self, tx: Writer, row: OutboxRow, verdict: Verdict[S]) -> Sequence[EventRow]:
        """Keep a verdict that calls nobody in a transaction that may hold several; return the events that were written."""
        stream = find_stream(self.setting.door, tx, row.case)
        return self._write(stream, self._aside(row, verdict), None) if _stands(tx, row) else ()

    def _aside(self, row: OutboxRow, verdict: Verdict[S]) -> Change:
        now = self.setting.now
        match verdict:
            case Wait(until=until, why=why):
                return change.postpone(row, until=until, why=why)
            case Cancel(why=why):
                return change.cancel(row, why=why)
            case MoveOn(why=why):
                return change.move_on(row, why=why, now=now)
            case Park(why=why):
                return change.park(row, why=why)
            case Send():
                return change.postpone(row, until=now + _SOON, why="something happened to the case just now")

    # ---- calling ------------------------------------------------------------------------------------------------------
    def begin(self, work: Work[S], send: Send[S], *, digest: str | None = None) -> Begun[S] | None:
        """Commit that the call begins now; None where it does not: another worker has it, or something happened since.

        `digest` is the id under which it goes out, where it goes out together with others.
        """
        if self._is_old(work):
            work = self.prepare(work.row)
        for _ in range(_TRIES):
            if not isinstance(work.verdict, Send) or work.verdict.service is not send.service:
                break
            with suppress(Outdated), self.setting.door.storage.writing() as tx:
                return self._begin(tx, work, work.verdict, digest)
            work = self.prepare(work.row)
        self.put_aside(work.row, work.verdict)
        return None

    def begin_in(self, tx: Writer, work: Work[S], send: Send[S], *, digest: str | None = None) -> Begun[S] | None:
        """Begin a call in a transaction that may hold several; None where another worker has the entry.

        Raises:
            Outdated: it has to be looked at again first, which no transaction may wait for. Nothing was written.
        """
        if self._is_old(work):
            raise Outdated
        return self._begin(tx, work, send, digest)

    def _is_old(self, work: Work[S]) -> bool:
        return self.setting.now - work.at > self.setting.timing.fresh

    def _begin(self, tx: Writer, work: Work[S], send: Send[S], digest: str | None) -> Begun[S] | None:
        row = work.row
        if not _stands(tx, row):
            return None
        if version_of(tx, row.case) != work.seq or not count_in(self.setting.door, tx, send):
            raise Outdated  # something happened to the case, or others of this batch went to that address
        started = change.start(row, until=self.setting.call_until)
        attempt = AttemptRow(
            id=f"{row.id}.{started.attempts}",
            outbox=row.id,
            epoch=started.epoch,
            number=started.attempts,
            notifier=send.service.name,
            medium=row.media[row.medium],
            started_at=self.setting.now,
            digest=digest,
        )
        tx.put_attempt(attempt)
        tx.change_outbox(started, if_epoch=row.epoch)
        return Begun(row=started, attempt=attempt, send=send)

    def question(self, begun: Begun[S]) -> Attempt:
        """Return what a service is asked about an attempt in doubt."""
        with self.setting.door.storage.reading() as reader:
            return self.carrier.question(reader, begun.row, begun.attempt)

    def ask_later(self, begun: Begun[S], *, until: datetime) -> None:
        """Leave in doubt what nobody could be asked about."""
        with self.setting.door.storage.writing() as tx:
            tx.change_outbox(change.ask_later(begun.row, until=until), if_epoch=begun.row.epoch)

    # ---- ending -------------------------------------------------------------------------------------------------------
    def end(self, begun: Begun[S], outcome: Outcome) -> bool:
        """Keep how an attempt ended, with what follows from it; return whether it was sent, or carried out, by that."""
        with self.setting.door.storage.writing() as tx:
            done, written = self.end_in(tx, begun, outcome)
        self.setting.door.recorded(written)
        return done

    def end_in(self, tx: Writer, begun: Begun[S], outcome: Outcome) -> tuple[bool, Sequence[EventRow]]:
        """Keep how an attempt ended in a transaction that may hold several; return also the events that were written."""
        stream, mine = find_stream(self.setting.door, tx, begun.row.case), _stands(tx, begun.row)
        known = begun.attempt
        if not mine or begun.send is None:  # whoever began it may have come back late and written its end down
            known = next(one for one in tx.attempts(begun.row.id) if one.id == known.id)
        if begun.send is None and known.outcome is AttemptOutcome.ACCEPTED:  # then nobody who was asked knows better
            outcome = Accepted(known.reference or begun.row.id)
        attempt = change.close(known, outcome, now=self.setting.now)
        if mine or _is_news(known, attempt):
            tx.put_attempt(attempt)
        if not mine:
            log.warning(
                "%s",
                phrase(
                    "entry {id}: {outcome}, but another worker has it by now", id=begun.row.id, outcome=attempt.outcome
                ),
            )
            return self._end_late(stream, begun, attempt)
        tried = self._tried(tx, begun, outcome)
        ended = change.conclude(begun.row, tried, self.setting.timing, self.setting.chance)
        return ended.done, self._write(stream, ended, attempt)

    def _end_late(self, stream: Stream, begun: Begun[S], attempt: AttemptRow) -> tuple[bool, Sequence[EventRow]]:
        """Keep that it was done after all, where a person had been left with it: what was done is on record, however late."""
        row = stream.tx.outbox_entry(begun.row.id)
        if row is None or attempt.outcome is not AttemptOutcome.ACCEPTED:
            return False, ()
        if row.kind is EntryKind.REMEDY and row.state is OutboxState.PARKED:
            found = change.confirm(row)
            return found.done, self._write(stream, found, attempt)
        event = self.carrier.late(stream.tx, row, attempt)
        return False, stream.record(event) if event else ()

    def _tried(self, tx: Reader, begun: Begun[S], outcome: Outcome) -> Tried:
        """Return an attempt that has its end on record, with what stands around it."""
        medium, failed = begun.attempt.medium, AttemptOutcome.NOT_SENT
        attempts = tx.attempts(begun.row.id) if isinstance(outcome, NotSent) else ()
        return Tried(
            outcome=outcome,
            now=self.setting.now,
            failures=sum(one.medium == medium and one.outcome is failed for one in attempts),
            reconcile_after=self._reconcile_after(begun.attempt),
            asked=begun.send is None,
        )

    def _write(self, stream: Stream, made: Change, attempt: AttemptRow | None) -> Sequence[EventRow]:
        """Keep a change with what it means to the case: acknowledged (R4), told (F9), given (R10), or lost."""
        if not stream.tx.change_outbox(made.row, if_epoch=made.before.epoch):
            return ()
        event = self.carrier.event(stream.tx, made, attempt)
        return stream.record(event) if event else ()


def _stands(tx: Reader, row: OutboxRow) -> bool:
    """Say whether an entry still stands as we left it."""
    current = tx.outbox_entry(row.id)
    return current is not None and (current.epoch, current.state) == (row.epoch, row.state)


def _is_news(known: AttemptRow, said: AttemptRow) -> bool:
    """Say whether an end that comes late is told: no other is known, or a provider that was asked too early had no record of it."""
    early = said.outcome is AttemptOutcome.ACCEPTED and known.outcome is AttemptOutcome.NOT_SENT
    return early or known.outcome in (None, AttemptOutcome.IN_DOUBT)
