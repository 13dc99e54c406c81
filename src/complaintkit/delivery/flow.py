"""Delivering: messages and remedies in one flow, batch by batch, each service beside the others."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from complaintkit.delivery.carrier import Begun, Carrier, S, Send
from complaintkit.delivery.group import Aside, put_aside
from complaintkit.delivery.lane import Lane
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Batch, Outbox
from complaintkit.delivery.remedy import Remedies
from complaintkit.delivery.run import Delivered, Run, run_all
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.thread import StorageThread
from complaintkit.ports.outcome import InDoubt


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
    with StorageThread() as storage:

        def carry(carrier: Carrier[S]) -> Coroutine[Any, Any, None]:
            return _carry(Run(Outbox(setting, carrier, stops), storage, halted, done), limit)

        await run_all([carry(Remedies(setting)), *([carry(Messages(setting))] if setting.notifiers else [])])
    done.stopped.update(stops.why)
    return done


async def _carry(run: Run[S], limit: int) -> None:
    """Carry batch by batch, until nothing is left or so many calls were made."""
    while run.calls < limit and not run.halted():
        batch = await run.storage(run.outbox.take, limit - run.calls)
        if not len(batch):
            return
        run.done.taken += len(batch)
        lanes = await run.storage(_sort, run, batch)
        await run_all(_end_unasked(run, one) for one in batch.doubts if not _can_be_asked(run, one))
        await run_all(lane.serve() for lane in lanes)


def _sort(run: Run[S], batch: Batch[S]) -> list[Lane[S]]:
    """Return the lanes of a batch, one per service, with what each has to do; put aside what calls nobody."""
    lanes: dict[str, Lane[S]] = {}
    for begun in batch.doubts:
        if _can_be_asked(run, begun):
            _lane(run, lanes, begun.attempt.notifier).doubts.append(begun)
    works = [run.outbox.prepare(row) for row in batch.rows]
    put_aside(run.outbox, [Aside(one.row, one.verdict) for one in works if not isinstance(one.verdict, Send)])
    for work in works:
        if isinstance(work.verdict, Send):
            _lane(run, lanes, work.verdict.service.name).add(work, work.verdict)
    return list(lanes.values())


def _lane(run: Run[S], lanes: dict[str, Lane[S]], name: str) -> Lane[S]:
    if name not in lanes:
        lanes[name] = Lane(run, run.outbox.carrier.services[name])
    return lanes[name]


def _can_be_asked(run: Run[S], begun: Begun[S]) -> bool:
    return begun.known is None and begun.attempt.notifier in run.outbox.carrier.services


async def _end_unasked(run: Run[S], begun: Begun[S]) -> None:
    """End an attempt whose end is known after all, or about which there is nobody to ask."""
    await run.end(begun, begun.known or InDoubt("its plugin is gone"))
