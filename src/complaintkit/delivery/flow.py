"""Delivering: messages and remedies in one flow, batch by batch, each service beside the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

from complaintkit.delivery.carrier import Begun, Carrier, S, Send, Work
from complaintkit.delivery.group import Aside, give_back, put_aside
from complaintkit.delivery.lane import Lane
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Batch, Outbox
from complaintkit.delivery.remedy import Remedies
from complaintkit.delivery.run import Delivered, Run, run_all
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.thread import StorageTurn, apart
from complaintkit.ports.outcome import InDoubt
from complaintkit.ports.storage import OutboxRow

_AT_ONCE: Final = 4
"""So many are looked at in one go: what is under way meanwhile waits for that."""
_BREATH: Final = 0.001
"""Seconds between two looks in which what is under way has the processor: Python computes on one thread at a time."""


def _never() -> bool:
    return False


async def deliver(
    setting: Setting, *, limit: int, stops: Stops | None = None, halted: Callable[[], bool] = _never
) -> Delivered:
    """Send at most `limit` messages and carry out at most `limit` remedies; neither waits for the other.

    What calls nobody, for it is not true any more, has to wait or goes on by another medium, counts for nothing.
    A message that goes on by another medium does so at once. A desk without notifiers leaves messages to others, one
    without an executor of a kind remedies of that kind. `halted` says whether somebody wants the run to end.
    """
    stops, done = stops if stops is not None else Stops(), Delivered()

    def carry(carrier: Carrier[S]) -> Coroutine[Any, Any, None]:
        return _carry(Run(Outbox(setting, carrier, stops), StorageTurn(), halted, done), limit)

    def both() -> Coroutine[Any, Any, None]:
        return run_all([carry(Remedies(setting)), *([carry(Messages(setting))] if setting.notifiers else [])])

    await apart(both)
    done.stopped.update(stops.why)
    return done


async def _carry(run: Run[S], limit: int) -> None:
    """Carry batch by batch, until nothing is left or so many calls were made."""
    while run.calls < limit and not run.halted():
        batch = await run.storage(run.outbox.take, limit - run.calls)
        if not len(batch):
            return
        run.done.taken += len(batch)
        await run_all(_end_unasked(run, one) for one in batch.doubts if not _can_be_asked(run, one))
        lanes = _lanes(run, batch)
        await run_all([_look(run, batch.rows, lanes), *(lane.serve() for lane in lanes.values())])


def _lanes(run: Run[S], batch: Batch[S]) -> dict[str, Lane[S]]:
    """Return a lane for each service, with the attempts to ask it about; any entry of the batch may turn out to be for it."""
    lanes = {name: Lane(run, one, coming=len(batch.rows)) for name, one in run.outbox.carrier.services.items()}
    for begun in batch.doubts:
        if _can_be_asked(run, begun):
            lanes[begun.attempt.notifier].doubts.append(begun)
    return lanes


async def _look(run: Run[S], rows: Sequence[OutboxRow], lanes: Mapping[str, Lane[S]]) -> None:
    """Look at entries some at a time, while those that were looked at go out; put aside what calls nobody.

    What was not looked at in the end, for the run is to end or something is wrong, goes back to whoever looks next.
    """
    looked = 0
    try:
        while looked < len(rows) and not run.halted():
            some = rows[looked : looked + _AT_ONCE]
            works = await run.storage(_prepare, run, some)
            for name, lane in lanes.items():
                await lane.take_on([one for one in works if one[1].service.name == name], looked_at=len(some))
            looked += len(some)
            await asyncio.sleep(_BREATH)
    finally:
        for lane in lanes.values():
            await lane.take_on([], looked_at=len(rows) - looked)
        if looked < len(rows):
            await run.storage(give_back, run.outbox, rows[looked:])


def _prepare(run: Run[S], rows: Sequence[OutboxRow]) -> list[tuple[Work[S], Send[S]]]:
    """Return which of these are to be sent, and how; put aside the others."""
    works = run.outbox.prepare_all(rows)
    put_aside(run.outbox, [Aside(one.row, one.verdict) for one in works if not isinstance(one.verdict, Send)])
    return [(one, one.verdict) for one in works if isinstance(one.verdict, Send)]


def _can_be_asked(run: Run[S], begun: Begun[S]) -> bool:
    return begun.known is None and begun.attempt.notifier in run.outbox.carrier.services


async def _end_unasked(run: Run[S], begun: Begun[S]) -> None:
    """End an attempt whose end is known after all, or about which there is nobody to ask."""
    await run.end(begun, begun.known or InDoubt("its plugin is gone"))
