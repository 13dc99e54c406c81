"""The worker: due deadlines, then delivery, again and again until it is told to stop. Any number may run at once."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

import attrs

from complaintkit.delivery.due import run_due
from complaintkit.delivery.erasing import finish_erasing
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.heartbeat import Heartbeat
from complaintkit.delivery.service import Stops, log
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.thread import StorageThread
from complaintkit.model.errors import ComplaintKitError
from complaintkit.model.phrase import phrase

Errand: TypeAlias = Callable[[], Coroutine[Any, Any, int]]
"""Does one thing of what else there is to do, beside delivering; returns how much that was."""

_BATCH: Final = 100
_LONGEST_REST: Final = 60.0  # seconds; after failures, the worker looks less often


@attrs.define(eq=False)
class Worker:
    """Runs a desk's clock and outbox. `stop` may be called from any thread, and from a signal handler while another runs."""

    setting: Setting
    heartbeat: Heartbeat
    errands: Sequence[Errand] = ()
    _stops: Stops = attrs.field(factory=Stops, init=False)
    _erased: datetime | None = attrs.field(default=None, init=False)
    _stopping: bool = attrs.field(default=False, init=False)
    _ended: threading.Event = attrs.field(factory=threading.Event, init=False)
    _wake: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = attrs.field(default=None, init=False)

    def stop(self) -> None:
        """Have it end after what is being sent right now."""
        self._stopping = True  # no threading.Event: a second signal while its lock is held would wait for itself
        if (awake := self._wake) is not None:
            loop, wake = awake
            with suppress(RuntimeError):  # the loop has just ended
                loop.call_soon_threadsafe(wake.set)

    def join(self) -> None:
        """Wait a moment for it to end; not on its own loop, which would wait for itself."""
        if self._wake is None or self._wake[0] is _running_loop():
            return
        self._ended.wait(self.setting.timing.grace.total_seconds())

    async def once(self, *, limit: int) -> int:
        """Run one pass, bounded by `limit` due cases, messages and remedies each; return how much there was to do."""
        events = await self._due(limit)
        errands = (self._run(one) for one in self.errands)
        return events + sum(await asyncio.gather(self._deliver(limit), self._erase(), *errands))

    async def _due(self, limit: int) -> int:
        """Leave a sign of life and act on what fell due; return how many events that made."""
        with StorageThread() as storage:
            await storage(self.heartbeat.beat)
            return await storage(partial(run_due, self.setting.door, limit=limit))

    async def _deliver(self, limit: int) -> int:
        """Send and carry out; return how many entries were taken."""
        done = await deliver(self.setting, limit=limit, stops=self._stops, halted=lambda: self._stopping)
        return done.taken

    async def _erase(self) -> int:
        """Finish what erasures left, now and then; return how much that was."""
        now = self.setting.now
        if self._erased is not None and timedelta(0) <= now - self._erased < self.setting.timing.beat:
            return 0
        self._erased = now
        return await finish_erasing(self.setting)

    async def _run(self, errand: Errand) -> int:
        """Run an errand; return how much it did. What goes wrong with it keeps no message back."""
        try:
            return await errand()
        except ComplaintKitError as error:
            log.warning("%s", phrase("what channels have could not be fetched: {why}", why=error.words))
        except Exception:  # noqa: BLE001  no fault of a channel's may keep messages back
            log.exception("%s", phrase("what channels have could not be fetched"))
        return 0

    async def run(self) -> None:
        """Run until stopped. When cancelled, what is being sent gets a moment to end, then the rest is left to others."""
        passes = asyncio.create_task(self._passes())
        try:
            await asyncio.shield(passes)
        except asyncio.CancelledError:
            self.stop()
            await asyncio.wait({passes}, timeout=self.setting.timing.grace.total_seconds())
            passes.cancel()
            await asyncio.wait({passes}, timeout=self.setting.timing.grace.total_seconds())
            raise

    async def _passes(self) -> None:
        """Do each kind of work at its own pace: nothing waits for a provider that thinks for a quarter of an hour."""
        wake = asyncio.Event()
        self._wake = (asyncio.get_running_loop(), wake)
        kinds: list[Errand] = [partial(self._due, _BATCH), partial(self._deliver, _BATCH), self._erase]
        kinds += [partial(self._run, one) for one in self.errands]
        try:
            await asyncio.gather(*(self._repeat(wake, one) for one in kinds))
        finally:
            self._wake = None
            self._ended.set()

    async def _repeat(self, wake: asyncio.Event, work: Errand) -> None:
        failures = 0
        while not self._stopping:
            failures, rest = await self._pass(work, failures)
            await _sleep(wake, rest)

    async def _pass(self, work: Errand, failures: int) -> tuple[int, float]:
        """Work once; return how often in a row that failed, and how long to rest: what fails tonight may work tomorrow."""
        poll = self.setting.timing.poll.total_seconds()
        try:
            busy = await work()
        except ComplaintKitError as error:
            log.warning("%s", phrase("the worker could not go on: {why}", why=error.words))
        except Exception:  # noqa: BLE001  a worker that ends at night ends unseen
            log.exception("%s", phrase("the worker could not go on"))
        else:
            return 0, 0.0 if busy else poll
        return failures + 1, min(poll * 2**failures, _LONGEST_REST)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def _sleep(wake: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(wake.wait(), seconds)
    except TimeoutError:
        return


def until_signalled(worker: Worker) -> None:
    """Run a worker on a loop of its own until it is stopped, or the process is asked to end (SIGTERM, SIGINT)."""
    with _signals(worker):
        asyncio.run(worker.run())


@contextmanager
def _signals(worker: Worker) -> Iterator[None]:
    """Let signals stop the worker, which only the main thread hears; what was set before stands again afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wanted = (signal.SIGTERM, signal.SIGINT)
    before = {one: signal.signal(one, lambda *_: worker.stop()) for one in wanted}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
