"""Delivering: take, begin, send, end; each notifier's batch beside the others', one session for each."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

import attrs

from complaintkit.delivery import outbox
from complaintkit.delivery.attempt import Begun, Work
from complaintkit.delivery.change import Change
from complaintkit.delivery.connection import Connection, Place
from complaintkit.delivery.remedy import Counter, carry_out
from complaintkit.delivery.route import Route, Stops, log
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.taking import Batch, addressed, take
from complaintkit.delivery.thread import StorageThread
from complaintkit.delivery.verdict import Send, Wait
from complaintkit.model.errors import NotFound, StorageError
from complaintkit.ports.notifier import Sender
from complaintkit.ports.outcome import InDoubt, NotSent, Outcome

_PAUSES = (0.2, 1.0, 5.0)  # seconds between tries to keep an outcome that is known already


@attrs.define
class Delivered:
    """What one run came to: entries taken on, messages taken and remedies carried out, plugins that were stopped and why."""

    taken: int = 0
    sent: int = 0
    stopped: dict[str, str] = attrs.field(factory=dict)


def _never() -> bool:
    return False


@attrs.frozen(kw_only=True)
class _Run:
    """One call of `deliver`. `halted` says whether somebody wants it to end."""

    setting: Setting
    storage: StorageThread
    stops: Stops
    halted: Callable[[], bool]
    done: Delivered = attrs.field(factory=Delivered)


async def deliver(
    setting: Setting, *, limit: int, stops: Stops | None = None, halted: Callable[[], bool] = _never
) -> Delivered:
    """Send what is to be sent now, at most `limit` entries; what goes on by another medium does so at once.

    A desk without notifiers leaves messages to others, one without an executor of a kind remedies of that kind. What is to
    be carried out goes on beside what is to be said: neither waits for the other.
    """
    stops = stops if stops is not None else Stops()
    with StorageThread() as storage:
        run = _Run(setting=setting, storage=storage, stops=stops, halted=halted)
        counter = Counter(setting=setting, storage=storage, stops=stops, halted=halted)
        _, carried = await asyncio.gather(_send_out(run, limit), carry_out(counter, limit=limit))
    run.done.taken += carried.taken
    run.done.sent += carried.done
    run.done.stopped.update(stops.why)
    return run.done


async def _send_out(run: _Run, limit: int) -> None:
    """Messages, batch by batch."""
    while run.setting.routes and run.done.taken < limit and not run.halted():
        batch = await run.storage(take, run.setting, limit - run.done.taken, run.stops)
        if not len(batch):
            break
        run.done.taken += len(batch)
        await _through(run, batch)


async def _through(run: _Run, batch: Batch) -> None:
    """A batch, sorted by notifier; each is served beside the others, and none waits for another."""
    works = await run.storage(_prepared, run, batch)
    doubts, rest = _by_notifier(run, batch.doubts)
    await asyncio.gather(*[_end(run, one, one.known or InDoubt("its notifier is gone")) for one in rest])
    names = dict.fromkeys([*doubts, *works])
    lanes = [_lane(run, run.setting.routes[name], doubts.get(name, []), works.get(name, [])) for name in names]
    for end in await asyncio.gather(*lanes, return_exceptions=True):
        if isinstance(end, BaseException):
            raise end


def _prepared(run: _Run, batch: Batch) -> dict[str, list[Work]]:
    """What is to be sent, by notifier; everything else is put aside."""
    found: dict[str, list[Work]] = defaultdict(list)
    for row in batch.rows:
        work = outbox.prepare(run.setting, row, run.stops)
        if isinstance(work.verdict, Send):
            found[work.verdict.route.name].append(work)
        else:
            outbox.put_aside(run.setting, row, work.verdict)
    return found


def _by_notifier(run: _Run, doubts: Iterable[Begun]) -> tuple[dict[str, list[Begun]], list[Begun]]:
    """What can be asked about, by notifier; and what needs no question, or has nobody to ask."""
    found: dict[str, list[Begun]] = defaultdict(list)
    rest = []
    for one in doubts:
        if one.known is None and one.attempt.notifier in run.setting.routes:
            found[one.attempt.notifier].append(one)
        else:
            rest.append(one)
    return found, rest


# ---- one notifier ---------------------------------------------------------------------------------------------------
async def _lane(run: _Run, route: Route, doubts: Sequence[Begun], works: Sequence[Work]) -> None:
    """What one notifier has to do, one after another, until it is done or stopped."""
    connection: Connection[Sender] = Connection(route, run.setting.timing.patience)
    problem = await connection.open()
    if problem:
        _stop(run, route, problem)
    try:
        for begun in doubts:
            await _ask(run, connection, begun)
        await _send_all(run, connection, deque(works), problem)
    finally:
        await connection.close()


async def _send_all(run: _Run, connection: Connection[Sender], works: deque[Work], problem: str | None) -> None:
    """One after another; what is left, also when this is cancelled, goes back to the others."""
    try:
        while works and await _send(run, connection, works[0], problem):
            works.popleft()
            problem = None
    finally:
        await run.storage(_give_back, run, run.setting.routes[connection.place.name], tuple(works))


async def _ask(run: _Run, connection: Connection[Sender], begun: Begun) -> None:
    """What became of an attempt; later, where nobody can be asked now."""
    if run.halted() or run.stops.stopped(connection.place.name, run.setting.now):
        later = run.setting.now + max(connection.place.reconcile_after, run.setting.timing.hold)
        await run.storage(outbox.ask_later, run.setting, begun, until=later)
        return
    begun = await run.storage(addressed, run.setting, begun)
    outcome = await connection.call(lambda sender: sender.reconcile(begun.question))
    _look(run, connection, outcome)
    await _end(run, begun, outcome)


async def _send(run: _Run, connection: Connection[Sender], work: Work, problem: str | None) -> bool:
    """Whether this one was seen to. A session that did not open counts as one try of the first message."""
    stopped = run.stops.stopped(connection.place.name, run.setting.now)
    if run.halted() or (stopped and not problem):
        return False
    begun = await run.storage(outbox.begin, run.setting, work, run.stops)
    if begun is None or (notification := begun.notification) is None:
        return True
    if problem:
        await _end(run, begun, NotSent(detail=problem))
        return True
    try:
        outcome = await connection.call(lambda sender: sender.send(notification))
    except asyncio.CancelledError:
        await _end(run, begun, InDoubt("stopped while it was being sent"))
        raise
    _look(run, connection, outcome)
    await _end(run, begun, outcome)
    return True


def _look(run: _Run, connection: Connection[Sender], outcome: Outcome) -> None:
    """Whether the notifier may go on."""
    if connection.hung:
        _stop(run, connection.place, "it hung")
    elif isinstance(outcome, NotSent) and outcome.ours:
        _stop(run, connection.place, outcome.detail or "something on our side is wrong", outcome.retry_after)


def _stop(run: _Run, place: Place[Sender], why: str, pause: timedelta | None = None) -> None:
    run.stops.stop(place.name, until=run.setting.now + (pause or run.setting.timing.hold), why=why)


def _give_back(run: _Run, route: Route, works: Sequence[Work]) -> None:
    """The rest of a batch, for later; for now, where another notifier serves the medium, or only this worker ends."""
    now, routes = run.setting.now, run.setting.routes.values()
    others = [one for one in routes if one.medium == route.medium and not run.stops.stopped(one.name, now)]
    until = now if others else run.stops.until([route.name], now)
    why = f"{route.name} is stopped: {run.stops.why[route.name]}" if route.name in run.stops.why else ""
    for work in works:
        outbox.put_aside(run.setting, work.row, Wait(until, why))


async def _end(run: _Run, begun: Begun, outcome: Outcome) -> Change | None:
    """Keep the outcome. What was sent can't be unsent, so this is tried harder than anything else."""
    change = None
    for pause in (*_PAUSES, None):
        try:
            change = await run.storage(outbox.end, run.setting, begun, outcome)
            break
        except NotFound:
            raise
        except StorageError as error:
            if pause is None:
                log.error("entry %s: its outcome was not kept (%s); it will be in doubt", begun.row.id, error)
                break
            await asyncio.sleep(pause)
    if change is not None and change.sent:
        run.done.sent += 1
    return change
