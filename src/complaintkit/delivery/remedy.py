"""Carrying out what was agreed: each executor's orders one after another, the executors beside each other. R10"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import attrs

from complaintkit.delivery import order
from complaintkit.delivery.connection import Connection
from complaintkit.delivery.order import Placed
from complaintkit.delivery.route import Stops, log
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.thread import StorageThread
from complaintkit.delivery.till import Till
from complaintkit.model.errors import NotFound, StorageError
from complaintkit.ports.outcome import InDoubt, NotSent, Outcome
from complaintkit.ports.remedy import RemedyRunner

_PAUSES = (0.2, 1.0, 5.0)  # seconds between tries to keep an outcome that is known already


@attrs.define
class Carried:
    """What one run came to: orders taken on, and carried out."""

    taken: int = 0
    done: int = 0

    def count(self, done: bool) -> None:  # noqa: FBT001  that is what is counted
        """One more, after it was awaited: lanes count beside each other."""
        self.taken += 1
        self.done += done


@attrs.frozen(kw_only=True)
class Counter:
    """Where orders are carried out: what a run works with."""

    setting: Setting
    storage: StorageThread
    stops: Stops
    halted: Callable[[], bool]


async def carry_out(counter: Counter, *, limit: int) -> Carried:
    """Carry out at most `limit` orders whose turn has come."""
    done = Carried()
    found = await counter.storage(order.due, counter.setting, counter.stops)
    lanes: dict[str, list[str]] = defaultdict(list)
    for id_, till in found[:limit]:
        lanes[till].append(id_)
    runs = [_lane(counter, counter.setting.tills.get(name), ids, done) for name, ids in lanes.items()]
    for end in await asyncio.gather(*runs, return_exceptions=True):
        if isinstance(end, BaseException):
            raise end
    return done


async def _lane(counter: Counter, till: Till | None, ids: Sequence[str], done: Carried) -> None:
    """One executor's orders, one after another, until they are done or it is stopped; without one, what needs none."""
    if till is None:
        for id_ in ids:
            await _without(counter, id_, done)
        return
    connection: Connection[RemedyRunner] = Connection(till, counter.setting.timing.patience)
    problem = await connection.open()
    try:
        for id_ in ids:
            if counter.halted():
                break
            placed = await counter.storage(order.begin, counter.setting, id_, till, counter.stops)
            if placed is not None:
                done.count(await _seen_to(counter, connection, till, placed, problem))
            if problem:  # one try is counted, so that somebody hears of it at last
                _stop(counter, till, problem)
                break
    finally:
        await connection.close()


async def _without(counter: Counter, id_: str, done: Carried) -> None:
    """What was left in the middle, or has nobody to carry it out."""
    placed = await counter.storage(order.begin, counter.setting, id_, None, counter.stops)
    if placed is not None:
        done.count(await _end(counter, placed, placed.known or InDoubt("its executor is gone")))


async def _seen_to(
    counter: Counter, connection: Connection[RemedyRunner], till: Till, placed: Placed, problem: str | None
) -> bool:
    """One order, carried out or asked about; whether it is done."""
    if placed.known is not None:
        return await _end(counter, placed, placed.known)
    if problem and placed.asked:
        later = counter.setting.now + max(till.reconcile_after, counter.setting.timing.hold)
        await counter.storage(order.ask_later, counter.setting, placed, until=later)
        return False
    if problem:
        return await _end(counter, placed, NotSent(detail=problem))
    try:
        outcome = await connection.call(lambda runner: _called(runner, placed))
    except asyncio.CancelledError:
        await _end(counter, placed, InDoubt("stopped while it was being carried out"))
        raise
    if connection.hung:
        _stop(counter, till, "it hung")
    elif isinstance(outcome, NotSent) and outcome.ours:
        _stop(counter, till, outcome.detail or "something on our side is wrong", outcome.retry_after)
    return await _end(counter, placed, outcome)


def _called(runner: RemedyRunner, placed: Placed) -> Awaitable[Outcome]:
    if placed.asked:
        return runner.reconcile(placed.question)
    if placed.taking_back is not None:
        return runner.reverse(placed.order, placed.taking_back)
    return runner.execute(placed.order)


def _stop(counter: Counter, till: Till, why: str, pause: timedelta | None = None) -> None:
    counter.stops.stop(till.key, until=counter.setting.now + (pause or counter.setting.timing.hold), why=why)


async def _end(counter: Counter, placed: Placed, outcome: Outcome) -> bool:
    """Keep the outcome. What was paid can't be unpaid, so this is tried harder than anything else."""
    for pause in (*_PAUSES, None):
        try:
            return await counter.storage(order.end, counter.setting, placed, outcome)
        except NotFound:
            raise
        except StorageError as error:
            if pause is None:
                log.error("order %s: its outcome was not kept (%s); it will be in doubt", placed.order.id, error)
                break
            await asyncio.sleep(pause)
    return False
