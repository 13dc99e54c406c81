"""Taking entries on: each leased to one worker at a time, fenced by its epoch. Blocking; run on one thread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from complaintkit.delivery import change as how
from complaintkit.delivery._recipient import contact_of
from complaintkit.delivery.attempt import Begun
from complaintkit.delivery.occasion import occasion_of
from complaintkit.delivery.route import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.verdict import MESSAGE
from complaintkit.model.outbox import OutboxState
from complaintkit.ports.outcome import Accepted, InDoubt
from complaintkit.ports.storage import AttemptRow, OutboxRow, Writer


@attrs.frozen
class Batch:
    """What one worker took on: attempts to ask about, entries to send."""

    doubts: tuple[Begun, ...] = ()
    rows: tuple[OutboxRow, ...] = ()

    def __len__(self) -> int:
        return len(self.doubts) + len(self.rows)


def take(setting: Setting, limit: int, stops: Stops) -> Batch:
    """At most `limit` entries whose turn has come, leased to us."""
    now = setting.now
    with setting.door.storage.writing() as tx:
        _expire(setting, tx, now)
        doubts = tuple(_doubts(setting, tx, limit, stops))
        left = limit - len(doubts)
        rows = tx.claim(now, lease_until=now + setting.timing.lease, limit=left) if left else ()
    return Batch(doubts, tuple(rows))


def _expire(setting: Setting, tx: Writer, now: datetime) -> None:
    """What was started by somebody who went away is in doubt from now on."""
    for row in tx.expired(now):
        if row.kind != MESSAGE:
            continue
        last = tx.attempts(row.id)[-1]
        if last.ended_at is None:
            tx.put_attempt(how.ended(last, InDoubt("whoever sent it went away"), now=now))
        change = how.expired(row, reconcile_after=setting.reconcile_after(last.notifier), now=now)
        tx.change_outbox(change.row, if_epoch=row.epoch)


def _doubts(setting: Setting, tx: Writer, limit: int, stops: Stops) -> Iterator[Begun]:
    """Attempts to ask about: of our notifiers, or of one that nobody has had for a day."""
    left, now = limit, setting.now
    for row in tx.outbox(states=frozenset({OutboxState.IN_DOUBT})):
        if not left:
            return
        if row.kind != MESSAGE or row.next_at is None or row.next_at > now:
            continue
        last = tx.attempts(row.id)[-1]
        if not _is_for_us(setting, row.next_at, last, stops):
            continue
        until = now + setting.timing.patience + setting.timing.margin
        mine = attrs.evolve(row, epoch=row.epoch + 1, next_at=until, lease_until=until)
        if tx.change_outbox(mine, if_epoch=row.epoch):
            left -= 1
            known = Accepted(last.reference or row.id) if last.outcome == "accepted" else None
            yield Begun(row=mine, attempt=last, asked=True, known=known)


def _is_for_us(setting: Setting, since: datetime, last: AttemptRow, stops: Stops) -> bool:
    abandoned: timedelta = setting.timing.abandoned
    if last.notifier in setting.routes:
        return not stops.stopped(last.notifier, setting.now)
    return since + abandoned <= setting.now


def addressed(setting: Setting, begun: Begun) -> Begun:
    """The same with the address that it went to, as far as that is still known."""
    route = setting.routes.get(begun.attempt.notifier)
    if route is None or begun.known is not None:
        return begun
    with setting.door.storage.reading() as reader:
        to = contact_of(occasion_of(setting.door, reader, begun.row), route.address_kind)
    return attrs.evolve(begun, to=to)
