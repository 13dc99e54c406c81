"""A vendor's blocking client, run on threads, as a sender."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

import attrs

from complaintkit.model.errors import InvalidInput
from complaintkit.ports.notifier import Notification, Sender
from complaintkit.ports.outcome import Attempt, InDoubt, Outcome

__all__ = ["blocking_session"]

T = TypeVar("T")


def _cannot_tell(_: Attempt) -> Outcome:
    return InDoubt("this provider can't tell what became of a message")


@attrs.frozen
class _Threads:
    pool: ThreadPoolExecutor
    sends: Callable[[Notification], Outcome]
    reconciles: Callable[[Attempt], Outcome]

    async def send(self, notification: Notification) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self.pool, _called, self.sends, notification)

    async def reconcile(self, attempt: Attempt) -> Outcome:
        return await asyncio.get_running_loop().run_in_executor(self.pool, _called, self.reconciles, attempt)


def _called(call: Callable[[T], Outcome], argument: T) -> Outcome:
    try:
        return call(argument)
    except StopIteration as error:  # asyncio can't carry one: the awaiting side would wait for ever
        raise RuntimeError("the client raised StopIteration") from error


def blocking_session(
    send: Callable[[Notification], Outcome], reconcile: Callable[[Attempt], Outcome] | None = None, *, workers: int = 4
) -> AbstractAsyncContextManager[Sender]:
    """Run a vendor's blocking client on `workers` threads, as what `Notifier.session` returns.

    The client's own timeout must be set: a thread can't be stopped, and leaving the session waits for calls under way,
    so that none of them ends unheard. Without `reconcile` the answer to it is `InDoubt`.

        def session(self) -> AbstractAsyncContextManager[Sender]:
            return blocking_session(self._send, self._look_up)
    """
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise InvalidInput(field="workers", reason=f"{workers!r} is no number of threads", next_step="Give 1 or more.")
    return _session(send, reconcile or _cannot_tell, workers)


@asynccontextmanager
async def _session(
    send: Callable[[Notification], Outcome], reconcile: Callable[[Attempt], Outcome], workers: int
) -> AsyncIterator[Sender]:
    pool = ThreadPoolExecutor(workers, thread_name_prefix="complaintkit-sender")
    try:
        yield _Threads(pool, send, reconcile)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # what has not begun never will
        await asyncio.to_thread(pool.shutdown)
