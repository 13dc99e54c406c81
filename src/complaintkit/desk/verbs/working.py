"""Verbs of the worker: deliver what is to be said, act on what fell due, keep doing both."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from complaintkit.desk.verbs.base import Verbs
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from datetime import datetime
    from os import PathLike

    from complaintkit.delivery.heartbeat import Heartbeat
    from complaintkit.delivery.setting import Setting
    from complaintkit.delivery.worker import Errand, Worker
    from complaintkit.desk._opening import Opened
    from complaintkit.model.actor import By
    from complaintkit.model.health import Health
    from complaintkit.model.verification import Verification

T = TypeVar("T")


class WorkingVerbs(Verbs):
    """Running the desk's clock and its outbox. Any number of processes may do so at once."""

    def __init__(self, opened: Opened) -> None:
        """`Desk.open` makes one."""
        super().__init__(opened)
        self._workers: set[Worker] = set()
        self._beat: Heartbeat | None = None
        self._guard = threading.Lock()

    async def deliver(self, *, limit: int = 100) -> int:
        """Send what is to be sent and carry out what was agreed; return how much of it was taken or done. R4

        Each attempt is on record before the provider is called. A message that is rejected goes on by its next medium;
        one of which nobody knows whether it left is asked about before it is ever sent again; one that is no longer
        true is not sent. Without notifiers messages are left to a desk that has some, and so are remedies without an
        executor of their kind.

        Args:
            limit: at most so many messages, and so many remedies; what need not be sent after all does not count.

        Raises:
            StorageError: the database can't; what was sent is on record, or comes back as in doubt.
        """
        from complaintkit.delivery.flow import deliver

        return (await deliver(self._setting(), limit=_positive(limit))).sent

    def deliver_blocking(self, *, limit: int = 100) -> int:
        """Do as `deliver` does, where there is no event loop.

        Args:
            limit: at most so many messages, and so many remedies.

        Raises:
            RuntimeError: there is one running; await `deliver` there.
        """
        _refuse_loop("deliver")
        return _run(self.deliver(limit=limit))

    def run_due(self, *, limit: int = 100) -> int:
        """Act on what fell due: warn, breach, lapse, escalate; return how many events that made. R15

        Each deadline fires once, never early, however many processes run this.

        Args:
            limit: at most so many cases.

        Raises:
            StorageError: the database can't; what was settled before stays.
        """
        from complaintkit.delivery.due import run_due

        return run_due(self._door, limit=_positive(limit))

    async def work(self, *, limit: int | None = None) -> None:
        """Act on due deadlines and deliver: one bounded pass with `limit`, else until cancelled or the desk is closed.

        When cancelled, what is just being sent gets a moment to end:

            worker = asyncio.create_task(desk.work())
            ...
            worker.cancel()

        Args:
            limit: one pass over at most so many; on and on where none is given.

        Raises:
            StorageError: the database can't.
        """
        with self._worker() as worker:
            if limit is None:
                await worker.run()
            else:
                await worker.once(limit=_positive(limit))

    def worker_seen(self, *, by: By) -> datetime | None:
        """Return when any worker last showed itself, in whatever process; None where none ever did. R18

        A worker leaves a sign of life every half minute, a bounded pass one. Where it is long ago, nothing is sent and
        nobody is warned in time: show that to somebody. `complaintkit worker --check` does.

        Args:
            by: who asks.

        Raises:
            InvalidInput: `by` does not work here.

        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk() as desk:
        ...     before = desk.worker_seen(by="chen")
        ...     desk.work_blocking(limit=10)
        ...     after = desk.worker_seen(by="chen")
        >>> before, after == desk.clock.now()
        (None, True)
        """
        from complaintkit.delivery.heartbeat import last_heartbeat
        from complaintkit.desk.reading.sight import known_reader

        with self._opened.storage.reading() as reader:
            known_reader(self._door, reader, by)
            return last_heartbeat(reader)

    def health(self, *, by: By) -> Health:
        """Return whether a worker is there, and what has waited for one too long: to be shown first, wherever cases are. R18

        Args:
            by: who asks.

        Raises:
            InvalidInput: `by` does not work here.

        >>> from datetime import timedelta
        >>> from complaintkit import Customer
        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk() as desk:
        ...     desk.work_blocking(limit=10)
        ...     case = desk.receive(
        ...         "饭是酸的",
        ...         by="chen",
        ...         channel="hotline",
        ...         category="food/sensory",
        ...         customer=Customer(phone="13800138000"),
        ...     )
        ...     well = desk.health(by="chen")
        ...     desk.clock.advance(timedelta(hours=1))
        ...     ill = desk.health(by="chen")
        >>> (well.silent, well.warning), (ill.silent, ill.deadlines)
        ((False, None), (True, 1))
        """
        from complaintkit.delivery.heartbeat import health_of
        from complaintkit.desk.reading.sight import known_reader

        with self._opened.storage.reading() as reader:
            structure = known_reader(self._door, reader, by).structure
            return health_of(reader, self._door.clock, ZoneInfo(structure.time_zone))

    def work_blocking(self, *, limit: int | None = None) -> None:
        """Do as `work` does, where there is no event loop.

        With `limit` one bounded pass, for a POS to call off its UI thread; else until SIGTERM, SIGINT or `close`.

        Args:
            limit: one pass over at most so many; on and on where none is given.

        Raises:
            RuntimeError: there is a loop running; await `work` there.
        """
        from complaintkit.delivery.worker import until_signalled

        _refuse_loop("work")
        if limit is not None:
            _run(self.work(limit=limit))
            return
        with self._worker() as worker:
            until_signalled(worker)

    def backup(self, to: PathLike[str]) -> Verification:
        """Copy the database into a new file, as of one moment, and verify the copy; others may go on writing meanwhile.

        The file is for its owner alone, and useless without the key of the database. Return what verifying the copy found: it
        is kept in any case.

        Args:
            to: a file that is not there yet, in a folder that is.

        Raises:
            ConfigurationError: there is something of that name already, or this storage is not backed up into a file.
            StorageError: it can't be written there; nothing is left.
            InvalidInput: it is no path.
        """
        from complaintkit.desk.admin.backup import back_up
        from complaintkit.model.check import file_path

        return back_up(self._door, file_path(to, field="to"))

    def _setting(self) -> Setting:
        from complaintkit.delivery.service import DIGEST_SPEC
        from complaintkit.delivery.setting import Setting
        from complaintkit.hooks.ask import takes

        plugins = self._opened.plugins
        bundles = partial(takes, plugins, message=DIGEST_SPEC)
        return Setting.of(self._door, plugins.notifiers, executors=plugins.remedy_executors, bundles=bundles)

    def _errands(self) -> tuple[Errand, ...]:
        """What the channels want fetched."""
        plugins = self._opened.plugins
        if not plugins.channels:
            return ()
        from complaintkit.desk.intake.errands import errands

        return tuple(errands(self._door, plugins))

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        """A worker that `close` can stop."""
        from complaintkit.delivery.heartbeat import Heartbeat
        from complaintkit.delivery.worker import Worker

        setting = self._setting()
        with self._guard:
            self._beat = self._beat or Heartbeat(setting.door, setting.timing.beat)
            worker = Worker(setting, self._beat, self._errands())
            self._workers.add(worker)
        try:
            yield worker
        finally:
            with self._guard:
                self._workers.discard(worker)

    def _stop_working(self) -> None:
        """Tell all workers of this desk to end, and let them end what they are sending."""
        with self._guard:
            workers = list(self._workers)
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.join()


_MOST = 1_000_000  # in one pass; who wants all of them runs the worker


def _positive(limit: int) -> int:
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= _MOST:
        raise InvalidInput(
            field="limit",
            reason=phrase("{limit!r} is not a number of messages", limit=limit),
            next_step=phrase("Give 1 to {most}.", most=_MOST),
        )
    return limit


def _refuse_loop(verb: str) -> None:
    """A loop that is blocked sends nothing, and never finds out."""
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(f"{verb}_blocking() was called inside a running event loop; write `await desk.{verb}()` there")


def _run(made: Coroutine[Any, Any, T]) -> T:
    import asyncio

    return asyncio.run(made)
